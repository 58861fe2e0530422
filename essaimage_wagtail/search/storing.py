"""What every engine stores of a document, beside its tokens: the same values, written in one way."""

import re
from collections.abc import Iterable
from datetime import datetime
from math import isfinite

from .analysis.lexicon import FIELDS
from .analysis.text import composed, fold
from .query.spelling import MIN_PART_LETTERS
from .types import Point, SearchDocument

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DIGIT = re.compile(r"\d")
MAX_SORT_TITLE = 255


def storable(text: str) -> str:
    """Without the characters that no engine stores."""
    return _UNSTORABLE.sub(" ", text)


def texts_of(document: SearchDocument) -> dict[str, str]:
    return {field: composed(storable(getattr(document, field))) for field in FIELDS}


def sort_title(document: SearchDocument) -> str:
    """The title's words, folded."""
    return storable(fold(document.title.lower()))[:MAX_SORT_TITLE]


def facets_of(document: SearchDocument) -> dict[str, list[str]]:
    """A document's values by facet, the same in any order."""
    return {str(name): sorted({str(value) for value in values}) for name, values in document.facets.items() if values}


def numbers_of(document: SearchDocument) -> dict[str, float]:
    return {name: number for name, number in document.numbers.items() if isfinite(number)}


def point_of(document: SearchDocument) -> Point | None:
    return document.point if document.point and all(map(isfinite, document.point)) else None


def seconds(moment: datetime | None) -> float | None:
    """Since 1970, UTC."""
    return None if moment is None else moment.timestamp()


def lasting_words(words: Iterable[str]) -> set[str]:
    """Those that an index keeps to look others up among: no short ones, no numbers."""
    return {word for word in words if len(word) >= MIN_PART_LETTERS and not _DIGIT.search(word)}
