"""The form on which a visitor asks to watch something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.watching import Pace
from ..visitors.forms import VisitorForm


class WatchForm(VisitorForm):
    pace = forms.ChoiceField(
        label=_("How often do we write to you?"), choices=Pace.choices, widget=forms.RadioSelect, initial=Pace.DAILY
    )
    email = forms.EmailField(label=_("Your e-mail"), max_length=254)
    consent = forms.BooleanField(label=_("I agree that the site keeps my e-mail to write to me about these changes."))

    def __init__(self, *args: object, code: str, **kwargs: object) -> None:
        super().__init__(*args, code=code, **kwargs)
        self.fields["email"].widget.attrs |= {"dir": "ltr", "autocomplete": "email"}
