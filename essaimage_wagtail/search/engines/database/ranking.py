"""The order of what was found.

Scoring a document takes a hundred times as long as finding it. Of many, only those are scored that are likely to be
among the best: those with most of the words, and of these the ones that have them in their titles. Where these are many
too, the shortest titles come first. The rest follows, the newest first. What lifts a score a little is asked only of
documents that it could bring among the first.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import inf

from ...query.order import MAX_BOOST, MAX_NEAR_WORDS, NEARNESS_FACTOR
from ...query.parser import Clause, ParsedQuery
from .reading import Reader

MAX_SCORED = 1000
"""Documents whose score is computed."""
MIN_DOCUMENTS_BY_TITLE = 100
"""With fewer documents whose titles have the words, others are scored too."""
TITLE_LENGTH_ADDED = 20
"""Letters that are added to a title's: of two short titles, neither is twice as good as the other."""


def by_relevance(
    reader: Reader, query: ParsedQuery, slots: Sequence[int], levels: Mapping[int, int] | None, count: int
) -> list[tuple[int, float]]:
    """The first ``count`` of the slots with their scores.

    ``levels`` are those of :meth:`.reading.Reader.relaxed`: no score lifts a document above one with more of the
    words. The order is always the same: documents with equal scores are in the order of their keys.
    """
    level = levels or {}
    clauses = query.wanted if levels is None else reader.telling(query)
    chosen, heading = slots, False
    if len(slots) > MAX_SCORED:
        chosen, heading = _likely(reader, clauses, slots, level)
    columns = reader.columns
    if heading:
        # The words may be the whole title of one document, and a part of another's: the shorter title comes first.
        scored = [(0, -1 / (TITLE_LENGTH_ADDED + len(columns.titles[slot])), slot) for slot in chosen]
    else:
        ids = [columns.ids[slot] for slot in chosen]
        scores = reader.store.scores(clauses, ids, either=levels is not None) if ids else {}
        scored = [
            (level.get(slot, 0), -scores.get(document_id, 0.0), slot)
            for slot, document_id in zip(chosen, ids, strict=True)
        ]
    scored = _contenders(sorted(scored), count)
    near = _near(reader, query, [slot for _, _, slot in scored])
    ranked = sorted(
        (
            group,
            score * (NEARNESS_FACTOR if slot in near else 1) * columns.boost(slot, reader.moment),
            columns.keys[slot],
            slot,
        )
        for group, score, slot in scored
    )
    best = [(slot, -score) for _, score, _, slot in ranked[:count]]
    if len(best) < count and len(chosen) < len(slots):
        done = set(chosen)
        rest = [slot for slot in slots if slot not in done]
        for group in by_level(rest, level):
            best += [(slot, 0.0) for slot in columns.first(group, "date", count - len(best))]
    return best


def by_level(slots: Sequence[int], level: Mapping[int, int]) -> list[Sequence[int]]:
    """The slots with all the words, those with most of them, those with any; all together if they have no levels."""
    if not level:
        return [slots]
    return [[slot for slot in slots if level[slot] == wanted] for wanted in sorted(set(level.values()))]


def _contenders(scored: list[tuple[int, float, int]], count: int) -> list[tuple[int, float, int]]:
    """Of ``(level, negative score, slot)`` in order, those that nearness and boost may bring among the first."""
    if not 0 < count < len(scored):
        return scored
    group, last, _ = scored[count - 1]
    return scored[: bisect_right(scored, (group, last / (NEARNESS_FACTOR * MAX_BOOST), inf))]


def _likely(
    reader: Reader, clauses: Sequence[Clause], slots: Sequence[int], level: Mapping[int, int]
) -> tuple[list[int], bool]:
    """At most :data:`MAX_SCORED` of the slots, and whether all of them have all the words in their titles."""
    first = reader.columns.first
    match = reader.store.expression(clauses, either=bool(level))
    titled = set(reader.slots(reader.store.ids_of([match], heading=True)[0]))
    chosen: list[int] = []
    for group in by_level(slots, level):
        room = MAX_SCORED - len(chosen)
        if len(group) <= room:
            chosen += group
            continue
        likely = [slot for slot in group if slot in titled]
        if len(likely) >= MIN_DOCUMENTS_BY_TITLE:
            return chosen + first(likely, "date", room), not level
        others = [slot for slot in group if slot not in titled]
        return chosen + likely + first(others, "date", room - len(likely)), False
    return chosen, False


def _near(reader: Reader, query: ParsedQuery, slots: Sequence[int]) -> frozenset[int]:
    """The slots of documents that have all the words close to one another."""
    words = [clause.form.main for clause in query.words if clause.form]
    if len(slots) < 2 or not 2 <= len(words) <= MAX_NEAR_WORDS:
        return frozenset()
    tokens = [reader.analyzer.token(word) for word in words]
    return frozenset(reader.slots(reader.store.near(tokens, [reader.columns.ids[slot] for slot in slots])))
