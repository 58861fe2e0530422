"""What a moderator changes by hand."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..choices import State
from ..days import check_near
from ..models import Sponsorship


class ModerationForm(forms.ModelForm):
    """``seen``: when what the moderator has read was written."""

    state = forms.ChoiceField(label=pgettext_lazy("of a sponsorship", "State"), choices=State.choices)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Sponsorship
        fields = ("state", "reason", "sponsored_key", "sponsor_email", "began_on", "ended_on", "next_on")
        labels = {"reason": _("Why"), "sponsored_key": _("Sheet of the new project")}
        help_texts = {
            "reason": _("Goes by e-mail to whom it concerns when you refuse or stop a sponsorship."),
            "sponsored_key": _(
                "Make sure that the people who asked are the team of this sheet: it shows the sponsorship."
            ),
            "sponsor_email": _("To whom the questions to the team go. Leave it empty to answer here for them."),
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = moment_of(self.instance)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("seen") != self.initial["seen"]:
            self.data = {**self.data.dict(), "seen": self.initial["seen"]}
            raise ValidationError(_("Somebody has changed this meanwhile. Read it once more, and save again."))
        state = data.get("state")
        if state in (State.REFUSED, State.STOPPED) and not data.get("reason"):
            self.add_error("reason", _("Say why: those who wait for it get your words."))
        for name in {"began_on", "ended_on", "next_on"} & {*self.changed_data}:
            self._check_day(name, data.get(name))
        if data.get("began_on") and data.get("ended_on") and data["ended_on"] < data["began_on"]:
            self.add_error("ended_on", _("It cannot end before it has begun."))
        if data.get("sponsored_key") and data["sponsored_key"] == self.instance.sponsor_key:
            self.add_error("sponsored_key", _("A team does not accompany itself: choose another sheet."))
        return data

    def _check_day(self, name: str, day: date | None) -> None:
        if day is None:
            return
        try:
            check_near(day)
        except ValidationError as error:
            self.add_error(name, error)


def moment_of(sponsorship: Sponsorship) -> str:
    return sponsorship.changed_at.isoformat()
