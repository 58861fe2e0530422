"""What the site's concepts and terms are called, kept in memory until one of them changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..models import Audience, Concept, ConceptLabel, Theme, Usage
from ..models.concept import VocabularyState
from ..search.analysis.analyzer import get_analyzer
from ..search.analysis.languages import normalise_code
from ..search.query.concepts import Concepts, Meanings, NamedConcept
from ..search.query.synonyms import split_synonyms

TERMS = (Theme, Audience, Usage)
"""What is a concept by its translations."""


@dataclass
class Vocabulary:
    """All concepts, by key. What is recognised in a language is made ready when it is first asked for."""

    concepts: dict[str, NamedConcept]
    _languages: dict[str, tuple[Any, Concepts]] = field(default_factory=dict)

    def best_meanings(self, texts: Iterable[str], language: str) -> Meanings | None:
        """What the first of some ways to write a question means that leaves the fewest words over, if any names a
        concept."""
        found = [meanings for text in texts if (meanings := self.meanings(text, language)).meanings]
        return min(found, key=lambda meanings: len(meanings.rest.split()), default=None)

    def meanings(self, text: str, language: str) -> Meanings:
        """What a question in a language means."""
        code, analyzer = normalise_code(language), get_analyzer(language)
        kept = self._languages.get(code)
        if kept is None or kept[0] is not analyzer:  # the site's settings may name another analyzer since
            kept = self._languages[code] = (analyzer, Concepts(self.concepts.values(), code, analyzer))
        return kept[1].meanings(text)


_kept: dict[str, tuple[int, Vocabulary]] = {}
"""By database, the state and what was read in it."""


def vocabulary() -> Vocabulary:
    """The site's. One query; five more if anything has changed since this process read it."""
    states = VocabularyState.objects.all()
    using = states.db
    token = states.values_list("token", flat=True).first()
    kept = _kept.get(using)
    if token is not None and kept is not None and kept[0] == token:
        return kept[1]
    found = Vocabulary({concept.key: concept for concept in (*_concepts(), *_terms())})
    if token is not None:
        _kept[using] = token, found
    return found


def _concepts() -> Iterator[NamedConcept]:
    """The rows of :class:`~..models.Concept`."""
    names: defaultdict[int, dict[str, list[str]]] = defaultdict(dict)
    for pk, language, name, synonyms in ConceptLabel.objects.order_by("pk").values_list(
        "concept_id", "language", "name", "synonyms"
    ):
        names[pk][language] = [name, *split_synonyms(synonyms)]
    rows = list(Concept.objects.order_by("pk").values_list("pk", "broader_id"))
    narrower: defaultdict[int, list[str]] = defaultdict(list)
    for pk, broader in rows:
        if broader is not None:
            narrower[broader].append(str(pk))
    for pk, _broader in rows:
        yield NamedConcept(str(pk), names[pk], narrower[pk])


def _terms() -> Iterator[NamedConcept]:
    """Themes, audiences and usages."""
    for model in TERMS:
        by_key: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        rows = model.objects.order_by("pk").values_list("translation_key", "locale__language_code", "name")
        for translation_key, language, name in rows:
            names = by_key[f"{model.__name__} {translation_key}"]
            names.setdefault(normalise_code(language), []).append(name)
        for key, names in by_key.items():
            yield NamedConcept(key, names)
