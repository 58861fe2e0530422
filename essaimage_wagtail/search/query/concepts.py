"""Which concepts the words of a question name, and what to search for them in other languages.

Words are compared as the analysis has them: « jardins partagés » names what « jardin partagé » does. Of several
concepts that begin at a word the one with most words counts: *community garden* is no *garden*.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..analysis.analyzer import Analyzer, Form
from ..analysis.languages import fallbacks
from .parser import Clause, ParsedQuery, parse
from .spelling import relinked, splits

MAX_WORDS = 8
"""Words of one name of a concept."""
MAX_CONCEPTS = 8
"""Concepts of one question; nobody types more, and the work is bounded."""
MAX_NAMES = 24
"""Names that are searched for one concept in one language."""


@dataclass(frozen=True, slots=True)
class NamedConcept:
    """``names``: by language, what it is called, the usual name first; ``narrower``: keys of other concepts that are
    kinds of it."""

    key: str
    names: Mapping[str, Sequence[str]]
    narrower: Sequence[str] = ()

    def names_in(self, code: str) -> Sequence[str]:
        """Its names in a language, or in the language of which that is a variety."""
        return next((self.names[name] for name in fallbacks(code) if self.names.get(name)), ())


@dataclass(frozen=True, slots=True)
class Meaning:
    """Some words of a question as they were ``typed``, and the concepts that they name: none where no concept is called
    so."""

    typed: str
    concepts: tuple[NamedConcept, ...] = ()


@dataclass(frozen=True, slots=True)
class Meanings:
    """A question by what its words mean, in the order of the concepts. ``rest``: the words that name no concept, and
    what is meant as it is written, in the syntax of questions."""

    language: str
    meanings: tuple[Meaning, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class ForeignQuestion:
    """A question in the words of another language."""

    things: tuple[tuple[str, ...], ...]
    """What is asked for: each thing is a group of texts, of which a document has one."""
    rest: str
    """Words that stay as they were typed."""
    typed: str
    """The whole question as it was typed: what has all its words is found too."""


class _Name(NamedTuple):
    concept: NamedConcept
    keys: tuple[frozenset[str], ...]
    """For each word that is no stop word, the forms by which it is recognised."""
    mains: tuple[str, ...]
    surfaces: tuple[str, ...]
    joined: frozenset[str]
    """The forms by which the name is recognised where its words are written as one."""


class Concepts:
    """The concepts that have names in a language, and the search for them among the words of a question."""

    def __init__(self, concepts: Iterable[NamedConcept], language: str, analyzer: Analyzer) -> None:
        self.language = language
        self.analyzer = analyzer
        self._starts: dict[str, list[_Name]] = {}
        self._joined: dict[str, list[_Name]] = {}
        """Names by the forms of the one word as which people write them too."""
        for concept in concepts:
            for text in concept.names_in(language):
                if name := self._name(concept, text):
                    for key in name.keys[0]:
                        self._starts.setdefault(key, []).append(name)
                    for key in name.joined:
                        self._joined.setdefault(key, []).append(name)

    def meanings(self, text: str) -> Meanings:
        """What a question in this language means."""
        parsed = parse(text, self.analyzer)
        words = parsed.words
        found: list[Meaning] = []
        left: list[str] = []
        index = 0
        while index < len(words):
            count, readings = self._read(words[index:]) if len(found) < MAX_CONCEPTS else (1, [])
            typed = parsed.text[words[index].start : words[index + count - 1].end]
            for names in readings:
                concepts = {name.concept.key: name.concept for name in names}
                found.append(Meaning(typed, tuple(concepts.values())))
            if not readings:
                left.append(typed)
            index += count
        return Meanings(self.language, tuple(found), " ".join([*left, *_as_written(parsed)]))

    def _read(self, words: Sequence[Clause]) -> tuple[int, list[list[_Name]]]:
        """How many of the first words name something, and the names of each thing: of one, or of both parts of a
        compound (*Stadtteilchor*). What is written together or apart is the same: *super mercado*, *repaircafé*; and so
        is a compound with another link (*Gemeinschaftgarten*)."""
        if names := self._longest(words):
            return len(names[0].keys), [names]
        for count in (2, 1):
            forms = [clause.form for clause in words[:count] if clause.form]
            if len(forms) == count and (names := self._named("".join(form.display for form in forms), self._joined)):
                return count, [names]
        form, links = words[0].form, self.analyzer.language.links
        if form is None or links is None:
            return 1, []
        for other in relinked(form.surface, links):
            if names := self._named(other, self._joined):
                return 1, [names]
        for parts in splits(form.surface, links):
            both = [self._named(part, self._starts) for part in parts]
            if all(both):
                return 1, both
        return 1, []

    def _named(self, word: str, known: Mapping[str, Sequence[_Name]]) -> list[_Name]:
        """The names that one word is recognised as, if they have no other word or are written as one."""
        distinct = {
            id(name): name
            for key in _keys(self.analyzer.form(word))
            for name in known.get(key, ())
            if known is self._joined or len(name.keys) == 1
        }
        return list(distinct.values())

    def _longest(self, words: Sequence[Clause]) -> list[_Name]:
        """The names that begin at the first word and have most words; of these, the ones that are written so, else the
        ones whose forms are the same, else those that share any form: *communs* are no *communes*."""
        if words[0].form is None:
            return []
        distinct: dict[int, _Name] = {}
        for key in _keys(words[0].form):
            for name in self._starts.get(key, ()):
                if _fits(name, words):
                    distinct.setdefault(id(name), name)
        longest = max((len(name.keys) for name in distinct.values()), default=0)
        names = [name for name in distinct.values() if len(name.keys) == longest]
        forms = [clause.form for clause in words[:longest] if clause.form]
        surfaces, mains = tuple(form.surface for form in forms), tuple(form.main for form in forms)
        return (
            [name for name in names if name.surfaces == surfaces]
            or [name for name in names if name.mains == mains]
            or names
        )

    def _name(self, concept: NamedConcept, text: str) -> _Name | None:
        forms = [form for form in self.analyzer.forms(text) if form.main][:MAX_WORDS]
        # A question leaves out stop words, and words in which people ask for something.
        asked = [clause.form for clause in parse(text, self.analyzer).words if clause.form][:MAX_WORDS]
        if not asked:
            return None
        surfaces, mains = tuple(form.surface for form in asked), tuple(form.main for form in asked)
        joined = _keys(self.analyzer.form("".join(form.display for form in forms)))
        return _Name(concept, tuple(map(_keys, asked)), mains, surfaces, joined)


def in_language(question: Meanings, code: str, known: Mapping[str, NamedConcept], typed: str) -> ForeignQuestion:
    """A question in the words of another language; ``known``: all concepts by key. What has no name in that language
    stays as it was typed."""
    things, rest = [], []
    for meaning in question.meanings:
        if names := _names(meaning.concepts, code, known):
            things.append(names)
        else:
            rest.append(meaning.typed)
    return ForeignQuestion(tuple(things), " ".join(filter(None, [*rest, question.rest])), typed)


def _names(concepts: Sequence[NamedConcept], code: str, known: Mapping[str, NamedConcept]) -> tuple[str, ...]:
    """The names of some concepts in a language, then those of what is narrower."""
    narrower = [known[key] for concept in concepts for key in concept.narrower if key in known]
    names = [name for concept in (*concepts, *narrower) for name in concept.names_in(code)]
    return tuple(dict.fromkeys(names))[:MAX_NAMES]


def _keys(form: Form) -> frozenset[str]:
    """The forms by which a word is recognised: two words are the same if they share one."""
    return frozenset((form.main, *form.variants))


def _fits(name: _Name, words: Sequence[Clause]) -> bool:
    """Whether words begin with a name."""
    if len(words) < len(name.keys):
        return False
    pairs = zip(name.keys, words, strict=False)
    return all(clause.form is not None and not keys.isdisjoint(_keys(clause.form)) for keys, clause in pairs)


def _as_written(parsed: ParsedQuery) -> Iterable[str]:
    """The phrases, beginnings and unwanted words of a question, as they were typed."""
    for clauses, sign in ((parsed.required, ""), (parsed.excluded, "-")):
        for clause in clauses:
            how, text = clause.alternatives[0].how, parsed.text[clause.start : clause.end]
            yield f"{sign}{text}*" if how == "prefix" else f'{sign}"{text}"'
