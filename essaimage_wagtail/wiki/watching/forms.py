"""The form on which a visitor asks to watch something."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.watching import Pace
from ..visitors.forms import VisitorForm, email_field


class WatchForm(VisitorForm):
    pace = forms.ChoiceField(
        label=_("How often do we write to you?"), choices=Pace.choices, widget=forms.RadioSelect, initial=Pace.DAILY
    )
    email = email_field()
    consent = forms.BooleanField(label=_("I agree that the site keeps my e-mail to write to me about these changes."))

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        """``known``: whether it is sent by somebody whose address is confirmed."""
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["email"], self.fields["consent"]
