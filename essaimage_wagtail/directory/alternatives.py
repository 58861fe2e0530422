"""Where to go on from a search that finds nothing, or little. What is offered finds something, and says how much."""

from dataclasses import replace
from functools import cached_property

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..contexts.sites import scope_of
from ..search import SearchQuery
from ..search.analysis.text import fold
from ..search.query.parser import unquoted
from .addresses import EVER
from .kinds import kinds

LITTLE = 5
"""With fewer results the whole site is asked as well."""
MOST_WAYS = 6
"""Searches that leave out one part each: every one costs a question, of 1 to 4 ms at 20,000 pages."""
MOST_TERMS = 8
"""Themes, or usages, to start from."""


class WaysContext:
    """The part of :class:`~.directory.DirectoryContext` that knows what else to try."""

    @cached_property
    def unfiltered(self):
        """The same words without any filter, where only the filters leave nothing: ``{url, count}``."""
        if self.total or not self.active:
            return None
        query = replace(self._counting, filters={"type": self.types_of((), self.text)}, ranges={}, radius=None)
        count = self.engine.search(query).total
        return {"url": self.unfiltered_url, "count": count} if count else None

    @cached_property
    def unquoted(self):
        """The same words without quotation marks, where only these leave nothing: ``{url, count}``."""
        words = unquoted(self.text)
        if self.total or not words or words == self.text:
            return None
        count = self.engine.search(replace(self._counting, text=words)).total
        return {"url": self.url(q=words), "count": count} if count else None

    @cached_property
    def suggestions(self):
        """Where to go when nothing was found: the same search less a part of it, then themes. ``[{label, url,
        count}]``."""
        if self.total:
            return []
        ways = []
        for label, changes, query in list(self._parts())[:MOST_WAYS]:
            count = self.engine.search(query).total
            if count:
                ways.append(
                    {"label": _("Without “%(choice)s”") % {"choice": label}, "url": self.url(**changes), "count": count}
                )
        return [*ways, *self._terms_to_start_from()] if self.text else ways

    def _parts(self):
        """What can be left out: ``(label, changes of the address, the query without it)``."""
        query, labels = self._counting, {}
        for choice in self.active:
            if choice["name"] == "near" and not self.radius:
                continue  # it sorts, and leaves nothing out
            labels.setdefault(choice["name"], []).append(choice["label"])
        if self.text and labels:
            types = {**query.filters, "type": self.types_of(self.values.get("type"), "")}
            yield self.text, {"q": ""}, replace(query, text="", filters=types)
        if len(labels) == 1 or (self.text and not self.unfiltered):
            return  # that is the search without any filter, or it is the words that find nothing
        for name, chosen in labels.items():
            if name == "years":
                changes, less = EVER, replace(query, ranges={})
            elif name == "near":
                changes, less = self._nowhere, replace(query, radius=None)
            else:
                filters = {facet: values for facet, values in query.filters.items() if facet != name}
                changes = {name: ""}
                less = replace(query, filters={"type": self.types_of((), self.text), **filters})
            yield ", ".join(map(str, chosen)), changes, less

    @property
    def _counting(self):
        return replace(self.query(limit=0), facets=())

    def _terms_to_start_from(self):
        facet = "usage" if self.lists == DirectoryContent.COMMONS else "theme"
        types = self.types_of((), "")
        everything = SearchQuery("", self.language, {"type": types}, facets=[facet], limit=0, scope=self.scope)
        counts = self.engine.search(everything).facets[facet]
        terms = sorted(self.terms(facet), key=lambda term: (-counts.get(term.key, 0), fold(term.label.casefold())))
        return [
            {"label": term.label, "url": self.url_of_only(facet, term.slug), "count": counts[term.key]}
            for term in terms[:MOST_TERMS]
            if counts.get(term.key)
        ]

    @cached_property
    def whole_site(self):
        """The same words in the whole site, where that has more than the little found here: ``{url, count}``. None
        on a site that does not include the plugin's addresses, and where filters are why there is little."""
        if (
            self.is_whole_site
            or not self.text
            or self.view.home is None
            or self.total >= (1 if self.active else LITTLE)
        ):
            return None
        try:
            address = reverse("essaimage:search")
        except NoReverseMatch:
            return None
        types = sorted({label for kind in kinds().values() for label in kind.types})
        scope = scope_of((self.view.home.path,), self.language)
        count = self.engine.search(SearchQuery(self.text, self.language, {"type": types}, limit=0, scope=scope)).total
        if count <= self.total:
            return None
        return {"url": f"{address}?{urlencode({'language': self.language, 'q': self.text})}", "count": count}
