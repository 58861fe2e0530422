"""The search of a whole site, for sites that have no page for it."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from ..choices import DirectoryContent
from ..contexts.page import PageContext
from ..visibility import visible

LANGUAGE_HEADERS = ("Accept-Language", "Cookie")
"""What the language of a request may depend on, besides its address: Django's middleware names the first one only."""


class SiteContext(PageContext):
    """A :class:`~.page.PageContext` around the site's home page in one language, for what is no page.

    ``action``: the address of the search, the same in every language.
    """

    shows_others = True

    def __init__(self, page: Page, request: HttpRequest, action: str) -> None:
        super().__init__(page, request)
        self.action = action
        self.description = ""

    def url_of(self, version: Page) -> str:
        return f"{self.action}?language={version.locale.language_code}"

    @property
    def search_url(self) -> str:
        return self.action

    @property
    def directory_url(self) -> str:
        """The site's own directory in this language, else this search."""
        return super().search_url or self.action

    @property
    def _directory_feeds(self) -> list[dict[str, str]]:
        """None: the template announces the feed of the search."""
        return []

    @property
    def alternates(self) -> list[dict[str, str]]:
        if len(self.versions) < 2:
            return []
        links = [
            {"code": version.locale.language_code, "url": self.request.build_absolute_uri(self.url_of(version))}
            for version in self.versions
        ]
        return [*links, {"code": "x-default", "url": links[0]["url"]}]

    @property
    def canonical_url(self) -> str:
        return self.request.build_absolute_uri(self.url_of(self.page) if len(self.versions) > 1 else self.action)


@dataclass
class SiteDirectory:
    """Stands for a directory page: everything in the site's tree of one language."""

    home: Page
    action: str
    lists: str = DirectoryContent.EVERYTHING
    scope: str = "site"
    introduction: str = ""

    def get_url(self, request: HttpRequest) -> str:
        return self.action

    @property
    def title(self) -> str:
        return pgettext("title of a page", "Search")

    @property
    def path(self) -> str:
        return self.home.path

    @property
    def translation_key(self) -> UUID:
        return self.home.translation_key

    @property
    def locale(self) -> Locale:
        return self.home.locale

    @property
    def locale_id(self) -> int:
        return self.home.locale_id


class SiteSearch:
    """The site of a request, its languages, and the page around its search in one of them.

    Raises ``Http404`` outside any site, or when nobody may see the site's home page.
    """

    def __init__(self, request: HttpRequest, action: str) -> None:
        self.request = request
        self.action = action
        site = Site.find_for_request(request)
        if site is None:
            raise Http404
        self._root = SiteContext(site.root_page, request, action)
        if not visible(Page.objects.filter(pk=site.root_page_id), site).exists():
            raise Http404

    @cached_property
    def homes(self) -> dict[str, Page]:
        """The site's home pages by language code, in the order of the site's languages."""
        return {version.locale.language_code: version for version in self._root.versions}

    def best_language(self) -> str:
        """The reader's language if the site has it, else that of the root page."""
        active = get_language() or ""
        codes = [active, active.partition("-")[0], self._root.language.code]
        return next(code for code in codes if code in self.homes)

    def unknown_language(self, code: str) -> str:
        """What to say of a language that is none of :attr:`homes`."""
        words = {"code": code[:20], "codes": ", ".join(self.homes)}
        return _("This site is not in the language “%(code)s”, but in: %(codes)s.") % words

    def in_language(self, code: str) -> tuple[SiteDirectory, SiteContext]:
        """``(directory, page_context)`` in one of the languages of :attr:`homes`."""
        home = self.homes[code]
        page_context = self._root if home.pk == self._root.page.pk else SiteContext(home, self.request, self.action)
        return SiteDirectory(home, self.action), page_context
