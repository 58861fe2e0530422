"""A territory: what happens there and in its parts, and what exists around it."""

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.http import HttpRequest

from ..contexts.addresses import TERRITORY, territory_address
from ..contexts.links import Link
from ..contexts.page import PageContext
from ..models.territory import Level, Territory
from ..search.types import Point
from .subject import MOST_SHOWN, Subject, most_first

FEW = 3
"""With fewer initiatives than this, the nearest of those around are shown as well."""
MOST_NEAR = 6


class TerritorySubject(Subject):
    """``chain``: the territory, after those that it lies in, the outermost first."""

    facet = TERRITORY

    def __init__(self, page: Any, request: HttpRequest, page_context: PageContext, chain: list[Territory]) -> None:
        self.chain = chain
        self.territory = chain[-1]
        super().__init__(page, request, page_context, self.territory.identifier)
        self.name = self.territory.display_name(page_context.language.code)

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        level = self.territory.level
        return str(Level(level).label) if level in Level.values else ""

    def address_below(self, directory_url: str, code: str) -> str:
        return territory_address(directory_url, self.territory, code)

    @property
    def above(self) -> list[dict[str, str]]:
        return [self._option(territory) for territory in self.chain[:-1]]

    def _option(self, territory: Territory) -> dict[str, Any]:
        code = self.page_context.language.code
        return {
            "label": territory.display_name(code),
            "url": territory_address(self.page_context.search_url, territory, code),
            "count": self.directory.results.counts(TERRITORY).get(territory.identifier, 0),
        }

    def _around(self, parent: str) -> list[dict[str, Any]]:
        """Territories with initiatives that lie directly in the one with a path, but for this one."""
        own, length = self.territory.path, len(parent) + Territory.steplen
        return most_first(
            self._option(one)
            for one in self.directory.results.territories
            if one.path.startswith(parent) and len(one.path) == length and one.path != own
        )

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """``[{label, url, count}]``: those of its parts that have initiatives."""
        return self._around(self.territory.path)

    @cached_property
    def neighbours(self) -> list[dict[str, Any]]:
        """As :attr:`parts`, of the other parts of what it lies in."""
        return self._around(self.chain[-2].path) if len(self.chain) > 1 else []

    @cached_property
    def themes(self) -> list[dict[str, Any]]:
        """``[{label, url, count}]``: what the initiatives are about; each leads to those of them that are about it."""
        facets = [facet for facet in self.directory.facets.shown if facet["name"] == "theme"]
        return most_first(value for facet in facets for value in facet["values"] if value["count"])

    @property
    def point(self) -> Point | None:
        """Its own, else that of the smallest territory around it that has one."""
        return next((one.point for one in reversed(self.chain) if one.point), None)

    @cached_property
    def nearest(self) -> list[dict[str, Any]]:
        if self.total >= FEW or not self.point:
            return []
        around, found = self.directory.around, self.directory.results.found
        query = self.directory.question.query(facets=("type",), limit=MOST_NEAR + self.total, sort="distance")
        filters = {name: values for name, values in query.filters.items() if name != TERRITORY}
        result = around.engine.search(replace(query, filters=filters, near=self.point))
        return self._cards(result, MOST_NEAR, without=(hit.key for hit in found.hits))

    @cached_property
    def commons(self) -> list[Link]:
        """The commons that most of the initiatives here use or produce."""
        counts: Counter[Any] = Counter()
        for sheets in self._sheets():
            if hasattr(sheets.model, "common_links"):
                rows = sheets.exclude(common_links=None).values("common_links__common_key")
                rows = rows.annotate(number=Count("pk", distinct=True)).order_by("-number", "common_links__common_key")
                counts.update({row["common_links__common_key"]: row["number"] for row in rows[:MOST_SHOWN]})
        return self._links(key for key, _number in counts.most_common(MOST_SHOWN))

    def _of_subject(self, sheets: Any) -> Any:
        return sheets.filter(territory__path__startswith=self.territory.path)
