"""Who took up what from whom: the replications as a graph, in memory.

A sheet may have several origins, and drafts may have made a circle: every walk visits a sheet once.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

Key = Hashable


class Edge(NamedTuple):
    """A replication. ``origin`` and ``adapted``: the sheets' translation keys; an adapted sheet may be missing."""

    pk: int
    origin: Key
    adapted: Key | None


class Lineage:
    """``edges``: the replications of the graph, in any order."""

    def __init__(self, edges: Iterable[tuple[int, Key, Key | None]]) -> None:
        self._into: dict[Key, list[Edge]] = defaultdict(list)
        self._out_of: dict[Key, list[Edge]] = defaultdict(list)
        for edge in map(Edge._make, edges):
            self._out_of[edge.origin].append(edge)
            if edge.adapted is not None:
                self._into[edge.adapted].append(edge)

    def origins(self, key: Key) -> list[Edge]:
        """Through which replications a sheet came to be."""
        return self._into.get(key, [])

    def taken_up(self, key: Key) -> list[Edge]:
        """Through which replications a sheet was taken up."""
        return self._out_of.get(key, [])

    def above(self, key: Key) -> list[Edge]:
        """All replications that led to a sheet, the nearest first."""
        return list(self._walk(key, self.origins, lambda edge: edge.origin))

    def below(self, key: Key) -> list[Edge]:
        """All replications that a sheet led to, the nearest first."""
        return list(self._walk(key, self.taken_up, lambda edge: edge.adapted))

    def way(self, start: Key, end: Key) -> list[Key]:
        """The shortest way from a sheet to one that comes from it, both included; empty when there is none."""
        if start == end:
            return [start]
        before: dict[Key, Key] = {}
        for edge in self._walk(start, self.taken_up, lambda edge: edge.adapted):
            if edge.adapted is None or edge.adapted == start or edge.adapted in before:
                continue
            before[edge.adapted] = edge.origin
            if edge.adapted == end:
                way = [end]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
        return []

    @staticmethod
    def _walk(key: Key, step: Callable[[Key], list[Edge]], far_end: Callable[[Edge], Key | None]) -> Iterator[Edge]:
        seen, reached = {key}, [key]
        for here in reached:  # grows while it is read
            for edge in step(here):
                yield edge
                there = far_end(edge)
                if there is not None and there not in seen:
                    seen.add(there)
                    reached.append(there)
