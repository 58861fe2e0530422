"""The directory of a request: what it lists, where it searches, in which language."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from ..choices import DirectoryContent
from ..contexts.page import PageContext
from ..contexts.sites import scope_of
from ..facets import Lookup
from ..search import Scope, SearchQuery, get_engine
from ..search.types import network_of
from .kinds import kinds_in

NETWORK, ALL = "network", "all"
"""The parameter of an address that asks for the other sites too, and its value."""


class Surroundings:
    """``page``: a directory, or what stands for one (see :class:`~.site.SiteDirectory`); ``page_context``: its
    :class:`~essaimage_wagtail.contexts.page.PageContext`, whose queries it shares.

    ``lists``: a :class:`~essaimage_wagtail.choices.DirectoryContent`; ``engine``: answers all questions of the request
    from one state of the index; ``lookup``: what facets read.

    ``sites``: names by code of the sites of a network, this one first, where there are others; ``is_wide``: whether
    the others are searched too, as the address asks. ``here``: whether this site alone is, whatever the address says.
    ``params``: what is asked, the parameters of the address by default.
    """

    def __init__(
        self,
        page: Any,
        request: HttpRequest,
        page_context: PageContext,
        *,
        here: bool = False,
        params: QueryDict | None = None,
    ) -> None:
        self.page = page
        self.request = request
        self.params = request.GET if params is None else params
        self.page_context = page_context
        self.language = page_context.language.code
        self.engine = get_engine().snapshot()
        self.lists = page.lists if page.lists in DirectoryContent.values else DirectoryContent.EVERYTHING
        self.network = network_of(self.engine)
        self.sites = self.network.sites() if self.network else {}
        self.is_wide = bool(self.sites) and not here and self.params.get(NETWORK) == ALL
        kinds, sites = kinds_in(self.lists), self.sites if self.is_wide else {}
        self.lookup = Lookup(self.language, kinds, self._counted, sites=sites, elsewhere=self._labels_elsewhere)
        self._labels: dict[tuple[str, str], str | None] = {}

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
        query = SearchQuery("", self.language, facets=[facet], limit=0, scope=self.scope, network=self.is_wide)
        return self.engine.search(query).facets[facet]

    def read_labels(self, codes: Mapping[str, Collection[str]]) -> None:
        """Ask other sites, at once, for the labels of facets' codes that are unknown here."""
        if self.network is None or not self.is_wide:
            return
        missing = {name: [code for code in found if (name, code) not in self._labels] for name, found in codes.items()}
        if any(missing.values()):
            query = SearchQuery("", self.language, limit=0, scope=self.scope, network=True)
            found = self.network.labels(query, missing)
            self._labels |= {
                (name, code): found.get(name, {}).get(code) for name, wanted in missing.items() for code in wanted
            }

    def _labels_elsewhere(self, facet: str, codes: Collection[str]) -> Mapping[str, str]:
        self.read_labels({facet: codes})
        return {code: label for code in codes if (label := self._labels.get((facet, code)))}

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
