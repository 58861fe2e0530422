"""How far a search reaches: this site, or all sites of a network."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from ..facets.declared import SITE
from .addresses import Addresses
from .question import Question
from .surroundings import ALL, Surroundings


class Reach:
    def __init__(self, around: Surroundings, question: Question, addresses: Addresses) -> None:
        self.around = around
        self.question = question
        self.addresses = addresses

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """``[{label, selected, url}]``: this site, all territories of the network; none where there is no other site.

        The address of this site drops the chosen values that only other sites know.
        """
        if not self.around.sites:
            return []
        wide = self.question.is_wide
        return [
            {
                "label": _("This site"),
                "selected": not wide,
                "url": self.addresses.url(network="", **(self._known if wide else {})),
            },
            {
                "label": _("All territories of the network"),
                "selected": wide,
                "url": self.addresses.url(network=ALL),
            },
        ]

    @property
    def _known(self) -> dict[str, list[str]]:
        """The chosen values that this site has too, by facet."""
        known: dict[str, list[str]] = {}
        for facet in self.question.facets:
            chosen = self.question.values[facet.name]
            unknown = chosen if facet is SITE else facet.unknown(chosen, self.around.lookup)
            known[facet.name] = [value for value in chosen if value not in unknown]
        return known
