"""Documents like another one: those that share its most telling words, and what they are filed under."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest

from ...query import likeness
from ...query.likeness import DOCUMENTS_COMPARED, MAX_DOCUMENTS_OF_A_WORD, WORDS_LOOKED_UP, rarity
from ...query.parser import Alternative
from .facets import Facet
from .reading import Reader


def similar(
    document_id: int, reader: Reader, limit: int, filters: Mapping[str, Sequence[str]], alike: Mapping[str, float]
) -> list[tuple[int, float]]:
    """Slots with their scores, the most similar first, without the document itself. ``alike``: see
    :meth:`..types.SearchEngine.more_like`."""
    if document_id not in reader.visible or limit < 1:
        return []
    columns, store = reader.columns, reader.store
    others, counts = columns.narrow(list(reader.visible.values()), filters, {}, list(alike))
    among = {columns.ids[slot]: slot for slot in others}
    weights = likeness.weights(reader.texts([document_id]).get(document_id, ("", "", "")), reader.analyzer)
    words = nlargest(WORDS_LOOKED_UP, weights, key=lambda word: (weights[word], word))
    matches = [store.alternative(Alternative("any", (reader.analyzer.token(word),))) for word in words]
    lists = store.ids_of(matches, MAX_DOCUMENTS_OF_A_WORD + 1)
    found = {
        word: frozenset(among.keys() & ids) - {document_id}
        for word, ids in zip(words, lists, strict=True)
        if len(ids) <= MAX_DOCUMENTS_OF_A_WORD
    }
    values = {word: weights[word] * rarity(len(ids), len(among)) for word, ids in found.items() if ids}
    telling = likeness.telling(values, lambda word, other: _said_together(found[word], found[other]))
    shared: defaultdict[int, float] = defaultdict(float)
    for word in telling:
        for other in found[word]:
            shared[among[other]] += values[word]
    compared = nlargest(DOCUMENTS_COMPARED, shared, key=lambda slot: (shared[slot], columns.keys[slot]))
    scores = _shared_words({word: (values[word], found[word]) for word in telling}, compared, reader)
    for name, weight in alike.items():
        if name in columns.facets:
            for slot, both in _shared_values(columns.facets[name], reader.visible[document_id], compared):
                scores[slot] += likeness.shared_values(both, weight, counts[name], len(among))
    ranked = sorted((-score, columns.keys[slot], slot) for slot, score in scores.items())
    return [(slot, -score) for score, _, slot in ranked[:limit]]


def _said_together(first: frozenset[int], second: frozenset[int]) -> bool:
    return likeness.are_said_together(len(first), len(first & second), len(first | second))


def _shared_words(
    telling: Mapping[str, tuple[float, frozenset[int]]], slots: Sequence[int], reader: Reader
) -> dict[int, float]:
    """By slot, how much documents are about the telling words. ``telling``: ``{word: (value, its documents)}``."""
    columns = reader.columns
    texts = reader.texts([columns.ids[slot] for slot in slots])
    usual = likeness.usual_length(texts.values())
    scores = {}
    for slot in slots:
        document_id = columns.ids[slot]
        if document_id not in texts:
            continue
        values = {word: value for word, (value, found) in telling.items() if document_id in found}
        scores[slot] = likeness.shared_words(values, texts[document_id], usual, reader.analyzer)
    return scores


def _shared_values(facet: Facet, slot: int, others: Sequence[int]) -> list[tuple[int, frozenset[str]]]:
    """The other slots that share any value with a slot, each with the values that they share."""
    own = frozenset(facet.values([slot])[0])
    pairs = zip(others, facet.values(others), strict=True)
    return [(other, both) for other, values in pairs if (both := own.intersection(values))]
