"""From a parsed query to rows: every statement that a search runs.

A :class:`Reader` serves one query in one language and one scope; all that it returns is in that scope.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.timezone import now

from ..analysis import Analyzer
from ..query import Alternative, Clause, ParsedQuery
from ..tables import IndexedDocument, IndexedWord
from ..types import Scope
from .spelling import closest, grams, is_compound_of, splits, transposed
from .stores import Statement, Store, expression

_DOCUMENTS = IndexedDocument._meta.db_table
_WORDS = IndexedWord._meta.db_table
MAX_COMPOUNDS = 50
"""Compounds that one word also stands for."""
MAX_COUNTED = 1000
"""Documents that are counted to tell how usual a correction is."""
MAX_CANDIDATES = 8
"""Corrections of one word that are looked at."""


class Found(NamedTuple):
    """A document that meets the query; ``matched`` is the number of its words that it has."""

    id: int
    key: str
    facets: str
    date: int | None
    title: str
    score: float
    matched: int


class Reader:
    def __init__(
        self, connection: BaseDatabaseWrapper, store: Store, analyzer: Analyzer, language: str, scope: Scope
    ) -> None:
        self.connection = connection
        self.store = store
        self.analyzer = analyzer
        self.language = language
        self.scope = self._scope(scope)

    def found(self, query: ParsedQuery, *, relaxed: bool = False) -> list[Found]:
        """The documents with all the words, or, relaxed, with any of them, required clauses aside."""
        store = self.store
        counted: list[str] = []
        parameters: list[Any] = []
        if relaxed:
            for clause in query.words:
                counted.append(f"CASE WHEN d.id IN ({self._ids}) THEN 1 ELSE 0 END")
                parameters.append(expression(store, [clause]))
            match = expression(store, query.required) if query.required else expression(store, query.words, either=True)
        else:
            match = expression(store, query.wanted)
        if match:
            parameters[:0] = [match] * store.score_parameters
            score, source, conditions = store.score, self._source, [store.matches]
            parameters.append(match)
        else:
            score, source, conditions = "0", f"{_DOCUMENTS} d", []
        scope, values = self.scope
        conditions += [scope, "d.language = %s"]
        parameters += [*values, self.language]
        if query.excluded:
            conditions.append(f"d.id NOT IN ({self._ids})")
            parameters.append(expression(store, query.excluded, either=True))
        sql = (
            f"SELECT d.id, d.key, d.facets, d.sort_date, d.sort_title, {score}, "  # noqa: S608
            f"{' + '.join(counted) or len(query.words)} FROM {source} WHERE {' AND '.join(conditions)}"
        )
        return [Found(*row) for row in self._rows(sql, parameters)]

    def known(self, clauses: Sequence[Clause]) -> set[int]:
        """The numbers of the clauses that some document meets."""
        counts = self._counts([expression(self.store, [clause]) for clause in clauses], at_most=1)
        return {index for index, count in counts.items() if count}

    def corrections(self, words: Sequence[str]) -> dict[str, str]:
        """For each folded word that something is close to, the nearest word, the most usual of the equally near."""
        parts: list[Statement] = []
        for index, word in enumerate(words):
            alike, parameters = self.store.alike(_WORDS, grams(word, self.analyzer.prefix))
            parts.append((f"SELECT {index}, word FROM ({alike}) similar_{index}", parameters))  # noqa: S608
            swapped = transposed(word)
            marks = ", ".join(["%s"] * len(swapped))
            sql = f"SELECT {index}, word FROM {_WORDS} WHERE language = %s AND word IN ({marks})"  # noqa: S608
            parts.append((sql, [self.language, *swapped]))
        candidates: defaultdict[int, set[str]] = defaultdict(set)
        for index, candidate in self._union(parts):
            candidates[index].add(candidate)
        near = [
            (index, distance, candidate)
            for index, word in enumerate(words)
            for distance, candidate in closest(word, candidates[index])[:MAX_CANDIDATES]
        ]
        if not near:
            return {}
        # A word that only documents out of scope have must not be offered, nor one that nothing has any more.
        surfaces = [
            self.store.alternative(Alternative("phrase", (self.analyzer.surface_token(candidate),)))
            for _, _, candidate in near
        ]
        counts = self._counts(surfaces, at_most=MAX_COUNTED)
        best: dict[str, tuple[int, int, str]] = {}
        for number, (index, distance, candidate) in enumerate(near):
            if count := counts.get(number, 0):
                rank = (distance, -count, candidate)
                word = words[index]
                best[word] = min(best.get(word, rank), rank)
        return {word: candidate for word, (_, _, candidate) in best.items()}

    def displays(self, words: Iterable[str]) -> Mapping[str, str]:
        """The spelling of folded words, with accents."""
        rows = IndexedWord.objects.using(self.connection.alias).filter(language=self.language, word__in=list(words))
        return dict(rows.values_list("word", "display"))

    def with_compounds(self, query: ParsedQuery) -> ParsedQuery:
        """The query in which each word also stands for the compounds that the index has of it, and for its parts."""
        links = self.analyzer.language.links
        if links is None:
            return query
        parts: list[Statement] = []
        pairs: dict[int, list[tuple[str, str]]] = {}
        for index, clause in enumerate(query.words):
            if clause.form is None or len(clause.form.surface) < 4:
                continue
            form = clause.form
            wanted = [("word", form.surface), *(("tail", stem[::-1]) for stem in (form.main, *form.variants))]
            for column, beginning in wanted:
                condition, parameters = self.store.starts_with(column, beginning)
                sql = f"SELECT {index}, word, tail FROM {_WORDS} WHERE language = %s AND {condition} LIMIT 500"  # noqa: S608
                parts.append((f"SELECT * FROM ({sql}) likely_{len(parts)}", [self.language, *parameters]))  # noqa: S608
            if pairs_of := splits(form.surface, links):
                pairs[index] = pairs_of
                halves = sorted({half for pair in pairs_of for half in pair})
                marks = ", ".join(["%s"] * len(halves))
                sql = f"SELECT {index}, word, tail FROM {_WORDS} WHERE language = %s AND word IN ({marks})"  # noqa: S608
                parts.append((sql, [self.language, *halves]))
        if not parts:
            return query
        rows: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for index, word, tail in self._union(parts):
            rows[index][word] = tail
        words = [
            clause.extended(*self._compounds(clause, rows[index], pairs.get(index, [])))
            for index, clause in enumerate(query.words)
        ]
        return ParsedQuery(query.text, tuple(words), query.required, query.excluded)

    def by_language(self, queries: Mapping[str, ParsedQuery]) -> list[tuple[str, str]]:
        """Language and packed facets of the documents that have all the words of their own language's query."""
        parts: list[Statement] = []
        scope, values = self.scope
        for language, query in queries.items():
            sql = (
                f"SELECT d.language, d.facets FROM {self._source} "  # noqa: S608
                f"WHERE {self.store.matches} AND {scope} AND d.language = %s"
            )
            parameters = [expression(self.store, query.wanted), *values, language]
            if query.excluded:
                sql += f" AND d.id NOT IN ({self._ids})"
                parameters.append(expression(self.store, query.excluded, either=True))
            parts.append((sql, parameters))
        return self._union(parts)

    def _compounds(self, clause: Clause, known: dict[str, str], pairs: list[tuple[str, str]]) -> list[Alternative]:
        """The other ways to meet a word's clause, given the known words and their reversed stems."""
        form, token = clause.form, self.analyzer.token
        if form is None:
            return []
        stems = {
            tail[::-1]: None
            for word, tail in sorted(known.items(), key=lambda item: (len(item[0]), item[0]))
            if is_compound_of(word, tail, form)
        }
        compounds = [token(stem) for stem in stems if stem != form.main][:MAX_COMPOUNDS]
        alternatives = [Alternative("any", tuple(compounds))] if compounds else []
        for head, tail in pairs:
            if head in known and tail in known:
                both = (token(known[head][::-1]), token(known[tail][::-1]))
                alternatives.append(Alternative("all", both))
        return alternatives

    @property
    def _source(self) -> str:
        store = self.store
        return f"{store.table} {store.join} {_DOCUMENTS} d ON d.id = {store.table}.{store.id}"

    @property
    def _ids(self) -> str:
        store = self.store
        return f"SELECT {store.id} FROM {store.table} WHERE {store.matches}"  # noqa: S608

    def _counts(self, matches: Sequence[str], at_most: int) -> dict[int, int]:
        """How many documents in scope meet each match expression, counted no further than ``at_most``."""
        scope, values = self.scope
        sql = (
            "SELECT {0}, count(*) FROM (SELECT 1 AS one "  # noqa: S608
            f"FROM {self._source} WHERE {self.store.matches} AND {scope} AND d.language = %s "
            f"LIMIT {at_most}) counted_{{0}}"
        )
        return dict(
            self._union([(sql.format(index), [match, *values, self.language]) for index, match in enumerate(matches)])
        )

    def _scope(self, scope: Scope) -> Statement:
        """The condition that keeps a document ``d`` in scope and in its time."""
        moment = self.connection.ops.adapt_datetimefield_value(now())
        audiences = ", ".join(["%s"] * len(scope.audiences)) or "NULL"
        conditions = [
            f"d.audience IN ({audiences})",
            "(d.valid_from IS NULL OR d.valid_from <= %s)",
            "(d.valid_until IS NULL OR d.valid_until > %s)",
        ]
        parameters: list[Any] = [*scope.audiences, moment, moment]
        if "" not in scope.paths:
            prefixes = ["substr(d.path, 1, %s) = %s"] * len(scope.paths)
            conditions.append("(" + (" OR ".join(prefixes) or "1 = 0") + ")")
            parameters += [value for path in scope.paths for value in (len(path), path)]
        return " AND ".join(conditions), parameters

    def _union(self, parts: Sequence[Statement]) -> list[Any]:
        sql = " UNION ALL ".join(part for part, _ in parts)
        return self._rows(sql, [value for _, parameters in parts for value in parameters])

    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()
