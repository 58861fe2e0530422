"""The results of a search on a map: all of them, not those of one page."""

from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..drawing.map import clusters, world_map
from ..search.engines.columns import distance
from ..templatetags.essaimage_tags import number
from .addresses import NOWHERE
from .formats import rows_of, title_of

SAME_PLACE = 0.5
"""Kilometres within which points are one place: there is nothing to look at more closely."""


class MapView:
    """``search``: the :class:`~.directory.DirectoryView` whose results are shown."""

    def __init__(self, search):
        self.search = search
        self._points = search.engine.points(search.query())
        self._clusters = clusters(self._points)

    @property
    def label(self):
        """How many of the results have a place."""
        shown = {"shown": number(len(self._points)), "total": number(self.search.total)}
        if len(self._points) == self.search.total:
            return ngettext("%(shown)s result on the map", "%(shown)s results on the map", len(self._points)) % shown
        return _("%(shown)s of %(total)s results on the map; the others say no place") % shown

    @cached_property
    def picture(self):
        single = [cluster.members[0][0] for cluster in self._clusters if len(cluster.members) == 1]
        rows = rows_of(single, self.search.directory.locale) if single else {}
        marks = [(cluster, *self._mark(cluster, rows)) for cluster in self._clusters]
        return world_map([point for _key, point in self._points], [mark for mark in marks if mark[2]])

    def _mark(self, cluster, rows):
        """Name and address: of the page, or of the same search around there, as a map or, for one place, as a list."""
        if len(cluster.members) == 1:
            row = rows.get(cluster.members[0][0])
            return (title_of(row), row.get_url(self.search.request) or "") if row else ("", "")
        size = len(cluster.members)
        label = ngettext("%(shown)s initiative here", "%(shown)s initiatives here", size) % {"shown": number(size)}
        latitude, longitude = (round(degrees, 4) for degrees in cluster.center)
        reach = max(distance(point, (latitude, longitude)) for _key, point in cluster.members)
        around = {"lat": f"{latitude:g}", "lon": f"{longitude:g}", "radius": f"{max(1, reach * 1.02 + 0.1):.1f}"}
        layout = "" if reach < SAME_PLACE else "map"
        return label, self.search.url(**{**NOWHERE, **around}, sort="", view=layout)
