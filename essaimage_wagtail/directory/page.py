"""What a directory says of itself to browsers and search engines: its address and what it is about, by its question."""

from functools import cached_property

from ..contexts.addresses import TERRITORY, THEME, territory_address, theme_address
from ..contexts.page import PageContext
from ..models import Theme
from .context import DirectoryContext

PAGES_OF_THEIR_OWN = ("theme", "audience", "territory")
"""Facets whose values are what somebody looks for in a search engine."""
MOST_NAMED = 5
"""Results that a description names."""


class DirectoryPageContext(PageContext):
    """The ``essaimage`` of a directory's template. ``directory``: its :class:`~.context.DirectoryContext`, once it is
    made.

    Search engines list a directory, and what it has for one value of a facet of :data:`PAGES_OF_THEIR_OWN`, each of
    their pages with an address of its own. They leave out all other searches, which have no end.
    """

    directory: DirectoryContext | None = None

    @cached_property
    def subject(self) -> str:
        """The label of the one value that the directory is narrowed to; empty for none or for several."""
        if self.directory is None or self.directory.question.text:
            return ""
        active = self.directory.facets.active
        if len(active) != 1 or active[0]["name"] not in PAGES_OF_THEIR_OWN:
            return ""
        return active[0]["label"]

    @property
    def title(self) -> str:
        return f"{self.subject} – {super().title}" if self.subject else super().title

    @cached_property
    def is_listed(self) -> bool:
        """Whether search engines may list this address."""
        if self.directory is None:
            return True
        question = self.directory.question
        is_plain = question.layout == "list" and question.sort == question.default_sort and not question.is_wide
        return is_plain and (bool(self.subject) or not question.is_narrowed)

    @property
    def _directory_feeds(self) -> list[dict[str, str]]:
        """None: the template announces the feed of the search."""
        return []

    @property
    def robots(self) -> str:
        return "" if self.is_listed else "noindex"

    @property
    def canonical_url(self) -> str:
        """Absolute; with the value that the directory is narrowed to, and the number of a page after the first. Where
        the territory or theme has a page of its own, search engines list that instead of the first page."""
        own = super().canonical_url
        if self.directory is None or not self.is_listed:
            return own
        if self.directory.results.number == 1 and self._page_of_subject:
            return self._page_of_subject
        query = self.directory.addresses.url(page=self.directory.results.number).partition("?")[2]
        return f"{own}?{query}" if own and query else own

    @property
    def _page_of_subject(self) -> str:
        """The address of the page of the territory or theme that the directory is narrowed to, if there is one."""
        if self.directory is None or not self.subject or not self.directory.question.has_places:
            return ""
        lookup, values = self.directory.around.lookup, self.directory.question.values
        own = super().canonical_url
        if values.get(THEME):
            return theme_address(own, lookup.terms(Theme)[values[THEME][0]])
        known = lookup.territories(values.get(TERRITORY, ())).values()
        return next((territory_address(own, one, self.language.code) for one in known), "")

    @property
    def alternates(self) -> list[dict[str, str]]:
        """None for a part of the directory: the same part in another language has other pages."""
        return super().alternates if self.canonical_url == super().canonical_url else []

    @property
    def description(self) -> str:
        """For a narrowed directory, how many results there are and the names of the first."""
        if not self.subject or self.directory is None:
            return self._description
        titles = [hit["title"] for hit in self.directory.results.hits[:MOST_NAMED]]
        return " – ".join([self.directory.results.count_label, *titles])

    @description.setter
    def description(self, text: str) -> None:
        self._description = text
