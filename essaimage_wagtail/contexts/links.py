"""Pages that are named by translation key, in the version that suits the reader."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wagtail.models import Page

from ..following import with_original
from ..models.keys import pages_with
from ..versions import best_versions
from .languages import Language
from .page import PageContext


@dataclass(frozen=True, slots=True)
class Link:
    """``language`` is given when it is not the reader's."""

    title: str
    url: str
    language: Language | None = None


def visible(pages: Any, page_context: PageContext) -> Any:
    """The pages of a queryset that the readers of a page may see there, each with its locale, without its streams,
    and marked if it is the original. Aliases are left out: they say nothing of their own."""
    pages = with_original(page_context.visible(pages.filter(alias_of=None)))
    return pages.select_related("locale").defer_streamfields()


def link_to(page: Page, page_context: PageContext) -> Link:
    url = page.get_url(page_context.request) or ""
    return Link(page.title, url, page_context.other_language(page.locale.language_code))


def links_to(keys: Collection[UUID], page_context: PageContext) -> dict[UUID, Link]:
    """``{translation key: Link}`` of the pages with these keys that may be seen. One query, none without keys."""
    if not keys:
        return {}
    pages = visible(Page.objects.filter(translation_key__in=keys), page_context)
    versions = best_versions(pages, page_context.language.code)
    return {key: link_to(page, page_context) for key, page in versions.items()}


def specific_versions(keys: Collection[Any], mixin: type, page_context: PageContext) -> dict[Any, Any]:
    """``{translation key: specific page}`` of the pages with these keys that inherit ``mixin`` and may be seen. A query
    for each such page type, none without keys."""
    pages = [
        page
        for model in (pages_with(mixin) if keys else [])
        for page in visible(model.objects.filter(translation_key__in=keys), page_context)
    ]
    return best_versions(pages, page_context.language.code)
