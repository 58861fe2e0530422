"""What facets read for one answer: each thing once, when it is needed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from ..models.taxonomy import Term, TermLabel
from ..models.territory import Territory
from .territories import territories_named, territories_shared


class Kind(Protocol):
    """A kind of results, see :mod:`essaimage_wagtail.directory.kinds`."""

    @property
    def label(self) -> Any: ...

    @property
    def types(self) -> Collection[str]: ...


class Lookup:
    """``language``: the code of the language of labels; ``kinds``: what can be found, by name; ``counted``: a
    function from a facet's name to the values that documents have; ``using``: the database to read, the one that the
    site's routers choose by default.

    Where the sites of a network are searched too, ``sites``: their names by code; ``elsewhere``: a function from a
    facet's name and codes that are unknown here to ``{code: label}`` of those that other sites have.
    """

    def __init__(
        self,
        language: str,
        kinds: Mapping[str, Kind] | None = None,
        counted: Callable[[str], Collection[str]] = lambda name: (),
        *,
        using: str | None = None,
        sites: Mapping[str, str] = MappingProxyType({}),
        elsewhere: Callable[[str, Collection[str]], Mapping[str, str]] = lambda name, codes: {},
    ) -> None:
        self.language = language
        self.kinds = kinds or {}
        self.counted = counted
        self.using = using
        self.sites = sites
        self.elsewhere = elsewhere
        self._rows: dict[type[Term], dict[int, TermLabel]] = {}
        self._terms: dict[type[Term], dict[str, TermLabel]] = {}
        self._territories: dict[str, Territory | None] = {}

    def rows(self, model: type[Term]) -> dict[int, TermLabel]:
        """``{row's pk: TermLabel}`` of a vocabulary. One query."""
        if model not in self._rows:
            self._rows[model] = model.objects.using(self.using).labels(self.language)
        return self._rows[model]

    def terms(self, model: type[Term]) -> dict[str, TermLabel]:
        """The terms of a vocabulary by their names in addresses. Of two that have the same, which forms refuse and
        imports may bring, the one in the reader's language is meant."""
        if model not in self._terms:
            nearest_last = sorted(self.rows(model).values(), key=lambda term: term.language == self.language)
            self._terms[model] = {term.slug: term for term in nearest_last}
        return self._terms[model]

    def territories(self, values: Iterable[str]) -> dict[str, Territory]:
        """The territories that some values name, by value, in the order of the tree. One query for those that are
        not known yet."""
        values = set(values)
        if missing := values - self._territories.keys():
            self._territories |= dict.fromkeys(missing)
            named = territories_shared if self.sites else territories_named
            territories = list(named(missing).using(self.using))
            if self.sites:
                self._territories |= {code: one for one in territories for code in one.all_codes}
            self._territories |= {code: one for one in territories for code in (str(one.uuid), one.identifier)}
        found = {value: territory for value in values if (territory := self._territories[value]) is not None}
        return dict(sorted(found.items(), key=lambda item: item[1].path))
