"""What makes two documents alike: their most telling words, and what they are filed under.

A word or a value counts for more the rarer it is (tf-idf).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from math import log

from ..analysis.analyzer import Analyzer, Form

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

Texts = tuple[str, str, str]
"""Title, summary and body."""


def weights(texts: Texts, analyzer: Analyzer) -> dict[str, float]:
    """The words of a document, each with how much the document is about it."""
    found: dict[str, float] = {}
    title, summary, body = texts
    aside = " ".join(_ASIDE.findall(title))
    for text, weight in ((_ASIDE.sub(" ", title), TITLE), (summary, SUMMARY), (f"{aside} {body}", BODY)):
        forms = analyzer.forms(text[:CHARACTERS_READ])
        counted = Counter(form.main for form in forms if _tells(form) and not analyzer.is_stop(form))
        for word, count in counted.items():
            found[word] = found.get(word, 0.0) + weight * (1 + log(count))
    return found


def _tells(form: Form) -> bool:
    """Whether a word may tell what a text is about: no number, no short word; two characters of a script without
    spaces are enough."""
    return not form.main.isdigit() and (len(form.main) > 2 or len(form.main) > len(form.surface))


def rarity(count: int, number: int) -> float:
    """How telling it is to be one of ``count`` documents among ``number``."""
    return log(1 + number / count)


def telling(values: Mapping[str, float], said_together: Callable[[str, str], bool]) -> list[str]:
    """The most telling words, given what each is worth; of several that are always said together, one."""
    chosen: list[str] = []
    for word in sorted(values, key=lambda word: (-values[word], word)):
        if len(chosen) < MAX_SEARCHED_WORDS and not any(said_together(word, other) for other in chosen):
            chosen.append(word)
    return chosen


def are_said_together(first: int, both: int, either: int) -> bool:
    """Whether two words are in the same documents, as those of a set phrase are: together they tell as much as one.
    Given how many documents have the first, both, and either of them."""
    return first > 1 and both >= MIN_SHARE_OF_SYNONYMS * either


def usual_length(texts: Iterable[Texts]) -> float:
    """The mean length of bodies, in characters."""
    lengths = [len(body) for _, _, body in texts]
    return sum(lengths) / len(lengths) if lengths else 0


def shared_words(values: Mapping[str, float], texts: Texts, usual: float, analyzer: Analyzer) -> float:
    """How much a document is about words that it has, each with its value; ``usual``: the length of other bodies."""
    title, summary, body = texts
    in_title, in_summary = ({form.main for form in analyzer.forms(text)} for text in (_ASIDE.sub(" ", title), summary))
    elsewhere = BODY / (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * len(body) / usual) if body else BODY
    return sum(
        value * (elsewhere + (TITLE - BODY) * (word in in_title) + (SUMMARY - BODY) * (word in in_summary))
        for word, value in values.items()
    )


def shared_values(both: Iterable[str], weight: float, counts: Mapping[str, int], number: int) -> float:
    """How much alike it makes two documents to share values of a facet, given how many of ``number`` documents have
    each."""
    return FACET_WEIGHT * weight * sum(rarity(counts[value], number) for value in both)
