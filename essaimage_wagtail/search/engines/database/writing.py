"""From documents to rows: what is stored of each, its tokens, and the words that its language gains."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from ...analysis.analyzer import Form, get_analyzer
from ...analysis.languages import normalise_code
from ...analysis.lexicon import FIELDS, MAX_FORMS, Forms, Lexicon, analysed
from ...batches import batches
from ...query.spelling import grams, tail_of
from ...storing import facets_of, lasting_words, numbers_of, point_of, seconds, sort_title, storable, texts_of
from ...tables import NO_DOCUMENT, IndexChange, IndexedDocument, IndexedText, IndexedWord, new_token
from ...types import SearchDocument, analysis_mark, checksum
from .seen import Seen
from .vendors import Store, TokenRow

_WORDS = IndexedWord._meta.db_table
_DOCUMENTS = IndexedDocument._meta.db_table
_TEXTS = IndexedText._meta.db_table
_CHANGES = IndexChange._meta.db_table
_COLUMNS = [field.attname for field in IndexedDocument._meta.fields if field.attname != "id"]
_REPLACED = [column for column in _COLUMNS if column not in ("key", "generation")]
WORDS_WRITTEN_TOGETHER = 500
"""Words written together."""
MAX_STORED = 50_000
"""Words that are remembered to be there, so that the database is not asked again."""


class Writer:
    """Writes documents of one generation. It remembers what words there are: use one for one run.

    With ``seen``, for a generation that nobody reads yet, it notes there the words of its documents, and tells other
    processes of no change (see :class:`..tables.IndexChange`).
    """

    def __init__(self, connection: BaseDatabaseWrapper, store: Store, seen: Seen | None = None) -> None:
        self.connection = connection
        self.store = store
        self.seen = seen
        self._stored: set[int] = set()
        """Hashes of words that are in their table, :data:`MAX_STORED` at most."""
        self._forms: dict[str, Forms] = {}
        """The forms of words in the languages of the last documents: a long run takes one language after the other."""
        self._writes_on = seen is not None

    def write(self, documents: Iterable[SearchDocument]) -> set[str]:
        """Add or replace documents; of two with the same key the last one counts. Needs a transaction.

        Those that are the same as before are left alone. Returns the keys of those that were not there.
        """
        unique = {document.key: document for document in documents}
        among, asked = self.store.among("key", list(unique))
        sql = f"SELECT key, checksum FROM {_DOCUMENTS} WHERE generation = %s AND {among}"  # noqa: S608
        known: dict[str, str] = dict(self.store.rows(sql, [self.store.generation, *asked]))
        # In one order, so that two who write the same documents at once cannot wait for each other.
        rows = [_row(unique[key], self.store.generation) for key in sorted(unique)]
        rows = [row for row in rows if known.get(row.key) != row.checksum]
        if rows:
            self._write(rows, [texts_of(unique[row.key]) for row in rows])
        self._writes_on = True  # who writes once leaves its words in the analyzer's memory, for the next one
        return unique.keys() - known.keys()

    def copy(self, rows: Sequence[IndexedDocument]) -> None:
        """Add or replace documents as another generation has them. Needs a transaction."""
        texts = [{field: getattr(row.text, field) for field in FIELDS} for row in rows]
        copies = []
        for row in rows:
            values = {column: getattr(row, column) for column in ("key", *_REPLACED)}
            values["analysis"] = analysis_mark(row.language)
            copies.append(IndexedDocument(generation=self.store.generation, **values))
        self._write(copies, texts)

    def remember(self, documents: Iterable[SearchDocument]) -> None:
        """Take note of the words of documents that need not be written."""
        for language, lexicon, _ in self._analysed((0, doc.language, texts_of(doc)) for doc in documents):
            if self.seen is not None:
                words: dict[str, Form] = {}
                lexicon.add_words(words)
                self.seen.update(hash((language, word)) for word in words)

    def delete(self, keys: Sequence[str]) -> set[str]:
        """Forget documents and return the keys of those that were there. Needs a transaction."""
        among, asked = self.store.among("key", keys)
        sql = (
            f"SELECT id, key, language, analysis, {', '.join(FIELDS)} FROM {_DOCUMENTS} "  # noqa: S608
            f"JOIN {_TEXTS} ON document_id = id WHERE generation = %s AND {among}"
        )
        rows = self.store.rows(sql, [self.store.generation, *asked])
        if rows:
            # Where tokens are erased by saying them again, those that another analysis made must be left: they belong
            # to a primary key that nothing has any more.
            stored = (
                (pk, language, dict(zip(FIELDS, texts, strict=True)))
                for pk, _, language, analysis, *texts in rows
                if self.store.lasting_ids or analysis == analysis_mark(language)
            )
            for _, _, tokens in self._analysed(stored):
                self.store.erase(tokens)
            self.drop([pk for pk, *_ in rows])
            self._tell([(pk, key) for pk, key, *_ in rows])
        gone = {key for _, key, *_ in rows}
        if len(gone) < len(keys) and self.seen is None and self.store.is_rebuilding():
            # A rebuild may have read these pages before they were deleted.
            self._tell([(NO_DOCUMENT, key) for key in keys if key not in gone])
        return gone

    def drop(self, pks: Sequence[int]) -> None:
        """Delete documents whose tokens are gone. Plain SQL: the ORM would read them first."""
        with self.connection.cursor() as cursor:
            for table, column in ((_TEXTS, "document_id"), (_DOCUMENTS, "id")):
                among, asked = self.store.among(column, pks)
                cursor.execute(f"DELETE FROM {table} WHERE {among}", asked)  # noqa: S608

    def _write(self, rows: Sequence[IndexedDocument], texts: Sequence[Mapping[str, str]]) -> None:
        if not self.store.lasting_ids:
            self.delete([row.key for row in rows])
        pks = self._write_documents(rows)
        values = [(pks[row.key], *(text[field] for field in FIELDS)) for row, text in zip(rows, texts, strict=True)]
        written = ((pks[row.key], row.language, text) for row, text in zip(rows, texts, strict=True))
        words: defaultdict[str, dict[str, Form]] = defaultdict(dict)
        with self.store.sending():
            self.store.insert(_TEXTS, ("document_id", *FIELDS), values, _replacing("document_id", FIELDS))
            for language, lexicon, tokens in self._analysed(written):
                self.store.write(tokens)
                lexicon.add_words(words[language])
        for language, forms in words.items():
            self._add_words(language, forms)
        self._tell([(pks[row.key], row.key) for row in rows])

    def _write_documents(self, rows: Sequence[IndexedDocument]) -> dict[str, int]:
        """Primary keys by key. Plain SQL: the ORM would take as long as all the rest of a short document."""
        values = [[getattr(row, column) for column in _COLUMNS] for row in rows]
        rest = f"{_replacing('key, generation', _REPLACED)} RETURNING key, id"
        return dict(self.store.insert(_DOCUMENTS, _COLUMNS, values, rest))

    def _tell(self, rows: Sequence[tuple[int, str]]) -> None:
        """Tell other processes of changed documents: ``[(primary key, key)]``."""
        if self.seen is None and rows:
            values = [(pk, key, new_token()) for pk, key in rows]
            self.store.insert(_CHANGES, ("document_id", "key", "token"), values)

    def _analysed(
        self, documents: Iterable[tuple[int, str, Mapping[str, str]]]
    ) -> Iterator[tuple[str, Lexicon, list[TokenRow]]]:
        """By language, always in one order, what is written of documents. ``documents``: primary keys, languages, and
        texts as they are stored, since a deletion must analyse the same texts as the writing did."""
        documents = list(documents)
        if self._writes_on:
            languages = {normalise_code(language) for _, language, _ in documents}
            self._forms = {code: self._forms.get(code) or Forms(get_analyzer(code), MAX_FORMS) for code in languages}
        for language, lexicon, cuts in analysed(documents, self._forms):
            yield language, lexicon, [self.store.row(pk, lexicon, cut) for pk, cut in cuts]

    def _add_words(self, language: str, forms: Mapping[str, Form]) -> None:
        """Store the words of a language, given by surface, that are not stored yet."""
        analyzer = get_analyzer(language)
        new = self._met(language, lasting_words(forms))
        # Most are known, and asking takes a tenth of the time of an insertion that comes to nothing.
        among, asked = self.store.among("word", list(new))
        sql = f"SELECT word FROM {_WORDS} WHERE language = %s AND {among}"  # noqa: S608
        new.difference_update(word for (word,) in self.store.rows(sql, [language, *asked]))
        # In one order, so that two who publish at once cannot wait for each other.
        for batch in batches(sorted(new), WORDS_WRITTEN_TOGETHER):
            rows = [(language, word, forms[word].display, tail_of(forms[word], analyzer)[:64]) for word in batch]
            columns = ("language", "word", "display", "tail")
            added = self.store.insert(_WORDS, columns, rows, "ON CONFLICT DO NOTHING RETURNING id, word")
            if added:
                self.store.write_grams([(pk, grams(word, analyzer.prefix)) for pk, word in added])

    def _met(self, language: str, words: Iterable[str]) -> set[str]:
        """Take note of words; returns those that may not be in their table yet."""
        numbers = {word: hash((language, word)) for word in words}
        new = {word for word, number in numbers.items() if number not in self._stored}
        if len(self._stored) > MAX_STORED:
            self._stored.clear()
        self._stored.update(numbers.values())
        if self.seen is not None:
            self.seen.update(numbers[word] for word in new)
        return new


def _replacing(key: str, columns: Sequence[str]) -> str:
    """The end of a statement that inserts, or replaces columns of what is there."""
    return f"ON CONFLICT ({key}) DO UPDATE SET " + ", ".join(f"{column} = EXCLUDED.{column}" for column in columns)


def pack(facets: Mapping[str, Sequence[str]]) -> str:
    """One string for a document's facets."""
    return json.dumps(facets, sort_keys=True, separators=(",", ":"))


def _row(document: SearchDocument, generation: int) -> IndexedDocument:
    latitude, longitude = point_of(document) or (None, None)
    return IndexedDocument(
        generation=generation,
        key=document.key,
        language=normalise_code(document.language),
        checksum=checksum(document),
        analysis=analysis_mark(document.language),
        path=storable(document.path),
        audience=storable(document.audience),
        valid_from=seconds(document.valid_from),
        valid_until=seconds(document.valid_until),
        date=seconds(document.dates.get("date")),
        reviewed=seconds(document.dates.get("reviewed")),
        sort_title=sort_title(document),
        latitude=latitude,
        longitude=longitude,
        facets=pack(facets_of(document)),
        numbers=json.dumps(numbers_of(document)),
    )
