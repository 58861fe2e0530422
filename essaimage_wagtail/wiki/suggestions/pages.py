"""Which page a suggestion is about: one that its author may see, and the draft that a moderator would change."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from wagtail.models import Page, Site

from ...visibility import visible
from .passages import path_of


class Refused(Exception):
    """Why a suggestion is not decided, in words for the moderator."""


def shown_page(key: UUID, code: str, site: Site | None) -> Any:
    """The page, of its specific class, if anybody may see it on this site. An alias is that whose words it shows."""
    if site is None:
        return None
    pages = Page.objects.filter(translation_key=key, locale__language_code=code)
    page = visible(pages, site).select_related("locale").first()
    if page is not None and page.alias_of_id:
        page = visible(Page.objects.filter(pk=page.alias_of_id), site).select_related("locale").first()
    return page and _specific(page)


def home_in(code: str, site: Site | None) -> Any:
    """The home page of a site in a language, else that of the site: what surrounds a message about a page that is
    gone."""
    if site is None:
        return None
    homes = Page.objects.filter(translation_key=site.root_page.translation_key).select_related("locale")
    return visible(homes, site).filter(locale__language_code=code).first() or visible(homes, site).first()


def stored_page(key: UUID, code: str) -> Any:
    """The page as it is stored, live or not; ``None`` if it was deleted."""
    pages = Page.objects.filter(translation_key=key, locale__language_code=code, alias_of=None)
    page = pages.select_related("locale").first()
    return page and _specific(page)


def editor_url(page: Any, place: str = "") -> str:
    """Where a page is edited, at the section of this name, whose tab Wagtail's editor opens."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    path = path_of(page, place) if place else ""
    return f"{url}#:w:contentpath={path}" if path else url


def _specific(page: Page) -> Any:
    found = page.specific
    found.locale = page.locale
    return found
