"""Facets by what their values are: those of closed lists, vocabularies, territories, kinds of pages, languages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.conf.locale import LANG_INFO
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import get_language_info, pgettext
from wagtail.coreutils import get_content_languages

from ..models.taxonomy import Term
from ..models.territory import MAX_DEPTH, Territory
from .facet import Facet, Option, most_frequent_first
from .kinds import kind_of
from .lookup import Lookup


class ListedFacet(Facet):
    """A facet whose values are known beforehand; :meth:`labels` has them all, in the order in which they are shown."""

    def existing(self, values: Sequence[str], lookup: Lookup) -> list[str]:
        known = self.labels((), lookup)
        return [value for value in values if value in known]

    def options(self, counts: Mapping[str, int], chosen: Sequence[str], lookup: Lookup) -> list[Option]:
        if not counts:
            return []
        found = [
            Option(value, str(label), sum(counts.get(key, 0) for key in self.keys([value], lookup)))
            for value, label in self.labels((), lookup).items()
        ]
        return [option for option in found if option.count or option.value in chosen]


class ChoiceFacet(ListedFacet):
    """``choices``: the closed list that the values are of."""

    def __init__(self, name: str, label: Any, choices: type[TextChoices], *args: Any, **kwargs: Any) -> None:
        super().__init__(name, label, *args, **kwargs)
        self.choices = choices

    def labels(self, values: Iterable[str], lookup: Lookup) -> Mapping[str, Any]:
        return dict(self.choices.choices)


class TermFacet(ListedFacet):
    """``model``: the vocabulary that the values are terms of; the most frequent come first."""

    def __init__(self, name: str, label: Any, model: type[Term], *args: Any, **kwargs: Any) -> None:
        super().__init__(name, label, *args, **kwargs)
        self.model = model

    def shared(self, values: Sequence[str], lookup: Lookup) -> Mapping[str, str]:
        labels = {term.key: term.label for term in lookup.terms(self.model).values()}
        return {value: labels.get(value, value) for value in values}

    def unknown(self, codes: Iterable[str], lookup: Lookup) -> list[str]:
        terms = lookup.terms(self.model)
        known = {*terms, *(term.key for term in terms.values())}
        return [code for code in codes if code not in known]

    def existing(self, values: Sequence[str], lookup: Lookup) -> list[str]:
        known = {*super().existing(values, lookup), *lookup.elsewhere(self.name, self.unknown(values, lookup))}
        return [value for value in values if value in known]

    def keys(self, values: Iterable[str], lookup: Lookup) -> list[str]:
        terms = lookup.terms(self.model)
        return [terms[value].key if value in terms else value for value in values]

    def labels(self, values: Iterable[str], lookup: Lookup) -> Mapping[str, Any]:
        return {slug: term.label for slug, term in lookup.terms(self.model).items()}

    def options(self, counts: Mapping[str, int], chosen: Sequence[str], lookup: Lookup) -> list[Option]:
        return most_frequent_first(super().options(counts, chosen, lookup))


class KindFacet(ListedFacet):
    """Kinds of pages; nothing to choose where there is one only."""

    def shared(self, values: Sequence[str], lookup: Lookup) -> Mapping[str, str]:
        models = [apps.get_model(label) for label in values]
        return {kind_of(model): capfirst(str(model._meta.verbose_name)) for model in models}

    def codes(self, values: Iterable[str], lookup: Lookup) -> list[str]:
        return list(values)

    def counts_here(self, counts: Mapping[str, int], lookup: Lookup) -> Mapping[str, int]:
        # One of its types stands for a kind: :meth:`options` adds up the counts of all its types.
        return {min(kind.types): counts[name] for name, kind in lookup.kinds.items() if name in counts}

    def existing(self, values: Sequence[str], lookup: Lookup) -> list[str]:
        # A page type is written as in the settings, ``blog.BlogPage``, or in lower case.
        return super().existing([value.lower() for value in values], lookup)

    def keys(self, values: Iterable[str], lookup: Lookup) -> list[str]:
        return [name for value in values for name in lookup.kinds[value].types]

    def labels(self, values: Iterable[str], lookup: Lookup) -> Mapping[str, Any]:
        return {name: kind.label for name, kind in lookup.kinds.items()}

    def options(self, counts: Mapping[str, int], chosen: Sequence[str], lookup: Lookup) -> list[Option]:
        found = super().options(counts, chosen, lookup)
        return found if len(found) > 1 or chosen else []


class SiteFacet(ListedFacet):
    """The sites of a network. Documents do not say their site: an engine knows where it found each."""

    def labels(self, values: Iterable[str], lookup: Lookup) -> Mapping[str, Any]:
        return lookup.sites


class LanguageFacet(ListedFacet):
    """The other languages in which a page can be read, and :attr:`SEVERAL` for any."""

    SEVERAL = "several"

    def values_of(self, instance: Any, batch: Any) -> list[str]:
        found = super().values_of(instance, batch)
        return [self.SEVERAL, *found] if found else []

    def labels(self, values: Iterable[str], lookup: Lookup) -> Mapping[str, Any]:
        labels = {self.SEVERAL: pgettext("languages of a page", "Another language")}
        for code in get_content_languages():
            labels[code] = capfirst(str(get_language_info(code)["name_translated"])) if code in LANG_INFO else code
        return labels

    def options(self, counts: Mapping[str, int], chosen: Sequence[str], lookup: Lookup) -> list[Option]:
        return [option for option in super().options(counts, chosen, lookup) if option.value != lookup.language]


class TerritoryFacet(Facet):
    """The tree of territories, opened where something is chosen: roots, and what lies directly in an open one.

    A territory takes the place of those around it and of those within it: choosing it narrows down to it, or widens up
    to it.
    """

    def shared(self, values: Sequence[str], lookup: Lookup) -> Mapping[str, str]:
        known = lookup.territories(values)
        return {known[value].shared_code: known[value].display_name(lookup.language) for value in known}

    def codes(self, values: Iterable[str], lookup: Lookup) -> list[str]:
        known = lookup.territories(values)
        return [code for value in values for code in (known[value].all_codes if value in known else [value])]

    def counts_here(self, counts: Mapping[str, int], lookup: Lookup) -> Mapping[str, int]:
        known = lookup.territories(counts)
        found: Counter[str] = Counter()
        for code, count in counts.items():
            found[known[code].identifier if code in known else code] += count
        return found

    def unknown(self, codes: Iterable[str], lookup: Lookup) -> list[str]:
        codes = list(codes)
        known = lookup.territories(codes)
        return [code for code in codes if code not in known]

    def existing(self, values: Sequence[str], lookup: Lookup) -> list[str]:
        # A territory that was given a code is found by its former name as well.
        known = {value: territory.identifier for value, territory in lookup.territories(values).items()}
        known |= {value: value for value in lookup.elsewhere(self.name, self.unknown(values, lookup))}
        return [known[value] for value in values if value in known]

    def narrowest(self, values: list[str], lookup: Lookup) -> list[str]:
        """Without the territories around another one: a visitor who chooses a place within what is chosen already
        narrows down."""
        paths = {value: territory.path for value, territory in lookup.territories(values).items()}
        return [
            value
            for value in values
            if value not in paths
            or not any(other != paths[value] and other.startswith(paths[value]) for other in paths.values())
        ]

    def labels(self, values: Iterable[str], lookup: Lookup) -> Mapping[str, Any]:
        return {
            value: territory.display_name(lookup.language) for value, territory in lookup.territories(values).items()
        }

    def options(self, counts: Mapping[str, int], chosen: Sequence[str], lookup: Lookup) -> list[Option]:
        territories = {one.path: one for one in lookup.territories({*counts, *chosen}).values()}
        paths = {one.path: one.identifier for one in territories.values() if one.identifier in chosen}
        opened = {path[:end] for path in paths for end in range(len(path) + 1)}
        # The list may be longer than its box: what is chosen, and what lies around it, comes first at each level.
        ends = range(Territory.steplen, MAX_DEPTH * Territory.steplen + 1, Territory.steplen)
        in_order = sorted(territories, key=lambda path: [(path[:end] not in opened, path[:end]) for end in ends])
        parents = {path: parent_of(path, territories) for path in in_order}
        roots = [path for path, parent in parents.items() if not parent]
        if len(roots) == 1:
            opened.update(roots)
        return [
            Option(
                territories[path].identifier,
                territories[path].display_name(lookup.language),
                counts.get(territories[path].identifier, 0),
                territories[path].depth - 1,
                tuple(value for other, value in paths.items() if path.startswith(other) or other.startswith(path)),
            )
            for path in in_order
            if not parents[path] or parents[path] in opened
        ]


def parent_of(path: str, known: Iterable[str]) -> str:
    """The path of the territory around one, ``""`` if that is not among those known."""
    parent = path[: -Territory.steplen]
    return parent if parent in known else ""
