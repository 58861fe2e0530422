"""Titles that a visitor may be about to type."""

from ...query.parser import Clause
from ...query.suggestions import Typed
from ...types import Suggestion
from .reading import Reader

MAX_TITLES = 1000
"""Titles that are looked at."""


def titles(typed: Typed, reader: Reader, limit: int) -> list[Suggestion]:
    """See :func:`...query.suggestions.suggestions`."""
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
