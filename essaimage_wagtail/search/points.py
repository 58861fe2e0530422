"""Where the documents of a search are, for a map: each by itself, or, where they are many, those near one another
together.

A map has room for some hundred marks, whatever is found: more than :data:`MOST_APART` points are not told one by one.
"""

from collections.abc import Sequence
from math import floor
from typing import NamedTuple, Protocol, cast

from .types import Point, SearchEngine, SearchQuery

MOST_APART = 10_000
"""Points that are told one by one."""
CELLS = 48
"""Cells of each side of the grid that is laid over more points: finer than the marks of a map."""
FINEST = 1e-6
"""Degrees that a cell has at least: a tenth of a metre."""


class PointGroup(NamedTuple):
    """One document, or several that are near one another."""

    center: Point
    """The mean of their points."""
    low: Point
    high: Point
    """The southernmost and the northernmost latitude, the westernmost and the easternmost longitude."""
    size: int = 1
    name: str = ""
    """What :meth:`..types.SearchEngine.points` names the document; none has a name where they are many."""


class GroupingEngine(SearchEngine, Protocol):
    """An engine whose capabilities name ``groups``: it also groups and counts points, where its index is."""

    def point_groups(self, query: SearchQuery) -> list[PointGroup]:
        """The groups that :func:`grouped` makes of :meth:`points`."""
        ...

    def some_points(self, query: SearchQuery, start: int, number: int) -> tuple[list[tuple[str, Point]], int]:
        """As :func:`some_points`, without reading the points that follow."""
        ...


class Grid(NamedTuple):
    """Cells of equal sides, in degrees, that begin at the equator and at the meridian of Greenwich."""

    high: float
    wide: float

    @classmethod
    def over(cls, low: Point, high: Point) -> "Grid":
        """A grid that has about :data:`CELLS` cells of each side between two corners."""
        return cls(*(max(FINEST, (end - begin) / CELLS) for begin, end in zip(low, high, strict=True)))

    def cell(self, point: Point) -> tuple[int, int]:
        return floor(point[0] / self.high), floor(point[1] / self.wide)


def point_groups(engine: SearchEngine, query: SearchQuery) -> list[PointGroup]:
    """Where all that a query finds is, in no order: some thousand groups at most."""
    if "groups" in engine.capabilities:
        return cast(GroupingEngine, engine).point_groups(query)
    return grouped(engine.points(query))


def some_points(
    engine: SearchEngine, query: SearchQuery, start: int, number: int
) -> tuple[list[tuple[str, Point]], int]:
    """``number`` points of a query, in the order of their keys, from number ``start`` on; and how many it has."""
    if "groups" in engine.capabilities:
        return cast(GroupingEngine, engine).some_points(query, start, number)
    found = sorted(engine.points(query))
    return found[start : start + number], len(found)


def grouped(points: Sequence[tuple[str, Point]]) -> list[PointGroup]:
    """Named points, each by itself; more than :data:`MOST_APART`, by the cells of a grid."""
    if len(points) <= MOST_APART:
        return [PointGroup(point, point, point, name=name) for name, point in points]
    grid = Grid.over(*_corners([point for _, point in points]))
    cells: dict[tuple[int, int], list[Point]] = {}
    for _, point in points:
        cells.setdefault(grid.cell(point), []).append(point)
    return [_group(members) for members in cells.values()]


def _group(members: Sequence[Point]) -> PointGroup:
    latitudes, longitudes = zip(*members, strict=True)
    number = len(members)
    center = sum(latitudes) / number, sum(longitudes) / number
    return PointGroup(center, *_corners(members), size=number)


def _corners(points: Sequence[Point]) -> tuple[Point, Point]:
    latitudes, longitudes = zip(*points, strict=True)
    return (min(latitudes), min(longitudes)), (max(latitudes), max(longitudes))
