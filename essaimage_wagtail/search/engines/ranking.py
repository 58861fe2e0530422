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
MIN_TITLED = 100
"""With fewer documents whose titles have the words, others are scored too."""
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
    level = levels or {}
    chosen, heading = slots, False
    if len(slots) > MAX_SCORED:
        chosen, heading = _likely(reader, query, slots, level)
    ranked = sorted(
        (level.get(slot, 0), -score, reader.columns.keys[slot], slot)
        for slot, score in _scored(reader, query, chosen, relaxed=levels is not None, heading=heading)
    )
    best = [(slot, -score) for _, score, _, slot in ranked[:count]]
    if len(best) < count and len(chosen) < len(slots):
        done = set(chosen)
        rest = [slot for slot in slots if slot not in done]
        for wanted in sorted({level.get(slot, 0) for slot in rest}):
            group = [slot for slot in rest if level.get(slot, 0) == wanted] if level else rest
            best += [(slot, 0.0) for slot in reader.columns.first(group, "date", count - len(best))]
    return best


def _scored(
    reader: Reader, query: ParsedQuery, slots: Sequence[int], *, relaxed: bool, heading: bool
) -> list[tuple[int, float]]:
    """The slots with their scores."""
    columns, store = reader.columns, reader.store
    match = reader.telling_match(query) if relaxed else reader.match(query)
    scores = store.scores(match, [columns.ids[slot] for slot in slots], heading=heading)
    near = _near(reader, query) if len(slots) > 1 else frozenset()
    boosted = columns.boosted
    scored = []
    for slot in slots:
        document_id = columns.ids[slot]
        score = scores.get(document_id, 0.0)
        if boosted:
            score *= columns.boost(slot, reader.moment)
        if document_id in near:
            score *= NEARNESS
        scored.append((slot, score))
    return scored


def _likely(
    reader: Reader, query: ParsedQuery, slots: Sequence[int], level: Mapping[int, int]
) -> tuple[list[int], bool]:
    """At most :data:`MAX_SCORED` of the slots, and whether all of them have the words in their titles."""
    first = reader.columns.first
    match = reader.match(query, either=bool(level))
    titled = set(reader.slots(reader.store.ids_of([match], heading=True)[0]))
    chosen: list[int] = []
    for wanted in sorted(set(level.values())) or [0]:
        room = MAX_SCORED - len(chosen)
        group = [slot for slot in slots if level.get(slot, 0) == wanted] if level else slots
        if len(group) <= room:
            chosen += group
            continue
        likely = [slot for slot in group if slot in titled]
        if len(likely) >= MIN_TITLED:
            return chosen + first(likely, "date", room), not chosen
        others = [slot for slot in group if slot not in titled]
        return chosen + likely + first(others, "date", room - len(likely)), False
    return chosen, False


def _near(reader: Reader, query: ParsedQuery) -> frozenset[int]:
    """The documents with all the words close to one another."""
    words = [clause.form.main for clause in query.words if clause.form]
    if not 2 <= len(words) <= MAX_NEAR:
        return frozenset()
    near = reader.store.near([reader.analyzer.token(word) for word in words])
    return frozenset(reader.store.ids(near)) if near else frozenset()
