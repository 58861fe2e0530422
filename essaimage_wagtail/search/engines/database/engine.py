"""The engine in the site's own database: what is written commits, and rolls back, with the page.

A search asks which documents have the words, filters, counts and sorts them by columns in memory (see
:mod:`.columns`), scores those that may be among the best, and reads the texts of the page of results. The number of
statements does not depend on how much there is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import Any, Self, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ...analysis.analyzer import get_analyzer
from ...analysis.languages import normalise_code
from ...batches import batches
from ...query.concepts import ForeignQuestion
from ...query.matching import terms_of
from ...query.order import distance
from ...query.parser import ParsedQuery, parse
from ...query.snippets import snippet
from ...query.suggestions import suggestions
from ...query.understanding import counted, understood
from ...storing import storable
from ...tables import IndexedDocument
from ...types import Hit, Point, Scope, SearchDocument, SearchQuery, SearchResult, Suggestion
from .across import found_across, ranked
from .postgresql import PostgreSQLStore
from .ranking import by_level, by_relevance
from .reading import Reader
from .rebuilding import DOCUMENTS_WRITTEN_TOGETHER, Rebuild
from .similar import similar
from .sqlite import SQLiteStore
from .suggestions import titles
from .vendors import Store
from .writing import Writer

STORES: Mapping[str, type[Store]] = {"postgresql": PostgreSQLStore, "sqlite": SQLiteStore}
_DOCUMENTS = IndexedDocument._meta.db_table
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds, before it is narrowed and sorted."""

    query: ParsedQuery
    slots: Sequence[int]
    levels: Mapping[int, int] | None
    """See :meth:`.reading.Reader.relaxed`; None if all documents have all the words."""
    correction: str | None
    did_you_mean: str | None
    """See :class:`..types.SearchResult`."""


def locks_of(using: str) -> Store:
    """The locks of a database: they keep apart writers and rebuilds of an index, wherever that index is."""
    return _store_of(connections[using])(connections[using])


def _store_of(connection: BaseDatabaseWrapper) -> type[Store]:
    if connection.vendor not in STORES:
        raise ImproperlyConfigured(f"Search needs SQLite or PostgreSQL; this database is {connection.vendor}.")
    return STORES[connection.vendor]


class DatabaseEngine:
    """Keeps the index in a Django database, SQLite (3.37) or PostgreSQL (14)."""

    capabilities = frozenset({"transactional", "facets", "highlight", "spell", "suggest", "more_like", "geo", "across"})

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        self.using = using
        self._asked: dict[Any, Any] | None = None

    def snapshot(self) -> Self:
        """An engine that asks the database only once whether the index has changed."""
        engine = copy(self)
        engine._asked = {}
        return engine

    @property
    def connection(self) -> BaseDatabaseWrapper:
        return connections[self.using]

    @property
    def make_store(self) -> type[Store]:
        """What is particular to the database. Raises ``ImproperlyConfigured`` for one that cannot search."""
        return _store_of(self.connection)

    # Writing

    def upsert(self, documents: Iterable[SearchDocument]) -> set[str]:
        new: set[str] = set()
        remaining = iter(documents)
        writer = None
        while True:
            # The documents are made inside the transaction too: none can grow old before it is written.
            with self._transaction():
                writer = self._writer(writer)
                batch = list(islice(remaining, DOCUMENTS_WRITTEN_TOGETHER))
                new |= writer.write(batch)
            if len(batch) < DOCUMENTS_WRITTEN_TOGETHER:
                return new

    def delete(self, keys: Iterable[str]) -> set[str]:
        gone: set[str] = set()
        for batch in batches(keys, DOCUMENTS_WRITTEN_TOGETHER):
            with self._transaction():
                gone |= self._writer().delete(batch)
        return gone

    def rebuild(self, documents: Iterable[SearchDocument]) -> int | None:
        """Write every document into a new generation, then swap it in (see :mod:`.rebuilding`)."""
        return Rebuild(self.connection, self.make_store).run(documents)

    def keys(self) -> dict[str, str]:
        store = self.make_store(self.connection, self._active())
        # A document without tokens would never be found.
        table, column = store.places[0].format(store.table), store.places[1]
        having = f"EXISTS (SELECT 1 FROM {table} t WHERE t.{column} = d.id)"  # noqa: S608
        sql = f"SELECT key, checksum FROM {_DOCUMENTS} d WHERE d.generation = %s AND {having}"  # noqa: S608
        return dict(store.rows(sql, [store.generation]))

    def count(self) -> int:
        """How many documents there are."""
        return IndexedDocument.objects.using(self.using).filter(generation=self._active()).count()

    def is_rebuilding(self) -> bool:
        """Whether a rebuild is under way, or was interrupted."""
        return self.make_store(self.connection).is_rebuilding()

    # Reading

    def search(self, query: SearchQuery) -> SearchResult:
        return self._twice(lambda: self._search(query)) or SearchResult([], 0, {})

    def total_in_languages(self, query: SearchQuery, languages: Iterable[str] | None = None) -> dict[str, int]:
        """Documents with all the words in each other language that has any."""
        with self.make_store(self.connection).reading():
            return self._total_in_languages(query, languages)

    def _total_in_languages(self, query: SearchQuery, languages: Iterable[str] | None) -> dict[str, int]:
        if languages is None:
            documents = IndexedDocument.objects.using(self.using).filter(generation=self._active()).order_by()
            languages = documents.values_list("language", flat=True).distinct()
        others = sorted({normalise_code(code) for code in languages} - {normalise_code(query.language)})
        parsed = {other: parse(query.text, get_analyzer(other)) for other in others}
        readers = self._readers([other for other in others if parsed[other].wanted], query.scope)
        matches = [reader.match(counted(parsed[reader.language], reader)) for reader in readers]
        lists = readers[0].store.ids_of(matches) if readers else []
        totals: dict[str, int] = {}
        for reader, ids in zip(readers, lists, strict=True):
            slots, _ = self._narrow(reader, reader.slots(ids), query)
            if slots:
                totals[reader.language] = len(slots)
        return totals

    def across(self, query: SearchQuery, questions: Mapping[str, ForeignQuestion]) -> dict[str, SearchResult]:
        """See :class:`...types.AcrossEngine`. A document that is gone by the time its text is read is left out."""
        by_language = {normalise_code(code): question for code, question in questions.items()}
        with self.make_store(self.connection).reading():
            readers = [reader for reader in self._readers(by_language, query.scope) if reader.has_documents]
            found = [
                (reader, levels, slots, ranked(reader, meant, slots, levels, query.limit))
                for reader, (meant, levels) in zip(readers, found_across(readers, by_language), strict=True)
                if (slots := self._narrow(reader, list(levels), query)[0])
            ]
            ids = [reader.columns.ids[slot] for reader, _, _, best in found for slot, _ in best]
            texts = readers[0].texts(ids) if ids else {}  # whose scope is that of them all
            return {
                reader.language: SearchResult(
                    [
                        Hit(reader.columns.keys[slot], score, texts[pk][0], "", reader.language)
                        for slot, score in best
                        if (pk := reader.columns.ids[slot]) in texts
                    ],
                    len(slots),
                    {},
                    all_words=sum(not levels[slot] for slot in slots),
                )
                for reader, levels, slots, best in found
            }

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[Suggestion]:
        def ask() -> list[Suggestion] | None:
            reader = self._reader(scope.language or "", scope)
            found = suggestions(prefix, reader, limit, lambda typed: titles(typed, reader, limit))
            return self._settled(found, reader.store.generation)

        return self._twice(ask) or []

    def more_like(
        self,
        key: str,
        scope: Scope,
        limit: int,
        filters: Mapping[str, Sequence[str]] = MappingProxyType({}),
        alike: Mapping[str, float] = MappingProxyType({}),
    ) -> list[Hit]:
        def ask() -> list[Hit] | None:
            active = self._active()
            documents = IndexedDocument.objects.using(self.using).filter(generation=active)
            row = documents.filter(key=storable(key)).first()
            hits: list[Hit] = []
            if row and (scope.language is None or normalise_code(scope.language) == row.language):
                reader = self._reader(row.language, scope)
                found = similar(row.pk, reader, limit, filters, alike)
                hits = self._hits(found, parse("", reader.analyzer), reader, None)
            return self._settled(hits, active)

        return self._twice(ask) or []

    def points(self, query: SearchQuery) -> list[tuple[str, Point]]:
        def ask() -> list[tuple[str, Point]] | None:
            reader = self._reader(query.language, query.scope)
            columns = reader.columns
            slots, _ = self._narrow(reader, self._find(query, reader).slots, query)
            points = [(columns.keys[slot], columns.points[slot]) for slot in slots if slot in columns.points]
            return self._settled(points, reader.store.generation)

        return self._twice(ask) or []

    def _twice(self, ask: Callable[[], Answer | None]) -> Answer | None:
        """The answer; if it is None, since a rebuild took away what it was read from, a second answer."""
        store = self.make_store(self.connection)
        with store.reading():
            answer = ask()
        if answer is None:
            if self._asked is not None:
                self._asked.clear()
            with store.reading():
                answer = ask()
        return answer

    def _settled(self, answer: Answer, generation: int) -> Answer | None:
        """The answer, or None for an empty one from a generation that answers no more: a rebuild that ended meanwhile
        may have taken away what there was. A snapshot checks this once, however many answers are empty."""
        asked = {} if self._asked is None else self._asked
        if answer or ("settled", generation) in asked:
            return answer
        if self._active() != generation:
            return None
        asked["settled", generation] = True
        return answer

    def _search(self, query: SearchQuery) -> SearchResult | None:
        """The result, or None if a rebuild took away any of it before it was read."""
        reader = self._reader(query.language, query.scope)
        found = self._find(query, reader)
        slots, counts = self._narrow(reader, found.slots, query, query.facets)
        start, limit = max(0, query.offset), max(0, query.limit)
        end = min(start + limit, len(slots))
        shown = self._sorted(reader, found, slots, query, end)[start:] if start < end else []
        hits = self._hits(shown, found.query, reader, query.near)
        all_words = sum(not found.levels[slot] for slot in slots) if found.levels else len(slots)
        if len(hits) < len(shown) or self._settled(slots, reader.store.generation) is None:
            return None
        return SearchResult(hits, len(slots), counts, found.correction, found.did_you_mean, all_words)

    def _find(self, query: SearchQuery, reader: Reader) -> Found:
        meant = understood(query.text, reader, reader.found, correct=query.correct)
        levels = reader.relaxed(meant.query) if meant.wants_more else None
        slots = meant.found if levels is None else list(levels)
        return Found(meant.query, slots, levels, meant.correction, meant.did_you_mean)

    @staticmethod
    def _narrow(
        reader: Reader, slots: Sequence[int], query: SearchQuery, facets: Sequence[str] = ()
    ) -> tuple[Sequence[int], dict[str, dict[str, int]]]:
        if query.near is not None and query.radius is not None:
            slots = reader.columns.within(slots, query.near, query.radius)
        if query.box is not None:
            slots = reader.columns.inside(slots, query.box)
        if query.unplaced:
            slots = [slot for slot in slots if slot not in reader.columns.points]
        return reader.columns.narrow(slots, query.filters, query.ranges, facets)

    @staticmethod
    def _sorted(
        reader: Reader, found: Found, slots: Sequence[int], query: SearchQuery, count: int
    ) -> list[tuple[int, float]]:
        """The first so many slots with their scores, in the order that the query wants."""
        columns, by = reader.columns, query.sort
        near = query.near if by == "distance" else None
        if by not in ("title", "date") and near is None:
            if found.query.wanted:
                return by_relevance(reader, found.query, slots, found.levels, count)
            by = "date"
        ordered: list[int] = []
        for group in by_level(slots, found.levels or {}):
            wanted = count - len(ordered)
            ordered += columns.nearest(group, near, wanted) if near else columns.first(group, by, wanted)
        return [(slot, 0.0) for slot in ordered]

    def _reader(self, code: str, scope: Scope) -> Reader:
        return self._readers([code], scope)[0]

    def _readers(self, codes: Iterable[str], scope: Scope) -> list[Reader]:
        asked = {} if self._asked is None else self._asked
        compared = (scope.paths, scope.without, scope.audiences)
        paths, without, audiences = (tuple(map(storable, texts)) for texts in compared)
        scope = replace(scope, paths=paths, without=without, audiences=audiences)
        return [
            Reader(self.connection, self.make_store, get_analyzer(language), language, scope, asked)
            for language in map(normalise_code, codes)
        ]

    def _active(self) -> int:
        return self.make_store(self.connection).active()

    def _transaction(self) -> AbstractContextManager[None]:
        """Its own transaction, or a part of the caller's that an error undoes as a whole: index and pages go together,
        and a savepoint takes two statements more."""
        return transaction.atomic(using=self.using, savepoint=False)

    def _writer(self, last: Writer | None = None) -> Writer:
        """The writer of the generation that answers until the transaction ends; ``last`` if it writes that one."""
        store = self.make_store(self.connection)
        store.announce_writer()
        generation = store.generation_to_write()
        if last and last.store.generation == generation:
            return last
        return Writer(self.connection, self.make_store(self.connection, generation))

    def _hits(
        self, shown: Sequence[tuple[int, float]], query: ParsedQuery, reader: Reader, near: Point | None
    ) -> list[Hit]:
        columns = reader.columns
        texts = reader.texts([columns.ids[slot] for slot, _ in shown])
        terms = terms_of(query, reader.analyzer)
        hits = []
        for slot, score in shown:
            if columns.ids[slot] not in texts:
                continue
            title, summary, body = texts[columns.ids[slot]]
            text = snippet(f"{summary} {body}".strip(), terms)
            point = columns.points.get(slot)
            away = distance(point, near) if point and near else None
            hits.append(Hit(columns.keys[slot], score, title, text, reader.language, away))
        return hits
