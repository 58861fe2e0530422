"""The pages that name a page, by kind: those that anybody may see, each in the version that suits the reader."""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from wagtail.models import Page, ReferenceIndex

from ...contexts.links import Link, link_to, visible
from ...contexts.page import PageContext
from ...models.taxonomy import by_label
from ...search.analysis.text import sort_key
from ...versions import best_versions


@dataclass(frozen=True, slots=True)
class Group:
    """``label``: the page type in the reader's language."""

    label: str
    links: list[Link]


def groups_of(page: Page, page_context: PageContext) -> list[Group]:
    """By page type, each by title. Four queries, however many pages there are: the page is meant in all its languages,
    and a page that names it is shown once, in the version that suits the reader."""
    naming = Page.objects.filter(pk__in=_naming(page)).exclude(translation_key=page.translation_key)
    # A version that names it may be one of several: all of them are looked at that readers may see.
    keys = visible(naming, page_context).order_by().values("translation_key")
    versions = visible(Page.objects.filter(translation_key__in=keys), page_context)
    by_model: dict[Any, list[Page]] = {}
    for version in best_versions(versions, page_context.language.code).values():
        by_model.setdefault(version.cached_content_type.model_class() or Page, []).append(version)
    found = [_group(model, pages, page_context) for model, pages in by_model.items()]
    return by_label(found)


def _naming(page: Page) -> list[int]:
    """The keys of the pages that name this one. The index keeps keys of any model as text: Python makes numbers of
    them, not SQL."""
    kind = ContentType.objects.get_for_model(Page)
    meant = Page.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)
    rows = ReferenceIndex.objects.filter(
        to_content_type=kind, to_object_id__in=[str(pk) for pk in meant], base_content_type=kind
    )
    return [int(pk) for pk in rows.order_by().values_list("object_id", flat=True).distinct()]


def _group(model: type[Page], pages: list[Page], page_context: PageContext) -> Group:
    links = [link_to(page, page_context) for page in sorted(pages, key=lambda page: sort_key(page.title))]
    return Group(capfirst(str(model._meta.verbose_name_plural)), links)
