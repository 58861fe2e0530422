"""Concepts of a vocabulary, for tests of what is found across languages."""

from essaimage_wagtail.models import Concept, ConceptLabel


def say(*, narrower_than=None, **names):
    concept = Concept(broader=narrower_than)
    for code, text in names.items():
        name, *others = text.split(", ")
        concept.labels.add(ConceptLabel(language=code, name=name, synonyms=", ".join(others)))
    concept.full_clean()
    concept.save()
    return concept
