"""What is answered while no engine answers: that search is resting, what was asked, and what can be had without it."""

from functools import cached_property
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.log import log_response
from django.utils.translation import gettext as _

from ..contexts.page import PageContext
from ..search import SearchUnavailable
from ..search.noting import note
from .latest import latest_sheets
from .surroundings import Surroundings

TEMPLATE = "essaimage_wagtail/pages/search_resting.html"
RETRY_AFTER = 30
"""Seconds after which scripts and feed readers may ask again."""
MOST_LATEST = 6
"""Sheets that are shown instead of results."""
MOST_CARRIED = 200
"""Parameters of an address that are kept for the next attempt."""

Response = TypeVar("Response", bound=HttpResponse)


def said(error: SearchUnavailable, request: HttpRequest, response: Response) -> Response:
    """Give an answer the status and headers of a search that is unavailable. The log gets a line about the search now
    and then, and about this request one of level ``INFO``, which is not mailed to the administrators."""
    note(error)
    response.status_code = 503
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    log_response("Search is unavailable: %s", request.path, response=response, request=request, level="info")
    return response


def words() -> str:
    return _("Search is not available at the moment. Try again in a minute.")


def resting_data(error: SearchUnavailable, request: HttpRequest) -> HttpResponse:
    return said(error, request, JsonResponse({"error": words()}))


def resting_text(error: SearchUnavailable, request: HttpRequest) -> HttpResponse:
    return said(error, request, HttpResponse(words(), content_type="text/plain; charset=utf-8"))


def resting_page(error: SearchUnavailable, request: HttpRequest, page: Any, page_context: PageContext) -> HttpResponse:
    return said(error, request, HttpResponse(_content(request, page, page_context)))


def _content(request: HttpRequest, page: Any, page_context: PageContext) -> str:
    context = {"page": page, "essaimage": page_context, "resting": Resting(request, page, page_context)}
    return render_to_string(TEMPLATE, context, request)


class Resting:
    """The ``resting`` of the template's context.

    ``text``: the words that were searched; ``hidden``: what else the form asks for, ``[(name, value)]``; ``again``: the
    address of the same search.
    """

    def __init__(self, request: HttpRequest, page: Any, page_context: PageContext) -> None:
        self._request = request
        self._around = Surroundings(page, request, page_context)
        self.action = request.path
        self.again = request.get_full_path()
        # As the address has them: for some of them only the engine could tell whether they mean anything.
        self.text = request.GET.get("q", "")
        asked = [(name, value) for name, values in request.GET.lists() for value in values if value]
        self.hidden = [pair for pair in asked if pair[0] not in ("q", "page")][:MOST_CARRIED]

    @property
    def words(self) -> tuple[str, str]:
        """Label and example of the search field."""
        return self._around.words

    @cached_property
    def latest(self) -> list[dict[str, Any]]:
        """The latest sheets, as cards."""
        return latest_sheets(MOST_LATEST, self._around.language, self._request, beside=self._around.page_context.page)


class DirectoryResponse(TemplateResponse):
    """The page of a directory, or that search is resting if no engine answers while the template asks for results."""

    @property
    def rendered_content(self) -> str:
        try:
            return super().rendered_content
        except SearchUnavailable as error:
            said(error, self._request, self)
            context: dict[str, Any] = self.context_data or {}
            # What it says of itself no longer depends on what would have been found.
            context["essaimage"].directory = None
            return _content(self._request, context["page"], context["essaimage"])


def aware(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Wagtail's answer for a directory as a :class:`DirectoryResponse`; an answer of the site's own stays as it is."""
    if type(response) is not TemplateResponse:
        return response
    made = DirectoryResponse(request, response.template_name, response.context_data)
    for name, value in response.headers.items():
        made.headers[name] = value
    return made
