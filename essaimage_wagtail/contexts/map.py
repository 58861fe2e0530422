"""A map on a page: the picture that the server draws, and the data from which a browser makes a map that moves.

What ``includes/map.html`` shows is a :class:`MapFigure`.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..drawing.map import clusters, world_map
from ..formatting import number
from ..forms.text import babel_locale
from ..models import Territory
from ..models.keys import pages_with
from ..models.territory import Level
from ..search.points import grouped
from ..search.types import Box, Point
from .tiles import tiles

MODULES = ("view", "clusters", "marks", "twins", "words", "world")
FILES = {
    "leaflet": "vendor/leaflet/leaflet.js",
    "style": "vendor/leaflet/leaflet.css",
    "shapes": "map/countries.json",
}
"""What a browser loads once a map is on the screen, beside the modules of ``js/map/``."""
NAMED = {Level.REGION: 5, Level.COUNTY: 7, Level.CITY: 8, Level.DISTRICT: 10}
"""Levels of territories whose names stand on a map, with the zoom from which a map shows them."""
MOST_NAMES = 300
NUMBERS = (*range(121), 1_000, 1_000_000)
"""Numbers to try: for every language, they include some of each of its plural forms."""


def plural_forms(words: Callable[[int], str]) -> dict[str, str]:
    """A message about a number in each plural form of the active language, by CLDR's names of the forms (``one``,
    ``other``, ...); ``{shown}`` stands for the number. ``words``: from a number to a message with ``%(shown)s``."""
    form = babel_locale().plural_form
    samples: dict[str, int] = {}
    for each in NUMBERS:
        samples.setdefault(form(each), each)
    return {name: words(each) % {"shown": "{shown}"} for name, each in samples.items()}


def words() -> dict[str, str | dict[str, str]]:
    """What a browser writes on a map, some in each plural form."""

    def many(count: int) -> str:
        return ngettext("%(shown)s initiative here", "%(shown)s initiatives here", count)

    def seen(count: int) -> str:
        return ngettext(
            "%(shown)s initiative in this part of the map", "%(shown)s initiatives in this part of the map", count
        )

    some = _("%(shown)s of %(total)s places are shown. Come closer and search the area for the others.")
    return {
        "in": _("Zoom in"),
        "out": _("Zoom out"),
        "area": _("Search this area"),
        "close": _("Close"),
        "skip": _("Skip the map"),
        "fingers": _("Use two fingers to move the map"),
        "failed": _("The places could not be read. Reload the page to try again."),
        "some": some % {"shown": "{shown}", "total": "{total}"},
        "many": plural_forms(many),
        "seen": plural_forms(seen),
    }


class MapFigure:
    """What a page shows of the points of a map. ``picture``: its SVG, empty where there is no point; ``label``: what
    it shows, in words; ``data_url``: where the points are read (GeoJSON), else ``features`` has them; ``area_url``:
    where a part of the map is searched, with ``{box}`` for the part; ``box``: the part that is searched; ``unplaced``:
    what has no place on it, ``{label, url}``."""

    label: str = ""
    picture: SafeString | str = ""
    data_url: str = ""
    area_url: str = ""
    box: Box | None = None
    unplaced: dict[str, str] | None = None

    @property
    def features(self) -> list[dict[str, Any]]:
        return []

    @property
    def territories(self) -> Iterable[Territory]:
        """The territories whose names help readers to find their way on the map."""
        return ()

    @property
    def names(self) -> list[list[Any]]:
        """``[[name, latitude, longitude, zoom]]``, wider territories first; ``zoom``: from which it is shown."""
        language = get_language()
        found = [one for one in self.territories if one.level in NAMED and one.point]
        found.sort(key=lambda one: (NAMED[Level(one.level)], one.path))
        return [[one.display_name(language), *(one.point or ()), NAMED[Level(one.level)]] for one in found[:MOST_NAMES]]

    @property
    def config(self) -> str:
        """What ``js/map.js`` needs, as JSON."""
        return json.dumps(
            {
                "label": self.label,
                "language": get_language(),
                "url": self.data_url,
                "features": self.features,
                "area": self.area_url,
                "box": self.box,
                "names": self.names,
                "tiles": tiles(),
                "files": {
                    "modules": [static(f"essaimage_wagtail/js/map/{name}.js") for name in MODULES],
                    **{name: static(f"essaimage_wagtail/{path}") for name, path in FILES.items()},
                },
                "words": words(),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A point that has a name and leads somewhere; ``here``: whether it is what the page is about."""

    title: str
    url: str
    point: Point
    here: bool = False


def spots_of(keys: Collection[Any], mixin: type) -> dict[Any, Point]:
    """``{translation key: point}`` of the pages with these keys that inherit ``mixin`` and say where they are. A query
    for each such page type, none without keys."""
    found = {}
    for model in pages_with(mixin) if keys else []:
        pages = (
            model.objects.filter(translation_key__in=keys, live=True).defer_streamfields().select_related("territory")
        )
        for page in pages:
            if point := page.spot_in(page.territory):
                found[page.translation_key] = point
    return found


class PlacesMap(MapFigure):
    """A map of a few known places. ``several_url``: the address to which a mark for several places leads."""

    def __init__(self, places: Sequence[MapPlace], several_url: str, territories: Iterable[Territory] = ()) -> None:
        self.places = places
        self._several_url = several_url
        self._territories = list(territories)

    def __bool__(self) -> bool:
        return bool(self.places)

    @property
    def territories(self) -> Iterable[Territory]:
        return {territory.pk: territory for territory in self._territories}.values()

    @property
    def label(self) -> str:  # type: ignore[override]
        count = len(self.places)
        return ngettext("%(shown)s initiative on the map", "%(shown)s initiatives on the map", count) % {
            "shown": number(count)
        }

    @cached_property
    def picture(self) -> SafeString | str:  # type: ignore[override]
        groups = grouped([(str(index), place.point) for index, place in enumerate(self.places)])
        marks = []
        for cluster in clusters(groups):
            one = self.places[int(cluster.members[0].name)]
            label = ngettext("%(shown)s initiative here", "%(shown)s initiatives here", cluster.count)
            many = label % {"shown": number(cluster.count)}
            marks.append((cluster, one.title, one.url) if cluster.count == 1 else (cluster, many, self._several_url))
        return world_map(groups, marks)

    @property
    def features(self) -> list[dict[str, Any]]:
        return [
            {
                "geometry": {"type": "Point", "coordinates": place.point[::-1]},
                "properties": {"title": place.title, "url": place.url, **({"here": True} if place.here else {})},
            }
            for place in self.places
        ]
