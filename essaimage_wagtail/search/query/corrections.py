"""What may have been meant by words that nothing has."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ..analysis.analyzer import Form
from ..analysis.text import fold
from .parser import Alternative, ParsedQuery, parse
from .reader import IndexReader
from .spelling import MIN_LETTERS, closest, is_small, mistyped, splits

MAX_CANDIDATES = 16
"""Corrections of one word that are looked at."""
MIN_LETTERS_WITHOUT_DOUBT = 7
"""Letters from which a word with a small error can hardly be another one."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A query with the words that nothing has put right."""

    query: ParsedQuery
    sure: bool
    """Whether to search it instead; else it may be offered."""


class Spelling(NamedTuple):
    """A word that some document has."""

    word: str
    """Folded."""
    display: str
    """As it is written, with accents."""


def correction(parsed: ParsedQuery, reader: IndexReader) -> Correction | None:
    """What may have been meant by a query that nothing meets.

    A word that is alone and has a small error is sure to be put right: else nothing would be found. Where other words
    are found, it may as well be a word that nobody wrote yet (*time banq* is not *time back*): then it must be long,
    or some document must have the corrected word beside one of the others. A word that the language's dictionary has is
    no error: another is offered for it where nothing at all is found, and never searched instead. For a compound that
    nobody wrote, the same with one of its parts put right is offered, or else its last part.
    """
    known = set() if len(parsed.wanted) == 1 and not parsed.excluded else reader.known(parsed)
    unknown = {
        clause: clause.form
        for index, clause in enumerate(parsed.words)
        if index not in known and clause.form and mistyped(clause, parsed.text, reader.analyzer)
    }
    real = {form.surface for form in unknown.values() if reader.analyzer.is_known(form)}
    doubtful = [form for form in unknown.values() if not known or form.surface not in real]
    spelt = corrections(doubtful, reader) if doubtful else {}
    better = {word: right.word for word, right in spelt.items()}
    rest = [form for form in unknown.values() if form.surface not in better]
    only_offered = _heads(rest, reader) | _mended_compounds(rest, reader)
    better |= only_offered
    if not better:
        return None
    shown = {word: right.display for word, right in spelt.items()} | only_offered
    wrong = {clause: form.surface for clause, form in unknown.items() if form.surface in better}
    text = parsed.text
    for clause in sorted(wrong, key=lambda clause: clause.start, reverse=True):
        text = text[: clause.start] + shown[wrong[clause]] + text[clause.end :]
    query = parse(text, reader.analyzer)
    sure = not only_offered and real.isdisjoint(better) and all(is_small(word, better[word]) for word in wrong.values())
    if known and not only_offered and (not sure or min(map(len, wrong.values())) < MIN_LETTERS_WITHOUT_DOUBT):
        sure = _fits(query, better.values(), reader)
    return Correction(query, sure)


def _fits(query: ParsedQuery, corrected: Iterable[str], reader: IndexReader) -> bool:
    """Whether each of the corrected words is somewhere right beside one that is beside it in the query."""
    corrected = set(corrected)
    beside: defaultdict[str, set[Alternative]] = defaultdict(set)
    for one, other in pairwise(clause.form for clause in query.words):
        if one and other:
            first, second = reader.analyzer.token(one.main), reader.analyzer.token(other.main)
            for tokens in ((first, second), (second, first)):  # a library of tools is a tool library
                phrase = Alternative("phrase", tokens)
                beside[one.surface].add(phrase)
                beside[other.surface].add(phrase)
    phrases = sorted(set().union(*(beside[word] for word in corrected)))
    met = reader.any_meets([[phrase] for phrase in phrases])
    found = {phrase for phrase, is_met in zip(phrases, met, strict=True) if is_met}
    return not any(found.isdisjoint(beside[word]) for word in corrected)


def _heads(forms: Sequence[Form], reader: IndexReader) -> dict[str, str]:
    """For the surface of each compound, the longest word that it ends with and of which some document has a form: what
    it is one kind of (*Elektrogeräte*: *Geräte*)."""
    links, analyzer = reader.analyzer.language.links, reader.analyzer
    if links is None:
        return {}
    ends: list[tuple[str, Form]] = []
    for form in forms:
        tails = {tail for _, tail in splits(form.surface, links) if len(tail) >= MIN_LETTERS}
        written = (form.display[index:] for index in range(len(form.display)))
        ends += [(form.surface, analyzer.form(end)) for end in written if fold(end) in tails]
    having = _having([end.display for _, end in ends], reader)
    known = [(surface, end.display) for surface, end in ends if having[end.display]]
    return {surface: end.capitalize() if analyzer.language.capitals else end for surface, end in reversed(known)}


def _mended_compounds(forms: Sequence[Form], reader: IndexReader) -> dict[str, str]:
    """For the surface of each compound, itself with one part put right, where some document has that and the other part
    (*Gemeinschaftsgatren*: *Gemeinschaftsgarten*). The other part is the longest that any document has."""
    analyzer = reader.analyzer
    if analyzer.language.links is None:
        return {}
    found = {}
    for form in forms:
        if len(form.display) != len(form.surface):  # a letter that is folded to two: parts have other places
            continue
        pairs = [pair for pair in splits(form.surface, analyzer.language.links) if min(map(len, pair)) >= MIN_LETTERS]
        having = _having(dict.fromkeys(part for pair in pairs for part in pair), reader)
        halves = [(part, other) for pair in pairs for part, other in (pair, pair[::-1]) if having[part]]
        longest = max((len(part) for part, _ in halves), default=0)
        beside = {other: part for part, other in halves if len(part) == longest and not having[other]}
        # As it stands there: what looks like a form for women and men at once is none within a word.
        better = corrections([Form(0, other, other, (), other) for other in beside], reader)
        small = [(wrong, right) for wrong, right in better.items() if is_small(wrong, right.word)]
        together = reader.any_meets(
            [[_form_of(word, reader) for word in (right.word, beside[wrong])] for wrong, right in small]
        )
        for (wrong, right), is_met in zip(small, together, strict=True):
            if is_met:
                start = 0 if form.surface.startswith(wrong) else len(form.surface) - len(wrong)
                mended = form.display[:start] + right.display.lower() + form.display[start + len(wrong) :]
                found[form.surface] = mended.capitalize() if analyzer.language.capitals else mended
    return found


def _having(words: Iterable[str], reader: IndexReader) -> dict[str, bool]:
    """Whether any document has a form of each word."""
    words = list(words)
    return dict(zip(words, reader.any_meets([[_form_of(word, reader)] for word in words]), strict=True))


def _form_of(word: str, reader: IndexReader) -> Alternative:
    return Alternative("any", (reader.analyzer.token(reader.analyzer.form(word).main),))


def corrections(forms: Sequence[Form], reader: IndexReader) -> dict[str, Spelling]:
    """For the surface of each word that something is close to, the nearest word, the most usual of the equally
    near; no stop word."""
    analyzer = reader.analyzer
    nearest: list[tuple[str, int, Spelling]] = []
    for form, known in zip(forms, reader.similar_words([form.surface for form in forms]), strict=True):
        candidates = {word: display for word, display in known.items() if not analyzer.is_stop(analyzer.form(display))}
        near = closest(form, candidates)[:MAX_CANDIDATES]
        nearest += [(form.surface, errors, Spelling(word, known[word])) for errors, word in near]
    # A word that only documents out of scope have must not be offered, nor one that nothing has any more.
    counts = reader.usual([candidate.word for _, _, candidate in nearest])
    best: dict[str, tuple[int, int, Spelling]] = {}
    for (word, errors, candidate), count in zip(nearest, counts, strict=True):
        if count:
            rank = (errors, -count, candidate)
            best[word] = min(best.get(word, rank), rank)
    return {word: candidate for word, (_, _, candidate) in best.items()}
