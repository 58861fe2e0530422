"""Where one person is in each round, chosen by hand; and from which round a programme is repaired."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...formatting import number as written
from .reading import Reading
from .rows import places_taken
from .storing import Place


class RepairForm(forms.Form):
    from_round = forms.TypedChoiceField(label=gettext_lazy("From round"), coerce=int)

    def __init__(self, *args: Any, rounds: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(number, written(number)) for number in range(1, rounds + 1)]
        self.fields["from_round"].choices = choices  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A table, or a rest, for each round. What is changed is kept when the programme is made again; what was kept can
    be let go."""

    def __init__(self, *args: Any, reading: Reading, pk: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = reading
        self.now = reading.places_of(pk)
        person = reading.problem.person.get(pk)
        ranks = {key: rank for rank, key in enumerate(person.wishes if person else (), 1)}
        counts = places_taken(reading.rows)
        for number, _time in reading.times:
            place = self.now[number]
            self.fields[f"place_{number}"] = forms.ChoiceField(
                label=_("Round %(round)s") % {"round": written(number)},
                choices=[("", _("Rests")), *self._tables(number, ranks, counts)],
                initial=_value(place.pitch, place.table),
                required=False,
            )
            self.fields[f"kept_{number}"] = forms.BooleanField(
                label=_("Keep it when the programme is made again"),
                initial=place.is_kept,
                required=False,
            )

    def _tables(self, number: int, ranks: dict, counts: dict) -> list[tuple[str, str]]:
        """The options of a round: all tables that do not rest then, and the one at which the person is."""
        here, found = self.now[number], []
        for pitch in self.reading.problem.pitches:
            for table in range(1, pitch.tables + 1):
                is_here = (here.pitch, here.table) == (pitch.id, table)
                if not is_here and (pitch.is_withdrawn or number in pitch.resting):
                    continue
                words = _("%(table)s (%(people)s of %(places)s)") % {
                    "table": self.reading.table_name(pitch.id, table, pitch.tables),
                    "people": written(counts.get((pitch.id, table, number), 0)),
                    "places": written(pitch.places),
                }
                if rank := ranks.get(pitch.id):
                    words = _("%(table)s – wish %(rank)s") % {"table": words, "rank": written(rank)}
                found.append((_value(pitch.id, table), words))
        if here.pitch and _value(here.pitch, here.table) not in dict(found):
            found.append((_value(here.pitch, here.table), self.reading.pitch_name(here.pitch)))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: dict[str, int] = {}
        for number, _time in self.reading.times:
            if not (value := cleaned.get(f"place_{number}")):
                continue
            key = value.partition(":")[0]
            if key in seen:
                told = _(
                    "“%(name)s” is chosen in round %(round)s too, and nobody meets an initiative twice. Choose another"
                    " table, or a rest, in one of these rounds."
                ) % {"name": self.reading.pitch_name(UUID(key)), "round": written(seen[key])}
                self.add_error(f"place_{number}", told)
            seen.setdefault(key, number)
        return cleaned

    def places(self) -> dict[int, Place]:
        """The places that the form changes, by round."""
        found: dict[int, Place] = {}
        for number, place in self.now.items():
            value = self.cleaned_data[f"place_{number}"]
            has_moved = value != _value(place.pitch, place.table)
            chosen = replace(_place(value), is_kept=has_moved or self.cleaned_data[f"kept_{number}"])
            if chosen != place:
                found[number] = chosen
        return found

    @property
    def rounds(self) -> list[tuple[Any, Any, Any]]:
        """For each round: when it is, the field for the table, and the field for keeping it."""
        return [(time, self[f"place_{number}"], self[f"kept_{number}"]) for number, time in self.reading.times]


def _value(pitch: Any, table: int) -> str:
    """The value of the option for a table; empty for a rest."""
    return f"{pitch}:{table}" if pitch else ""


def _place(value: str) -> Place:
    key, _colon, table = value.partition(":")
    return Place(UUID(key), int(table)) if value else Place()
