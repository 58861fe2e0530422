"""What may have been meant by words that nothing has."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...analysis.analyzer import Form
from ...analysis.text import fold
from ...query.parser import Alternative, ParsedQuery, parse
from .reading import MAX_COUNTED, WORDS, Reader, marks
from .spelling import MIN_LETTERS, closest, grams, is_small, mistyped, splits, transposed
from .vendors import Statement

MAX_CANDIDATES = 16
"""Corrections of one word that are looked at."""
MAX_WORDS_OF_A_TRIGRAM = 2000
"""Words that share one trigram; of more, the first that were met."""
MAX_WORDS_MEASURED = 100
"""Words sharing most trigrams with an unknown one, whose distances are measured."""
MIN_LETTERS_WITHOUT_DOUBT = 7
"""Letters from which a word with a small error can hardly be another one."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A query with the words that nothing has put right."""

    query: ParsedQuery
    sure: bool
    """Whether to search it instead; else it may be offered."""


def correction(parsed: ParsedQuery, reader: Reader) -> Correction | None:
    """What may have been meant by a query that nothing meets.

    A word that is alone and has a small error is sure to be put right: else nothing would be found. Where other words
    are found, it may as well be a word that nobody wrote yet (*time banq* is not *time back*): then it must be long,
    or what it becomes must stand beside another of them somewhere. A word that the language's dictionary has is no
    error: another is offered for it where nothing at all is found, and never searched instead. For a compound that
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
    better = corrections(doubtful, reader) if doubtful else {}
    rest = [form for form in unknown.values() if form.surface not in better]
    only_offered = _heads(rest, reader) | _mended_compounds(rest, reader)
    better |= only_offered
    if not better:
        return None
    spelt = reader.displays(better.values())
    wrong = {clause: form.surface for clause, form in unknown.items() if form.surface in better}
    text = parsed.text
    for clause in sorted(wrong, key=lambda clause: clause.start, reverse=True):
        word = better[wrong[clause]]
        text = text[: clause.start] + spelt.get(word, word) + text[clause.end :]
    query = parse(text, reader.analyzer)
    sure = not only_offered and real.isdisjoint(better) and all(is_small(word, better[word]) for word in wrong.values())
    if known and not only_offered and (not sure or min(map(len, wrong.values())) < MIN_LETTERS_WITHOUT_DOUBT):
        sure = _fits(query, better.values(), reader)
    return Correction(query, sure)


def _fits(query: ParsedQuery, corrected: Iterable[str], reader: Reader) -> bool:
    """Whether each of the corrected words is somewhere right beside one that is beside it in the query."""
    corrected, beside = set(corrected), defaultdict(set)
    for one, other in pairwise(clause.form for clause in query.words):
        if one and other:
            first, second = reader.analyzer.token(one.main), reader.analyzer.token(other.main)
            for tokens in ((first, second), (second, first)):  # a library of tools is a tool library
                match = reader.store.alternative(Alternative("phrase", tokens))
                beside[one.surface].add(match)
                beside[other.surface].add(match)
    matches = sorted(set().union(*(beside[word] for word in corrected)))
    found = {match for match, slots in zip(matches, reader.first(matches, MAX_COUNTED), strict=True) if slots}
    return not any(found.isdisjoint(beside[word]) for word in corrected)


def _heads(forms: Sequence[Form], reader: Reader) -> dict[str, str]:
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


def _mended_compounds(forms: Sequence[Form], reader: Reader) -> dict[str, str]:
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
        having |= _having(better.values(), reader)
        for wrong, right in better.items():
            if is_small(wrong, right) and having[right] & having[beside[wrong]]:
                start = 0 if form.surface.startswith(wrong) else len(form.surface) - len(wrong)
                spelt = reader.displays([right]).get(right, right).lower()
                mended = form.display[:start] + spelt + form.display[start + len(wrong) :]
                found[form.surface] = mended.capitalize() if analyzer.language.capitals else mended
    return found


def _having(words: Iterable[str], reader: Reader) -> dict[str, set[int]]:
    """The slots of the documents that have a form of each word."""
    words = list(words)
    matches = [reader.store.having("any", [reader.analyzer.token(reader.analyzer.form(word).main)]) for word in words]
    return {word: set(reader.slots(ids)) for word, ids in zip(words, reader.store.ids_of(matches), strict=True)}


def corrections(forms: Sequence[Form], reader: Reader) -> dict[str, str]:
    """For the surface of each word that something is close to, the nearest word, the most usual of the equally
    near; no stop word."""
    words = [form.surface for form in forms]
    asked = [(index, gram) for index, word in enumerate(words) for gram in grams(word, reader.analyzer.prefix)]
    shared: defaultdict[int, Counter[int]] = defaultdict(Counter)
    lists = reader.store.lists([reader.store.having_gram(gram, MAX_WORDS_OF_A_TRIGRAM) for _, gram in asked])
    for (index, _), pks in zip(asked, lists, strict=True):
        shared[index].update(pks)
    parts: list[Statement] = []
    for index, word in enumerate(words):
        swapped = transposed(word)
        pks = [pk for pk, _ in shared[index].most_common(MAX_WORDS_MEASURED)]
        sql = f"SELECT {index}, word, display FROM {WORDS} WHERE language = %s AND "  # noqa: S608
        parts.append((f"{sql} word IN ({marks(swapped)})", [reader.language, *swapped]))
        if pks:
            # Trigrams are of one language: naming it would have SQLite read all its words.
            by_id = f"SELECT {index}, word, display FROM {WORDS} WHERE id IN ({marks(pks)})"  # noqa: S608
            parts.append((by_id, pks))
    candidates: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for index, candidate, display in reader.store.union(parts):
        if not reader.analyzer.is_stop(reader.analyzer.form(display)):
            candidates[index][candidate] = display
    nearest = [
        (index, errors, candidate)
        for index, form in enumerate(forms)
        for errors, candidate in closest(form, candidates[index])[:MAX_CANDIDATES]
    ]
    # A word that only documents out of scope have must not be offered, nor one that nothing has any more.
    counts = reader.usual([candidate for _, _, candidate in nearest])
    best: dict[str, tuple[int, int, str]] = {}
    for (index, errors, candidate), count in zip(nearest, counts, strict=True):
        if count:
            rank = (errors, -count, candidate)
            word = words[index]
            best[word] = min(best.get(word, rank), rank)
    return {word: candidate for word, (_, _, candidate) in best.items()}
