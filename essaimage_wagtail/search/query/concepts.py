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

MAX_WORDS = 8
"""Words of one name of a concept."""
MAX_CONCEPTS = 8
"""Concepts of one question; nobody types more, and the work is bounded."""
MAX_WAYS = 24
"""Words or groups of words that are searched for one concept in one language."""


@dataclass(frozen=True, slots=True)
class NamedConcept:
    """``names``: by language, what it is called, the usual name first; ``narrower``: keys of other concepts that are
    kinds of it."""

    key: str
    names: Mapping[str, Sequence[str]]
    narrower: Sequence[str] = ()

    def names_in(self, code: str) -> Sequence[str]:
        """In a language, or in the one that it is a variety of."""
        return next((self.names[name] for name in fallbacks(code) if self.names.get(name)), ())


@dataclass(frozen=True, slots=True)
class Meaning:
    """Some words of a question: ``typed``, and the concepts that they name, none if nobody knows any."""

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
    """What is asked for: of each, texts of which any will do."""
    rest: str
    """Words that stay as they were typed."""
    typed: str
    """The whole question as it was typed: what has all its words is found too."""


class _Name(NamedTuple):
    concept: NamedConcept
    keys: tuple[frozenset[str], ...]
    """Of each word but stop words, what it is recognised by."""
    mains: tuple[str, ...]
    surfaces: tuple[str, ...]


class Concepts:
    """The concepts that have names in a language."""

    def __init__(self, concepts: Iterable[NamedConcept], language: str, analyzer: Analyzer) -> None:
        self.language = language
        self.analyzer = analyzer
        self._starts: dict[str, list[_Name]] = {}
        for concept in concepts:
            for text in concept.names_in(language):
                if name := self._name(concept, text):
                    for key in name.keys[0]:
                        self._starts.setdefault(key, []).append(name)

    def meanings(self, text: str) -> Meanings:
        """What a question in this language means."""
        parsed = parse(text, self.analyzer)
        words = parsed.words
        found: list[Meaning] = []
        left: list[str] = []
        index = 0
        while index < len(words):
            names = self._longest(words[index:]) if len(found) < MAX_CONCEPTS else []
            count = len(names[0].keys) if names else 1
            typed = parsed.text[words[index].start : words[index + count - 1].end]
            if names:
                concepts = {name.concept.key: name.concept for name in names}
                found.append(Meaning(typed, tuple(concepts.values())))
            else:
                left.append(typed)
            index += count
        return Meanings(self.language, tuple(found), " ".join([*left, *_as_written(parsed)]))

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
        telling = [form for form in forms if not self.analyzer.is_stop(form)] or forms
        if not telling:
            return None
        surfaces, mains = tuple(form.surface for form in telling), tuple(form.main for form in telling)
        return _Name(concept, tuple(map(_keys, telling)), mains, surfaces)


def in_language(question: Meanings, code: str, known: Mapping[str, NamedConcept], typed: str) -> ForeignQuestion:
    """A question in the words of another language; ``known``: all concepts by key. What has no name in that language
    stays as it was typed."""
    things, rest = [], []
    for meaning in question.meanings:
        if ways := _ways(meaning.concepts, code, known):
            things.append(ways)
        else:
            rest.append(meaning.typed)
    return ForeignQuestion(tuple(things), " ".join(filter(None, [*rest, question.rest])), typed)


def _ways(concepts: Sequence[NamedConcept], code: str, known: Mapping[str, NamedConcept]) -> tuple[str, ...]:
    """The names of some concepts in a language, then those of what is narrower."""
    narrower = [known[key] for concept in concepts for key in concept.narrower if key in known]
    names = [name for concept in (*concepts, *narrower) for name in concept.names_in(code)]
    return tuple(dict.fromkeys(names))[:MAX_WAYS]


def _keys(form: Form) -> frozenset[str]:
    """What a word is recognised by: two words are the same if they share any."""
    return frozenset((form.main, *form.variants))


def _fits(name: _Name, words: Sequence[Clause]) -> bool:
    """Whether words begin with a name."""
    if len(words) < len(name.keys):
        return False
    pairs = zip(name.keys, words, strict=False)
    return all(clause.form is not None and not keys.isdisjoint(_keys(clause.form)) for keys, clause in pairs)


def _as_written(parsed: ParsedQuery) -> Iterable[str]:
    """What is meant as it is written, as it was typed."""
    for clauses, sign in ((parsed.required, ""), (parsed.excluded, "-")):
        for clause in clauses:
            how, text = clause.alternatives[0].how, parsed.text[clause.start : clause.end]
            yield f"{sign}{text}*" if how == "prefix" else f'{sign}"{text}"'
