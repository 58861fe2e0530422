"""The programme of one person, by the clock: the table of now, those to come, those that are over."""

from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from ..models import Registration
from .clock import Kind, Phase, phase_at
from .plan import Plan, Seat


class MyTables:
    """The tables of one person at an encounter. ``is_shown``: whether they have a programme to see."""

    def __init__(self, person: Registration, encounter: Any, now: datetime) -> None:
        self.plan = Plan(encounter, person.site)
        self.phase: Phase = phase_at(encounter, now)
        self.is_shown = person.is_coming and not encounter.is_cancelled and self.plan.is_published
        self._person = person

    @cached_property
    def _seats(self) -> list[Seat]:
        return self.plan.seats_of_one(self._person) if self.is_shown else []

    @property
    def present(self) -> Seat | None:
        """The seat in the round that goes on, if the person is there in it."""
        if self.phase.kind is not Kind.ROUND:
            return None
        return next((seat for seat in self._seats if seat.round.number == self.phase.round), None)

    @property
    def coming(self) -> list[Seat]:
        if self.phase.kind is Kind.OVER:
            return []
        return [seat for seat in self._seats if seat.round.number >= self.phase.next_round]

    @property
    def over(self) -> list[Seat]:
        if self.phase.kind is Kind.OVER:
            return self._seats
        return [seat for seat in self._seats if seat.round.number < self.phase.round]

    @property
    def next(self) -> Seat | None:
        """The seat of now, else the next one."""
        return self.present or next(iter(self.coming), None)
