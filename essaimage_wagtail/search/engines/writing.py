"""From documents to rows: what is stored of each, its tokens, and the words that its language gains."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.timezone import is_naive, make_aware, make_naive

from ..analysis import Analyzer, Form, fold, get_analyzer
from ..languages import normalise_code
from ..tables import IndexedDocument, IndexedText, IndexedWord
from ..types import SearchDocument, checksum
from .facets import pack
from .spelling import SHORTEST, grams, tail_of
from .stores import FIELDS, Store

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DIGIT = re.compile(r"\d")
_ADD_WORD = (
    f"INSERT INTO {IndexedWord._meta.db_table} (language, word, display, tail, grams) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
_REPLACED = [field.name for field in IndexedDocument._meta.fields if field.name not in ("id", "key")]


class Writer:
    """Writes documents through a connection. It remembers the words that it wrote: use one for one run."""

    def __init__(self, connection: BaseDatabaseWrapper, store: Store) -> None:
        self.connection = connection
        self.store = store
        self.words: set[tuple[str, str]] = set()
        """Language and word of all that was written."""

    def write(self, documents: Sequence[SearchDocument]) -> None:
        """Add or replace documents; of two with the same key the last one counts. Needs a transaction."""
        documents = list({document.key: document for document in documents}.values())
        using = self.connection.alias
        rows = IndexedDocument.objects.using(using).bulk_create(
            map(_row, documents), update_conflicts=True, unique_fields=["key"], update_fields=_REPLACED
        )
        IndexedText.objects.using(using).bulk_create(
            map(_text, rows, documents),
            update_conflicts=True,
            unique_fields=["document"],
            update_fields=["title", "summary", "body"],
        )
        tokens: list[tuple[Any, ...]] = []
        words: list[tuple[str, ...]] = []
        for row, document in zip(rows, documents, strict=True):
            analyzer = get_analyzer(row.language)
            texts = [analyzer.forms(getattr(document, field)) for field in FIELDS]
            tokens.append(self.store.row(row.pk, analyzer, texts))
            words += self._new_words(row.language, analyzer, texts)
        with self.connection.cursor() as cursor:
            cursor.executemany(self.store.write, tokens)
            if words:
                words.sort()  # in one order, so that two who publish at once cannot wait for each other
                cursor.executemany(_ADD_WORD, words)

    def _new_words(self, language: str, analyzer: Analyzer, texts: list[list[Form]]) -> Iterator[tuple[str, ...]]:
        for form in {form for text in texts for form in text}:
            word = form.surface
            if len(word) < SHORTEST or (language, word) in self.words or _DIGIT.search(word):
                continue
            self.words.add((language, word))
            written = " ".join(grams(word, analyzer.prefix))
            yield language, word[:64], form.display, tail_of(form, analyzer)[:64], written


def _row(document: SearchDocument) -> IndexedDocument:
    date = document.dates.get("date")
    return IndexedDocument(
        key=document.key,
        language=normalise_code(document.language),
        checksum=checksum(document),
        path=document.path,
        audience=document.audience,
        valid_from=_stored(document.valid_from),
        valid_until=_stored(document.valid_until),
        sort_date=int(date.timestamp()) if date else None,
        sort_title=_clean(fold(document.title.lower()))[:255],
        facets=pack(document.facets),
    )


def _text(row: IndexedDocument, document: SearchDocument) -> IndexedText:
    return IndexedText(
        document=row,
        title=_clean(document.title),
        summary=_clean(document.summary),
        body=_clean(document.body),
    )


def _clean(text: str) -> str:
    """Without the characters that no database stores."""
    return _UNSTORABLE.sub(" ", text)


def _stored(moment: datetime | None) -> datetime | None:
    """A time as the site's models have it: aware or naive as ``USE_TZ`` says."""
    if moment is None or is_naive(moment) != settings.USE_TZ:
        return moment
    return make_aware(moment) if settings.USE_TZ else make_naive(moment)
