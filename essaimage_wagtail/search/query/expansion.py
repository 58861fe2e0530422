"""What else a query's words stand for: compounds and their parts, synonyms, and words that are meant as written."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from ..analysis.analyzer import Form, Word
from .parser import Alternative, Clause, ParsedQuery
from .reader import IndexReader, KnownWord, Lookup
from .spelling import MIN_PART_LETTERS, MIN_STEM_LETTERS, is_compound_of, other_beginnings, relinked, splits

MAX_COMPOUNDS = 30
"""Compounds that one word also stands for."""
MAX_BEGUN = 60
"""Words that a single letter stands for the beginning of."""
MAX_WORDS_ALIKE = 1000
"""Words that begin alike, among which the other forms of a word are looked for."""
MAX_WORDS_LIKELY = 200
"""Words that begin or end alike, among which compounds are looked for."""
MAX_JOINED = 4
"""Words in a row that some write as one."""
MIN_HEAD_LETTERS = 4
"""Letters of a word that is left out of questions and that others may begin with: *avant-poste*, *overview*."""

_NUMBERS = re.compile(r"\d+|[^\W\d]+")

Found = Sequence[Sequence[KnownWord]]
"""The words that each lookup finds."""
Ways = Mapping[int, Sequence[Alternative]]
"""By the number of a word, other ways to meet it."""


class Asking(NamedTuple):
    """What is asked of the index, and what follows from its answer."""

    lookups: Sequence[Lookup]
    ways: Callable[[Found], Ways]


def expanded(query: ParsedQuery, reader: IndexReader) -> ParsedQuery:
    """The query in which each word also stands for what the index and the site know of it."""
    separated, compounds = _separated(query, reader), _compounds(query, reader)
    found = reader.look_up([*separated.lookups, *compounds.lookups])
    number = len(separated.lookups)
    others = separated.ways(found[:number]), compounds.ways(found[number:]), _joined(query, reader)
    words = tuple(
        clause.extended(*dict.fromkeys(way for ways in others for way in ways.get(index, ())))
        for index, clause in enumerate(query.words)
    )
    return with_site_words(replace(query, words=words), reader)


def with_site_words(query: ParsedQuery, reader: IndexReader) -> ParsedQuery:
    """The query as the site wants its words to be understood."""
    synonyms = reader.words.synonyms(query.words)
    written = _written(query.words, reader)
    words = tuple(
        (_as_written(clause, written[index], reader) if index in written else clause).extended(*synonyms.get(index, ()))
        for index, clause in enumerate(query.words)
    )
    return replace(query, words=words, required=tuple(_bounded(clause, reader) for clause in query.required))


def beginning(surface: str, reader: IndexReader) -> tuple[Alternative, ...]:
    """How to meet words that begin so. With a single letter too many do: those count that were met first, which the
    usual ones are."""
    tokens = reader.analyzer.written_tokens
    if len(surface) == 1:
        (found,) = reader.look_up([Lookup(beginning=surface, at_most=MAX_BEGUN, first_met=True)])
        if found:
            words = (surface, *(known.word for known in found))
            return (Alternative("any", tuple(token for word in words for token in tokens(word))),)
    return tuple(Alternative("prefix", (token,)) for token in tokens(surface))


def _bounded(clause: Clause, reader: IndexReader) -> Clause:
    """A required clause; if it is a beginning, with the alternatives that :func:`beginning` gives."""
    (way,) = clause.alternatives
    if way.how != "prefix" or len(way.tokens) > 1:
        return clause
    surface = way.tokens[0].removeprefix(reader.analyzer.surface_token(""))
    return replace(clause, alternatives=beginning(surface, reader))


def _as_written(clause: Clause, surfaces: list[str], reader: IndexReader) -> Clause:
    """A word's clause, narrowed to documents that have any of the surfaces; a compound of it stays one."""
    first, *others = clause.alternatives
    written = tuple(map(reader.analyzer.surface_token, surfaces))
    kept = clause.form is not None and clause.form.surface in reader.words.kept
    return replace(clause, alternatives=(first._replace(written=written), *([] if kept else others)))


def _written(clauses: tuple[Clause, ...], reader: IndexReader) -> dict[int, list[str]]:
    """By a word's number, the surfaces that it may have in a document: its own alone, if it is searched as written; if
    searches would take such a word for a form of it, all its forms but that one."""
    site = reader.words
    if not site.kept:
        return {}
    forms = {index: clause.form for index, clause in enumerate(clauses) if clause.form}
    written = {index: [form.surface] for index, form in forms.items() if form.surface in site.kept}
    # Where words change at their beginnings too, the index cannot tell the forms of one.
    rivals = {} if reader.analyzer.language.prefixed else {i: form for i, form in forms.items() if site.rivals(form)}
    lookups = [Lookup(beginning=_beginning(form), at_most=MAX_WORDS_ALIKE) for form in rivals.values()]
    for (index, form), found in zip(rivals.items(), reader.look_up(lookups), strict=True):
        others = [known.word for known in found if _is_a_form(reader.analyzer.form(known.display), form)]
        written[index] = [form.surface, *(word for word in others if word not in site.kept and word != form.surface)]
    return written


def _is_a_form(other: Form, form: Form) -> bool:
    """Whether searches take two words for one."""
    return not {form.main, *form.variants}.isdisjoint((other.main, *other.variants))


def _beginning(form: Form) -> str:
    """What the forms of a word begin with: stemming may change the last letter of what it leaves."""
    common = next((i for i, (a, b) in enumerate(zip(form.main, form.surface, strict=False)) if a != b), len(form.main))
    return form.surface[: max(2, min(common, len(form.surface)) - 1)]


def _joined(query: ParsedQuery, reader: IndexReader) -> Ways:
    """By the numbers of words in a row, the one word that some write for them: *super mercado*, *tele-móvel*, *5211
    AB*, *porte-à-porte*.

    A document that has it has them all.
    """
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for index, clause in enumerate(query.words):
        if clause.form:
            numbers[clause.form.main].append(index)
    is_stop = reader.analyzer.is_stop
    found: defaultdict[int, list[Alternative]] = defaultdict(list)
    for row in _rows(query.text, reader):
        # A word that is left out of questions is not the end of one, nor its beginning if it is short, unless a hyphen
        # says so: *de faire* is not *défaire*.
        first, last = row[0], row[-1]
        begins = not is_stop(first.form) or len(first.form.surface) >= MIN_HEAD_LETTERS or query.text[first.end] == "-"
        ends = not is_stop(last.form) or query.text[last.start - 1] == "-"
        if not (begins and ends):
            continue
        asked = {index for word in row for index in numbers.get(word.form.main, ())}
        form = reader.analyzer.form("".join(word.form.display for word in row))
        way = Alternative("any", tuple(map(reader.analyzer.token, (form.main, *form.variants))))
        for index in sorted(asked):
            found[index].append(way)
    return found


def _rows(text: str, reader: IndexReader) -> Iterator[list[Word]]:
    """Two words in a row or more; more than two only if hyphens, numbers or words that are left out hold them
    together."""
    words = list(reader.analyzer.words(text)) if len(text.split()) > 1 or not text.isalnum() else []
    for index, first in enumerate(words):
        row = [first]
        for word in words[index + 1 : index + MAX_JOINED]:
            if word.start - row[-1].end > 1 or not word.form.main:
                break
            row.append(word)
            if len(row) == 2 or _held(text, row, reader):
                yield list(row)


def _held(text: str, row: list[Word], reader: IndexReader) -> bool:
    hyphens = all(text[one.end : other.start] == "-" for one, other in pairwise(row))
    return hyphens or all(_is_small(word.form, reader) or word.form.surface.isdecimal() for word in row[1:-1])


def _is_small(form: Form, reader: IndexReader) -> bool:
    """Whether a word says little by itself: in *18 h 30* none does."""
    return len(form.surface) < MIN_PART_LETTERS or reader.analyzer.is_stop(form)


def _separated(query: ParsedQuery, reader: IndexReader) -> Asking:
    """By a word's number, the words in a row that others write for it: *hedgetrimmer*, *guardachuvas*, *5211AB*.

    The index must have both halves, or one if it has not the word itself, since the other may be there in another
    form. Of a half that is too short to be looked up, only the other must be known: *coworking*. Where words are
    compounded, that is the only half that is not seen as a part already.
    """
    compounded = reader.analyzer.language.links is not None
    token, form_of = reader.analyzer.token, reader.analyzer.form
    pairs: dict[int, list[tuple[str, str]]] = {}
    numbered: dict[int, list[Alternative]] = {}
    surfaces = {index: clause.form.surface for index, clause in enumerate(query.words) if clause.form}
    for index, surface in surfaces.items():
        runs = _NUMBERS.findall(surface)
        if 1 < len(runs) <= MAX_JOINED and "".join(runs) == surface:
            numbered[index] = [Alternative("phrase", tuple(token(form_of(run).main) for run in runs))]
        elif len(surface) > 2 * MIN_PART_LETTERS:
            pairs[index] = [*_short_heads(surface), *([] if compounded else splits(surface, ()))]
            pairs[index] = [pair for pair in pairs[index] if not any(_is_left_out(half, reader) for half in pair)]
    lookups = [
        Lookup(among=sorted({surfaces[index], *(half for pair in halves for half in pair)}))
        for index, halves in pairs.items()
    ]

    def ways(found: Found) -> Ways:
        halved = {}
        for index, known in zip(pairs, found, strict=True):
            words = {word.word: word.display for word in known}
            itself = surfaces[index] in words
            halved[index] = [
                Alternative("phrase", tuple(token(form_of(words.get(half, half)).main) for half in pair))
                for pair in pairs[index]
                if _is_known(pair, words, itself)
            ]
        return numbered | halved

    return Asking(lookups, ways)


def _short_heads(surface: str) -> list[tuple[str, str]]:
    """A word as one or two letters and the rest: *co working*."""
    sizes = range(1, min(MIN_PART_LETTERS, len(surface) - MIN_PART_LETTERS))
    return [(surface[:size], surface[size:]) for size in sizes]


def _is_left_out(half: str, reader: IndexReader) -> bool:
    """Whether a part is a short word that is left out of questions: *défaire* is not *de faire*, *parterre* not *par
    terre*."""
    return len(half) < MIN_HEAD_LETTERS and reader.analyzer.is_stop(reader.analyzer.form(half))


def _is_known(pair: tuple[str, str], words: Mapping[str, str], itself: bool) -> bool:
    """Whether the index has enough of a word's two halves; ``itself``: whether it has the word."""
    if len(pair[0]) < MIN_PART_LETTERS:
        return pair[1] in words
    return len(words.keys() & set(pair)) >= (2 if itself else 1)


def _compounds(query: ParsedQuery, reader: IndexReader) -> Asking:
    """By a word's number, the compounds that the index has of it, and its own parts; nothing is asked in a language
    without compounds."""
    links = reader.analyzer.language.links
    if links is None:
        return Asking([], lambda found: {})
    lookups: list[tuple[int, Lookup]] = []
    pairs: dict[int, list[tuple[str, str]]] = {}
    other_links: dict[int, dict[str, tuple[str, str]]] = {}
    for index, clause in enumerate(query.words):
        form = clause.form
        if form is None or len(form.surface) < 4:
            continue
        words = (form.surface, *other_beginnings(form))
        tails = (stem[::-1] for stem in (form.main, *form.variants))
        likely = [Lookup(beginning=word, at_most=MAX_WORDS_LIKELY) for word in words]
        likely += [Lookup("tail", beginning=tail, at_most=MAX_WORDS_LIKELY) for tail in tails]
        if found := splits(form.surface, links):
            pairs[index] = found
            halves = sorted({half for pair in found for half in pair})
            # A part may be the stem of a word that nobody writes so: Schulgarten.
            other_links[index] = relinked(form.surface, links)
            likely.append(Lookup(among=[*halves, *other_links[index]]))
            likely.append(Lookup("tail", among=[half[::-1] for half in halves]))
        lookups += [(index, lookup) for lookup in likely]

    def ways(found: Found) -> Ways:
        rows: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for (index, _), words_found in zip(lookups, found, strict=True):
            rows[index].update((known.word, known.tail) for known in words_found)
        return {
            index: [
                *_alternatives(query.words[index], known, pairs.get(index, []), reader),
                *_relinked(other_links.get(index, {}), known, reader),
            ]
            for index, known in rows.items()
        }

    return Asking([lookup for _, lookup in lookups], ways)


def _relinked(
    others: Mapping[str, tuple[str, str]], known: Mapping[str, str], reader: IndexReader
) -> list[Alternative]:
    """A compound as the index has it with another link, if that knows a telling part of it too."""
    roots = {reversed_stem[::-1] for reversed_stem in known.values()}
    stems = [
        known[word][::-1]
        for word, parts in others.items()
        if word in known and any(len(part) >= MIN_STEM_LETTERS and (part in known or part in roots) for part in parts)
    ]
    return [Alternative("any", tuple(map(reader.analyzer.token, dict.fromkeys(stems))))] if stems else []


def _alternatives(
    clause: Clause, known: dict[str, str], pairs: list[tuple[str, str]], reader: IndexReader
) -> list[Alternative]:
    """The other ways to meet a word's clause, given the known words and their reversed stems."""
    form, token = clause.form, reader.analyzer.token
    if form is None:
        return []
    stems = {
        tail[::-1]: None
        for word, tail in sorted(known.items(), key=lambda item: (len(item[0]), item[0]))
        if is_compound_of(word, tail, form)
    }
    compounds = [token(stem) for stem in stems if stem != form.main][:MAX_COMPOUNDS]
    alternatives = [Alternative("any", tuple(compounds))] if compounds else []
    roots = {reversed_stem[::-1] for reversed_stem in known.values()}
    for pair in pairs:
        if all(part in known or part in roots for part in pair):
            both = tuple(token(known[part][::-1] if part in known else part) for part in pair)
            alternatives.append(Alternative("all", both))
    return list(dict.fromkeys(alternatives))
