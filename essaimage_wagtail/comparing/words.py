"""What two versions of a text differ by: which text became which, and which words."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_WORDS = re.compile(r"\w+")
_ANY_PAIR = 0.01
"""What a pair of texts without a common word counts, beside 1 for two that are the same."""

MOST_PAIRED = 250_000
"""Pairs of texts of which it is looked at what they have in common, at most: of more, none has a partner."""


def paired(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which text became which, by their places; ``None`` where one was added or taken away. As many as possible have a
    partner: that with which they have most words in common, in the same order."""
    found: list[tuple[int | None, int | None]] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += zip(range(i, i_end), range(j, j_end), strict=True)
        elif (i_end - i) * (j_end - j) > MOST_PAIRED:
            found += [*((place, None) for place in range(i, i_end)), *((None, place) for place in range(j, j_end))]
        else:
            found += [
                (None if a is None else a + i, None if b is None else b + j)
                for a, b in _nearest(old[i:i_end], new[j:j_end])
            ]
    return found


def _nearest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """The pairs, in order, that have most in common (the alignment of Needleman and Wunsch, gaps for nothing)."""
    words = [[set(_WORDS.findall(text.lower())) for text in texts] for texts in (old, new)]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    score = [[_alike(a, b) + _ANY_PAIR for b in words[1]] for a in words[0]]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j + 1] + score[i][j], best[i + 1][j], best[i][j + 1])
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            found.append((i, None))
            i += 1
        else:
            found.append((None, j))
            j += 1
    return found


def _alike(one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets of words."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


Pieces = list[tuple[bool, str]]
"""Parts of a text, each with whether it is only in this one of two."""
Merged = list[tuple[str, str]]
"""Parts of two texts in one flow, each with where it is from: :data:`OLD`, :data:`NEW`, or both (empty)."""

OLD, NEW = "old", "new"
MOST_COMPARED = 4_000_000
"""Pairs of words that are looked at, at most: two longer texts are shown one after the other."""


def differences(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces."""
    pieces: tuple[Pieces, Pieces] = ([], [])
    for differs, before, after in _runs(old, new):
        _add(pieces[0], differs, before)
        _add(pieces[1], differs, after)
    return _joined(pieces[0]), _joined(pieces[1])


def merged(old: str, new: str) -> Merged:
    """Both texts in one flow: what is gone stands before what came in its place."""
    runs = list(_runs(old, new))
    found: Merged = []
    gone = come = ""
    for place, (differs, before, after) in enumerate(runs):
        between = 0 < place < len(runs) - 1 and after.isspace()
        if differs or between:
            gone, come = gone + before, come + after
        else:
            found += [*_exchanged(gone, come), ("", after)]
            gone = come = ""
    found += _exchanged(gone, come)
    return [(origin, text) for origin, text in found if text]


def _exchanged(gone: str, come: str) -> Merged:
    """A blank alone is no difference to look at."""
    if gone.isspace() or come.isspace():
        return [(OLD, gone.strip()), (NEW, come.strip()), ("", " ")]
    return [(OLD, gone), (NEW, come)]


def _runs(old: str, new: str) -> Iterator[tuple[bool, str, str]]:
    """Parts of both texts, in order, each with whether they differ."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if len(before) * len(after) > MOST_COMPARED:
        yield old != new, old, new
        return
    for tag, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag != "equal", "".join(before[i:i_end]), "".join(after[j:j_end])


def _joined(side: Pieces) -> Pieces:
    """With the blanks between two words that differ: a phrase is marked as one."""
    found: Pieces = []
    for place, (differs, text) in enumerate(side):
        between = 0 < place < len(side) - 1 and text.isspace()
        _add(found, differs or between, text)
    return found


def _add(side: Pieces, differs: bool, text: str) -> None:
    if side and side[-1][0] == differs:
        text = side.pop()[1] + text
    if text:
        side.append((differs, text))
