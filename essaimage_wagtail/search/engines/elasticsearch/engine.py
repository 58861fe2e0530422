"""The engine on an Elasticsearch server: answers like the one in the site's database, from as many machines as needed.

What changes is written to the outbox, in the transaction of the pages, and sent to the server after that (see
:mod:`...outbox`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from math import inf
from threading import Event
from types import MappingProxyType
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS

from ....conf import settings
from ...analysis.languages import normalise_code
from ...batches import batches
from ...outbox.entries import Outbox
from ...outbox.tasks import drain_after_commit
from ...points import PointGroup
from ...query.concepts import ForeignQuestion
from ...query.foreign import asked
from ...query.parser import parse
from ...query.site_words import SiteWords
from ...query.suggestions import suggestions
from ...query.understanding import counted
from ...types import (
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
)
from ..database.engine import DatabaseEngine
from ..fallback import FallbackEngine
from . import matching
from .across import found_across
from .diagnosing import problems
from .names import Names, indexes
from .network import Network
from .options import Options
from .places import named_points, point_groups, some_points
from .reading import Reader
from .rebuilding import Rebuild, checksums, make_indexes
from .searching import Search, totals
from .server import Server
from .similar import Similar
from .suggestions import titles
from .writing import DOCUMENTS_WRITTEN_TOGETHER, Writer

Answer = TypeVar("Answer")
MAX_LANGUAGES = 500
"""Languages of an index."""


class ElasticsearchEngine:
    """Keeps the index on the server that the setting ``ELASTICSEARCH`` names."""

    capabilities = frozenset({"facets", "highlight", "spell", "suggest", "more_like", "geo", "groups", "across"})

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        """``using``: the database of the pages, where changes wait to be sent."""
        self.using = using
        self.server = Server(Options.of(settings.ELASTICSEARCH))
        self.names = Names(self.server.options.index_prefix)
        self.outbox = Outbox(using)
        self.network = Network(self.server, self.names) if self.server.options.network else None
        if self.network:
            self.capabilities |= {"network"}
        self._is_ready = Event()
        """Shared by the snapshots."""
        self._words_read: dict[str, SiteWords] | None = None
        """By language, the site's own words, in a snapshot."""

    @classmethod
    def of_settings(cls) -> SearchEngine:
        """The engine; beside the index in the site's database, if the site keeps that too."""
        engine = cls()
        return FallbackEngine(engine, DatabaseEngine()) if engine.server.options.embedded_index else engine

    def snapshot(self) -> "ElasticsearchEngine":
        """An engine whose questions together wait no longer for the server than a visitor may."""
        engine = copy(self)
        engine.server = self.server.for_one_answer()
        engine._words_read = {}
        return engine

    # Writing

    def upsert(self, documents: Iterable[SearchDocument]) -> set[str]:
        new: set[str] = set()
        for batch in batches(documents, DOCUMENTS_WRITTEN_TOGETHER):
            new |= self.outbox.put(batch)
        drain_after_commit(self.using)
        return new

    def delete(self, keys: Iterable[str]) -> set[str]:
        gone: set[str] = set()
        for batch in batches(keys, DOCUMENTS_WRITTEN_TOGETHER):
            gone |= self.outbox.take_out(batch)
        drain_after_commit(self.using)
        return gone

    def writer(self, seconds: float = inf) -> Writer:
        """A writer for one run: each of its requests waits so many seconds for the server at most."""
        return Writer(self._ready(self.server.waiting_for(seconds)), self.names)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int | None:
        """Write every document into new indexes, then let these answer (see :mod:`.rebuilding`)."""
        make_indexes(self.server, self.names)
        return Rebuild(self.server, self.names, self.outbox).run(documents)

    def keys(self) -> dict[str, str]:
        return checksums(self._ready(self.server), self.names)

    def is_rebuilding(self) -> bool:
        """Whether a rebuild is under way, or was interrupted."""
        return self.names.next.documents in indexes(self.server, self.names)

    def count(self) -> int:
        """How many documents there are."""
        query = matching.there().to_dict()
        found = self.server.ask(lambda client: client.count(index=self.names.documents, query=query))
        return int(found.body["count"])

    def problems(self) -> Iterator[Problem]:
        """See :func:`.diagnosing.problems`."""
        return problems(self.server, self.names)

    # Reading

    def search(self, query: SearchQuery) -> SearchResult:
        return self._answer(query, Search.result)

    def total_in_languages(self, query: SearchQuery, languages: Iterable[str] | None = None) -> dict[str, int]:
        """Documents with all the words in each other language that has any."""
        codes = self._languages() if languages is None else languages
        others = sorted(set(map(normalise_code, codes)) - {normalise_code(query.language)})

        def counts(query: SearchQuery, network: Network | None) -> dict[str, int]:
            searches = {}
            for code in others:
                reader = self._reader(code, query.scope, network)
                if (parsed := parse(query.text, reader.analyzer)).wanted:
                    searches[code] = Search(query, reader), counted(parsed, reader)
            return totals(searches)

        return self._of_network(query, counts)

    def across(self, query: SearchQuery, questions: Mapping[str, ForeignQuestion]) -> dict[str, SearchResult]:
        """See :class:`...types.AcrossEngine`."""
        query = replace(query, network=False)
        readers = [self._reader(code, query.scope) for code in questions]
        pairs = zip(readers, questions.values(), strict=True)
        return found_across([(Search(query, reader), asked(question, reader)) for reader, question in pairs])

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[Suggestion]:
        reader = self._reader(scope.language or "", scope)
        return suggestions(prefix, reader, limit, lambda typed: titles(typed, reader, limit))

    def more_like(
        self,
        key: str,
        scope: Scope,
        limit: int,
        filters: Mapping[str, Sequence[str]] = MappingProxyType({}),
        alike: Mapping[str, float] = MappingProxyType({}),
    ) -> list[Hit]:
        language = self._language_of(key)
        if language is None or (scope.language is not None and normalise_code(scope.language) != language):
            return []
        return Similar(key, self._reader(language, scope), filters, alike).hits(limit)

    def points(self, query: SearchQuery) -> list[tuple[str, Point]]:
        return self._answer(_without_hits(query), lambda search: list(named_points(search)))

    def point_groups(self, query: SearchQuery) -> list[PointGroup]:
        """See :class:`...points.GroupingEngine`."""
        return self._answer(_without_hits(query), point_groups)

    def some_points(self, query: SearchQuery, start: int, number: int) -> tuple[list[tuple[str, Point]], int]:
        """See :class:`...points.GroupingEngine`."""
        return self._answer(_without_hits(query), lambda search: some_points(search, start, number))

    # Other sites

    def sites(self) -> dict[str, str]:
        if self.network is None:
            return {}
        try:
            self._ready(self.server)
        except SearchUnavailable:
            return {}  # a search will say so
        members = self.network.members(self.server)
        return self.network.names_of(members) if members else {}

    def states(self) -> list[SiteState]:
        if self.network is None:
            return []
        self._ready(self.server)
        return self.network.states()

    def labels(self, query: SearchQuery, codes: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
        return self._answer(query, lambda search: search.labels(codes))

    def elsewhere(self, query: SearchQuery, names: Collection[str]) -> dict[str, Hit]:
        return self._answer(query, lambda search: search.elsewhere(names))

    def _answer(self, query: SearchQuery, ask: Callable[[Search], Answer]) -> Answer:
        """What a search answers, of the site alone or of the network."""
        return self._of_network(
            query, lambda query, network: ask(Search(query, self._reader(query.language, query.scope, network)))
        )

    def _of_network(self, query: SearchQuery, answer: Callable[[SearchQuery, Network | None], Answer]) -> Answer:
        """The network's answer to a query for it; the site's own answer, if another site stands in the way."""
        if self.network is None or not query.network:
            return answer(replace(query, network=False), None)
        try:
            return answer(query, self.network)
        except SearchUnavailable as error:
            self.network.set_aside(error)
            return answer(query, self.network)

    def _reader(self, code: str, scope: Scope, network: Network | None = None) -> Reader:
        server = self._ready(self.server.for_one_answer())
        return Reader(server, self.names, normalise_code(code), scope, self.using, network, self._words_read)

    def _languages(self) -> list[str]:
        server = self._ready(self.server.for_one_answer())
        body = {"size": 0, "aggs": {"languages": {"terms": {"field": "language", "size": MAX_LANGUAGES}}}}
        answer = server.search(self.names.documents, body)
        return [bucket["key"] for bucket in answer["aggregations"]["languages"]["buckets"]]

    def _language_of(self, key: str) -> str | None:
        """The language of a document, if the index has the document."""
        server = self._ready(self.server.for_one_answer())
        found = server.read(self.names.documents, [key], ["language"])
        return found.get(key, {}).get("language")

    def _ready(self, server: Server) -> Server:
        """The server, with the site's indexes on it. They are made when they are first needed, if they are to hold
        nothing yet; if somebody deletes them later, an error says so."""
        if not self._is_ready.is_set():
            if self.outbox.is_new():
                make_indexes(server, self.names)
            if self.network:
                self.network.announce(server)
            self._is_ready.set()
        return server


def _without_hits(query: SearchQuery) -> SearchQuery:
    """A query of which only what it finds is wanted: nothing is scored, sorted or counted for it."""
    return replace(query, facets=(), limit=0, offset=0, sort="title")
