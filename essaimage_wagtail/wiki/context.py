"""What is around the wiki's own pages: base template, languages, addresses, as around the page that they are about."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from ..contexts.page import PageContext


class AboutPageContext(PageContext):
    """Around something about a page: the switcher leads to the same about its other language versions.

    ``address``: gives the address for a page.
    """

    def __init__(self, page: Any, request: HttpRequest, address: Callable[[Any], str]) -> None:
        super().__init__(page, request)
        self._address = address
        self.description = ""

    def url_of(self, version: Any) -> str:
        return self._address(version)

    @property
    def alternates(self) -> list[dict[str, str]]:
        return []

    @property
    def canonical_url(self) -> str:
        return ""


def about(name: str) -> Callable[[Any], str]:
    """The address of one of the wiki's pages about a page, such as its history."""

    def address(page: Any) -> str:
        return reverse(f"essaimage:wiki:{name}", args=[page.translation_key, page.locale.language_code])

    return address


def answer(request: HttpRequest, template: str, context: dict[str, Any], code: str) -> HttpResponse:
    """A page in the language ``code``, which search engines leave out: what it says is on the page that it is about."""
    with translation.override(code):
        response = render(request, template, context)
    response.headers["Content-Language"] = code
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def may_edit_pages(request: HttpRequest) -> bool:
    """Whether links for people who edit are worth showing: the views behind them ask again, for each page."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and user.has_perm("wagtailadmin.access_admin")
