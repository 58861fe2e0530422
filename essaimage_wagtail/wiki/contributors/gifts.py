"""What one person gave to the pages of a site, the page that they worked on last first."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page as Shown
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import QueryDict
from django.utils.text import capfirst
from wagtail.models import Page, Site

from ...contexts.links import Link, link_to, visible
from ...contexts.page import PageContext
from ...following import with_original, with_translations
from ...versions import best_versions
from ..models import Contributor, Version
from ..recent.filters import Filters
from .given import Part, counted, part_of, public_pages

ON_A_PAGE = 50


class GiftFilters(Filters):
    """Filters the versions of one author, by kind of page."""

    NAMES: ClassVar[tuple[str, ...]] = ("kind",)

    def __init__(self, query: QueryDict, code: str, codes: list[str], author: Any) -> None:
        super().__init__(query, code, codes)
        self.author = author

    def versions(self) -> Q:
        return super().versions() & Q(author=self.author)


@dataclass(frozen=True, slots=True)
class Gift:
    """A page, in the version that suits the reader, and what the person gave to each of its versions."""

    link: Link
    kind: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class KindOption:
    """A kind of page to filter by; ``name`` is empty for all kinds together."""

    name: str
    label: str
    number: int
    is_chosen: bool


class Gifts:
    """What one contributor gave, by page. The number of queries does not depend on how many pages and versions."""

    def __init__(self, contributor: Contributor, filters: GiftFilters, site: Site, page_context: PageContext) -> None:
        self.filters = filters
        self.page_context = page_context
        self.pages = public_pages(site)
        self.versions = Version.objects.shown().filter(author=contributor.public_name.user_id)

    @cached_property
    def kinds(self) -> list[KindOption]:
        """“All kinds”, then each kind of which the person gave something, with the number of pages."""
        rows = self._of(self.pages).order_by().values("page__content_type__app_label", "page__content_type__model")
        counts = {
            f"{row['page__content_type__app_label']}.{row['page__content_type__model']}": row["number"]
            for row in rows.annotate(number=Count("page__translation_key", distinct=True))
        }
        chosen = self.filters.given.get("kind", "")
        found = []
        for name, (label, models) in self.filters.kinds.items():
            if number := sum(counts.get(model._meta.label_lower, 0) for model in models):
                found.append(KindOption(name, str(label), number, name == chosen))
        everything = sum(kind.number for kind in found)
        return [KindOption("", "", everything, not any(kind.is_chosen for kind in found)), *found]

    def on_page(self, number: str | None) -> "Shown[Gift]":
        """The gifts on one page of the list; ``number`` is the number in the address."""
        rows = self._of(self.pages.filter(self.filters.pages())).order_by().values("page__translation_key")
        latest = rows.annotate(last=Max("published_at")).order_by("-last", "page__translation_key")
        shown = Paginator(latest, ON_A_PAGE).get_page(number)
        shown.object_list = self._gifts([row["page__translation_key"] for row in shown.object_list])
        return shown

    def _of(self, pages: Any) -> Any:
        return self.versions.filter(page__in=pages.order_by().values("pk"))

    def _gifts(self, keys: list[Any]) -> list[Gift]:
        named = visible(Page.objects.filter(translation_key__in=keys), self.page_context)
        pages = {page.pk: page for page in with_original(with_translations(named))}
        parts = defaultdict(list)
        for row in counted(self.versions.filter(page__in=pages), "page"):
            page = pages[row["page"]]
            parts[page.translation_key].append(part_of(row, page))
        best = best_versions(pages.values(), self.page_context.language.code)
        return [self._gift(best[key], parts[key]) for key in keys if key in best]

    def _gift(self, page: Any, parts: list[Part]) -> Gift:
        model = page.cached_content_type.model_class() or Page
        return Gift(link_to(page, self.page_context), capfirst(str(model._meta.verbose_name)), parts)
