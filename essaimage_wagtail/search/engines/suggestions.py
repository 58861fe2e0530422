"""What a visitor may be about to type."""

from ..analysis import Form
from ..query import Alternative
from ..types import Suggestion
from .reading import WORDS, Reader

MAX_TITLES = 1000
"""Titles that are looked at."""
MAX_WORDS = 60
"""Words whose documents are counted: those that were met first."""
MAX_TYPED = 8
"""Words of what was typed that are read, from its end."""


def suggestions(prefix: str, reader: Reader, limit: int) -> list[Suggestion]:
    """Titles with all the words typed, the last one as a beginning, then words that begin so.

    Titles that begin with what was typed come first; of the others the complete and lately reviewed ones. Words come
    by the number of documents that have them. Nothing is suggested of documents out of scope.
    """
    forms = [form for form in reader.analyzer.forms(prefix) if form.surface][-MAX_TYPED:]
    if not forms or limit < 1:
        return []
    titles = _titles(forms, reader, limit)
    return titles + _words(forms[-1], reader, limit - len(titles))


def _titles(forms: list[Form], reader: Reader, limit: int) -> list[Suggestion]:
    store, columns = reader.store, reader.columns
    surfaces = [reader.analyzer.surface_token(form.surface) for form in forms]
    match = store.both.join(store.alternative(Alternative("prefix", (surface,))) for surface in surfaces)
    slots = reader.slots(store.ids_of([match], MAX_TITLES, heading=True)[0])
    typed = " ".join(form.surface for form in forms)
    best = sorted(
        slots,
        key=lambda slot: (
            not columns.titles[slot].startswith(typed),
            -columns.boost(slot, reader.moment),
            columns.titles[slot],
            columns.keys[slot],
        ),
    )[:limit]
    texts = reader.texts([columns.ids[slot] for slot in best])
    return [Suggestion(texts[columns.ids[slot]][0], columns.keys[slot]) for slot in best if columns.ids[slot] in texts]


def _words(form: Form, reader: Reader, limit: int) -> list[Suggestion]:
    if limit < 1 or len(form.surface) < 2:
        return []
    condition, parameters = reader.store.starts_with("word", form.surface)
    # Usual words are met early.
    sql = f"SELECT word, display FROM {WORDS} WHERE language = %s AND {condition} ORDER BY id LIMIT {MAX_WORDS}"  # noqa: S608
    displays = dict(reader.store.rows(sql, [reader.language, *parameters]))
    words = sorted(displays)
    counted = zip(reader.usual(words), words, strict=True)
    best = sorted((-count, word) for count, word in counted if count)[:limit]
    return [Suggestion(displays[word]) for _, word in best]
