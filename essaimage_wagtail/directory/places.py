"""Places to be near to."""

from dataclasses import replace
from functools import cached_property

from ..formatting import kilometres
from ..search import SearchQuery
from .facets import territories_named
from .question import RADII

MOST_PLACES = 100
"""Territories to choose from; those with most results."""


class PlacesContext:
    """The part of :class:`~.directory.DirectoryContext` that offers places.

    Reads ``result`` and what :class:`~.asked.AskedContext` sets.
    """

    @cached_property
    def has_points(self):
        """Whether anything here has a point: else there is nothing to be near to, and nothing to draw."""
        if self.place or self.layout == "map" or self.places:
            return True
        everything = SearchQuery("", self.language, {"type": self.types_of(self.listed, "")}, scope=self.scope)
        return bool(self.engine.points(everything))

    @cached_property
    def _anywhere(self):
        """Territories with results, however far away, and how many these are. Two queries if a distance is asked."""
        if not self.radius:
            return self._territories.values(), self.result.facets.get("territory", {})
        query = replace(self.query(limit=0), facets=("territory",), near=None, radius=None, sort="relevance")
        counts = self.engine.search(query).facets.get("territory", {})
        return territories_named(counts), counts

    @cached_property
    def places(self):
        """``[{value, label, selected, indent}]``: territories with results whose point is known, in the tree's order.

        A distance takes none away, or one could not go on from a place to the next.
        """
        territories, counts = self._anywhere
        found = {territory.identifier: territory for territory in territories if territory.point}
        most = sorted(filter(counts.get, found), key=lambda value: -counts[value])[:MOST_PLACES]
        kept = {value: found[value] for value in most}
        chosen = self.place.territory.identifier if self.place and self.place.territory else None
        if chosen:
            kept[chosen] = self.place.territory
        return [
            {
                "value": value,
                "label": territory.display_name(self.language),
                "selected": value == chosen,
                "indent": "\u2003" * (territory.depth - 1),
            }
            for value, territory in sorted(kept.items(), key=lambda item: item[1].path)
        ]

    @property
    def radii(self):
        """``[{value, label, selected}]`` of kilometres around the place."""
        chosen = {*RADII, self.radius} - {None}
        return [
            {"value": f"{radius:g}", "label": kilometres(radius), "selected": radius == self.radius}
            for radius in sorted(chosen)
        ]
