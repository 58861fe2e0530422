"""Version 1 of the addresses for scripts, see ``docs/reference/api.md``. What it says is stable: names are added, none
is changed or taken away.

A script is told of every mistake in its address; a page would leave the mistake out, and answer.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from ..choices import DirectoryContent
from ..facets import facets_in
from ..facets.declared import SITE
from ..search import SearchUnavailable
from .context import DirectoryContext
from .formats import answers_of_points, points_data, search_data, suggestions_data
from .resting import resting_data
from .site import LANGUAGE_HEADERS, SiteContext, SiteDirectory, SiteSearch
from .surroundings import NETWORK

MAX_LIMIT = 100
DEFAULT_LIMIT = 20
MAX_SUGGESTIONS = 11
MOST_NAMED = 5
"""Unknown parameters that a refusal names, at most."""
MAX_AGE = 60
"""Seconds for which an answer may be kept: by anybody if its address names the language, else by the browser alone."""


@method_decorator(csrf_exempt, name="dispatch")  # nothing is written: other methods are refused as such
class ApiView(View):
    """Answers in JSON, for the public part of the site of the request."""

    http_method_names = ("get", "head", "options")
    content_type = "application/json"
    parameters: frozenset[str] = frozenset()
    """The parameters that the address takes besides ``q`` and ``language``."""
    narrows = False
    """Whether the address takes the facets of a search of everything too."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            site = SiteSearch(request, request.path)
        except Http404:
            # Not 404: Django would look for the address with a language in front.
            return JsonResponse({"error": _("There is no public site at this address.")}, status=403)
        asked = request.GET.get("language") or site.best_language()
        known = asked in site.homes
        code = asked if known else site.best_language()
        with translation.override(code):
            try:
                if not known:
                    raise BadRequest(site.unknown_language(asked))
                response: HttpResponse = JsonResponse(
                    self.answer(request, *site.in_language(code)), content_type=self.content_type
                )
                # Without a language in its address, an answer is in the visitor's language, and for that visitor alone.
                by_address = {"public": True} if request.GET.get("language") else {"private": True}
                patch_cache_control(response, **by_address, max_age=MAX_AGE)
            except BadRequest as error:
                response = JsonResponse({"error": str(error)}, status=400)
            except SearchUnavailable as error:
                response = resting_data(error, request)
        if not request.GET.get("language"):
            patch_vary_headers(response, LANGUAGE_HEADERS)
        response.headers["Content-Language"] = code
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().http_method_not_allowed(request, *args, **kwargs)
        words = _("These addresses answer GET alone, not %(method)s.") % {"method": str(request.method)[:20]}
        return JsonResponse({"error": words}, status=response.status_code, headers={"Allow": response["Allow"]})

    def answer(self, request: HttpRequest, directory: SiteDirectory, page_context: SiteContext) -> dict[str, Any]:
        """Plain data. Raises :class:`BadRequest`."""
        raise NotImplementedError  # pragma: no cover

    def check(self, request: HttpRequest, mistakes: Iterable[str], *, network: bool = False) -> None:
        """Raise :class:`BadRequest` for a parameter that does not exist, or for mistakes in values. ``network``: there
        are other sites to be searched."""
        facets = facets_in(DirectoryContent.EVERYTHING) if self.narrows else ()
        known = {"q", "language", *self.parameters, *(facet.name for facet in facets)}
        known |= {NETWORK, SITE.name} if network else set()
        unknown = sorted(name[:40] for name in {*request.GET} - known)[:MOST_NAMED]
        if unknown:
            raise BadRequest(_("There is no parameter %(names)s.") % {"names": ", ".join(unknown)})
        if mistakes:
            raise BadRequest(" ".join(mistakes))


NARROWING = frozenset({"verbatim", "year_from", "year_to", "near", "lat", "lon", "radius", "box"})


def _limit(request: HttpRequest, default: int, most: int) -> int:
    asked = request.GET.get("limit") or str(default)
    if not (asked.isdecimal() and len(asked) < 6 and 1 <= int(asked) <= most):
        raise BadRequest(_("“limit” is a number from 1 to %(most)d.") % {"most": most})
    return int(asked)


def _check_page(number: int, last: int) -> None:
    if number > last:
        raise BadRequest(_("There is no page %(number)d; the last one is %(last)d.") % {"number": number, "last": last})


class SearchApi(ApiView):
    parameters = NARROWING | {"limit", "page", "sort"}
    narrows = True

    def answer(self, request: HttpRequest, directory: SiteDirectory, page_context: SiteContext) -> dict[str, Any]:
        limit = _limit(request, DEFAULT_LIMIT, MAX_LIMIT)
        carried = {"language": page_context.language.code, "limit": str(limit)}
        search = DirectoryContext(directory, request, page_context, size=limit, carried=carried)
        self.check(request, search.question.notices, network=bool(search.around.sites))
        _check_page(search.question.page, search.results.last)
        answer = search_data(search)
        del answer["notices"]
        return answer


class PointsApi(ApiView):
    content_type = "application/geo+json"
    parameters = NARROWING | {"page"}
    narrows = True

    def answer(self, request: HttpRequest, directory: SiteDirectory, page_context: SiteContext) -> dict[str, Any]:
        search = DirectoryContext(directory, request, page_context, carried={"language": page_context.language.code})
        self.check(request, search.question.notices, network=bool(search.around.sites))
        found = points_data(search)
        _check_page(search.question.page, answers_of_points(found["numberMatched"]))
        return found


class SuggestApi(ApiView):
    parameters = frozenset({"limit"})

    def answer(self, request: HttpRequest, directory: SiteDirectory, page_context: SiteContext) -> dict[str, Any]:
        limit = _limit(request, MAX_SUGGESTIONS, MAX_SUGGESTIONS)
        search = DirectoryContext(directory, request, page_context)
        self.check(request, search.question.mistakes)
        page = reverse(f"{getattr(request.resolver_match, 'namespace', 'essaimage')}:search")
        url = (
            page_context.directory_url
            if page_context.directory_url != page_context.action
            else f"{page}?language={page_context.language.code}"
        )
        return {"query": search.question.text, "suggestions": suggestions_data(search, url, limit)}
