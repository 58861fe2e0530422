"""What sheets, methods and commons show alike: pitch, cover, themes, contacts, licence, citation and sources."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from ..formatting import written_day
from ..licences import LICENCES, Licence
from ..models.taxonomy import LABEL_FIELDS, TermLabel, best_labels, by_label
from ..renditions import prefetch_renditions
from .addresses import version_address
from .page import PageContext


class PublicationContext:
    """``page_context``: the page's :class:`~.page.PageContext`."""

    related: tuple[str, ...] = ("cover",)
    """Foreign keys that are fetched with the page, in one query."""
    vocabularies = {"theme": "themes"}
    """Names of facets, and the fields that hold their terms."""

    def __init__(self, page: Any, page_context: PageContext) -> None:
        self.page = page
        self.page_context = page_context
        self._fetch_related()
        self.title: str = page.title
        self.pitch: str = page.pitch
        self.cover = page.cover
        self.cover_alt: str = page.cover_alt
        self.fictional: bool = page.fictional
        self.updated_on: datetime | None = page.last_published_at
        self.first_published_on: datetime | None = page.first_published_at
        prefetch_renditions([self.cover], "cover", shared=True)

    def _fetch_related(self) -> None:
        """Fetch :attr:`related` in one query, unless a draft refers to other rows than the stored page."""
        held = {name: getattr(self.page, f"{name}_id") for name in self.related}
        if not any(held.values()):
            return
        stored = type(self.page).objects.select_related(*self.related).only(*self.related)
        stored = stored.filter(pk=self.page.pk, **held).first()
        if stored is not None:
            for name in self.related:
                setattr(self.page, name, getattr(stored, name))

    def search_link(self, **facets: str) -> str:
        url = self.page_context.search_url
        return f"{url}?{urlencode(facets)}" if url else ""

    @cached_property
    def terms(self) -> dict[str, list[dict[str, str]]]:
        """``{facet: [{label, url}]}`` in the page's language, in the alphabet's order. One query."""
        first, *others = (self._rows(facet, field) for facet, field in self.vocabularies.items())
        rows = list(first.union(*others, all=True))
        return {
            facet: self._links(facet, [row for named, *row in rows if named == facet]) for facet in self.vocabularies
        }

    def _rows(self, facet: str, field: str) -> QuerySet:
        """The page's terms in all their languages; the page may hold the row of any language."""
        held = getattr(self.page, field).all()
        # The rows of a draft are in memory, and cannot be a subquery.
        keys = held.values("translation_key") if isinstance(held, QuerySet) else [row.translation_key for row in held]
        rows = self.page._meta.get_field(field).related_model.objects.filter(translation_key__in=keys).order_by()
        return rows.values_list(Value(facet), *LABEL_FIELDS)

    def _links(self, facet: str, rows: Iterable[Sequence]) -> list[dict[str, str]]:
        terms = {term.key: term for term in best_labels(rows, self.page_context.language.code).values()}
        return [{"label": term.label, "url": self.term_url(facet, term)} for term in by_label(terms.values())]

    def term_url(self, facet: str, term: TermLabel) -> str:
        """Where a term of a facet leads: the search for it."""
        return self.search_link(**{facet: term.slug})

    @property
    def themes(self) -> list[dict[str, str]]:
        return self.terms["theme"]

    @cached_property
    def contacts(self) -> list[Any]:
        """The :class:`~..models.Contact` rows of people who agreed to be published, by name."""
        return list(self.page.contacts.filter(consent=True).select_related("organisation").order_by("name"))

    @property
    def contact_email(self) -> str:
        """The address to write to about the page: that of the first contact who has one."""
        return next((contact.email for contact in self.contacts if contact.email), "")

    @property
    def licence(self) -> Licence | None:
        spdx = self.page.licence
        return LICENCES.get(spdx) or (Licence(spdx, spdx, "") if spdx else None)

    @property
    def cited_url(self) -> str:
        """The permanent address of the version that is shown; that of the page on a site without a public history."""
        address = version_address(self.page.live_revision_id)
        site = self.page_context.site
        return f"{site.root_url}{address}" if address and site else self.page_context.canonical_url

    @property
    def citation(self) -> str:
        if self.page.citation:
            return self.page.citation
        url = self.cited_url
        if not self.updated_on:
            return f"{self.title}. {self.page_context.site_name}. {url}"
        return f"{self.title}. {self.page_context.site_name}, {written_day(self.updated_on)}. {url}"

    @property
    def cited(self) -> SafeString:
        """The citation as HTML: its parts may be in letters of either direction."""
        if self.page.citation:
            return format_html("<bdi>{}</bdi>", self.page.citation)
        parts = [self.page_context.site_name, written_day(self.updated_on) if self.updated_on else ""]
        where = format_html_join(", ", "<bdi>{}</bdi>", [[part] for part in parts if part])
        title, url = self.title, self.cited_url
        return format_html('<bdi>{}</bdi>. {}. <bdi dir="ltr">{}</bdi>', title, where, url)

    @cached_property
    def sources(self) -> list[Any]:
        return [source.value for source in self.page.sources if not source.value.is_blank]
