"""Pages with a form for visitors, and pages at secret addresses: no cache keeps them, no search engine lists them."""

from typing import Any, TypeVar
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from ...contexts.page import PageContext

FormType = TypeVar("FormType", bound=BaseForm)

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
    """The response with headers that keep search engines out, and that keep browsers from telling other sites its
    secret address when somebody follows a link."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@method_decorator(csrf_exempt, name="dispatch")
class OneClickView(VisitorView):
    """Ends messages to somebody, at a secret address that each message names (RFC 8058). POST, which mail programs send
    without a cookie, ends them at once. GET only asks: programs that check all links of a message send it."""

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        return self.answer(self.around(secret), secret=secret, is_done=False)

    def post(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        """End the messages. The answer is the same when somebody asks again, or for a secret that nobody has."""
        around = self.around(secret)
        self.stop(secret)
        return self.answer(around, secret=secret, is_done=True)

    def around(self, secret: UUID) -> Any:
        """The page that gives the answer its language, head and foot. Raises ``Http404``."""
        raise NotImplementedError

    def stop(self, secret: UUID) -> None:
        raise NotImplementedError


def too_large(form: FormType) -> FormType:
    """An unread form (made with ``{}``) that says why it was not read."""
    form.errors.clear()
    form.add_error(None, TOO_LARGE)
    return form


def is_too_large(request: HttpRequest) -> bool:
    """Whether the body of a request is longer than :data:`LARGEST`, by its header ``Content-Length``."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST
    except ValueError:
        return False
