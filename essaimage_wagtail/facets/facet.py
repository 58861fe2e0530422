"""A facet: its name, its label, where its values come from, and how they are shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from ..choices import DirectoryContent
from ..search.analysis.text import sort_key
from .lookup import Lookup

Source = str | Callable[[Any, Any], Iterable[Any]]
"""The name of a field, property or method, or a function of what is indexed and of its
:class:`~essaimage_wagtail.search.indexing.documents.Batch`."""


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose, as a visitor reads it."""

    value: str
    """As addresses have it."""
    label: str
    count: int
    depth: int = 0
    """In a tree, 0 for a root."""
    replaces: tuple[str, ...] = ()
    """The chosen values that go when this one is chosen."""


class Facet:
    """A facet whose values are those that documents have, the most frequent first.

    ``name``: in addresses, documents and the API. ``label``: what visitors read, a lazy string. ``sources``: by page
    type (or mixin), where a document has its values from; without one, the document class gives them. ``lists``: the
    directories that offer it, in the order in which facets are registered; ``first_in``: the directories in
    which it stands before the others. ``exclusive``: one value is chosen at a time. ``secondary``: closed until a
    visitor opens it.
    """

    def __init__(
        self,
        name: str,
        label: Any,
        sources: Mapping[type[Model], Source] | None = None,
        *,
        lists: Iterable[str] = (DirectoryContent.EVERYTHING,),
        first_in: Iterable[str] = (),
        exclusive: bool = False,
        secondary: bool = False,
    ) -> None:
        self.name = name
        self.label = label
        self.sources = dict(sources or {})
        self.lists = frozenset(lists)
        self.first_in = frozenset(first_in)
        self.exclusive = exclusive
        self.secondary = secondary

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    # Documents

    def source_of(self, instance: Any) -> Source | None:
        """Where this facet's values of an instance come from, ``None`` if it has none."""
        return next((source for model, source in self.sources.items() if isinstance(instance, model)), None)

    def read_from(self, model: type[Model], source: Source) -> None:
        """Give values to the documents of one more page type, or mixin; call it in the ``ready()`` of your app."""
        self.sources[model] = source

    def values_of(self, instance: Any, batch: Any) -> list[str]:
        """The values in the document of an instance: codes, or the keys of the rows that a relation leads to."""
        source = self.source_of(instance)
        if source is None:
            return []
        return list(dict.fromkeys(_read(source, instance, batch)))

    # Networks of sites

    def shared(self, values: Sequence[str], lookup: Lookup) -> Mapping[str, str]:
        """What other sites are told of a document's values: codes that mean the same there, with their labels."""
        labels = self.labels(values, lookup)
        return {value: str(labels.get(value, value)) for value in values}

    def codes(self, values: Iterable[str], lookup: Lookup) -> list[str]:
        """The shared codes, in documents of any site, of some existing values of an address."""
        return self.keys(values, lookup)

    def counts_here(self, counts: Mapping[str, int], lookup: Lookup) -> Mapping[str, int]:
        """Counts of shared codes, by the values of documents of this site; codes unknown here stay as they are."""
        return counts

    def unknown(self, codes: Iterable[str], lookup: Lookup) -> list[str]:
        """The shared codes for which this site has no label, but others may."""
        return []

    # Addresses

    def existing(self, values: Sequence[str], lookup: Lookup) -> list[str]:
        """The values in an address that exist, each written as addresses should have it."""
        known = lookup.counted(self.name)
        return [value for value in values if value in known]

    def narrowest(self, values: list[str], lookup: Lookup) -> list[str]:
        """The existing values that the visitor means, where one value may lie within another."""
        return values

    def keys(self, values: Iterable[str], lookup: Lookup) -> list[str]:
        """The values by which documents hold some existing values of an address."""
        return list(values)

    # What visitors read

    def labels(self, values: Iterable[str], lookup: Lookup) -> Mapping[str, Any]:
        """What visitors read for some values, in the active language; a value without a label stands for itself."""
        return {}

    def label_of(self, value: str, lookup: Lookup) -> str:
        labels = self.labels([value], lookup)
        if value not in labels:
            labels = lookup.elsewhere(self.name, self.unknown([value], lookup))
        return str(labels.get(value, value))

    def options(self, counts: Mapping[str, int], chosen: Sequence[str], lookup: Lookup) -> list[Option]:
        """What to choose from. ``counts``: how many results have each key, ``chosen``: what the address has already."""
        labels = self.labels(counts, lookup)
        return most_frequent_first(
            Option(value, str(labels.get(value, value)), count) for value, count in counts.items()
        )


def most_frequent_first(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda option: (-option.count, sort_key(option.label)))


def shared_of(facets: Mapping[str, Sequence[str]], lookup: Lookup) -> dict[str, dict[str, str]]:
    """``{name: {code: label}}``: what other sites are told of the facets of a document."""
    found = {facet.name: facet.shared(facets[facet.name], lookup) for facet in _facets if facets.get(facet.name)}
    return {name: dict(codes) for name, codes in found.items() if codes}


def _read(source: Source, instance: Any, batch: Any) -> list[str]:
    value: Any = source(instance, batch) if callable(source) else getattr(instance, source)
    if callable(value) and not hasattr(value, "all"):
        value = value()
    if hasattr(value, "all"):
        return sorted(_key(row) for row in value.all())
    found = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [_key(one) for one in found if one not in (None, "")]


def _key(value: Any) -> str:
    return str(getattr(value, "translation_key", value.pk)) if isinstance(value, Model) else str(value)


_facets: list[Facet] = []


def register(*facets: Facet) -> None:
    """Have documents, searches and the API know some facets; call it in the ``ready()`` of your app."""
    _facets.extend(facets)


def registered() -> tuple[Facet, ...]:
    """All facets, in the order in which they were registered."""
    return tuple(_facets)


def facets_in(lists: str) -> tuple[Facet, ...]:
    """The facets that a directory of this :class:`~essaimage_wagtail.choices.DirectoryContent` offers, in order."""
    first = [facet for facet in _facets if lists in facet.first_in]
    return (*first, *(facet for facet in _facets if lists in facet.lists))


def facets_of(instance: Any, batch: Any) -> dict[str, list[str]]:
    """``{name: values}`` of a page, or of a part of it that is found by itself: of every facet with a source there."""
    return {facet.name: facet.values_of(instance, batch) for facet in _facets if facet.source_of(instance) is not None}
