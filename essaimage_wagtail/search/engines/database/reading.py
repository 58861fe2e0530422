"""From a parsed query to documents: what a search asks the database.

A :class:`Reader` serves one query in one language and one scope; all that it returns is in that scope.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.timezone import now

from ...analysis.analyzer import Analyzer
from ...query.parser import Alternative, Clause, ParsedQuery
from ...query.reader import IndexReader, KnownWord, Lookup
from ...query.site_words import SiteWords
from ...query.spelling import grams, transposed
from ...query.understanding import MIN_DOCUMENTS_WITH_ALL
from ...tables import IndexedDocument, IndexedText, IndexedWord
from ...types import Scope
from .columns import columns_of
from .vendors import Statement, Store

_DOCUMENTS = IndexedDocument._meta.db_table
_TEXTS = IndexedText._meta.db_table
WORDS = IndexedWord._meta.db_table
MAX_RARE_DOCUMENTS = 4000
"""Documents that are read of one word to tell how rare it is."""
MIN_WORDS_READ_APART = 4
"""Words of a query that are looked up one by one first."""
MAX_COUNTED = 1000
"""Documents that are counted to tell how usual a word is."""
MAX_WORDS_OF_A_TRIGRAM = 2000
"""Words with one trigram that are read; of more, the first that were met."""
MAX_WORDS_MEASURED = 100
"""Words sharing most trigrams with an unknown one, whose distances are measured."""

_INDEXED = {"word": "", "tail": "NOT tail = '' AND"}
"""Conditions that let the database use the index of a column of words: the index of tails has no empty ones."""


class Reader(IndexReader):
    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        make_store: type[Store],
        analyzer: Analyzer,
        language: str,
        scope: Scope,
        asked: dict[Any, Any] | None = None,
    ) -> None:
        generation, self.columns = columns_of(make_store(connection), language, asked)
        self.store = make_store(connection, generation)
        self.analyzer = analyzer
        self.language = language
        self.scope = scope
        self.moment = now().timestamp()
        self.visible: Mapping[int, int] = self.columns.visible(scope, self.moment)
        self._read: dict[str, list[int]] = {}

    @property
    def words(self) -> SiteWords:
        return self.columns.words

    @property
    def has_documents(self) -> bool:
        return bool(self.visible)

    def slots(self, ids: Iterable[int]) -> list[int]:
        """The slots of the documents that are visible."""
        slots = list(map(self.visible.get, ids))
        return [slot for slot in slots if slot is not None] if None in slots else slots  # type: ignore[return-value]

    def found(self, query: ParsedQuery) -> list[int]:
        """The documents with all the words; all documents if nothing was asked, none if there is no word in it."""
        if query.says_nothing:
            return []
        if query.wanted:
            return self.slots(self._with_all(query))
        if not query.excluded:
            return list(self.visible.values())
        unwanted = set(self.store.ids(self.store.expression(query.excluded, either=True)))
        return [slot for document_id, slot in self.visible.items() if document_id not in unwanted]

    def _with_all(self, query: ParsedQuery) -> list[int]:
        """The ids of the documents with all the words. Few documents have all of many words, and then each word is
        looked up by itself anyway: where that gives the answer, the words are not looked up together."""
        if len(query.words) >= MIN_WORDS_READ_APART:
            _, few = self._few(query)
            whole = sorted((ids for ids in few.values() if len(ids) <= MAX_RARE_DOCUMENTS), key=len)
            if whole:
                common = set(whole[0]).intersection(*whole[1:])
                if not common or (len(whole) == len(few) and not query.required and not query.excluded):
                    return sorted(common)
        return self.store.ids(self.match(query))

    def match(self, query: ParsedQuery) -> str:
        """The expression that documents with all the words meet."""
        match = self.store.expression(query.wanted)
        if query.excluded:
            match = self.store.without(match, self.store.expression(query.excluded, either=True))
        return match

    def telling(self, query: ParsedQuery) -> list[Clause]:
        """The clauses that score documents which lack some of the words: without what a word also stands for, and
        without very frequent words, if others are rarer."""
        matches, few = self._few(query)
        rare = [
            clause
            for clause, match in zip(query.words, matches, strict=True)
            if 0 < len(few[match]) <= MAX_RARE_DOCUMENTS
        ]
        telling = (*query.required, *(rare or query.words))
        return [replace(clause, alternatives=clause.alternatives[:1]) for clause in telling]

    def relaxed(self, query: ParsedQuery) -> dict[int, int]:
        """The documents with most of the words, or with any of them if these are too few, required clauses aside.

        By slot: 0 for those with all the words, 1 with most, 2 with some.
        """
        number, store = len(query.words), self.store
        matches, few = self._few(query)
        # A document with most of the words has one of the rarest half: of the others, only those documents are read.
        order = sorted(matches, key=lambda match: len(few[match]))
        rare, usual = order[: (number + 1) // 2], order[(number + 1) // 2 :]
        counts: Counter[int] = Counter()
        for ids in self._whole(rare, few):
            counts.update(ids)
        among = store.either.join(rare)
        shared = [
            f"({match}){store.both}({among})" if len(few[match]) > MAX_RARE_DOCUMENTS else match for match in usual
        ]
        known = set(counts)
        for ids in self._whole(shared, few):
            counts.update(known.intersection(ids))
        required = store.ids(store.expression(query.required)) if query.required else []
        excluded = store.ids(store.expression(query.excluded, either=True)) if query.excluded else []
        if query.required:
            counts = Counter({document_id: counts.get(document_id, 0) for document_id in required})
        for document_id in excluded:
            counts.pop(document_id, None)
        most = {
            slot: 0 if count == number else 1
            for document_id, count in counts.items()
            if 2 * count > number and (slot := self.visible.get(document_id)) is not None
        }
        if len(most) >= MIN_DOCUMENTS_WITH_ALL:
            return most
        found = dict.fromkeys(self.slots(counts), 2)
        if not query.required:
            unwanted = set(excluded)
            for ids in self._whole(usual, few):
                found.update(dict.fromkeys(self.slots(set(ids) - unwanted if unwanted else ids), 2))
        return found | most

    def known(self, query: ParsedQuery) -> set[int]:
        """The numbers of the query's words that some document has."""
        matches, few = self._few(query)
        visible = self.visible.keys()
        hidden = [match for match, ids in few.items() if visible.isdisjoint(ids)]
        # The first documents of a frequent word may all be hidden, and others not.
        whole = dict(zip(hidden, self._whole(hidden, few), strict=True))
        unknown = {match for match, ids in whole.items() if visible.isdisjoint(ids)}
        return {index for index, match in enumerate(matches) if match not in unknown}

    def _few(self, query: ParsedQuery) -> tuple[list[str], dict[str, list[int]]]:
        """The expression of each word, and the first documents that meet each expression: all, or one more than
        :data:`MAX_RARE_DOCUMENTS`. Asked once for each expression."""
        matches = [self.store.expression([clause]) for clause in query.words]
        distinct = list(dict.fromkeys(matches))
        if unread := [match for match in distinct if match not in self._read]:
            self._read.update(zip(unread, self.store.ids_of(unread, MAX_RARE_DOCUMENTS + 1), strict=True))
        return matches, {match: self._read[match] for match in distinct}

    def _whole(self, matches: Sequence[str], few: Mapping[str, list[int]]) -> list[list[int]]:
        """All documents that meet each expression, given the first ones of some."""
        whole = {match: ids for match, ids in few.items() if len(ids) <= MAX_RARE_DOCUMENTS}
        if unread := [match for match in dict.fromkeys(matches) if match not in whole]:
            whole.update(zip(unread, self.store.ids_of(unread), strict=True))
        return [whole[match] for match in matches]

    def usual(self, words: Sequence[str], beside: ParsedQuery | None = None) -> list[int]:
        """No more than :data:`MAX_COUNTED` are counted, unless none of these is in scope."""
        store = self.store
        matches = [store.alternative(Alternative("any", self.analyzer.written_tokens(word))) for word in words]
        if beside:
            matches = [f"{match}{store.both}({self.match(beside)})" for match in matches]
        return list(map(len, self.first(matches, MAX_COUNTED)))

    def first(self, matches: Sequence[str], at_most: int, enough: int = 1, *, heading: bool = False) -> list[list[int]]:
        """The first so many documents that meet each expression, or all, where fewer than ``enough`` of the first ones
        are in scope: they may be another site's."""
        lists = self.store.ids_of(matches, at_most, heading=heading)
        found = list(map(self.slots, lists))
        cut = [n for n, ids in enumerate(lists) if len(ids) == at_most and len(found[n]) < enough]
        whole = self.store.ids_of([matches[n] for n in cut], heading=heading)
        for n, ids in zip(cut, whole, strict=True):
            found[n] = self.slots(ids)
        return found

    def any_meets(self, needs: Sequence[Sequence[Alternative]]) -> list[bool]:
        matches = [self.store.both.join(map(self.store.alternative, ways)) for ways in needs]
        return list(map(bool, self.first(matches, 1)))

    def look_up(self, lookups: Sequence[Lookup]) -> list[list[KnownWord]]:
        found: list[list[KnownWord]] = [[] for _ in lookups]
        statements = (self._looking_up(number, lookup) for number, lookup in enumerate(lookups))
        for number, *known in self.store.union(list(statements)):
            found[number].append(KnownWord(*known))
        return found

    def _looking_up(self, number: int, lookup: Lookup) -> Statement:
        """The statement whose rows are a number and a known word."""
        if lookup.beginning:
            condition, parameters = self.store.starts_with(lookup.column, lookup.beginning)
        else:
            condition, parameters = f"{lookup.column} IN ({marks(lookup.among)})", list(lookup.among)
        sql = f"SELECT {number}, word, display, tail FROM {WORDS} WHERE language = %s AND "  # noqa: S608
        sql += f"{_INDEXED[lookup.column]} {condition}{' ORDER BY id' if lookup.first_met else ''}"
        if lookup.at_most is not None:
            sql = f"SELECT * FROM ({sql} LIMIT {lookup.at_most:d}) words_{number}"  # noqa: S608
        return sql, [self.language, *parameters]

    def similar_words(self, words: Sequence[str]) -> list[dict[str, str]]:
        asked = [(index, gram) for index, word in enumerate(words) for gram in grams(word, self.analyzer.prefix)]
        shared: defaultdict[int, Counter[int]] = defaultdict(Counter)
        lists = self.store.lists([self.store.having_gram(gram, MAX_WORDS_OF_A_TRIGRAM) for _, gram in asked])
        for (index, _), pks in zip(asked, lists, strict=True):
            shared[index].update(pks)
        parts: list[Statement] = []
        for index, word in enumerate(words):
            swapped = transposed(word)
            pks = [pk for pk, _ in shared[index].most_common(MAX_WORDS_MEASURED)]
            sql = f"SELECT {index}, word, display FROM {WORDS} WHERE language = %s AND "  # noqa: S608
            parts.append((f"{sql} word IN ({marks(swapped)})", [self.language, *swapped]))
            if pks:
                # Trigrams are of one language: naming it would have SQLite read all its words.
                by_id = f"SELECT {index}, word, display FROM {WORDS} WHERE id IN ({marks(pks)})"  # noqa: S608
                parts.append((by_id, pks))
        candidates: list[dict[str, str]] = [{} for _ in words]
        for index, candidate, display in self.store.union(parts):
            candidates[index][candidate] = display
        return candidates

    def texts(self, ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
        """Title, summary and body of the documents that are still in scope: some may have changed since they were
        found."""
        if not ids:
            return {}
        audiences = ", ".join(["%s"] * len(self.scope.audiences)) or "NULL"
        conditions = [
            f"d.id IN ({marks(ids)})",
            f"d.audience IN ({audiences})",
            "(d.valid_from IS NULL OR d.valid_from <= %s)",
            "(d.valid_until IS NULL OR d.valid_until > %s)",
        ]
        parameters: list[Any] = [*ids, *self.scope.audiences, self.moment, self.moment]
        if "" not in self.scope.paths:
            prefixes = ["substr(d.path, 1, %s) = %s"] * len(self.scope.paths)
            conditions.append("(" + (" OR ".join(prefixes) or "1 = 0") + ")")
            parameters += [value for path in self.scope.paths for value in (len(path), path)]
        for path in self.scope.without:
            conditions.append("NOT substr(d.path, 1, %s) = %s")
            parameters += [len(path), path]
        sql = (
            f"SELECT d.id, text.title, text.summary, text.body FROM {_DOCUMENTS} d "  # noqa: S608
            f"JOIN {_TEXTS} text ON text.document_id = d.id WHERE {' AND '.join(conditions)}"
        )
        return {
            document_id: (title, summary, body)
            for document_id, title, summary, body in self.store.rows(sql, parameters)
        }


def marks(values: Sequence[object]) -> str:
    """The places of values in a statement, separated by commas."""
    return ", ".join(["%s"] * len(values)) or "NULL"
