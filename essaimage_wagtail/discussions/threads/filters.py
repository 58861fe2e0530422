"""By what the list of discussions is narrowed, as its address says it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from ...contexts.languages import language
from ...facets.territories import territories_named
from ...models import Territory, Theme
from ...models.taxonomy import TermLabel, by_label
from ...wiki.visitors.text import line
from ..archive.words import asked_for
from ..choices import About, State
from ..models import Message, Thread

MONTH = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])", re.ASCII)
"""Databases and time zones do not agree on the first year and the last."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a filter. ``number``: how many threads it finds; 0 where they are not counted."""

    value: str
    label: str
    selected: bool
    number: int = 0


class Filters:
    """``threads``: those that may be read; ``code``: the reader's language; ``codes``: those of the site. A value that
    means nothing filters nothing."""

    NAMES: ClassVar[tuple[str, ...]] = ("about", "theme", "territory", "in", "month", "q")

    def __init__(self, query: QueryDict, threads: QuerySet[Thread], code: str, codes: list[str]) -> None:
        self._threads = threads
        self.code = code
        self.codes = codes
        # PostgreSQL refuses a text with a NUL.
        self.given = {name: line(query.get(name, ""))[:LONGEST] for name in self.NAMES if query.get(name)}

    @cached_property
    def _subjects(self) -> dict[str, dict[str, int]]:
        """What there are threads about, by kind, and how many. One query."""
        found: dict[str, dict[str, int]] = {About.THEME: {}, About.TERRITORY: {}}
        rows = self._threads.filter(about__in=found).order_by().values("about", "subject").annotate(number=Count("pk"))
        for row in rows:
            found[row["about"]][row["subject"]] = row["number"]
        return found

    @cached_property
    def themes(self) -> list[TermLabel]:
        keys = self._subjects[About.THEME]
        if not keys and "theme" not in self.given:
            return []
        rows = Theme.objects.filter(Q(translation_key__in=keys) | Q(slug=self.given.get("theme", "")))
        return by_label({term.slug: term for term in rows.labels(self.code).values()}.values())

    @cached_property
    def theme(self) -> TermLabel | None:
        return next((term for term in self.themes if term.slug == self.given.get("theme")), None)

    @cached_property
    def territories(self) -> list[Territory]:
        names = {*self._subjects[About.TERRITORY], self.given.get("territory", "")} - {""}
        return sorted(territories_named(names), key=lambda one: str(one.path)) if names else []

    @cached_property
    def territory(self) -> Territory | None:
        name = self.given.get("territory")
        return next((one for one in self.territories if name in (one.identifier, str(one.uuid))), None)

    @cached_property
    def month(self) -> tuple[int, int] | None:
        match = MONTH.fullmatch(self.given.get("month", ""))
        return (int(match[1]), int(match[2])) if match else None

    def found(self) -> QuerySet[Thread]:
        """The threads. A theme and a territory are those that a thread is about, a territory with all that is in it."""
        threads = self._threads
        if self.given.get("about") in About.values:
            threads = threads.filter(about=self.given["about"])
        if self.theme is not None:
            threads = threads.filter(about=About.THEME, subject=self.theme.key)
        if self.territory is not None:
            threads = threads.filter(about=About.TERRITORY, subject__in=self._names_within(self.territory))
        if self.given.get("in") in self.codes:
            threads = threads.filter(language=self.given["in"])
        messages = self.messages()
        return threads if messages is None else threads.filter(Exists(messages.filter(thread=OuterRef("pk"))))

    def _names_within(self, territory: Territory) -> set[str]:
        within = [one for one in self.territories if one.path.startswith(territory.path)]
        return {name for one in within for name in (one.identifier, str(one.uuid))}

    def messages(self) -> QuerySet[Message] | None:
        """The messages of the chosen month and search; ``None`` where neither is asked for."""
        wanted = Q(state=State.SHOWN)
        if self.month is not None:
            year, month = self.month
            wanted &= Q(written_at__year=year, written_at__month=month)
        if self.given.get("q"):
            wanted &= asked_for(self.given["q"], self.codes)
        return Message.objects.filter(wanted) if self.month or self.given.get("q") else None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.given)

    # For the form

    @property
    def about_options(self) -> list[Option]:
        chosen = self.given.get("about")
        return [Option(value, str(label), value == chosen) for value, label in About.choices]

    @property
    def theme_options(self) -> list[Option]:
        numbers = self._subjects[About.THEME]
        return [Option(one.slug, one.label, one == self.theme, numbers.get(one.key, 0)) for one in self.themes]

    @property
    def territory_options(self) -> list[Option]:
        return [
            Option(one.identifier, one.display_name(self.code), one == self.territory, self._number_within(one))
            for one in self.territories
        ]

    def _number_within(self, territory: Territory) -> int:
        numbers = self._subjects[About.TERRITORY]
        return sum(numbers.get(name, 0) for name in self._names_within(territory))

    @property
    def language_options(self) -> list[Option]:
        chosen = self.given.get("in")
        return [Option(one.code, one.name, one.code == chosen) for one in map(language, self.codes)]

    @property
    def kept(self) -> dict[str, Any]:
        """What the address of another format repeats."""
        return {"language": self.code, **self.given}
