"""What a sheet's template shows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.template.defaultfilters import date as format_date
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.images.blocks import ImageChooserBlock

from ..choices import Scope, Status
from ..licences import LICENCES, Licence
from ..models.taxonomy import LABEL_FIELDS, best_labels
from ..renditions import COVER_RENDITION, PICTURE_RENDITION, prefetch_renditions
from .page import language

CONTINUATIONS = {"picture", "quotation", "testimony", "text"}
"""Blocks that go on with the section above them rather than open one."""


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    label: str
    block: Any


def years(start, end, status):
    """The life of an initiative in a few words, or nothing when no year is known."""
    if start and end and start != end:
        return f"{start}–{end}"
    if start and not end and status != Status.STOPPED:
        return _("since %(year)s") % {"year": start}
    if end and not start:
        return _("until %(year)s") % {"year": end}
    return str(start or "")


class SheetView:
    def __init__(self, page, view):
        """``view``: the page's :class:`~.page.PageView`."""
        self.page = page
        self.view = view
        self._fetch_related()
        self.title = page.title
        self.pitch = page.pitch
        self.status = {"value": page.status, "label": dict(Status.choices).get(page.status, "")}
        self.years = years(page.start_year, page.end_year, page.status)
        self.scope_label = dict(Scope.choices).get(page.scope, "")
        self.cover = page.cover
        self.cover_alt = page.cover_alt
        self.fictional = page.fictional
        self.reviewed_on = page.reviewed_on
        self.updated_on = page.last_published_at
        self.first_published_on = page.first_published_at
        prefetch_renditions([self.cover], COVER_RENDITION)
        prefetch_renditions(self._pictures(), PICTURE_RENDITION)

    def _fetch_related(self):
        """Cover and bearer in one query, unless a draft has others than the database."""
        stored = type(self.page).objects.select_related("cover", "bearer").only("cover", "bearer")
        stored = stored.filter(pk=self.page.pk, cover=self.page.cover_id, bearer=self.page.bearer_id).first()
        if stored is not None:
            self.page.cover, self.page.bearer = stored.cover, stored.bearer

    def _pictures(self):
        images = []
        for block in self.page.body:
            for name, child in getattr(block.block, "child_blocks", {}).items():
                if isinstance(child, ImageChooserBlock) and block.value.get(name):
                    images.append(block.value[name])
        return images

    def _search(self, **facets):
        url = self.view.search_url
        return f"{url}?{urlencode(facets)}" if url else ""

    @cached_property
    def _chain(self):
        """The territory and those it lies in, root first."""
        from ..models import Territory

        pk = self.page.territory_id
        return Territory.objects.with_ancestors([pk]).get(pk, []) if pk else []

    @cached_property
    def territories(self):
        code = self.view.language.code
        return [
            {
                "name": territory.display_name(code),
                "url": self._search(territory=territory.code) if territory.code else "",
            }
            for territory in self._chain
        ]

    @cached_property
    def place(self):
        return short_place(self._chain, self.view.language.code)

    @cached_property
    def point(self):
        """The sheet's own point, else its territory's, in decimal degrees."""
        for holder in (self.page, self._chain[-1] if self._chain else None):
            if holder and holder.latitude is not None and holder.longitude is not None:
                return {"latitude": holder.latitude, "longitude": holder.longitude}
        return None

    @cached_property
    def _terms(self):
        """The terms of both vocabularies with their addresses, in the page's language. One query: they are
        looked up by the rows that the page holds, whatever the language of those."""
        found = []
        for facet, field in (("theme", "themes"), ("audience", "audiences")):
            model = self.page._meta.get_field(field).related_model
            held = getattr(self.page, field).all()
            keys = (
                held.values("translation_key") if isinstance(held, QuerySet) else [row.translation_key for row in held]
            )
            rows = model.objects.filter(translation_key__in=keys).annotate(facet=Value(facet, CharField())).order_by()
            found.append(rows.values_list("facet", *LABEL_FIELDS))
        rows = list(found[0].union(found[1], all=True).order_by("pk"))
        return {
            facet: self._links(facet, [row[1:] for row in rows if row[0] == facet]) for facet in ("theme", "audience")
        }

    def _links(self, facet, rows):
        terms = {term.key: term for term in best_labels(rows, self.view.language.code).values()}
        return [
            {"label": term.label, "url": self._search(**{facet: term.slug})}
            for term in sorted(terms.values(), key=lambda term: term.label.casefold())
        ]

    @property
    def themes(self):
        return self._terms["theme"]

    @property
    def audiences(self):
        return self._terms["audience"]

    @cached_property
    def tags(self):
        tags = getattr(self.page, "tags", None)
        return [{"label": tag.name, "url": self._search(q=tag.name)} for tag in tags.all()] if tags else []

    @property
    def bearer(self):
        return self.page.bearer

    @cached_property
    def contacts(self):
        """Only those who agreed to be published."""
        return [contact for contact in self.page.contacts.all() if contact.consent]

    @cached_property
    def sections(self):
        sections = []
        for block in self.page.body:
            if block.value.is_blank:
                continue
            label = "" if block.block_type in CONTINUATIONS else block.block.label
            if block.block_type == "text":
                label = block.value["title"]
            sections.append(Section(f"section-{block.id or len(sections)}", label, block))
        return sections

    @cached_property
    def toc(self):
        return [{"id": section.id, "label": section.label} for section in self.sections if section.label]

    @property
    def licence(self):
        spdx = self.page.licence
        return LICENCES.get(spdx) or (Licence(spdx, spdx, "") if spdx else None)

    @property
    def citation(self):
        if self.page.citation:
            return self.page.citation
        url = self.view.canonical_url
        if not self.updated_on:
            return f"{self.title}. {self.view.site_name}. {url}"
        return f"{self.title}. {self.view.site_name}, {format_date(self.updated_on, 'DATE_FORMAT')}. {url}"

    @cached_property
    def sources(self):
        return [source.value for source in self.page.sources if not source.value.is_blank]

    @cached_property
    def admissions(self):
        """What an honest sheet says of its own gaps."""
        filled = {section.block.block_type: section.block.value for section in self.sections}
        swot = filled.get("swot")
        sentences = []
        if not (swot and any(item.strip() for item in swot["weaknesses"])):
            sentences.append(_("No weakness is declared."))
        if "vigilance" not in filled:
            sentences.append(_("No point of vigilance is declared."))
        if not self.sources:
            sentences.append(_("No source is given."))
        unsourced = sum(
            row["value"] is not None and not (row["source"] or row["source_url"])
            for section in self.sections
            if section.block.block_type == "results"
            for row in section.block.value.rows()
        )
        if unsourced:
            sentences.append(
                ngettext("%(count)d figure has no source.", "%(count)d figures have no source.", unsourced)
                % {"count": unsourced}
            )
        return sentences

    @cached_property
    def original(self):
        """The language that this page was translated from, with the address of that version."""
        original = self.view.original
        if original is None:
            return None
        return language(original.locale.language_code, url=original.get_url(self.view.request) or "")


def short_place(chain, code):
    """“Lille, France”: the smallest territory and its country."""
    if not chain:
        return ""
    place = chain[-1].display_name(code)
    countries = [territory for territory in chain[:-1] if territory.level == "country"]
    if not countries:
        return place
    return _("%(place)s, %(country)s") % {"place": place, "country": countries[-1].display_name(code)}
