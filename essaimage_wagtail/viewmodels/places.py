"""Places to be near to."""

from ..templatetags.essaimage_tags import kilometres
from .asked import RADII

MOST_PLACES = 100
"""Territories to choose from; those with most results."""


class PlacesView:
    """The part of :class:`~.directory.DirectoryView` that offers places.

    Reads ``result`` and what :class:`~.asked.AskedView` sets.
    """

    @property
    def places(self):
        """``[{value, label, selected, indent}]``: territories with results whose point is known, in the tree's order.

        Around a place those within the distance: no query is spent on others.
        """
        counts = self.result.facets.get("territory", {})
        known = [
            territory
            for territory in self._territories.values()
            if territory.code and territory.point and counts.get(territory.code)
        ]
        chosen = self.place and self.place.territory
        kept = {
            territory.code for territory in sorted(known, key=lambda territory: -counts[territory.code])[:MOST_PLACES]
        }
        if chosen and chosen.code not in kept:
            known.append(chosen)
            kept.add(chosen.code)
        return [
            {
                "value": territory.code,
                "label": territory.display_name(self.language),
                "selected": bool(chosen and chosen.code == territory.code),
                "indent": "\u2003" * (territory.depth - 1),
            }
            for territory in sorted(known, key=lambda territory: territory.path)
            if territory.code in kept
        ]

    @property
    def radii(self):
        """``[{value, label, selected}]`` of kilometres around the place."""
        chosen = {*RADII, self.radius} - {None}
        return [
            {"value": f"{radius:g}", "label": kilometres(radius), "selected": radius == self.radius}
            for radius in sorted(chosen)
        ]
