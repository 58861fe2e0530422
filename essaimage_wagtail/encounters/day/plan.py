"""The programme as people read it on the day: by person, by table, by round."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from wagtail.models import Site

from ..models import Meeting, Programme, Registration
from .clock import Round, rounds_of
from .initiatives import Initiatives, Table


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person is in a round. ``number``: that of the table; ``None`` if the person rests, or if the initiative
    does not come after all (``is_withdrawn``)."""

    round: Round
    number: int | None = None
    pitch_key: UUID | None = None
    name: str = ""
    is_withdrawn: bool = False


class Plan:
    """The programme of one encounter. The number of queries does not depend on that of people, tables or languages."""

    def __init__(self, encounter: Any, site: Site | None = None) -> None:
        self.encounter = encounter
        self.initiatives = Initiatives(encounter, site or encounter.get_site())
        self._names: dict[str, dict[UUID, str]] = {}

    @cached_property
    def programme(self) -> Programme | None:
        return Programme.objects.filter(encounter_key=self.encounter.translation_key).first()

    @property
    def is_published(self) -> bool:
        return self.programme is not None and self.programme.published_at is not None

    @cached_property
    def rounds(self) -> list[Round]:
        return rounds_of(self.encounter)

    @cached_property
    def people(self) -> list[Registration]:
        """The people who have a place, by name."""
        coming = Registration.objects.coming_to(self.encounter.translation_key).select_related("territory")
        return sorted(coming, key=lambda one: (one.name.casefold(), one.pk))

    @cached_property
    def _meetings(self) -> list[Meeting]:
        return list(self.programme.meetings.all()) if self.programme else []

    @cached_property
    def _by_person(self) -> dict[int, dict[int, Meeting]]:
        found: dict[int, dict[int, Meeting]] = defaultdict(dict)
        for meeting in self._meetings:
            found[meeting.registration_id][meeting.round] = meeting
        return found

    def names_in(self, language: str) -> dict[UUID, str]:
        if language not in self._names:
            self._names[language] = self.initiatives.names_in(language)
        return self._names[language]

    def seats(self, person: Registration) -> list[Seat]:
        """The seats of a person, one for each round in which they are there, with names in their language."""
        meetings, names = self._by_person.get(person.pk, {}), self.names_in(person.language)
        return [self._seat(each, meetings.get(each.number), names) for each in self.rounds if is_there(person, each)]

    def seats_of_one(self, person: Registration) -> list[Seat]:
        """As :meth:`seats`, without reading the meetings of the others."""
        rows = self.programme.meetings.filter(registration=person) if self.programme else ()
        self._by_person = {person.pk: {meeting.round: meeting for meeting in rows}}
        return self.seats(person)

    def _seat(self, each: Round, meeting: Meeting | None, names: dict[UUID, str]) -> Seat:
        if meeting is None:
            return Seat(each)
        pitch = self.initiatives.get(meeting.pitch_key)
        if pitch is None or pitch.is_withdrawn:
            return Seat(each, name=names.get(meeting.pitch_key, ""), is_withdrawn=True)
        number = self.initiatives.number(meeting.pitch_key, meeting.table)
        return Seat(each, number, meeting.pitch_key, names[meeting.pitch_key])

    def rests(self, table: Table, each: Round) -> bool:
        """Whether the team of a table has a break in a round."""
        pitch = self.initiatives.get(table.pitch_key)
        return pitch is not None and each.number in pitch.resting

    @cached_property
    def _at_tables(self) -> dict[tuple[int, UUID, int], list[Registration]]:
        people = {person.pk: person for person in self.people}
        found: dict[tuple[int, UUID, int], list[Registration]] = defaultdict(list)
        for meeting in self._meetings:
            if person := people.get(meeting.registration_id):
                found[meeting.round, meeting.pitch_key, meeting.table].append(person)
        return found

    def people_at(self, table: Table, number: int) -> list[Registration]:
        """The people who come to a table in a round, without people who are marked as not here."""
        found = self._at_tables.get((number, table.pitch_key, table.place), [])
        return [person for person in found if person.is_present is not False]


def is_there(person: Registration, each: Round) -> bool:
    """Whether somebody who comes late or leaves early is there in a round."""
    return (person.first_round or 1) <= each.number <= (person.last_round or each.number)


def languages_of(people: Iterable[Registration]) -> set[str]:
    return {person.language for person in people}
