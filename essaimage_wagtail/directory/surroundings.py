"""The directory of a request: what it lists, where it searches, in which language."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..contexts.page import PageContext
from ..contexts.sites import scope_of
from ..facets import Lookup
from ..search import Scope, SearchQuery, get_engine
from .kinds import kinds_in


class Surroundings:
    """``page``: a directory, or what stands for one (see :class:`~.site.SiteDirectory`); ``page_context``: its
    :class:`~essaimage_wagtail.contexts.page.PageContext`, whose queries it shares.

    ``lists``: a :class:`~essaimage_wagtail.choices.DirectoryContent`; ``engine``: answers all questions of the request
    from one state of the index; ``lookup``: what facets read.
    """

    def __init__(self, page: Any, request: HttpRequest, page_context: PageContext) -> None:
        self.page = page
        self.request = request
        self.page_context = page_context
        self.language = page_context.language.code
        self.engine = get_engine().snapshot()
        self.lists = page.lists if page.lists in DirectoryContent.values else DirectoryContent.EVERYTHING
        self.lookup = Lookup(self.language, kinds_in(self.lists), self._counted)

    @property
    def is_whole_site(self) -> bool:
        return self.page.scope == "site" and self.lists == DirectoryContent.EVERYTHING

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.paths_of([self.page]), self.language)

    def paths_of(self, versions: Iterable[Any]) -> tuple[str, ...]:
        """Where to search: below these versions of the directory, or in all of their sites' trees."""
        if self.page.scope == "site" and self.page_context.home is not None:
            return tuple(version.path[: len(self.page_context.home.path)] for version in versions)
        return tuple(version.path for version in versions)

    def _counted(self, facet: str) -> Collection[str]:
        query = SearchQuery("", self.language, facets=[facet], limit=0, scope=self.scope)
        return self.engine.search(query).facets[facet]

    @property
    def words(self) -> tuple[str, str]:
        """Label and example of the search field."""
        if self.is_whole_site:
            return _("Search the whole site"), _("One word or several")
        if self.lists == DirectoryContent.METHODS:
            return _("Search the methods"), _("For example: who has to be on board")
        if self.lists == DirectoryContent.COMMONS:
            return _("Search for a common"), _("For example: write a charter")
        return _("Search for an initiative"), _("For example: shared garden")
