"""The site's search as a page without a place in Wagtail's tree."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.generic import View

from ..search import SearchUnavailable
from .context import DirectoryContext
from .responses import respond
from .resting import resting_page
from .rows import address_of
from .site import LANGUAGE_HEADERS, SiteContext, SiteDirectory, SiteSearch


class DocumentView(View):
    """Leads to what is found under a key, wherever it stands now: other sites of a network link to this address."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        address = address_of(key)
        if not address:
            raise Http404
        return redirect(address)


class SearchView(View):
    """Everything that the site of the request shows to anybody, in one language: that of the parameter ``language``,
    else the active one, else that of the site's root page.

    Takes the parameters of a directory page, and answers as one does.
    """

    http_method_names = ("get", "head", "options")
    template_name = "essaimage_wagtail/pages/directory_page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        site = SiteSearch(request, request.path)
        asked = request.GET.get("language", "")
        known = asked in site.homes
        code = asked if known else site.best_language()
        with translation.override(code):
            notices = [site.unknown_language(asked)] if asked and not known else []
            carried = {"language": code} if known else {}
            directory, page_context = site.in_language(code)
            try:
                response = self.respond(request, directory, page_context, carried=carried, told=notices)
            except SearchUnavailable as error:
                response = resting_page(error, request, directory, page_context)
        response.headers["Content-Language"] = code
        if not known:
            patch_vary_headers(response, LANGUAGE_HEADERS)
        return response

    def respond(
        self, request: HttpRequest, directory: SiteDirectory, page_context: SiteContext, **kwargs: Any
    ) -> HttpResponse:
        """``kwargs`` as of :class:`~essaimage_wagtail.directory.context.DirectoryContext`."""
        name = request.GET.get("format")
        if name:
            return respond(name, directory, request, page_context, **kwargs)
        search = DirectoryContext(directory, request, page_context, **kwargs)
        return render(request, self.template_name, {"page": directory, "essaimage": page_context, "directory": search})
