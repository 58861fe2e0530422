"""Questions in the words of other languages: one statement finds what has each of their things, in all languages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from ...query.concepts import ForeignQuestion
from ...query.foreign import Asked, asked
from ...query.parser import Clause
from .ranking import MAX_SCORED, by_level
from .reading import Reader

Levels = Mapping[int, int]
"""By slot: 0 for a document with all that is asked for, else how much of it is missing."""


def found_across(readers: Sequence[Reader], questions: Mapping[str, ForeignQuestion]) -> list[tuple[Asked, Levels]]:
    """For each reader, what it is asked and the documents that it finds, before any filter."""
    wanted = [asked(questions[reader.language], reader) for reader in readers]
    matches = [_matches(some, reader) for some, reader in zip(wanted, readers, strict=True)]
    lists = iter(readers[0].store.ids_of([match for some in matches for match in some]) if any(matches) else [])
    levels = (
        _levels(some, reader, [next(lists) for _ in asked_for])
        for some, reader, asked_for in zip(wanted, readers, matches, strict=True)
    )
    return list(zip(wanted, levels, strict=True))


def ranked(
    reader: Reader, question: Asked, slots: Sequence[int], levels: Levels, count: int
) -> list[tuple[int, float]]:
    """The first ``count`` of the slots with their scores: no score lifts a document above one with more of what is
    asked for. Of very many slots, the newest are scored."""
    chosen: list[int] = []
    for group in by_level(slots, levels):
        chosen += reader.columns.first(group, "date", MAX_SCORED - len(chosen))
    ids = [reader.columns.ids[slot] for slot in chosen]
    scores = reader.store.scores(question.telling, ids, either=True) if ids else {}
    found = [
        (levels[slot], -scores.get(document_id, 0.0) * reader.columns.boost(slot, reader.moment), slot)
        for slot, document_id in zip(chosen, ids, strict=True)
    ]
    order = sorted((level, score, reader.columns.keys[slot], slot) for level, score, slot in found)
    return [(slot, -score) for _, score, _, slot in order[:count]]


def _matches(question: Asked, reader: Reader) -> list[str]:
    """The expressions of all things, of each other word, then of the whole question as it was typed."""
    store = reader.store

    def those(clauses: Sequence[Clause]) -> str:
        return f"({store.expression(clauses)})"

    things = [store.either.join(map(those, thing)) for thing in question.things]
    rest = [those([clause]) for clause in question.rest] if things else []
    typed = [reader.match(question.typed)] if question.typed.wanted else []
    unwanted = [store.expression(question.excluded, either=True)] if question.excluded and things else []
    return [*things, *rest, *typed, *unwanted]


def _levels(question: Asked, reader: Reader, lists: list[list[int]]) -> Levels:
    """The levels, from the ids of the documents that meet each expression of :func:`_matches`."""
    things, rest = len(question.things), len(question.rest) if question.things else 0
    unwanted = set(lists.pop()) if question.excluded and things else set()
    typed = lists.pop() if question.typed.wanted else []
    counts = Counter(document_id for ids in lists[:things] for document_id in set(ids))
    others = Counter(document_id for ids in lists[things:] for document_id in set(ids))
    levels = {
        document_id: things + rest - count - others.get(document_id, 0)
        for document_id, count in counts.items()
        if count >= question.least and document_id not in unwanted
    }
    levels |= dict.fromkeys(typed, 0)
    return {
        slot: level for document_id, level in levels.items() if (slot := reader.visible.get(document_id)) is not None
    }
