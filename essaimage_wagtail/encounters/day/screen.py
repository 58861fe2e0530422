"""The large screen: which round it is, until when, and who presents at which table.

It is a page of organisers, whose computer is the one that shows it. Names are shown of those alone who agreed, and
where an organiser asks for them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache

from ...interface import interface_for
from .access import organised
from .clock import Kind, Phase, Round, phase_at
from .initiatives import Table, size_of
from .plan import Plan

FEW, MANY = 9, 24
"""Tables up to which each is written larger, and above which smaller."""
COUNTED = timedelta(days=1)
"""How long before the first round the minutes are counted."""
WITHOUT_SCRIPT = 15
"""Seconds after which a browser without JavaScript asks again."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table in a round. ``names``: those of the people who agreed to be named; ``others``: how many people
    besides."""

    table: Table
    name: str
    rests: bool
    names: list[str]
    others: int

    @property
    def size(self) -> str:
        return size_of(self.name)


class Screen:
    def __init__(self, encounter: Any, now: datetime, with_names: bool = False) -> None:
        self.encounter = encounter
        self.now = now.astimezone(encounter.zone)
        self.phase: Phase = phase_at(encounter, now)
        self.with_names = with_names
        self.plan = Plan(encounter)
        self.language = encounter.locale.language_code

    @property
    def refresh(self) -> int:
        return WITHOUT_SCRIPT

    @property
    def until(self) -> int:
        """When the next phase begins, in milliseconds since 1970, as the script counts; 0 if it is not known, or more
        than a day away."""
        until = self.phase.until
        return int(until.timestamp() * 1000) if until and until - self.now < COUNTED else 0

    @property
    def at(self) -> int:
        """The time on the server's clock, in milliseconds since 1970: the clock of the computer may be wrong."""
        return int(self.now.timestamp() * 1000)

    @property
    def minutes(self) -> int:
        """Minutes that are left, rounded up, for a browser without JavaScript."""
        return max(0, -(-(self.until - self.at) // 60_000)) if self.until else 0

    @property
    def size(self) -> str:
        number = len(self.plan.initiatives.tables)
        return "few" if number <= FEW else "dense" if number > MANY else ""

    @cached_property
    def round(self) -> Round | None:
        """The round that goes on, or comes next; ``None`` when all are over."""
        rounds = self.plan.rounds
        if not rounds or self.phase.kind is Kind.OVER:
            return None
        return rounds[min(self.phase.round, len(rounds)) - 1]

    @property
    def next_round(self) -> Round | None:
        if self.phase.kind is not Kind.ROUND or self.phase.round >= len(self.plan.rounds):
            return None
        return self.plan.rounds[self.phase.round]

    @property
    def shown(self) -> Round | None:
        """The round whose tables the screen shows. With names it shows the next round, so that people find their next
        table: they sit at the present one already."""
        return (self.next_round if self.with_names else None) or self.round

    @cached_property
    def places(self) -> list[Place]:
        if self.shown is None:
            return []
        names = self.plan.names_in(self.language)
        return [self._place(table, self.shown, names[table.pitch_key]) for table in self.plan.initiatives.tables]

    def _place(self, table: Table, each: Round, name: str) -> Place:
        people = self.plan.people_at(table, each.number) if self.with_names else []
        named = [person.name for person in people if person.agrees_to_be_named]
        return Place(table, name, self.plan.rests(table, each), named, len(people) - len(named))


@never_cache
def screen(request: HttpRequest, page_id: int) -> HttpResponse:
    encounter = organised(request, page_id)
    shown = Screen(encounter, timezone.now(), "names" in request.GET)
    with translation.override(interface_for(shown.language)):
        return render(
            request, "essaimage_wagtail/encounters/day/screen.html", {"screen": shown, "encounter": encounter}
        )
