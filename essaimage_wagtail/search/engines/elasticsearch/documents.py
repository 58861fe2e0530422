"""From documents to what Elasticsearch stores of them, and back to what is shown."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...analysis.analyzer import Form, get_analyzer
from ...analysis.languages import normalise_code
from ...analysis.lexicon import FIELDS, Forms, analysed
from ...query.likeness import Texts
from ...query.spelling import grams, tail_of
from ...storing import (
    facets_of,
    numbers_of,
    point_of,
    seconds,
    sort_title,
    storable,
    texts_of,
)
from ...types import Point, SearchDocument, checksum
from .matching import on_earth

Source = dict[str, Any]
Analysed = tuple[str, list[Source], dict[str, Form]]
"""A language, what is stored of documents in it, and their words by surface."""
SHOWN = ["text.title", "text.summary", "text.body", "latitude", "longitude"]
"""What is read of a document to show it."""
TEXTS = SHOWN[:3]


def sources(documents: Iterable[SearchDocument], forms: dict[str, Forms]) -> Iterator[Analysed]:
    """By language, some documents at a time: what is stored of them, and their words by surface."""
    by_key = {document.key: document for document in documents}
    texts = {key: texts_of(document) for key, document in by_key.items()}
    named = ((key, document.language, texts[key]) for key, document in by_key.items())
    for language, lexicon, cuts in analysed(named, forms):
        words: dict[str, Form] = {}
        lexicon.add_words(words)
        stored = [
            {**_properties(by_key[key]), "text": texts[key], **lexicon.columns(cut)._asdict()} for key, cut in cuts
        ]
        yield language, stored, words


def _properties(document: SearchDocument) -> Source:
    point = point_of(document)
    latitude, longitude = point or (None, None)
    values = {
        "key": document.key,
        "checksum": checksum(document),
        "language": normalise_code(document.language),
        "path": storable(document.path),
        "audience": storable(document.audience),
        "valid_from": seconds(document.valid_from),
        "valid_until": seconds(document.valid_until),
        "date": seconds(document.dates.get("date")),
        "reviewed": seconds(document.dates.get("reviewed")),
        "sort_title": sort_title(document),
        "latitude": latitude,
        "longitude": longitude,
        "place": on_earth(point) if point else None,
        "facets": _plain(facets_of(document)),
        "shared": _plain({name: sorted(codes) for name, codes in document.shared.items()}) or None,
        "labels": {name: dict(codes) for name, codes in document.shared.items()} or None,
        "numbers": {storable(name): number for name, number in numbers_of(document).items()},
    }
    return {name: value for name, value in values.items() if value is not None}


def _plain(facets: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {storable(name): list(map(storable, values)) for name, values in facets.items()}


def words(language: str, forms: Mapping[str, Form], met: int) -> dict[str, Source]:
    """By identifier, what is stored of lasting words. ``forms``: by surface; ``met``: when, nanoseconds since 1970."""
    analyzer = get_analyzer(language)
    return {
        f"{language}:{word}": {
            "language": language,
            "word": word,
            "display": forms[word].display,
            "tail": tail_of(forms[word], analyzer)[:64],
            "grams": grams(word, analyzer.prefix),
            "met": met,
        }
        for word in sorted(forms)
    }


def texts_in(source: Source) -> Texts:
    """Title, summary and body of a document that was read."""
    text = source["text"]
    title, summary, body = (text[field] for field in FIELDS[:3])
    return title, summary, body


def point_in(source: Mapping[str, Any]) -> Point | None:
    return (source["latitude"], source["longitude"]) if "latitude" in source else None
