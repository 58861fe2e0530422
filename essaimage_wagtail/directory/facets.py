"""The facets that a directory offers: the values to choose from, how many results have each, and where they lead."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ..facets import Facet, Option
from ..facets.facet import most_frequent_first
from .addresses import ANY_AREA, ANY_YEAR, Addresses
from .places import Places
from .question import NOWHERE, Question
from .results import Results
from .surroundings import Surroundings

MOST_SHOWN, SHOWN = 10, 8
"""A facet with more values than the first number shows the second number of them at once; visitors open the others."""

MOST_OF_OTHERS = 30
"""Values of one facet that this site does not know and other sites do: the most that are shown."""


class Facets:
    """``options``: by facet, the values to choose from, where there are any."""

    def __init__(
        self, around: Surroundings, question: Question, addresses: Addresses, results: Results, places: Places
    ) -> None:
        self.around = around
        self.question = question
        self.addresses = addresses
        self.results = results
        self.places = places

    @cached_property
    def options(self) -> dict[Facet, list[Option]]:
        question, results = self.question, self.results
        found = {
            facet: facet.options(results.counts(facet.name), question.values[facet.name], self.around.lookup)
            for facet in question.facets
        }
        for facet, options in self._of_other_sites.items():
            found[facet] = [*found[facet], *options]
        return {facet: options for facet, options in found.items() if options}

    @property
    def _of_other_sites(self) -> dict[Facet, list[Option]]:
        """Values that this site does not know, by what the others call them: the most frequent ones, and what is
        chosen."""
        if not self.question.is_wide:
            return {}
        lookup, codes = self.around.lookup, {}
        for facet in self.question.facets:
            counts = self.results.counts(facet.name)
            unknown = facet.unknown(sorted(counts, key=lambda code: (-counts[code], code)), lookup)
            chosen = facet.unknown(self.question.values[facet.name], lookup)
            codes[facet] = list(dict.fromkeys([*chosen, *unknown[:MOST_OF_OTHERS]]))
        self.around.read_labels({facet.name: found for facet, found in codes.items()})
        return {
            facet: most_frequent_first(
                Option(code, label, self.results.counts(facet.name).get(code, 0))
                for code, label in lookup.elsewhere(facet.name, found).items()
            )
            for facet, found in codes.items()
            if found
        }

    @cached_property
    def shown(self) -> list[dict[str, Any]]:
        """``[{name, label, values: [{value, label, count, selected, depth, url}], first, others, others_selected,
        selected, secondary}]``; the ``first`` values and the ``others`` are shown apart; ``selected`` of a facet is
        how many of its values are chosen."""
        return [self._shown(facet, options) for facet, options in self.options.items()]

    def _shown(self, facet: Facet, options: list[Option]) -> dict[str, Any]:
        chosen = self.question.values[facet.name]
        values = [
            {
                "value": option.value,
                "label": option.label,
                "count": option.count,
                "selected": option.value in chosen,
                "depth": option.depth,
                "url": self.addresses.with_option(facet, option),
            }
            for option in options
        ]
        shown = SHOWN if len(values) > MOST_SHOWN else len(values)
        return {
            "name": facet.name,
            "label": str(facet.label),
            "values": values,
            "first": values[:shown],
            "others": values[shown:],
            "others_selected": any(value["selected"] for value in values[shown:]),
            "selected": len(chosen),
            "secondary": facet.secondary,
        }

    @property
    def has_more(self) -> bool:
        """Whether there are filters that stay closed until a visitor opens them."""
        return self.question.has_places or any(facet["secondary"] for facet in self.shown)

    @property
    def uses_more(self) -> bool:
        return any(self.question.years) or any(facet["secondary"] and facet["selected"] for facet in self.shown)

    @property
    def years_label(self) -> str:
        start, end = self.question.years
        if start and end:
            return f"{start}–{end}" if start != end else str(start)
        if start:
            return _("since %(year)s") % {"year": start}
        return _("until %(year)s") % {"year": end} if end else ""

    @cached_property
    def active(self) -> list[dict[str, str]]:
        """Every choice that the visitor can take back: ``[{name, label, facet_label, url}]``."""
        question, addresses, lookup = self.question, self.addresses, self.around.lookup
        found = [
            {
                "name": facet.name,
                "label": facet.label_of(value, lookup),
                "facet_label": str(facet.label),
                "url": addresses.without(facet, value),
            }
            for facet in question.facets
            for value in question.values[facet.name]
        ]
        if self.years_label:
            label = {"label": self.years_label, "facet_label": _("Started in")}
            found.append({"name": "years", **label, "url": addresses.url(**ANY_YEAR)})
        if question.place:
            label = {"label": self.places.label, "facet_label": _("Place")}
            found.append({"name": "near", **label, "url": addresses.url(**addresses.any_place)})
        if question.box:
            area = _("no place on the map") if question.box == NOWHERE else _("a part of the map")
            label = {"label": area, "facet_label": _("Map")}
            found.append({"name": "box", **label, "url": addresses.url(**ANY_AREA)})
        return found
