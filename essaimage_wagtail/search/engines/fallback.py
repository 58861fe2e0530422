"""Two engines that hold the same: one answers, and the other one while the first is unavailable."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from ..noting import note
from ..points import PointGroup, point_groups, some_points
from ..query.concepts import ForeignQuestion
from ..types import (
    Hit,
    Point,
    Problem,
    Scope,
    SearchDocument,
    SearchEngine,
    SearchQuery,
    SearchResult,
    SearchUnavailable,
    SiteState,
    Suggestion,
    across_of,
    network_of,
)

DIFFERS = ""
"""The checksum given for a document that the two engines do not hold alike: no document has it."""
Answer = TypeVar("Answer")


class FallbackEngine:
    """``first`` answers, ``second`` while it is unavailable. What is written goes to both.

    ``second`` is written first: an engine in the site's database undoes what it did if the other one fails.
    """

    readings = 2
    """How often a rebuild reads all documents."""

    def __init__(self, first: SearchEngine, second: SearchEngine) -> None:
        self.first = first
        self.second = second
        self.capabilities = (first.capabilities & second.capabilities) - {"transactional"}
        self.capabilities |= first.capabilities & {"network", "groups"}
        self._is_snapshot = False
        self._fell_back = False

    @property
    def using(self) -> str | None:
        """The database of the index, if it is in one."""
        using: str | None = getattr(self.second, "using", None)
        return using

    def snapshot(self) -> "FallbackEngine":
        """An engine that asks only the second one as soon as the first was unavailable: numbers of two indexes would
        not fit together on a page."""
        engine = FallbackEngine(self.first.snapshot(), self.second.snapshot())
        engine._is_snapshot = True
        return engine

    # Writing

    def upsert(self, documents: Iterable[SearchDocument]) -> set[str]:
        documents = list(documents)
        new = self.second.upsert(documents)
        self.first.upsert(documents)
        return new

    def delete(self, keys: Iterable[str]) -> set[str]:
        keys = list(keys)
        return self.second.delete(keys) | self.first.delete(keys)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int | None:
        """Read the documents twice, once for each; those of an iterator, which can be read once, are kept in memory."""
        if isinstance(documents, Iterator):
            documents = list(documents)
        count = self.second.rebuild(documents)
        return None if count is None else self.first.rebuild(documents)

    def keys(self) -> dict[str, str]:
        """Every key that either holds; where they differ, its checksum is that of no document."""
        first, second = self.first.keys(), self.second.keys()
        return {
            key: first[key] if first.get(key) == second.get(key) else DIFFERS
            for key in dict.fromkeys([*first, *second])
        }

    def count(self) -> int | None:
        """How many documents the first one has, if it can tell."""
        count: int | None = getattr(self.first, "count", lambda: None)()
        return count

    def problems(self) -> list[Problem]:
        """What either finds wrong."""
        return [problem for engine in (self.first, self.second) for problem in getattr(engine, "problems", list)()]

    def is_rebuilding(self) -> bool:
        """Whether a rebuild of either is under way, or was interrupted."""
        return any(getattr(engine, "is_rebuilding", bool)() for engine in (self.first, self.second))

    # Reading

    def search(self, query: SearchQuery) -> SearchResult:
        return self._ask(lambda engine: engine.search(query), network=query.network)

    def total_in_languages(self, query: SearchQuery, languages: Iterable[str] | None = None) -> dict[str, int]:
        codes = None if languages is None else list(languages)
        return self._ask(lambda engine: engine.total_in_languages(query, codes), network=query.network)

    def across(self, query: SearchQuery, questions: Mapping[str, ForeignQuestion]) -> dict[str, SearchResult]:
        def ask(engine: SearchEngine) -> dict[str, SearchResult]:
            able = across_of(engine)
            return able.across(query, questions) if able else {}

        return self._ask(ask)

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[Suggestion]:
        return self._ask(lambda engine: engine.suggest(prefix, scope, limit))

    def more_like(
        self,
        key: str,
        scope: Scope,
        limit: int,
        filters: Mapping[str, Sequence[str]] = MappingProxyType({}),
        alike: Mapping[str, float] = MappingProxyType({}),
    ) -> list[Hit]:
        return self._ask(lambda engine: engine.more_like(key, scope, limit, filters, alike))

    def points(self, query: SearchQuery) -> list[tuple[str, Point]]:
        return self._ask(lambda engine: engine.points(query), network=query.network)

    def point_groups(self, query: SearchQuery) -> list[PointGroup]:
        return self._ask(lambda engine: point_groups(engine, query), network=query.network)

    def some_points(self, query: SearchQuery, start: int, number: int) -> tuple[list[tuple[str, Point]], int]:
        return self._ask(lambda engine: some_points(engine, query, start, number), network=query.network)

    # Other sites, which only the first one knows

    def sites(self) -> Mapping[str, str]:
        network = network_of(self.first)
        return network.sites() if network and not self._fell_back else {}

    def states(self) -> list[SiteState]:
        network = network_of(self.first)
        return network.states() if network else []

    def labels(self, query: SearchQuery, codes: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
        network = network_of(self.first)
        return network.labels(query, codes) if network else {}

    def elsewhere(self, query: SearchQuery, names: Collection[str]) -> dict[str, Hit]:
        network = network_of(self.first)
        return network.elsewhere(query, names) if network else {}

    def _ask(self, question: Callable[[SearchEngine], Answer], *, network: bool = False) -> Answer:
        """The first engine's answer, or the second's while the first is unavailable. ``network``: the first's
        alone, since the second knows no other sites, and has other filters."""
        if network:
            return question(self.first)
        if not self._fell_back:
            try:
                return question(self.first)
            except SearchUnavailable as error:
                note(error)
                self._fell_back = self._is_snapshot
        return question(self.second)
