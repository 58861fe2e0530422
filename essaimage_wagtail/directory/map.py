"""The results of a search on a map: all of them, not those of one page."""

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from heapq import nlargest
from operator import itemgetter

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..contexts.map import MapFigure
from ..contexts.page import PageContext
from ..drawing.map import Cluster, clusters, world_map
from ..formatting import enumeration, number
from ..models.territory import Territory
from ..search.engines.database.columns import distance
from ..search.points import point_groups
from ..search.types import Box, Point
from .addresses import ANY_AREA, ANY_PLACE, Addresses
from .question import MAX_RADIUS, NOWHERE, Question
from .results import Results
from .rows import Titled, titles_of
from .surroundings import Surroundings

SAME_PLACE = 0.5
"""Kilometres within which points are one place: there is nothing to look at more closely."""
NEARBY = 25
"""A territory this near to a group of points, in kilometres, counts as theirs: the points may be more exact."""
MOST_PLACES = 100
"""Territories that groups of points can be named after; those with most results."""
BOX = "BOX"
"""Stands for a part of the map in an address until it is known."""
MOST_NAMES = 3
"""Territories that a group of points is named after."""


class MapContext(MapFigure):
    """The results of a directory that have a point."""

    def __init__(self, around: Surroundings, question: Question, addresses: Addresses, results: Results) -> None:
        self.around = around
        self.question = question
        self.addresses = addresses
        self.results = results
        self._query = self.question.query()
        self._groups = point_groups(self.around.engine, self._query)
        self._clusters = clusters(self._groups)

    @cached_property
    def _count(self) -> int:
        return sum(group.size for group in self._groups)

    @property
    def label(self) -> str:  # type: ignore[override]
        """How many of the results have a place."""
        shown = {"shown": number(self._count), "total": number(self.results.total)}
        if self._count == self.results.total:
            return ngettext("%(shown)s result on the map", "%(shown)s results on the map", self._count) % shown
        return _("Results on the map: %(shown)s of %(total)s") % shown

    @property
    def unplaced(self) -> dict[str, str] | None:  # type: ignore[override]
        """Label and address of the results that name no place, or a country at most."""
        count = self.results.total - self._count
        if count <= 0 or self.question.box:
            return None
        label = ngettext("%(shown)s without a place", "%(shown)s without a place", count) % {"shown": number(count)}
        return {"label": label, "url": self.addresses.url(**{**self._anywhere, "box": NOWHERE}, view="")}

    @property
    def _anywhere(self) -> dict[str, str]:
        return {**ANY_PLACE, **ANY_AREA, "sort": ""}

    @property
    def data_url(self) -> str:  # type: ignore[override]
        return self.addresses.points if self._groups else ""

    @property
    def area_url(self) -> str:  # type: ignore[override]
        return self.addresses.url(**{**self._anywhere, "box": BOX}, view="map").replace(BOX, "{box}")

    @property
    def box(self) -> Box | None:  # type: ignore[override]
        return self.question.box if self.question.box != NOWHERE else None

    @property
    def territories(self) -> list[Territory]:
        return self.results.territories

    @cached_property
    def picture(self) -> SafeString | str:  # type: ignore[override]
        single = [name for cluster in self._clusters if (name := _name(cluster))]
        titles = titles_of(single, self._query, self.around) if single else {}
        marks = [(cluster, *self._mark(cluster, titles)) for cluster in self._clusters]
        return world_map(self._groups, [mark for mark in marks if mark[2]])

    @cached_property
    def _reaches(self) -> dict[Cluster, float]:
        """``{cluster: kilometres}`` from its center to its farthest point."""
        return {
            cluster: max(distance(corner, cluster.center) for corner in cluster.corners) for cluster in self._clusters
        }

    @cached_property
    def _places(self) -> dict[Cluster, list[list[Territory]]]:
        """``{cluster: [chains of territories]}``, those with most results first. The index says at what point a
        document is, not in which territory: each territory goes to the nearest cluster, if that is near."""
        found: dict[Cluster, list[list[Territory]]] = {}
        for _count, point, chain in nlargest(MOST_PLACES, self._innermost, key=itemgetter(0)):
            away, cluster = min(((distance(one.center, point), one) for one in self._clusters), key=itemgetter(0))
            if away <= self._reaches[cluster] + NEARBY:
                found.setdefault(cluster, []).append(chain)
        return found

    @property
    def _innermost(self) -> list[tuple[int, Point, list[Territory]]]:
        """``[(how many results, point, chain)]`` of the territories whose point is known and that hold no other; a
        chain begins with the outermost."""
        results = self.results
        counts = results.counts("territory")
        outer = {chain[-2].pk for chain in results.chains.values() if len(chain) > 1}
        return [
            (counts[one.identifier], one.point, results.chains[one.pk])
            for one in results.territories
            if one.pk not in outer and one.point and counts.get(one.identifier)
        ]

    def _names(self, cluster: Cluster) -> str:
        """The names of the smallest territories that hold all known places of a cluster and are few enough to name."""
        chains = self._places.get(cluster, [])
        few: list[Territory] = []
        for depth in range(max(map(len, chains), default=0), 0, -1):
            few = list(dict.fromkeys(chain[:depth][-1] for chain in chains))
            if len(few) <= MOST_NAMES:
                break
        names = [territory.display_name(self.around.language) for territory in few[:MOST_NAMES]]
        return enumeration(names) + ("…" if len(few) > MOST_NAMES else "") if names else ""

    def _label(self, cluster: Cluster) -> str:
        size = cluster.count
        shown = {"shown": number(size), "places": self._names(cluster)}
        if shown["places"]:
            return ngettext("%(places)s: %(shown)s initiative", "%(places)s: %(shown)s initiatives", size) % shown
        return ngettext("%(shown)s initiative here", "%(shown)s initiatives here", size) % shown

    def _mark(self, cluster: Cluster, titles: Mapping[str, Titled]) -> tuple[str, str]:
        """Name and address of a mark: the page's, or the same search around it, as a map or, for one place, a list."""
        if name := _name(cluster):
            one = titles.get(name, Titled("", ""))
            return f"{one.title} – {one.site}" if one.site else one.title, one.url
        latitude, longitude = (round(degrees, 4) for degrees in cluster.center)
        reach = self._reaches[cluster]
        radius = min(max(1, round(reach * 1.02 + 0.1, 1)), MAX_RADIUS)
        around = {"lat": f"{latitude:g}", "lon": f"{longitude:g}", "radius": f"{radius:g}"}
        layout = "" if reach < SAME_PLACE else "map"
        return self._label(cluster), self.addresses.url(**{**self._anywhere, **around}, view=layout)


def map_of(page_context: PageContext, request: HttpRequest, **params: str) -> MapContext | None:
    """The map of the directory around a page, in its language: of all that is in it, or of what ``params`` (as in the
    addresses of a search, ``territory="FR-59"``) narrow it to; nothing where there is no directory, or it has no point.
    """
    page = page_context.directory
    if page is None:
        return None
    asked = copy(request)
    asked.GET = QueryDict(urlencode(params))
    around = Surroundings(page.specific, asked, page_context, here=True)
    question = Question(around)
    addresses = Addresses(question, page.get_url(request) or "", {})
    found = MapContext(around, question, addresses, Results(around, question, addresses, 1, counts=True))
    return found if found.picture else None


def _name(cluster: Cluster) -> str:
    """The name of a cluster's document, if the cluster is one document and the engine gave its name."""
    name: str = cluster.members[0].name if cluster.count == 1 else ""
    return name
