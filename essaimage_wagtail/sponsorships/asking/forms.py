"""The form on which somebody asks a team to accompany a new project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...wiki.accounts.forms import PlaceForm, plain_address
from ...wiki.visitors.forms import email_field, name_field


class AskForm(PlaceForm):
    project = forms.CharField(
        label=_("Your project"),
        max_length=200,
        help_text=_("What it is called, or what you want to do where you live."),
    )
    request = forms.CharField(
        label=_("What do you ask for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "For example: a visit, a call once a month, somebody who reads what we write, help with the budget."
        ),
    )
    name = name_field()
    email = email_field(
        help_text=_("We send you a link there to confirm it, and the answer. The team does not see the address."),
    )
    consent = forms.BooleanField(
        label=_("I agree that the site keeps my name and e-mail for this, and shows my name to the team.")
    )

    field_order = ("project", "place", "territory", "request", "name", "email", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("project", "request"):
            self.fields[name].widget.attrs["dir"] = "auto"
        if "place" in self.fields:
            self.fields["place"].required = False

    def clean_email(self) -> str:
        return plain_address(self.cleaned_data["email"])
