"""What the pages of territories and themes have in common: a search for one value of a facet, and what it finds."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from wagtail.models import Page

from ..choices import DirectoryContent
from ..contexts.links import Link, links_to
from ..contexts.page import PageContext
from ..directory.cards import cards, pages_of
from ..directory.context import DirectoryContext
from ..directory.map import MapContext
from ..models import SheetFields, Territory
from ..models.keys import pages_with
from ..search.analysis.text import sort_key
from ..search.types import SearchResult
from .people import Bearer, bearers_of

MOST_SHOWN = 12
"""Initiatives, and links of one list."""
LISTS = (DirectoryContent.EVERYTHING, DirectoryContent.SHEETS)
"""Directories that have such pages: those of initiatives."""


def params_of(lists: str, name: str, value: str) -> QueryDict:
    """The parameters of the search that a subject's page shows."""
    params = QueryDict(mutable=True)
    params[name] = value
    if lists == DirectoryContent.EVERYTHING:
        params["type"] = "sheets"
    return params


class Subject:
    """``page``: a directory; ``page_context``: that of the request; ``value``: that of the ``facet`` in addresses.

    ``name`` and ``description``: what readers are told that it is; ``directory``: the search for it. Each part asks
    the engine and the database when it is first read.
    """

    facet: str
    name: str
    description = ""

    def __init__(self, page: Any, request: HttpRequest, page_context: PageContext, value: str) -> None:
        self.page = page
        self.request = request
        self.page_context = page_context
        self.value = value
        self.params = params_of(page.lists, self.facet, value)
        self.directory = DirectoryContext(page, request, page_context, size=MOST_SHOWN, params=self.params)

    def address_below(self, directory_url: str, code: str) -> str:
        """Its address below that of the directory's version in a language."""
        raise NotImplementedError

    @property
    def above(self) -> list[dict[str, str]]:
        """What it lies in, from the outermost: ``[{label, url}]``."""
        return []

    @cached_property
    def languages(self) -> set[str]:
        """The languages in which some of its initiatives can be read: the same on its page in each of them. A query for
        each type of sheet."""
        paths = self.directory.around.paths_of(self.page_context.versions)
        codes = (sheets.values_list("locale__language_code", flat=True).distinct() for sheets in self._below(paths))
        return {code for some in codes for code in some}

    @property
    def total(self) -> int:
        return self.directory.results.total

    @property
    def more_url(self) -> str:
        """The search for all of its initiatives, where some are not shown."""
        return self.directory.addresses.url() if self.total > MOST_SHOWN else ""

    @cached_property
    def map(self) -> MapContext | None:
        """``None`` where nothing has a point."""
        directory = self.directory
        if not self.total:
            return None
        drawn = MapContext(directory.around, directory.question, directory.addresses, directory.results)
        return drawn if drawn.picture else None

    @property
    def nearest(self) -> list[dict[str, Any]]:
        """Cards of initiatives that are not of this subject, but near it."""
        return []

    @cached_property
    def bearers(self) -> list[Bearer]:
        """Organisations that carry most of the initiatives."""
        return bearers_of(self._sheets(), MOST_SHOWN)

    @property
    def commons(self) -> list[Link]:
        return []

    def _sheets(self) -> Iterable[Any]:
        """The initiatives in the directory's language that its readers may see, a queryset for each type of sheet."""
        for sheets in self._below(self.directory.around.scope.paths):
            yield sheets.filter(locale=self.page.locale_id)

    def _below(self, paths: Iterable[str]) -> Iterable[Any]:
        below = Q.create([Q(path__startswith=path) for path in paths], Q.OR)
        for model in pages_with(SheetFields):
            sheets = self.page_context.visible(model.objects.filter(below, alias_of=None)).order_by()
            yield self._of_subject(sheets)

    def _of_subject(self, sheets: Any) -> Any:
        raise NotImplementedError

    def _links(self, keys: Iterable[Any]) -> list[Link]:
        """Links to pages, in the order of their keys."""
        keys = list(keys)
        found = links_to(keys, self.page_context)
        return [found[key] for key in keys if key in found]

    def _cards(self, result: SearchResult, most: int, without: Iterable[str] = ()) -> list[dict[str, Any]]:
        """What was found as cards, with their ``distance``; ``without``: keys of what is left out."""
        left_out = {*without}
        hits = {hit.key: hit for hit in result.hits if hit.key not in left_out}
        pages = pages_of(result, self.page.locale, self.page_context)
        shown = {key: page for key, page in pages.items() if key in hits and isinstance(page, Page)}
        shown = dict(list(shown.items())[:most])
        chains = Territory.objects.with_ancestors(getattr(page, "territory_id", None) for page in shown.values())
        made = cards(list(shown.values()), self.request, chains=chains)
        return [{**card, "distance": hits[key].distance} for key, card in zip(shown, made, strict=True)]


def most_first(options: Iterable[Mapping[str, Any]]) -> list[Any]:
    """The most frequent of what has a ``count`` and a ``label``, :data:`MOST_SHOWN` at most."""
    return sorted(options, key=lambda one: (-one["count"], sort_key(one["label"])))[:MOST_SHOWN]
