"""A document as an answer: ``?view=pdf`` and ``?view=two-pages`` on a sheet."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, quote_etag

from .documents import file_name
from .extra import is_available
from .keeping import Busy, Kept, kept, made
from .rendering import Rendering


def respond(name: str, page: Any, request: HttpRequest) -> HttpResponseBase:
    """The document ``name`` of a page, to whose readers Wagtail has found that the visitor belongs. Raises ``Http404``
    where the extra ``pdf`` is not installed."""
    if not is_available():
        raise Http404
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    rendering = Rendering(page, request, name)
    key, digest = f"{page.pk}:{name}", rendering.digest
    unchanged = get_conditional_response(request, etag=quote_etag(digest))
    if unchanged:
        return _described(unchanged, rendering)
    document = kept(key, digest)
    if document is None and request.method == "GET":
        try:
            document = made(key, digest, rendering.pdf)
        except Busy as busy:
            return _busy(busy, page, request, rendering)
    return _answer(document, rendering, request)


def _answer(document: Kept | None, rendering: Rendering, request: HttpRequest) -> HttpResponse:
    """``None``: only the headers are asked for, for which none is made."""
    response = HttpResponse(document.content if document else b"", content_type="application/pdf")
    if document:
        response.headers["Last-Modified"] = http_date(document.made_at.timestamp())
        response.headers["Content-Length"] = str(len(document.content))
    with translation.override(rendering.language):
        name = file_name(rendering.name, rendering.page.title)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Content-Language"] = rendering.page.locale.language_code
    return _described(response, rendering)


def _described(response: HttpResponse, rendering: Rendering) -> HttpResponse:
    response.headers["ETag"] = quote_etag(rendering.digest)
    # Asked for again each time: what may be seen changes with consents and restrictions.
    response.headers["Cache-Control"] = "no-cache"
    # Search engines find the page.
    response.headers["X-Robots-Tag"] = "noindex"
    if rendering.papers.address:
        response.headers["Link"] = f'<{rendering.papers.address}>; rel="canonical"'
    return response


def _busy(busy: Busy, page: Any, request: HttpRequest, rendering: Rendering) -> HttpResponse:
    with translation.override(rendering.language):
        response = render(request, "essaimage_wagtail/paper/busy.html", rendering.context, status=503)
    response.headers["Retry-After"] = str(busy.retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response
