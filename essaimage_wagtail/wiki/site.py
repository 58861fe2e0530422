"""What the wiki's pages about a whole site have in common: the language that they are in, and their feeds."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.views.generic import View
from wagtail.models import Site

from ..directory.responses import xml_text
from ..directory.site import LANGUAGE_HEADERS
from ..readers.versions import homes_of
from ..versions import nearness
from .context import AboutPageContext


class SiteContext(AboutPageContext):
    """Around something of the whole site: the switcher leads to the same in another language."""

    shows_others = True


def best_language(homes: Collection[str], asked: str = "") -> str:
    """Of the languages that a site is in: the one that an address names, else that of the reader, else the first."""
    active = get_language() or ""
    wanted = (asked, active, active.partition("-")[0])
    return next((code for code in wanted if code in homes), None) or min(homes, key=nearness)


class SiteView(ABC, View):
    """In the language that the address names, else that of the reader, else that of the site."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        site = Site.find_for_request(request)
        homes = homes_of(site) if site else {}
        if site is None or not homes:
            raise Http404
        asked = request.GET.get("language", "")
        code = best_language(homes, asked)
        with translation.override(code):
            essaimage = SiteContext(homes[code], request, self._in_language)
            response = self.respond(site, essaimage, sorted(homes, key=nearness))
        if asked not in homes:
            patch_vary_headers(response, LANGUAGE_HEADERS)
        return response

    def _in_language(self, page: Any) -> str:
        return f"{self.request.path}?language={page.locale.language_code}"

    @abstractmethod
    def respond(self, site: Site, essaimage: SiteContext, codes: list[str]) -> HttpResponse:
        """The answer; ``codes``: the languages of the site. The language of ``essaimage`` is the active one."""


def feed_of(changes: Iterable[Any], title: str, query: str, essaimage: SiteContext) -> HttpResponse:
    """An Atom feed of changes (:class:`.recent.changes.Change`), that of the page with this ``query``."""
    request, code = essaimage.request, essaimage.language.code
    absolute = request.build_absolute_uri
    feed = Atom1Feed(
        title=xml_text(f"{title} – {essaimage.site_name}" if essaimage.site_name else title),
        link=absolute(f"{request.path}?{query}"),
        description="",
        language=code,
        feed_url=absolute(f"{request.path}?{query}&format=atom"),
    )
    for change in changes:
        version = change.version
        address = absolute(version.get_absolute_url())
        feed.add_item(
            xml_text(change.page.title),
            absolute(change.compare_url) if change.compare_url else address,
            escape(xml_text(change.told)),
            unique_id=address,
            updateddate=version.published_at,
            pubdate=version.published_at,
            author_name=xml_text(change.author.name if change.author else ""),
        )
    response = HttpResponse(feed.writeString("utf-8"), content_type=f"{Atom1Feed.content_type}")
    response.headers["Content-Language"] = code
    return response
