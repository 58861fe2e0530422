"""What can be watched: a page, recent changes by their filters, a search. Each is written as a text, and read again
when there is something to tell."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from ...contexts.page import PageContext
from ...directory.context import DirectoryContext
from ...directory.site import SiteContext, SiteDirectory
from ...formatting import enumeration
from ...models import DirectoryFields
from ...readers.versions import homes_of
from ...versions import nearness
from ..history.kinds import has_history
from ..models.watching import LONGEST_SUBJECT, Watched
from ..recent.filters import Filters
from ..visitors.pages import shown_page

MOST_FOUND = 1000
"""Results of a search, the newest first, among which changed pages are looked for."""
LONGEST_TITLE = 255


@dataclass(slots=True)
class Subject:
    """What can be watched. ``around``: the page that gives head and foot to the form; ``url``: where people read the
    subject; ``filters``: those of recent changes."""

    kind: Watched
    text: str
    title: str
    around: Any
    url: str
    filters: Filters | None = None

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > LONGEST_SUBJECT


def page_subject(key: UUID, code: str, request: HttpRequest) -> Subject | None:
    page = shown_page(key, code, Site.find_for_request(request))
    if page is None or not has_history(type(page)):
        return None
    return Subject(Watched.PAGE, str(key), page.title[:LONGEST_TITLE], page, page.get_url(request) or "")


# Changes


def filters_of(query: QueryDict, code: str, site: Site) -> Filters:
    """The filters of the recent changes of a site, without the day."""
    kept = query.copy()
    kept.pop("until", None)
    return Filters(kept, code, sorted(homes_of(site), key=nearness))


def changes_subject(query: QueryDict, code: str, request: HttpRequest) -> Subject | None:
    site = Site.find_for_request(request)
    home = homes_of(site).get(code) if site else None
    if site is None or home is None:
        return None
    filters = filters_of(query, code, site)
    given = {
        name: filters.given[name] for name in Filters.NAMES if name in filters.given and name not in filters.unknown
    }
    text = urlencode(given)
    url = f"{reverse('essaimage:wiki:recent')}?{urlencode({**given, 'language': code})}"
    return Subject(Watched.CHANGES, text, _told(_chosen(filters)), home, url, filters)


def _chosen(filters: Filters) -> list[str]:
    """What of the recent changes is watched, in words."""
    options = [filters.territory_options, filters.theme_options, filters.kind_options, filters.language_options]
    return [option.label.strip() for group in options for option in group if option.selected]


def _told(words: list[str]) -> str:
    return enumeration(words)[:LONGEST_TITLE] if words else _("The whole site")


# Searches


class Search:
    """The search of a directory, or of the site by the key of its home page, in a language, without a visitor.

    ``page`` is ``None`` where nobody may see it any more.
    """

    def __init__(self, key: UUID, code: str, query: str, site: Site) -> None:
        self.request = request_for(site, query)
        page = shown_page(key, code, site)
        is_home = page is not None and page.translation_key == site.root_page.translation_key
        self.page: Any = page if is_home or isinstance(page, DirectoryFields) else None

    @cached_property
    def directory(self) -> DirectoryContext:
        if isinstance(self.page, DirectoryFields):
            return DirectoryContext(self.page, self.request, PageContext(self.page, self.request), here=True)
        action = reverse("essaimage:search")
        around = SiteContext(self.page, self.request, action)
        code = self.page.locale.language_code
        return DirectoryContext(
            SiteDirectory(self.page, action), self.request, around, here=True, carried={"language": code}
        )

    @property
    def title(self) -> str:
        text = self.directory.question.text
        words = [_("“%(words)s”") % {"words": text}] if text else []
        return _told(
            [*words, *(one["label"] for one in self.directory.facets.active)] or [self.directory.around.page.title]
        )

    @property
    def text(self) -> str:
        query = QueryDict(self.directory.addresses.query, mutable=True)
        for name in ("language", "verbatim"):
            query.pop(name, None)
        return f"{self.page.translation_key}:{self.page.locale.language_code}?{query.urlencode()}"

    @property
    def url(self) -> str:
        return self.directory.addresses.url(sort="", view="", network="")

    def found(self) -> set[str]:
        """The translation keys of the newest pages that the search finds now; empty if a filter means nothing any
        more."""
        if self.page is None or self.directory.question.mistakes:
            return set()
        query = replace(self.directory.question.query(sort="date", limit=MOST_FOUND), correct=False)
        result = self.directory.around.engine.search(query)
        # Pages with only some of the words stand after those with all of them, and are left out.
        hits = result.hits[: result.all_words] if query.text else result.hits
        return {hit.key.partition(":")[0] for hit in hits}


def search_subject(key: UUID, code: str, request: HttpRequest) -> Subject | None:
    site = Site.find_for_request(request)
    search = Search(key, code, request.GET.urlencode(), site) if site else None
    if search is None or search.page is None:
        return None
    return Subject(Watched.SEARCH, search.text, search.title, search.page, search.url)


def request_for(site: Site, query: str = "") -> HttpRequest:
    """The request that a visitor of a site would send, for code that reads a question from an address."""
    request = HttpRequest()
    request.method, request.path, request.GET = "GET", "/", QueryDict(query)
    request.META = {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port)}
    # Where Wagtail keeps the site of a request once it has looked for it.
    request._wagtail_site = site  # type: ignore[attr-defined]
    return request


# Telling


def matching(kind: str, subject: str, code: str, site: Site, pages: Iterable[Page]) -> set[int]:
    """The numbers of those of ``pages`` that a subscription is about."""
    if kind == Watched.PAGE:
        return {page.pk for page in pages if str(page.translation_key) == subject}
    if kind == Watched.CHANGES:
        filters = filters_of(QueryDict(subject), code, site)
        # Where a theme or a territory is gone, the subscription is about nothing, rather than about everything.
        wanted = Q(pk__in=[]) if filters.unknown else filters.pages()
        return set(Page.objects.filter(wanted, pk__in=[page.pk for page in pages]).values_list("pk", flat=True))
    address, _mark, query = subject.partition("?")
    key, _colon, language = address.partition(":")
    found = Search(UUID(key), language, query, site).found()
    return {page.pk for page in pages if page.locale.language_code == language and str(page.translation_key) in found}
