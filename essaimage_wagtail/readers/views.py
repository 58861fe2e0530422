"""What a reader gets at an address where the page is not in their language: never an empty "not found"."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.defaults import ERROR_404_TEMPLATE_NAME, page_not_found
from django.views.generic import View
from wagtail.models import Site

from ..directory.site import LANGUAGE_HEADERS
from .context import Elsewhere, ElsewhereContext
from .sitemap import Part, Sitemap
from .versions import asked_at, homes_of, key_for, versions_of

__all__ = ["not_found"]

TEMPLATE = "essaimage_wagtail/pages/elsewhere.html"
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
    the site's own ``404.html`` for all others. The status is 404 for both."""
    asked, site = asked_at(request), Site.find_for_request(request)
    code, path = asked or ("", "")
    key = key_for(path, code, site) if site and code else None
    if site and key:
        try:
            return elsewhere(request, site, code, versions_of(key, site), status=404)
        except Http404:
            pass
    return page_not_found(request, exception, template_name)


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
