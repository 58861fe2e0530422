"""Points on a map: coasts and borders, a graticule, and marks that lead somewhere. No tile of anybody's is needed.

Latitude and longitude are in decimal degrees; the map is plate carrée, true to scale at its middle latitude.
"""

import json
from dataclasses import dataclass
from functools import cache
from math import cos, radians
from pathlib import Path

from django.utils.html import format_html, format_html_join

SHAPES = Path(__file__).resolve().parent.parent / "static" / "essaimage_wagtail" / "map" / "countries.json"
"""What browsers draw maps of too: see ``scripts/map_shapes.py``."""
UNIT = 100
WIDTH, HEIGHT = 560, 430
MARGIN = 30
NARROWEST = 2.0
"""Degrees of latitude that a map shows at least: the shapes have no more detail."""
NEAR = 34
"""Marks that would be nearer to each other become one."""
STEPS = (0.5, 1, 2, 5, 10, 20, 30)
"""Degrees between two lines of the graticule."""
MOST_LINES = 7
DETAIL = 1.8
"""Points of a shape are no nearer to each other."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Points that share a mark. ``x`` and ``y`` in the units of the drawing; ``center``: latitude and longitude;
    ``members``: the groups that it is made of, ``count``: how many points these are."""

    x: float
    y: float
    members: tuple
    center: tuple[float, float]
    count: int

    @property
    def radius(self):
        letters = max(sum(map(str.isalnum, self.words)), min(3, len(str(self.count))))
        return 8.5 if self.count == 1 else 11 + letters * 3

    @property
    def words(self):
        """What is written on it: from a thousand on in thousands, so that it covers no neighbour. Its name is exact."""
        thousands = f"{round(self.count / 1000)}\N{NARROW NO-BREAK SPACE}k"
        return str(self.count) if self.count < 1000 else thousands

    @property
    def corners(self):
        """Those of the boxes that hold its points: none is farther away than one of them."""
        return {
            (latitude, longitude)
            for group in self.members
            for latitude in (group.low[0], group.high[0])
            for longitude in (group.low[1], group.high[1])
        }


class Frame:
    """The part of the world that shows all the points, and where they are in the drawing."""

    def __init__(self, points):
        latitudes, longitudes = [point[0] for point in points], [point[1] for point in points]
        self.middle = (max(latitudes) + min(latitudes)) / 2
        self.center = (max(longitudes) + min(longitudes)) / 2
        self.narrowing = max(0.2, cos(radians(self.middle)))
        high = max(NARROWEST, max(latitudes) - min(latitudes))
        wide = max(NARROWEST, (max(longitudes) - min(longitudes)) * self.narrowing)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    @classmethod
    def of(cls, groups):
        return cls([corner for group in groups for corner in (group.low, group.high)])

    def place(self, latitude, longitude):
        x = WIDTH / 2 + (longitude - self.center) * self.narrowing * self.scale
        y = HEIGHT / 2 - (latitude - self.middle) * self.scale
        return round(x, 1), round(y, 1)

    @property
    def bounds(self):
        """South, west, north, east."""
        high, wide = HEIGHT / 2 / self.scale, WIDTH / 2 / self.scale / self.narrowing
        return self.middle - high, self.center - wide, self.middle + high, self.center + wide


def clusters(groups):
    """``[Cluster]`` of groups of points (each with ``center``, ``low``, ``high``, ``size`` and ``name``), the same for
    the same groups in any order: those of one cell of a grid, at their mean, joined to greater ones that are near."""
    if not groups:
        return []
    frame = Frame.of(groups)
    cells = {}
    for group in sorted(groups, key=lambda group: (group.name, group)):
        x, y = frame.place(*group.center)
        cells.setdefault((x // NEAR, y // NEAR), []).append(group)
    found = []
    for _cell, members in sorted(cells.items(), key=lambda item: (-_count(item[1]), item[0])):
        cluster = _cluster(members, frame)
        near = [other for other in found if abs(other.x - cluster.x) < NEAR and abs(other.y - cluster.y) < NEAR]
        for other in near[:1]:
            found.remove(other)
            cluster = _cluster([*other.members, *members], frame)
        found.append(cluster)
    return found


def _count(groups):
    return sum(group.size for group in groups)


def _cluster(members, frame):
    count = _count(members)
    center = tuple(sum(group.center[axis] * group.size for group in members) / count for axis in (0, 1))
    return Cluster(*frame.place(*center), tuple(members), center, count)


def world_map(groups, marks):
    """The map of groups of points, with ``marks``: ``[(cluster, label, url)]``.

    A mark is a link with a name; the rest is hidden from screen readers.
    """
    if not groups:
        return ""
    frame = Frame.of(groups)
    return format_html(
        '<svg class="es-map" viewBox="0 0 {} {}" direction="ltr">'
        '<g aria-hidden="true"><path class="es-map__land" d="{}"/><path class="es-map__line" d="{}"/></g>{}</svg>',
        WIDTH,
        HEIGHT,
        "".join(_shapes(frame)),
        "".join(_lines(frame)),
        format_html_join("", "{}", ((_mark(*mark),) for mark in marks)),
    )


def _mark(cluster, label, url):
    return format_html(
        '<a class="es-map__mark{}" href="{}" aria-label="{}"><title>{}</title>'
        '<circle class="es-map__reach" cx="{}" cy="{}" r="21"/><circle cx="{}" cy="{}" r="{}"/>{}</a>',
        "" if cluster.count == 1 else " es-map__mark--many",
        url,
        label,
        label,
        cluster.x,
        cluster.y,
        cluster.x,
        cluster.y,
        cluster.radius,
        _written(cluster) if cluster.count > 1 else "",
    )


def _written(cluster):
    return format_html('<text x="{}" y="{}" dy=".35em">{}</text>', cluster.x, cluster.y, cluster.words)


@cache
def _world():
    """``[(points, bounds)]`` of every shape; a point is a longitude and a latitude."""
    shapes = []
    for numbers in (ring for _code, _point, rings in json.loads(SHAPES.read_text()) for ring in rings):
        points, x, y = [], 0, 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / UNIT, y / UNIT))
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        shapes.append((points, (min(ys), min(xs), max(ys), max(xs))))
    return shapes


def _shapes(frame):
    """Path data of what is in the frame, cut at its edges, without details that are too small to be seen."""
    south, west, north, east = frame.bounds
    for points, (low, left, high, right) in _world():
        if high < south or low > north or right < west or left > east:
            continue
        drawn = []
        for longitude, latitude in _cut(points, south, west, north, east):
            x, y = frame.place(latitude, longitude)
            if not drawn or abs(x - drawn[-1][0]) + abs(y - drawn[-1][1]) > DETAIL:
                drawn.append((x, y))
        if len(drawn) > 3:
            yield "M" + "L".join(f"{x:g} {y:g}" for x, y in drawn) + "Z"


def _cut(points, south, west, north, east):
    """The polygon within the rectangle (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        kept = []
        for before, point in zip(points[-1:] + points[:-1], points, strict=True):
            was_in, is_in = (sign * (end[axis] - limit) >= 0 for end in (before, point))
            if was_in != is_in:
                part = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append(tuple(a + part * (b - a) for a, b in zip(before, point, strict=True)))
            if is_in:
                kept.append(point)
        if not kept:
            return []
        points = kept
    return points


def _lines(frame):
    south, west, north, east = frame.bounds
    step = next((step for step in STEPS if (east - west) / step <= MOST_LINES * 1.5), STEPS[-1])
    at = south // step * step + step
    while at < min(north, 90):
        yield f"M0 {frame.place(at, west)[1]:g}H{WIDTH}"
        at += step
    at = west // step * step + step
    while at < east:
        yield f"M{frame.place(south, at)[0]:g} 0V{HEIGHT}"
        at += step
