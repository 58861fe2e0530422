"""What a reader gets at an address where the page is not in their language: never an empty "not found"."""

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path
from django.views.defaults import ERROR_404_TEMPLATE_NAME, page_not_found
from django.views.generic import View
from wagtail.models import Site

from ..directory.site import LANGUAGE_HEADERS
from ..versions import nearness
from .context import Elsewhere, ElsewhereContext
from .lost import Lost, LostContext
from .sitemap import Part, Sitemap
from .versions import asked_at, homes_of, key_for, versions_of

__all__ = ["not_found"]

logger = logging.getLogger(__name__)

TEMPLATE = "essaimage_wagtail/pages/elsewhere.html"
LOST = "essaimage_wagtail/pages/not_found.html"
PLAIN = "essaimage_wagtail/pages/plain_not_found.html"
"""Asks nothing of the database."""
REMEMBERED = 365 * 24 * 3600
"""Seconds for which a choice of language is kept, where the site does not say how long."""


class PageInView(View):
    """A page in a language: leads to it where it exists, and says in this language where it does not.

    That answer has the status 200 and asks search engines to leave it out: the address is one that the site links, and
    what it tells is true. Without a language in the address, leads to that of the reader's choice or browser.
    """

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: UUID, code: str = "") -> HttpResponse:
        site = Site.find_for_request(request)
        versions = versions_of(key, site) if site else []
        if site is None or not versions:
            raise Http404
        asked = code or translation.get_language_from_request(request)
        found = {version.locale.language_code: version for version in versions}
        response: HttpResponse
        if asked in found:
            response = redirect(found[asked].get_url(request))
        else:
            response = elsewhere(request, site, asked, versions)
        if not code:
            patch_vary_headers(response, LANGUAGE_HEADERS)
        elif asked in found:
            remember(response, code)
        return response


class SitemapView(View):
    """A part of answers about the :class:`~.sitemap.Sitemap` of the request's site."""

    http_method_names = ("get", "head", "options")

    @property
    def sitemap(self) -> Sitemap:
        site = Site.find_for_request(self.request)
        if site is None:
            raise Http404
        return Sitemap(site, self.request)

    @staticmethod
    def answer(content: str | bytes) -> HttpResponse:
        response = HttpResponse(content, content_type="application/xml")
        # What a search engine lists is pages, not their list.
        response.headers["X-Robots-Tag"] = "noindex, noodp, noarchive"
        return response


class SitemapIndexView(SitemapView):
    """The index, which names the parts. One query."""

    def get(self, request: HttpRequest) -> HttpResponse:
        sitemap = self.sitemap

        def address(part: Part) -> str:
            return request.build_absolute_uri(reverse("essaimage_sitemap:part", args=[part.code, part.number]))

        return self.answer(sitemap.index((part, address(part)) for part in sitemap.parts()))


class SitemapPartView(SitemapView):
    """The pages of one language."""

    def get(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        sitemap = self.sitemap
        for part in sitemap.parts():
            if (part.code, part.number) == (code, number):
                return self.answer(sitemap.part(part))
        raise Http404


def elsewhere(request: HttpRequest, site: Site, code: str, versions: list[Any], status: int = 200) -> HttpResponse:
    """The page about ``versions`` in the language ``code``; ``Http404`` where the site has no home page in it."""
    home = homes_of(site).get(code)
    if home is None:
        raise Http404
    with translation.override(code):
        page_context = ElsewhereContext(home, request, versions)
        context = {"page": home, "essaimage": page_context, "elsewhere": Elsewhere(page_context, versions)}
        response = render(request, TEMPLATE, context, status=status)
    response.headers["Content-Language"] = code
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def not_found(request: HttpRequest, exception: Exception, template_name: str = ERROR_404_TEMPLATE_NAME) -> HttpResponse:
    """A site's ``handler404``: what :func:`elsewhere` says, where the address is that of a page in another language;
    for all others the site's own ``404.html``, and on a site that has none what the words of the address find.

    Whatever fails meanwhile is logged, and answered by a page that asks nothing of anybody. The status is always 404.
    """
    own = _has(template_name)
    try:
        response = _in_other_languages(request) or (None if own else lost(request))
    except Exception:
        logger.exception("The answer to an address without a page failed.")
        response = None
    return response or page_not_found(request, exception, template_name if own else PLAIN)


def _has(template_name: str) -> bool:
    try:
        get_template(template_name)
    except TemplateDoesNotExist:
        return False
    return True


def _in_other_languages(request: HttpRequest) -> HttpResponse | None:
    asked, site = asked_at(request), Site.find_for_request(request)
    code, path = asked or ("", "")
    key = key_for(path, code, site) if site and code else None
    if site and key:
        try:
            return elsewhere(request, site, code, versions_of(key, site), status=404)
        except Http404:
            pass
    return None


def lost(request: HttpRequest) -> HttpResponse | None:
    """The page about an address at which there is nothing, in the language of the address, else in that of the reader;
    nothing for what is no page to be read (a picture, a form that was sent), or outside any site."""
    site = Site.find_for_request(request)
    if site is None or request.method not in ("GET", "HEAD") or not request.accepts("text/html"):
        return None
    homes = homes_of(site)
    if not homes:
        return None
    named, active = get_language_from_path(request.path_info) or "", translation.get_language() or ""
    wanted = (named, active, active.partition("-")[0])
    code = next((code for code in wanted if code in homes), None) or min(homes, key=nearness)
    with translation.override(code):
        page_context = LostContext(homes[code], request)
        context = {"page": homes[code], "essaimage": page_context, "lost": Lost(page_context, _path_of(request, named))}
        response = render(request, LOST, context, status=404)
    response.headers["Content-Language"] = code
    if code != named:
        patch_vary_headers(response, LANGUAGE_HEADERS)
    return response


def _path_of(request: HttpRequest, code: str) -> str:
    """The path whose words are searched for: where a page could have been, not the addresses of programs."""
    if asked := asked_at(request):
        return asked[1]
    if request.resolver_match is not None:
        return ""
    path = request.path_info
    return path.removeprefix(f"/{code}/") if code else path


def remember(response: HttpResponse, code: str) -> None:
    """Keep a choice of language where Django looks for it, for addresses that name none: the site's ``/``."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE or REMEMBERED,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE or "Lax",
    )
