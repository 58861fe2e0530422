"""What a visitor may be about to type."""

from itertools import repeat

from ...analysis.analyzer import Form
from ...analysis.text import composed
from ...query.parser import Alternative, Clause, ParsedQuery, parse
from ...types import Suggestion
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
    prefix = composed(prefix)
    words = list(reader.analyzer.words(prefix))[-MAX_TYPED:]
    if not words or limit < 1:
        return []
    titles = _titles([word.form for word in words], reader, limit)
    before = parse(prefix[: words[-1].start], reader.analyzer)
    last = words[-2].form if len(words) > 1 else None
    return titles + _words(words[-1].form, before, last, reader, limit - len(titles))


def _titles(forms: list[Form], reader: Reader, limit: int) -> list[Suggestion]:
    columns = reader.columns
    match = reader.store.expression(map(_begun, forms, repeat(reader)))
    (slots,) = reader.first([match], MAX_TITLES, limit, heading=True)
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


def _begun(form: Form, reader: Reader) -> Clause:
    ways = (Alternative("prefix", (token,)) for token in reader.analyzer.written_tokens(form.surface))
    return Clause(tuple(ways), 0, 0)


def _words(form: Form, before: ParsedQuery, last: Form | None, reader: Reader, limit: int) -> list[Suggestion]:
    """Those that some document has of what is found by the words before, right after the ``last`` of these: two words
    that merely are in one text make no sense together."""
    if limit < 1 or len(form.surface) < 2:
        return []
    condition, parameters = reader.store.starts_with("word", form.surface)
    # Usual words are met early.
    sql = f"SELECT word, display FROM {WORDS} WHERE language = %s AND {condition} ORDER BY id LIMIT {MAX_WORDS}"  # noqa: S608
    rows = reader.store.rows(sql, [reader.language, *parameters])
    # What is complete, or a stop word, needs no suggestion.
    displays = {
        word: display
        for word, display in rows
        if word != form.surface and not reader.analyzer.is_stop(reader.analyzer.form(display))
    }
    words = sorted(displays)
    telling = before.required or any(
        clause.form and not reader.analyzer.is_stop(clause.form) for clause in before.words
    )
    if last and telling:
        matches = [_beside(last, reader.analyzer.form(displays[word]), reader) for word in words]
        words = [word for word, slots in zip(words, reader.first(matches, 1), strict=True) if slots]
    counted = zip(reader.usual(words, reader.match(before) if telling else ""), words, strict=True)
    best = sorted((-count, word) for count, word in counted if count)[:limit]
    return [Suggestion(displays[word]) for _, word in best]


def _beside(one: Form, other: Form, reader: Reader) -> str:
    """The expression that documents meet in which two words follow each other, in any of their forms; where the first
    is a stop word, as they are written."""
    analyzer = reader.analyzer
    if analyzer.is_stop(one) or not (one.main and other.main):
        tokens = (analyzer.surface_token(one.surface), analyzer.surface_token(other.surface))
    else:
        tokens = (analyzer.token(one.main), analyzer.token(other.main))
    return reader.store.alternative(Alternative("phrase", tokens))
