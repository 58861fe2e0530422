"""The page that a suggestion would change, as it is stored, and where it is edited."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from wagtail.models import Page

from ..visitors.pages import specific
from .passages import path_of


class Refused(Exception):
    """Why a suggestion is not decided, in words for the moderator."""


def stored_page(key: UUID, code: str) -> Any:
    """The page as it is stored, live or not; ``None`` if it was deleted."""
    pages = Page.objects.filter(translation_key=key, locale__language_code=code, alias_of=None)
    page = pages.select_related("locale").first()
    return page and specific(page)


def editor_url(page: Any, place: str = "") -> str:
    """Where a page is edited, at the section of this name, whose tab Wagtail's editor opens."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    path = path_of(page, place) if place else ""
    return f"{url}#:w:contentpath={path}" if path else url
