"""Where to go on from a search that finds nothing, or little. Each search that is offered finds
something, and says how much."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..contexts.sites import scope_of
from ..facets import declared
from ..search import SearchQuery
from ..search.query.parser import unquoted
from .addresses import ANY_AREA, ANY_YEAR, Addresses
from .facets import Facets
from .kinds import kinds
from .question import Question
from .results import Results
from .surroundings import Surroundings

LITTLE = 5
"""With fewer results the whole site is asked as well."""
MOST_PARTS = 6
"""Searches that leave out one part each: every one costs a question, of 1 to 4 ms at 20,000 pages."""
MOST_TERMS = 8
"""Themes, or usages, to start from."""


class Alternatives:
    """Other searches than the one of a directory."""

    def __init__(
        self, around: Surroundings, question: Question, addresses: Addresses, results: Results, facets: Facets
    ) -> None:
        self.around = around
        self.question = question
        self.addresses = addresses
        self.results = results
        self.facets = facets

    @cached_property
    def _query(self) -> SearchQuery:
        return self.question.query(limit=0)

    def _total(self, query: SearchQuery) -> int:
        return self.around.engine.search(query).total

    @cached_property
    def unfiltered(self) -> dict[str, Any] | None:
        """The same words without any filter, where the filters alone are why nothing is found: ``{url, count}``."""
        if self.results.total or not self.facets.active:
            return None
        types = self.question.types_of((), self.question.text)
        count = self._total(replace(self._query, filters={"type": types}, ranges={}, radius=None))
        return {"url": self.addresses.unfiltered, "count": count} if count else None

    @cached_property
    def unquoted(self) -> dict[str, Any] | None:
        """The same words without quotation marks, where these alone are why nothing is found: ``{url, count}``."""
        words = unquoted(self.question.text)
        if self.results.total or not words or words == self.question.text:
            return None
        count = self._total(replace(self._query, text=words))
        return {"url": self.addresses.url(q=words), "count": count} if count else None

    @cached_property
    def suggestions(self) -> list[dict[str, Any]]:
        """Where to go when nothing was found: the same search less a part of it, then themes. ``[{label, url,
        count}]``."""
        if self.results.total:
            return []
        found = []
        for label, changes, query in list(self._without_a_part())[:MOST_PARTS]:
            if count := self._total(query):
                label, url = _("Without “%(choice)s”") % {"choice": label}, self.addresses.url(**changes)
                found.append({"label": label, "url": url, "count": count})
        return [*found, *self._terms_to_start_from()] if self.question.text else found

    def _without_a_part(self) -> Iterator[tuple[str, dict[str, Any], SearchQuery]]:
        """What can be left out: ``(label, changes of the address, the query without it)``."""
        query, text = self._query, self.question.text
        labels: dict[str, list[str]] = {}
        for choice in self.facets.active:
            if choice["name"] == "near" and not self.question.radius:
                continue  # it sorts, and leaves nothing out
            labels.setdefault(choice["name"], []).append(choice["label"])
        if text and labels:
            types = {**query.filters, "type": self.question.types_of(self.question.values.get("type", ()), "")}
            yield text, {"q": ""}, replace(query, text="", filters=types)
        if len(labels) == 1 or (text and not self.unfiltered):
            return  # that is the search without any filter, or it is the words that find nothing
        for name, chosen in labels.items():
            changes: dict[str, Any]
            if name == "years":
                changes, less = ANY_YEAR, replace(query, ranges={})
            elif name == "near":
                changes, less = self.addresses.any_place, replace(query, radius=None)
            elif name == "box":
                changes, less = ANY_AREA, replace(query, box=None, unplaced=False)
            else:
                filters = {facet: values for facet, values in query.filters.items() if facet != name}
                changes = {name: ""}
                less = replace(query, filters={"type": self.question.types_of((), text), **filters})
            yield ", ".join(chosen), changes, less

    def _terms_to_start_from(self) -> list[dict[str, Any]]:
        facet = declared.USAGE if self.question.lists == DirectoryContent.COMMONS else declared.THEME
        counts = self.around.engine.search(self.question.everything(facets=[facet.name])).facets[facet.name]
        return [
            {
                "label": option.label,
                "url": self.addresses.url_of_only(facet.name, option.value),
                "count": option.count,
            }
            for option in facet.options(counts, (), self.around.lookup)[:MOST_TERMS]
        ]

    @cached_property
    def whole_site(self) -> dict[str, Any] | None:
        """The same words in the whole site, where that has more than the little found here: ``{url, count}``. None
        on a site that does not include the plugin's addresses, and where filters are why there is little."""
        text = self.question.text
        little = 1 if self.facets.active else LITTLE
        if (
            self.around.is_whole_site
            or self.question.is_wide
            or not text
            or self.around.page_context.home is None
            or self.results.total >= little
        ):
            return None
        try:
            address = reverse("essaimage:search")
        except NoReverseMatch:
            return None
        types = sorted({label for kind in kinds().values() for label in kind.types})
        scope = scope_of((self.around.page_context.home.path,), self.around.language)
        count = self._total(SearchQuery(text, self.around.language, {"type": types}, limit=0, scope=scope))
        if count <= self.results.total:
            return None
        return {"url": f"{address}?{urlencode({'language': self.around.language, 'q': text})}", "count": count}
