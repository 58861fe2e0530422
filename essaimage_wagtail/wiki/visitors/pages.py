"""Which page a form is about; and which page gives head and foot to a form that is about none."""

from typing import Any
from uuid import UUID

from django.http import Http404
from wagtail.models import Page, Site

from ...visibility import visible


def shown_page(key: UUID, code: str, site: Site | None) -> Any:
    """The page, of its specific class, if anybody may see it on this site; for an alias, the page that it repeats."""
    if site is None:
        return None
    pages = Page.objects.filter(translation_key=key, locale__language_code=code)
    page = visible(pages, site).select_related("locale").first()
    if page is not None and page.alias_of_id:
        page = visible(Page.objects.filter(pk=page.alias_of_id), site).select_related("locale").first()
    return page and specific(page)


def home_in(code: str, site: Site | None) -> Any:
    """The home page of a site in a language, else that of the site: what surrounds a message about a page that is
    gone."""
    if site is None:
        return None
    homes = Page.objects.filter(translation_key=site.root_page.translation_key).select_related("locale")
    return visible(homes, site).filter(locale__language_code=code).first() or visible(homes, site).first()


def home_or_404(code: str | None, site: Site | None) -> Any:
    """As :func:`home_in`. Raises ``Http404`` where there is none."""
    home = home_in(code or "", site)
    if home is None:
        raise Http404
    return home


def specific(page: Page) -> Any:
    """The page in its own type, with its locale."""
    found = page.specific
    found.locale = page.locale
    return found
