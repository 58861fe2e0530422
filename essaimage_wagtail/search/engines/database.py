"""The engine in the site's own database: what is written commits, and rolls back, with the page.

A search is one statement that reads every document found (what filters, counts and sorts; never a text) and one
that reads the texts of the page of results. Others follow only where a word is missing, or has compounds, and
their number does not depend on how much there is.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max

from ..analysis import Analyzer, Terms, get_analyzer
from ..languages import normalise_code
from ..query import ParsedQuery, parse
from ..tables import IndexedDocument, IndexedText, IndexedWord
from ..types import Hit, SearchDocument, SearchQuery, SearchResult
from .facets import narrow
from .postgresql import PostgreSQLStore
from .reading import Found, Reader
from .snippets import snippet
from .spelling import SHORTEST
from .sqlite import SQLiteStore
from .stores import Store
from .writing import Writer

ENOUGH = 10
"""With fewer documents that have all the words, those that have most of them follow, then those with any."""
BATCH = 200
"""Documents written together."""

STORES: Mapping[str, type[Store]] = {"postgresql": PostgreSQLStore, "sqlite": SQLiteStore}


class DatabaseEngine:
    """Keeps the index in a Django database, SQLite (3.37) or PostgreSQL (14)."""

    capabilities = frozenset({"transactional", "facets", "highlight", "spell"})

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        self.using = using

    @property
    def connection(self) -> BaseDatabaseWrapper:
        return connections[self.using]

    @property
    def store(self) -> Store:
        """What is particular to the database. Raises ``ImproperlyConfigured`` for one that cannot search."""
        vendor = self.connection.vendor
        if vendor not in STORES:
            raise ImproperlyConfigured(f"Search needs SQLite or PostgreSQL; this database is {vendor}.")
        return STORES[vendor]()

    def upsert(self, documents: Iterable[SearchDocument]) -> int:
        return self._write(Writer(self.connection, self.store), documents, lambda document: None)

    def delete(self, keys: Iterable[str]) -> int:
        count = 0
        remaining = iter(keys)
        while batch := list(islice(remaining, BATCH)):
            count += self._delete(batch)
        return count

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace every document, batch by batch, then drop those that were there before and were not given.

        At any moment each document is found, old or new. Without a transaction around it each batch is one of
        its own: others can publish meanwhile, what they add stays, and a rebuild that is interrupted leaves
        nothing half-written.
        """
        writer = Writer(self.connection, self.store)
        surplus = set(self.keys())
        last_word = IndexedWord.objects.using(self.using).aggregate(last=Max("pk"))["last"] or 0
        count = self._write(writer, documents, lambda document: surplus.discard(document.key))
        self.delete(sorted(surplus))
        self._forget_words(writer.words, last_word)
        return count

    def keys(self) -> dict[str, str]:
        """Every key in the index with its document's checksum."""
        return dict(IndexedDocument.objects.using(self.using).values_list("key", "checksum"))

    def search(self, query: SearchQuery) -> SearchResult:
        reader = self._reader(query)
        parsed = reader.with_compounds(parse(query.text, reader.analyzer))
        rows = reader.found(parsed)
        correction = None
        if not rows and (corrected := self._correct(parsed, reader)):
            correction = corrected.text.strip()
            parsed = reader.with_compounds(corrected)
            rows = reader.found(parsed)
        if len(rows) < ENOUGH and parsed.words and len(parsed.wanted) > 1:
            rows = _enough(reader.found(parsed, relaxed=True), len(parsed.words))
        passed, counts = narrow((row.facets for row in rows), query.filters, query.facets)
        rows = [row for row in rows if row.facets in passed]
        rows.sort(key=_order(query.sort, parsed))
        start = max(0, query.offset)
        shown = rows[start : start + max(0, query.limit)]
        return SearchResult(self._hits(shown, parsed, reader), len(rows), counts, correction)

    def total_in_languages(self, query: SearchQuery, languages: Iterable[str] | None = None) -> dict[str, int]:
        """Documents with all the words in each other language that has any; one statement, and one more to
        learn which languages there are when they are not given."""
        if languages is None:
            documents = IndexedDocument.objects.using(self.using).order_by()
            languages = documents.values_list("language", flat=True).distinct()
        queries = {}
        for other in {normalise_code(code) for code in languages} - {normalise_code(query.language)}:
            parsed = parse(query.text, get_analyzer(other))
            if parsed.wanted:
                queries[other] = parsed
        if not queries:
            return {}
        rows = self._reader(query).by_language(queries)
        passed, _ = narrow((facets for _, facets in rows), query.filters, ())
        totals: dict[str, int] = {}
        for other, facets in rows:
            if facets in passed:
                totals[other] = totals.get(other, 0) + 1
        return totals

    def _reader(self, query: SearchQuery) -> Reader:
        language = normalise_code(query.language)
        return Reader(self.connection, self.store, get_analyzer(language), language, query.scope)

    def _write(
        self, writer: Writer, documents: Iterable[SearchDocument], written: Callable[[SearchDocument], None]
    ) -> int:
        count = 0
        remaining = iter(documents)
        while True:
            # The documents are made inside the transaction too: none can grow old before it is written.
            with transaction.atomic(using=self.using):
                batch = list(islice(remaining, BATCH))
                if not batch:
                    return count
                writer.write(batch)
            count += len(batch)
            for document in batch:
                written(document)

    def _delete(self, keys: list[str]) -> int:
        with transaction.atomic(using=self.using):
            documents = IndexedDocument.objects.using(self.using).filter(key__in=keys)
            ids = list(documents.values_list("pk", flat=True))
            if ids:
                marks = ", ".join(["%s"] * len(ids))
                with self.connection.cursor() as cursor:
                    table, column = self.store.table, self.store.id
                    cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({marks})", ids)  # noqa: S608
                documents.filter(pk__in=ids).delete()
        return len(ids)

    def _forget_words(self, kept: set[tuple[str, str]], last: int) -> None:
        """Drop the words, up to the primary key ``last``, that are not kept."""
        words = IndexedWord.objects.using(self.using)
        rows = words.filter(pk__lte=last).values_list("pk", "language", "word").iterator()
        gone = iter([pk for pk, language, word in rows if (language, word) not in kept])
        while batch := list(islice(gone, BATCH)):
            words.filter(pk__in=batch).delete()

    def _correct(self, parsed: ParsedQuery, reader: Reader) -> ParsedQuery | None:
        """The query with its unknown words put right, or None."""
        alone = len(parsed.wanted) == 1 and not parsed.excluded
        known = set() if alone or not parsed.words else reader.known(parsed.words)
        unknown = {
            clause.form.surface: clause
            for index, clause in enumerate(parsed.words)
            if index not in known and clause.form and len(clause.form.surface) >= SHORTEST
        }
        corrections = reader.corrections(list(unknown)) if unknown else {}
        if not corrections:
            return None
        displays = reader.displays(corrections.values())
        text = parsed.text
        for word in sorted(corrections, key=lambda word: unknown[word].start, reverse=True):
            clause, better = unknown[word], corrections[word]
            text = text[: clause.start] + displays.get(better, better) + text[clause.end :]
        return parse(text, reader.analyzer)

    def _hits(self, rows: list[Found], parsed: ParsedQuery, reader: Reader) -> list[Hit]:
        if not rows:
            return []
        texts = IndexedText.objects.using(self.using).in_bulk([row.id for row in rows])
        terms = _terms(parsed, reader.analyzer)
        hits = []
        for row in rows:
            text = texts[row.id]
            shown = snippet(f"{text.summary} {text.body}".strip(), reader.analyzer, terms)
            hits.append(Hit(row.key, row.score, text.title, shown, reader.language))
        return hits


def _enough(rows: list[Found], words: int) -> list[Found]:
    """The rows with most of the words, if these are enough, or all of them."""
    most = [row for row in rows if row.matched * 2 > words]
    return most if len(most) >= ENOUGH else rows


def _order(sort: str, parsed: ParsedQuery) -> Callable[[Found], tuple[object, ...]]:
    """The key to sort by; it ends with the document's key, so that the order is always the same."""

    def newest(row: Found) -> tuple[object, ...]:
        return row.date is None, -(row.date or 0), row.title, row.key

    def relevance(row: Found) -> tuple[object, ...]:
        missing = len(parsed.words) - row.matched
        level = 0 if not missing else 1 if row.matched > missing else 2
        return level, -row.score, row.key

    if sort == "title":
        return lambda row: (row.title, row.key)
    return newest if sort == "date" or not parsed.wanted else relevance


def _terms(parsed: ParsedQuery, analyzer: Analyzer) -> Terms:
    """What of a text meets which clause."""
    terms = Terms()
    main, surface = analyzer.token(""), analyzer.surface_token("")
    for number, clause in enumerate(parsed.wanted):
        for alternative in clause.alternatives:
            words = list(alternative.tokens)
            if alternative.how == "prefix":
                terms.add_beginning(number, words.pop().removeprefix(surface))
            for word in words:
                if word.startswith(surface):
                    terms.add_surface(number, word.removeprefix(surface))
                else:
                    terms.add_main(number, word.removeprefix(main))
    return terms
