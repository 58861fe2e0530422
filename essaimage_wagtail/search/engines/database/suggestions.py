"""What a visitor may be about to type."""

from ...query.parser import Clause
from ...query.suggestions import Typed
from ...types import Suggestion
from .reading import Reader

MAX_TITLES = 1000
"""Titles that are looked at."""


def suggestions(prefix: str, reader: Reader, limit: int) -> list[Suggestion]:
    """Titles with all the words typed, the last one as a beginning, then words that begin so.

    Titles that begin with what was typed come first; of the others the complete and lately reviewed ones. Words come
    by the number of documents that have them. Nothing is suggested of documents out of scope.
    """
    typed = Typed(prefix, reader)
    if not typed.forms or limit < 1:
        return []
    titles = _titles(typed, reader, limit)
    return titles + typed.words(limit - len(titles))


def _titles(typed: Typed, reader: Reader, limit: int) -> list[Suggestion]:
    columns = reader.columns
    match = reader.store.expression(Clause(ways, 0, 0) for ways in typed.beginnings())
    (slots,) = reader.first([match], MAX_TITLES, limit, heading=True)
    best = sorted(
        slots,
        key=lambda slot: (
            not columns.titles[slot].startswith(typed.surface),
            -columns.boost(slot, reader.moment),
            columns.titles[slot],
            columns.keys[slot],
        ),
    )[:limit]
    texts = reader.texts([columns.ids[slot] for slot in best])
    return [Suggestion(texts[columns.ids[slot]][0], columns.keys[slot]) for slot in best if columns.ids[slot] in texts]
