"""Who was there: ticked at the door, by people in a hurry, on a phone."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import Registration

SAYS = {"here": True, "away": False, "unknown": None}
"""Buttons, and what they say of a person."""


def counted(encounter_key: UUID) -> dict[str, int]:
    """``{coming, here, away, unknown}``: how many people. One query."""
    found = Registration.objects.coming_to(encounter_key).aggregate(
        coming=Count("pk"), here=Count("pk", Q(is_present=True)), away=Count("pk", Q(is_present=False))
    )
    return {**found, "unknown": found["coming"] - found["here"] - found["away"]}


def say(encounter_key: UUID, pk: int, said: str) -> bool:
    """Write down that a person is here, or away, or that nobody knows; returns whether somebody with a place has the
    key ``pk``."""
    people = Registration.objects.filter(pk__in=Registration.objects.coming_to(encounter_key).values("pk"))
    return bool(people.filter(pk=pk).update(is_present=SAYS[said]))


def close(encounter_key: UUID) -> int:
    """Mark everybody as not here of whom nobody has said anything; returns how many people."""
    people = Registration.objects.coming_to(encounter_key).filter(is_present=None).values("pk")
    return Registration.objects.filter(pk__in=people).update(is_present=False)


class PersonForm(forms.ModelForm):
    """Whether a person was there, and for somebody who comes late or leaves early, their rounds."""

    is_present = forms.TypedChoiceField(
        label=_("Was there"),
        choices=[
            ("", pgettext_lazy("presence of a person", "Not known")),
            ("yes", pgettext_lazy("presence of a person", "Here")),
            ("no", pgettext_lazy("presence of a person", "Not here")),
        ],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Registration
        fields = ("is_present", "first_round", "last_round")

    def __init__(self, *args: Any, rounds: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_present"] = {True: "yes", False: "no"}.get(self.instance.is_present, "")
        for name, help_text in (
            ("first_round", _("Of somebody who comes late. The first one, if left empty.")),
            ("last_round", _("Of somebody who leaves early. The last one, if left empty.")),
        ):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, help_text=help_text, min_value=1, max_value=rounds, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_round"), data.get("last_round")
        if first and last and first > last:
            raise ValidationError({"last_round": _("That is before the first round of this person.")})
        return data
