"""Words close to a word that nobody wrote, and words made of a word."""

import re
from collections.abc import Mapping, Sequence

from ..analysis.analyzer import Analyzer, Form
from .parser import Clause

MIN_LETTERS = 4
"""Letters below which a word is not corrected: too much is close to it."""
_DIGIT = re.compile(r"\d")
_APOSTROPHE = re.compile("['’ʼ‘＇`´]")
_LETTER_BEFORE = re.compile(r"(?<!\w)\w[-‐‑]$")
MIN_PART_LETTERS = 3
"""Letters of a part of a compound, linking element aside."""
MIN_STEM_LETTERS = 5
"""Letters of a stem by which compounds are told."""
MIN_REST_LETTERS = 4
"""Letters that follow a word in a compound that begins with it: fewer are most likely its ending."""


def grams(word: str, prefix: str) -> list[str]:
    """The trigrams of a word between marks of its ends, each with its language: ``fr__ve fr_vel fr_elo fr_lo_``."""
    padded = f"_{word}_"
    found = (padded[index : index + 3] for index in range(len(padded) - 2))
    return [f"{prefix}_{gram}" for gram in dict.fromkeys(found)]


def transposed(word: str) -> list[str]:
    """The word with two neighbouring letters exchanged: short ones share no trigram with what was meant."""
    return [word[:index] + word[index + 1] + word[index] + word[index + 2 :] for index in range(len(word) - 1)]


def allowed(word: str) -> int:
    """How many typing errors are corrected in a word."""
    return 0 if len(word) < MIN_LETTERS else 1 if len(word) < 6 else 2


def distance(first: str, second: str, limit: int) -> int:
    """Optimal string alignment distance: insertions, deletions, substitutions, and neighbours exchanged.

    Returns ``limit + 1`` for anything above the limit. (Damerau 1964; the restricted form, without triangle
    inequality.)
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        current = [i]
        for j, other in enumerate(second, 1):
            cost = min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)


def errors(word: str, candidate: str, limit: int) -> int:
    """How many typing errors make a folded word of another; above the limit, any number above it.

    People seldom mistype the first letter: another one counts as one error more.
    """
    away = distance(word, candidate, limit)
    return away + (word[0] != candidate[0] and word[:2] != candidate[1::-1])


def is_small(word: str, candidate: str) -> bool:
    """Whether a word is long enough to tell that its errors are such: two in eight letters, one in four; but a letter
    for another makes most words of four letters another word. Letters in another order say themselves what is meant.
    """
    if sorted(word) == sorted(candidate):
        return errors(word, candidate, 2) <= 2
    if len(word) == MIN_LETTERS == len(candidate):
        return False
    return errors(word, candidate, 2) <= (1 if len(word) < 8 else 2)


def closest(form: Form, candidates: Mapping[str, str]) -> list[tuple[int, str]]:
    """Of folded words with their spellings, those within the allowed errors, nearest first, as (errors, word).

    A person who types accents knows how the word is written: with them, it must be as near (*aînés* is not *ailes*).
    """
    word, written = form.surface, form.display
    limit = allowed(word)
    found = []
    for candidate, display in candidates.items():
        if candidate == word or len(candidate) < MIN_LETTERS or (away := errors(word, candidate, limit)) > limit:
            continue
        if written != word and distance(written, display.lower(), limit) > limit:
            continue
        found.append((away, candidate))
    return sorted(found)


def mistyped(clause: Clause, text: str, analyzer: Analyzer) -> bool:
    """Whether a word that nothing has may be a typing error: none that is short, no number, no contraction (*don't*),
    no stop word, and no part of a term such as *e-mail*."""
    form = clause.form
    if form is None or len(form.surface) < MIN_LETTERS or analyzer.is_stop(form) or _DIGIT.search(form.display):
        return False
    return not (_APOSTROPHE.search(text, clause.start, clause.end) or _LETTER_BEFORE.search(text[: clause.start]))


def splits(word: str, links: Sequence[str]) -> list[tuple[str, str]]:
    """Every way to see a folded word as two parts, with each linking element that may stand between them."""
    found = []
    for index in range(MIN_PART_LETTERS, len(word) - MIN_PART_LETTERS + 1):
        head, tail = word[:index], word[index:]
        found.append((head, tail))
        found += [
            (head[: -len(link)], tail)
            for link in links
            if head.endswith(link) and len(head) - len(link) >= MIN_PART_LETTERS
        ]
    return found


def relinked(word: str, links: Sequence[str]) -> dict[str, tuple[str, str]]:
    """A folded compound with another linking element, one more or one less: *Gemeinschaftgarten*; with its two parts.

    Of 48,000 words of a German dictionary, 111 become another one so, half of them the same word.
    """
    found: dict[str, tuple[str, str]] = {}
    for head, tail in splits(word, links):
        if min(len(head), len(tail)) >= MIN_LETTERS:
            found.update((head + link + tail, (head, tail)) for link in ("", *links))
    found.pop(word, None)
    return found


def is_compound_of(candidate: str, tail: str, form: Form) -> bool:
    """Whether a known word (folded, with its reversed stem) begins or ends with a word's form.

    A short stem is trusted only if it is the word itself: *Garten* is stemmed to *gart*, which ends *Stuttgart*.
    """
    rest = len(candidate) - len(form.surface)
    if candidate.startswith(form.surface):
        return rest >= MIN_REST_LETTERS
    if candidate.endswith(form.surface):
        return rest >= 3
    if any(
        candidate.startswith(stem) and len(candidate) - len(stem) > MIN_REST_LETTERS for stem in other_beginnings(form)
    ):
        return True
    stems = (form.main, *form.variants)
    return any(
        tail.startswith(stem[::-1])
        and len(tail) - len(stem) >= 3
        and (len(stem) >= MIN_STEM_LETTERS or stem == form.surface)
        for stem in stems
    )


def other_beginnings(form: Form) -> list[str]:
    """The stems of a word that is written otherwise within compounds: *Gemuese*."""
    stems = (form.main, *form.variants)
    return [stem for stem in stems if len(stem) >= MIN_STEM_LETTERS and not form.surface.startswith(stem)]


def tail_of(form: Form, analyzer: Analyzer) -> str:
    """The reversed stem of a word, in a language with compounds."""
    return form.main[::-1] if analyzer.language.links is not None else ""
