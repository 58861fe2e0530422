"""The part of a text that shows why it was found, as safe HTML with the words marked.

The text itself is analysed, so that each word that was found is marked: inflected, without accents, a part
of a phrase.
"""

from collections import Counter
from html import escape

from ..analysis.analyzer import Word
from .matching import Terms

SNIPPET_LENGTH = 220
"""Characters of a snippet, about."""
CHARACTERS_READ = (1_000, 20_000)
"""Characters of a text that are read: more only while fewer than :data:`MAX_CLAUSES_SHOWN` clauses have been met."""
MAX_CLAUSES_SHOWN = 3
"""Different clauses that a snippet has room for."""


def snippet(text: str, terms: Terms, length: int = SNIPPET_LENGTH) -> str:
    """The window of ``length`` characters with the most different clauses, then the most words, marked; of a long
    text only the beginning is looked at if that has enough of them.

    Without any word to mark it is the text's beginning. Cuts fall between words and are shown as an ellipsis.
    """
    text = text[: CHARACTERS_READ[-1]]
    found: list[tuple[Word, frozenset[int]]] = []
    read = 0
    for limit in CHARACTERS_READ:
        end = len(text) if len(text) <= limit else max(text.rfind(" ", read, limit), text.rfind("\n", read, limit))
        end = len(text) if end < 0 else end
        found += terms.located(text[read:end], read)
        met = len(frozenset().union(*(numbers for _, numbers in found)))
        if end == len(text) or met >= min(MAX_CLAUSES_SHOWN, terms.count):
            break
        read = end
    start, end = _window(text, found, length)
    spans: list[list[int]] = []
    for word, _ in found:
        if word.start < start or word.end > end:
            continue
        if spans and word.start <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], word.end)
        else:
            spans.append([word.start, word.end])
    pieces = ["… " if start else ""]
    position = start
    for first, last in spans:
        pieces += [escape(text[position:first]), "<mark>", escape(text[first:last]), "</mark>"]
        position = last
    pieces += [escape(text[position:end]), " …" if end < len(text) else ""]
    return "".join(pieces)


def _window(text: str, found: list[tuple[Word, frozenset[int]]], length: int) -> tuple[int, int]:
    """Start and end of the best window: one pass with two ends."""
    best_value, best = (0, 0), (0, 0)
    inside: Counter[int] = Counter()
    first = 0
    for last, (word, clauses) in enumerate(found):
        inside.update(clauses)
        while word.end - found[first][0].start > length and first < last:
            inside.subtract(found[first][1])
            first += 1
        value = (sum(number > 0 for number in inside.values()), last - first)
        if last == 0 or value > best_value:
            best_value, best = value, (found[first][0].start, word.end)
    begin = max(0, best[0] - max(0, length - (best[1] - best[0])) // 2)
    end = min(len(text), begin + length)
    begin = max(0, min(begin, end - length))
    # Whole words, unless the writing has no spaces to cut at.
    if begin and (space := text.find(" ", begin, min(begin + 30, best[0] + 1))) >= 0:
        begin = space + 1
    if end < len(text) and (space := text.rfind(" ", max(end - 30, best[1], begin), end)) > 0:
        end = space
    return begin, end
