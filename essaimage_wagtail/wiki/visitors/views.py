"""Pages with a form for visitors, and pages at secret addresses: no cache keeps them, no search engine lists them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import View

from ...contexts.page import PageContext

LARGEST = 1_000_000
"""Bytes of a form that are read. A view that answers a larger one before reading it is ``csrf_exempt``, and has
``csrf_protect`` on what reads the form."""
TOO_LARGE = gettext_lazy(
    "This is too long to be sent. Go back in your browser, where your text still is, and shorten it."
)


class VisitorView(View):
    """``template``: extends ``essaimage_wagtail/wiki/base.html``."""

    http_method_names = ("get", "head", "post", "options")
    template = ""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return kept_private(super().dispatch(request, *args, **kwargs))

    def context_around(self, page: Any) -> PageContext:
        return PageContext(page, self.request)

    def answer(self, page: Any, status: int = 200, **context: Any) -> HttpResponse:
        """A page in the language of ``page``, with its head and foot."""
        with translation.override(page.locale.language_code):
            given = {"page": page, "essaimage": self.context_around(page), **context}
            response = render(self.request, self.template, given, status=status)
        response.headers["Content-Language"] = page.locale.language_code
        return response


def kept_private(response: HttpResponseBase) -> HttpResponseBase:
    """With headers for search engines, and for browsers: a secret address goes to nobody with a click on a link."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def is_too_large(request: HttpRequest) -> bool:
    """Whether a body is longer than :data:`LARGEST`, by what it says of itself."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST
    except ValueError:
        return False
