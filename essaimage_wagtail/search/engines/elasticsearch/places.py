"""Where the documents of a search are: each of them, or how many are in each cell of a grid, counted by the server."""

from collections.abc import Iterator
from itertools import islice
from math import inf

from elasticsearch.dsl.query import Bool, Query, Range

from ... import points
from ...points import Grid, PointGroup
from ...types import Point
from .elsewhere import is_on_earth, name_of
from .searching import Search
from .server import Body

AXES = ("latitude", "longitude")
SPREAD: Body = {axis: {"stats": {"field": axis}} for axis in AXES}
"""Aggregations that tell how many documents have a point, and between which degrees."""


def named_points(search: Search) -> Iterator[tuple[str, Point]]:
    """The names and points of all documents that are found."""
    return _named(search, search.placed()[0])


def some_points(search: Search, start: int, number: int) -> tuple[list[tuple[str, Point]], int]:
    """See :func:`...points.some_points`. The points before ``start`` are read too: the server skips no more than some
    thousand."""
    placed, _ = search.placed()
    there = _on_earth(placed) if search.query.network else placed
    total: int = search.reader.search(search.reader.counting(there))["hits"]["total"]["value"]
    return list(islice(_named(search, there), start, start + number)) if start < total else [], total


def point_groups(search: Search) -> list[PointGroup]:
    """See :func:`...points.point_groups`."""
    placed, at_most = search.placed()
    if at_most > points.MOST_APART:
        there = _on_earth(placed) if search.query.network else placed
        spread = _counted(search, there, SPREAD)
        if spread["latitude"]["count"] > points.MOST_APART:
            return _in_cells(search, there, Grid.over(*_corners(spread)))
    return points.grouped(list(_named(search, placed)))


def _named(search: Search, placed: Query) -> Iterator[tuple[str, Point]]:
    for hit in search.reader.every(search.reader.body(placed) | {"docvalue_fields": list(AXES)}):
        fields = hit["fields"]
        point: Point = (fields["latitude"][0], fields.get("longitude", [inf])[0])
        code = search.other_site(hit)
        if not code:
            yield hit["_id"], point
        elif is_on_earth(point):
            yield name_of(code, hit["_id"]), point


def _on_earth(placed: Query) -> Query:
    """``placed`` without points that are not on Earth, which other sites may have."""
    return Bool(filter=[placed, Range(latitude={"gte": -90, "lte": 90}), Range(longitude={"gte": -180, "lte": 180})])


def _counted(search: Search, placed: Query, aggregations: Body) -> Body:
    body = search.reader.body(placed) | {"size": 0, "track_total_hits": False, "aggs": aggregations}
    answered: Body = search.reader.search(body)["aggregations"]
    return answered


def _in_cells(search: Search, placed: Query, grid: Grid) -> list[PointGroup]:
    columns = {"histogram": {"field": "longitude", "interval": grid.wide, "min_doc_count": 1}, "aggs": SPREAD}
    rows = {"histogram": {"field": "latitude", "interval": grid.high, "min_doc_count": 1}, "aggs": {"cells": columns}}
    found = _counted(search, placed, {"rows": rows})["rows"]["buckets"]
    groups = [_group(cell) for row in found for cell in row["cells"]["buckets"]]
    # A document of another site may have several points, of which one is nowhere.
    return [group for group in groups if not search.query.network or all(map(is_on_earth, group[:3]))]


def _group(cell: Body) -> PointGroup:
    low, high = _corners(cell)
    return PointGroup((cell["latitude"]["avg"], cell["longitude"]["avg"]), low, high, cell["doc_count"])


def _corners(spread: Body) -> tuple[Point, Point]:
    low, high = (tuple(spread[axis][end] for axis in AXES) for end in ("min", "max"))
    return (low[0], low[1]), (high[0], high[1])
