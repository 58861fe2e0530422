"""Documents like another one: those that share its most telling words, and what they are filed under."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import log

from ...analysis.analyzer import Form
from ...query.parser import Alternative
from .facets import Facet
from .reading import Reader

_ASIDE = re.compile(r"\([^)]*\)|（[^）]*）")
"""What a title says beside, in brackets: it counts as the body does."""
CHARACTERS_READ = 5_000
"""Characters of a body that are read."""
WORDS_LOOKED_UP = 24
"""Words whose frequency in the index is looked up."""
MAX_SEARCHED_WORDS = 12
"""Words that are searched for."""
MAX_DOCUMENTS_OF_A_WORD = 2_000
"""Documents above which a word tells nothing."""
MIN_SHARE_OF_SYNONYMS = 0.7
"""Share of their documents above which two words count as one."""
DOCUMENTS_COMPARED = 60
"""Documents whose texts are compared: those with most of the words."""
TITLE, SUMMARY, BODY = 3.0, 2.0, 1.0
"""Weights of a word by where it is."""
LENGTH_NORMALISATION = 0.75
"""How much a word counts for less in a body longer than others, between 0 and 1: the ``b`` of BM25."""
FACET_WEIGHT = 10.0
"""Weight of a value that two documents share, if its facet has weight 1: that of a word in both titles."""


def similar(
    document_id: int, reader: Reader, limit: int, filters: Mapping[str, Sequence[str]], alike: Mapping[str, float]
) -> list[tuple[int, float]]:
    """Slots with their scores, the most similar first, without the document itself.

    A word or a value counts for more the rarer it is (tf-idf). ``alike``: see :meth:`..types.SearchEngine.more_like`.
    """
    if document_id not in reader.visible or limit < 1:
        return []
    columns, store = reader.columns, reader.store
    others, counts = columns.narrow(list(reader.visible.values()), filters, {}, list(alike))
    among = {columns.ids[slot]: slot for slot in others}
    weights = _weights(reader.texts([document_id]).get(document_id, ("", "", "")), reader)
    words = nlargest(WORDS_LOOKED_UP, weights, key=lambda word: (weights[word], word))
    matches = [store.alternative(Alternative("any", (reader.analyzer.token(word),))) for word in words]
    lists = store.ids_of(matches, MAX_DOCUMENTS_OF_A_WORD + 1)
    found = {
        word: frozenset(among.keys() & ids) - {document_id}
        for word, ids in zip(words, lists, strict=True)
        if len(ids) <= MAX_DOCUMENTS_OF_A_WORD
    }
    values = {word: weights[word] * _rarity(len(ids), len(among)) for word, ids in found.items() if ids}
    telling: list[str] = []
    for word in sorted(values, key=lambda word: (-values[word], word)):
        if len(telling) < MAX_SEARCHED_WORDS and not any(
            _said_together(found[word], found[other]) for other in telling
        ):
            telling.append(word)
    shared: defaultdict[int, float] = defaultdict(float)
    for word in telling:
        for other in found[word]:
            shared[among[other]] += values[word]
    compared = nlargest(DOCUMENTS_COMPARED, shared, key=lambda slot: (shared[slot], columns.keys[slot]))
    scores = _shared_words({word: (values[word], found[word]) for word in telling}, compared, reader)
    for name, weight in alike.items():
        if name in columns.facets:
            rarity = {value: _rarity(count, len(among)) for value, count in counts[name].items() if count}
            for slot, both in _shared_values(columns.facets[name], reader.visible[document_id], compared):
                scores[slot] += FACET_WEIGHT * weight * sum(rarity[value] for value in both)
    ranked = sorted((-score, columns.keys[slot], slot) for slot, score in scores.items())
    return [(slot, -score) for score, _, slot in ranked[:limit]]


def _weights(texts: tuple[str, str, str], reader: Reader) -> dict[str, float]:
    """The words of a document, each with how much it is about it."""
    weights: dict[str, float] = {}
    title, summary, body = texts
    aside = " ".join(_ASIDE.findall(title))
    for text, weight in ((_ASIDE.sub(" ", title), TITLE), (summary, SUMMARY), (f"{aside} {body}", BODY)):
        forms = reader.analyzer.forms(text[:CHARACTERS_READ])
        counted = Counter(form.main for form in forms if _tells(form) and not reader.analyzer.is_stop(form))
        for word, count in counted.items():
            weights[word] = weights.get(word, 0.0) + weight * (1 + log(count))
    return weights


def _tells(form: Form) -> bool:
    """Whether a word may tell what a text is about: no number, no short word; two characters of a script without
    spaces are enough."""
    return not form.main.isdigit() and (len(form.main) > 2 or len(form.main) > len(form.surface))


def _said_together(first: frozenset[int], second: frozenset[int]) -> bool:
    """Whether two words are in the same documents, as those of a set phrase are: together they tell as much as one."""
    return len(first) > 1 and len(first & second) >= MIN_SHARE_OF_SYNONYMS * len(first | second)


def _rarity(count: int, number: int) -> float:
    return log(1 + number / count)


def _shared_words(
    telling: Mapping[str, tuple[float, frozenset[int]]], slots: Sequence[int], reader: Reader
) -> dict[int, float]:
    """How much of the telling words, each with its value and its documents, other documents are about."""
    columns = reader.columns
    texts = reader.texts([columns.ids[slot] for slot in slots])
    usual = sum(len(body) for _, _, body in texts.values()) / len(texts) if texts else 0
    scores = {}
    for slot in slots:
        document_id = columns.ids[slot]
        if document_id not in texts:
            continue
        title, summary, body = texts[document_id]
        in_title, in_summary = (
            {form.main for form in reader.analyzer.forms(text)} for text in (_ASIDE.sub(" ", title), summary)
        )
        elsewhere = BODY / (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * len(body) / usual) if body else BODY
        scores[slot] = sum(
            value * (elsewhere + (TITLE - BODY) * (word in in_title) + (SUMMARY - BODY) * (word in in_summary))
            for word, (value, found) in telling.items()
            if document_id in found
        )
    return scores


def _shared_values(facet: Facet, slot: int, others: Sequence[int]) -> list[tuple[int, frozenset[str]]]:
    """Those of other slots that share any value with one, with what they share."""
    own = frozenset(facet.values([slot])[0])
    pairs = zip(others, facet.values(others), strict=True)
    return [(other, both) for other, values in pairs if (both := own.intersection(values))]
