"""Places to be near to."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ..facets.territories import territories_named
from ..formatting import kilometres
from ..models.territory import Territory
from ..search.points import point_groups
from .addresses import Addresses
from .question import Question
from .results import Results
from .surroundings import Surroundings

MOST_PLACES = 100
"""Territories to choose from; those with most results."""
RADII = (5, 10, 25, 50, 100, 250)
"""Kilometres to choose from; an address may have others."""


class Places:
    """What a directory offers to be near to, and what was chosen."""

    def __init__(self, around: Surroundings, question: Question, addresses: Addresses, results: Results) -> None:
        self.around = around
        self.question = question
        self.addresses = addresses
        self.results = results

    @cached_property
    def has_points(self) -> bool:
        """Whether anything here has a point: else there is nothing to be near to, and nothing to draw."""
        question = self.question
        if not question.has_places:
            return False
        if question.place or question.layout == "map" or self.options:
            return True
        return bool(point_groups(self.around.engine, question.everything(kinds=self.around.lookup.kinds)))

    @property
    def label(self) -> str:
        """“Lille, 25 km”."""
        place, radius = self.question.place, self.question.radius
        if not place:
            return ""
        name = place.territory.display_name(self.around.language) if place.territory else _("the chosen point")
        return f"{name}, {kilometres(radius)}" if radius else name

    @cached_property
    def _anywhere(self) -> tuple[Iterable[Territory], Mapping[str, int]]:
        """Territories with results at any distance, and how many each has. Two queries if a distance is asked."""
        question = self.question
        if not question.radius:
            return self.results.territories, self.results.counts("territory")
        query = replace(question.query(limit=0), facets=("territory",), near=None, radius=None, sort="relevance")
        counts = self.results.ask(query).facets.get("territory", {})
        return territories_named(counts), counts

    @cached_property
    def options(self) -> list[dict[str, Any]]:
        """``[{value, label, selected, indent}]``: territories with results whose point is known, in the tree's order.

        A distance takes none of them away, so that a visitor can go on from one place to the next.
        """
        territories, counts = self._anywhere
        found = {territory.identifier: territory for territory in territories if territory.point}
        most = sorted(filter(counts.get, found), key=lambda value: -counts[value])[:MOST_PLACES]
        kept = {value: found[value] for value in most}
        place = self.question.place
        chosen = place.territory if place else None
        if chosen is not None:
            kept[chosen.identifier] = chosen
        return [
            {
                "value": value,
                "label": territory.display_name(self.around.language),
                "selected": chosen is not None and value == chosen.identifier,
                "indent": "\u2003" * (territory.depth - 1),
            }
            for value, territory in sorted(kept.items(), key=lambda item: item[1].path)
        ]

    @property
    def radii(self) -> list[dict[str, Any]]:
        """``[{value, label, selected}]`` of kilometres around the place."""
        asked = self.question.radius
        return [
            {"value": f"{radius:g}", "label": kilometres(radius), "selected": radius == asked}
            for radius in sorted({*RADII, *([asked] if asked else [])})
        ]

    @property
    def layouts(self) -> list[dict[str, Any]]:
        """The ways to see the results, if there are several."""
        return self.addresses.layouts if self.has_points else []
