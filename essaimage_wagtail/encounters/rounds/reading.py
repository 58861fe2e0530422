"""A programme as organisers look at it: a grid of rounds and tables, and what each person gets of their wishes."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...formatting import isolate
from ...formatting import number as written
from ...models.keys import titles_of
from ..models import Meeting as StoredMeeting
from ..models import Programme, Registration
from .changes import Changes, changes_since
from .checking import Broken, Rule, broken
from .notices import doubts, news, reason_for_none, sentence
from .problem import Id, Problem, is_there, score
from .rows import Cell, Got, Row, Seated
from .source import Rests, as_meeting, problem_of, programme_of, registrations_of, rests_of
from .storing import Place


class Reading:
    """The programme of one encounter, read once; a fixed number of queries, however many come."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @cached_property
    def registrations(self) -> list[Registration]:
        return registrations_of(self.page)

    @cached_property
    def programme(self) -> Programme | None:
        return programme_of(self.page)

    @cached_property
    def rows(self) -> list[StoredMeeting]:
        return list(self.programme.meetings.select_related("registration")) if self.programme else []

    @cached_property
    def rests(self) -> Rests:
        return rests_of(self.programme)

    @cached_property
    def problem(self) -> Problem:
        kept = (as_meeting(row) for row in self.rows if row.is_kept)
        return problem_of(self.page, self.registrations, kept, self.rests)

    @cached_property
    def pitch_names(self) -> dict[Id, str]:
        pitches = self.page.pitches.all()
        titles = titles_of([pitch.sheet_key for pitch in pitches if pitch.sheet_key], get_language())
        nameless = _("initiative without a name")
        return {pitch.translation_key: pitch.name or titles.get(pitch.sheet_key) or nameless for pitch in pitches}

    @cached_property
    def people_names(self) -> dict[Id, str]:
        names: dict[Id, str] = {row.registration_id: row.registration.name for row in self.rows}
        return names | {row.pk: row.name for row in self.registrations}

    def pitch_name(self, key: Id) -> str:
        return self.pitch_names.get(key) or _("an initiative that was deleted")

    def person_name(self, pk: Id) -> str:
        return self.people_names.get(pk, "")

    @cached_property
    def reason_for_none(self) -> str:
        """Why no programme is made now."""
        if self.is_over:
            return _("The rounds are over: the programme stays as it was.")
        return reason_for_none(self.problem)

    @cached_property
    def doubts(self) -> list[str]:
        return list(doubts(self.problem, self.pitch_name))

    @cached_property
    def over(self) -> int:
        """How many rounds have begun: nothing of them can be changed any more."""
        return sum(time is not None and time <= now() for _number, time in self.times)

    @property
    def is_over(self) -> bool:
        return self.programme is not None and self.over >= self.problem.rounds > 0

    @cached_property
    def changes(self) -> Changes:
        """What people and the page have changed since the programme was made."""
        return changes_since(self.programme.made_from, self.problem) if self.programme else Changes()

    @cached_property
    def news(self) -> list[str]:
        """The :attr:`changes` in words, with names."""
        names = self.people_names
        gone = Registration.objects.filter(pk__in=set(self.changes.left) - names.keys())
        return list(news(self.changes, names | dict(gone.values_list("pk", "name"))))

    @cached_property
    def _broken(self) -> list[Broken]:
        return broken(replace(self.problem, over=self.over), map(as_meeting, self.rows))

    @property
    def broken(self) -> list[str]:
        """The broken rules in words, without those about people who do not come any more: :attr:`news` names them."""
        told = set(self.changes.left)
        found = [one for one in self._broken if one.rule is not Rule.NOT_COMING or one.person not in told]
        return [sentence(one, self.pitch_name, self.person_name) for one in found]

    @cached_property
    def newcomers(self) -> int:
        """How many people have no meeting, though there are pitches that they could meet: they registered after the
        programme was made, or found no place."""
        known = {row.registration_id for row in self.rows}
        waiting = [person for person in self.problem.people if person.id not in known] if self.programme else []
        return sum(any(self.problem.rounds_of(person, pitch) for pitch in self.problem.pitches) for person in waiting)

    @cached_property
    def times(self) -> list[tuple[int, datetime | None]]:
        return [(number, self.page.round_at(number)) for number in range(1, self.problem.rounds + 1)]

    @cached_property
    def grid(self) -> list[Row]:
        rounds = range(1, self.problem.rounds + 1)
        seated: dict[tuple[Id, int, int], list[Seated]] = {}
        for row in sorted(self.rows, key=lambda row: self.person_name(row.registration_id).casefold()):
            pk = row.registration_id
            one = Seated(pk, self.person_name(pk), row.is_kept, pk in self.problem.person)
            seated.setdefault((row.pitch_key, row.table, row.round), []).append(one)
        found = []
        for pitch in self.problem.pitches:
            tables = {table for key, table, _round in seated if key == pitch.id}
            if not pitch.is_withdrawn:
                tables |= set(range(1, pitch.tables + 1))
            for table in sorted(tables):
                cells = [Cell(seated.get((pitch.id, table, n), []), n in pitch.resting) for n in rounds]
                name = self.table_name(pitch.id, table, pitch.tables)
                found.append(Row(name, cells, pitch.places, pitch.is_withdrawn))
        return found

    def table_name(self, key: Id, table: int, tables: int) -> str:
        name = isolate(self.pitch_name(key))
        return name if tables == 1 else _("%(name)s, table %(table)s") % {"name": name, "table": written(table)}

    @cached_property
    def without_table(self) -> Row:
        """The people who are there in a round without a table."""
        places = {(row.registration_id, row.round) for row in self.rows}
        there = list(zip(self.problem.people, self.registrations, strict=True))
        cells = []
        for n, _time in self.times:
            resting = [(who, row) for who, row in there if is_there(who, n) and (row.pk, n) not in places]
            cells.append(Cell([Seated(row.pk, row.name, n in who.resting) for who, row in resting]))
        return Row(_("Rests"), cells)

    @cached_property
    def got(self) -> list[Got]:
        met = {(row.registration_id, row.pitch_key): row.round for row in self.rows}
        return [
            Got(
                row.pk,
                row.name,
                [(self.pitch_name(w.pitch_key), met.get((row.pk, w.pitch_key))) for w in row.wishes.all()],
            )
            for row in self.registrations
        ]

    @cached_property
    def shares(self) -> list[tuple[str, int, int]]:
        """``(what, number, total)``: how many people got it, of how many who wish something."""
        wishing = [one for one in self.got if one.wishes]
        return [
            (what, sum(map(test, wishing)), len(wishing))
            for what, test in (
                (_("Their first wish"), lambda one: one.has_first),
                (_("Their first three wishes"), lambda one: one.has_first_three),
                (_("All their wishes"), lambda one: one.has_all),
                (_("None of their wishes"), lambda one: not one.number),
            )
        ]

    @cached_property
    def score(self) -> int:
        """The score of the programme as it is now, after changes by hand."""
        return score(self.problem, map(as_meeting, self.rows))

    @cached_property
    def has_changed(self) -> bool:
        """Whether people or wishes have changed since the programme was made."""
        if self.programme and self.programme.made_from:
            return bool(self.changes)
        # A programme from before digests were kept: only people who came or left show a change.
        return bool(self.newcomers or any(one.rule is Rule.NOT_COMING for one in self._broken))

    @cached_property
    def percent(self) -> float | None:
        """The score as a percentage of the bound, which no programme could exceed when this one was made. If people or
        wishes have changed since, the score is that of then, else that of now. ``None`` if it is not known."""
        bound = self.programme.bound if self.programme else None
        score = self.programme.score if self.programme and self.has_changed else self.score
        if not bound or score > bound:
            return None
        # Only the best possible programme is called 100 %.
        return 100.0 if score == bound else min(99.9, round(100 * score / bound, 1))

    def places_of(self, pk: int) -> dict[int, Place]:
        """The place of a person in each round; ``pk``: of the registration."""
        rests = self.rests.get(pk, ())
        found = {number: Place(is_kept=number in rests) for number, _time in self.times}
        mine = {row.round: row for row in self.rows if row.registration_id == pk and row.round in found}
        return found | {number: Place(row.pitch_key, row.table, row.is_kept) for number, row in mine.items()}
