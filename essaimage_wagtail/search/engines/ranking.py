"""The order of what was found.

Scoring a document takes a hundred times as long as finding it. Of many, only those are scored that are likely to be
among the best: those with most of the words, and of these the ones that have them in their titles. The rest follows,
the newest first.
"""

from collections.abc import Mapping, Sequence

from ..query import ParsedQuery
from .reading import Reader

MAX_SCORED = 1000
"""Documents whose score is computed."""
NEARNESS = 1.25
"""How much better a document is that has all the words close to one another."""
MAX_NEAR = 8


def by_relevance(
    reader: Reader, query: ParsedQuery, slots: Sequence[int], levels: Mapping[int, int] | None, count: int
) -> list[tuple[int, float]]:
    """The first so many of the slots with their scores.

    ``levels`` are those of :meth:`.reading.Reader.relaxed`: no score lifts a document above one with more of the
    words. The order is always the same: documents with equal scores are in the order of their keys.
    """
    columns, store = reader.columns, reader.store
    match = reader.match(query, either=levels is not None)
    level = levels or {}
    chosen = slots if len(slots) <= MAX_SCORED else _likely(reader, match, slots, level)
    scores = store.scores(match, [columns.ids[slot] for slot in chosen])
    near = _near(reader, query) if len(chosen) > 1 else frozenset()
    boosted = columns.boosted
    ranked = []
    for slot in chosen:
        document_id = columns.ids[slot]
        score = scores.get(document_id, 0.0)
        if boosted:
            score *= columns.boost(slot, reader.moment)
        if document_id in near:
            score *= NEARNESS
        ranked.append((level.get(slot, 0), -score, columns.keys[slot], slot))
    ranked.sort()
    best = [(slot, -score) for _, score, _, slot in ranked[:count]]
    if len(best) < count and len(chosen) < len(slots):
        done = set(chosen)
        rest = [slot for slot in slots if slot not in done]
        for wanted in sorted({level.get(slot, 0) for slot in rest}):
            group = [slot for slot in rest if level.get(slot, 0) == wanted]
            best += [(slot, 0.0) for slot in columns.first(group, "date", count - len(best))]
    return best


def _likely(reader: Reader, match: str, slots: Sequence[int], level: Mapping[int, int]) -> list[int]:
    """At most :data:`MAX_SCORED` of the slots."""
    chosen: list[int] = []
    titled = set(reader.slots(reader.store.ids_of([match], heading=True)[0]))
    for wanted in range(3):
        room = MAX_SCORED - len(chosen)
        group = [slot for slot in slots if level.get(slot, 0) == wanted]
        if len(group) > room:
            first = reader.columns.first([slot for slot in group if slot in titled], "date", room)
            others = [slot for slot in group if slot not in titled]
            group = first + reader.columns.first(others, "date", room - len(first))
        chosen += group
        if len(chosen) >= MAX_SCORED:
            break
    return chosen


def _near(reader: Reader, query: ParsedQuery) -> frozenset[int]:
    """The documents with all the words close to one another."""
    words = [clause.form.main for clause in query.words if clause.form]
    if not 2 <= len(words) <= MAX_NEAR:
        return frozenset()
    near = reader.store.near([reader.analyzer.token(word) for word in words])
    return frozenset(reader.store.ids(near)) if near else frozenset()
