"""What every page with a pitch, themes, a licence and sources shows in the same way."""

import json

from django.db.models import CharField, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.functional import cached_property
from django.utils.http import urlencode

from ..formatting import written_day
from ..licences import LICENCES, Licence
from ..models.taxonomy import LABEL_FIELDS, best_labels
from ..renditions import COVER_RENDITION, prefetch_renditions
from ..search.analysis.text import sort_key
from .page import language

CONTACT = {"name": "name", "role": "role", "email": "email", "phone": "phone", "organisation": "organisation__name"}


def is_stored(page, name):
    """Whether the page has this relation, and what it holds is in the database: that of a draft is in memory."""
    return hasattr(page, name) and isinstance(getattr(page, name).all(), QuerySet)


def more_rows(facet, rows, /, **values):
    """A queryset of rows that can stand in one union with terms: ``values`` (expressions by name) as JSON, in the place
    of a term's name."""
    none, empty = Cast(Value(None), UUIDField()), Value("", CharField())
    data = Cast(JSONObject(**values), CharField())
    rows = rows.annotate(facet=Value(facet, CharField()), no_key=none, no_slug=empty, data=data, no_language=empty)
    return rows.order_by().values_list("facet", "pk", "no_key", "no_slug", "data", "no_language")


class PresentedContext:
    """``view``: the page's :class:`~.page.PageContext`."""

    related: tuple[str, ...] = ("cover",)
    """Foreign keys that are fetched with the page, in one query."""
    vocabularies = {"theme": "themes"}
    """Names of facets, and the fields that hold their terms."""

    def __init__(self, page, view):
        self.page = page
        self.view = view
        self._fetch_related()
        self.title = page.title
        self.pitch = page.pitch
        self.cover = page.cover
        self.cover_alt = page.cover_alt
        self.fictional = page.fictional
        self.updated_on = page.last_published_at
        self.first_published_on = page.first_published_at
        prefetch_renditions([self.cover], COVER_RENDITION)

    def _fetch_related(self):
        """In one query, unless a draft has others than the database."""
        held = {name: getattr(self.page, f"{name}_id") for name in self.related}
        if not any(held.values()):
            return
        stored = type(self.page).objects.select_related(*self.related).only(*self.related)
        stored = stored.filter(pk=self.page.pk, **held).first()
        if stored is not None:
            for name in self.related:
                setattr(self.page, name, getattr(stored, name))

    def search_link(self, **facets):
        url = self.view.search_url
        return f"{url}?{urlencode(facets)}" if url else ""

    @cached_property
    def terms(self):
        """``{facet: [{label, url}]}`` in the page's language, in the alphabet's order. One query: terms are looked
        up by the rows that the page holds, whatever the language of those."""
        found = []
        for facet, field in self.vocabularies.items():
            model = self.page._meta.get_field(field).related_model
            held = getattr(self.page, field).all()
            keys = (
                held.values("translation_key") if isinstance(held, QuerySet) else [row.translation_key for row in held]
            )
            rows = model.objects.filter(translation_key__in=keys).annotate(facet=Value(facet, CharField())).order_by()
            found.append(rows.values_list("facet", *LABEL_FIELDS))
        rows = list(found[0].union(*found[1:], *self.other_rows(), all=True).order_by("pk"))
        self.rest = [row for row in rows if row[0] not in self.vocabularies]
        return {facet: self._links(facet, [row[1:] for row in rows if row[0] == facet]) for facet in self.vocabularies}

    def other_rows(self):
        """Querysets of :func:`more_rows`, read in the same query as the terms: into ``rest``."""
        if not is_stored(self.page, "contacts"):
            return []
        return [more_rows("contact", self.page.contacts.filter(consent=True), **CONTACT)]

    def more(self, name):
        """What was read with the terms as ``name``: a dictionary for each row."""
        self.terms  # noqa: B018 - reads them
        return [json.loads(row[4]) for row in self.rest if row[0] == name]

    def _links(self, facet, rows):
        terms = {term.key: term for term in best_labels(rows, self.view.language.code).values()}
        return [
            {"label": term.label, "url": self.search_link(**{facet: term.slug})}
            for term in sorted(terms.values(), key=lambda term: sort_key(term.label))
        ]

    @property
    def themes(self):
        return self.terms["theme"]

    @cached_property
    def contacts(self):
        """Only those who agreed to be published: ``[{name, role, email, phone, organisation}, ...]``."""
        if is_stored(self.page, "contacts"):
            return sorted(self.more("contact"), key=lambda contact: contact["name"])
        return [
            {**{name: getattr(contact, name) for name in CONTACT}, "organisation": contact.organisation}
            for contact in self.page.contacts.all()
            if contact.consent
        ]

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
        return f"{self.title}. {self.view.site_name}, {written_day(self.updated_on)}. {url}"

    @cached_property
    def sources(self):
        return [source.value for source in self.page.sources if not source.value.is_blank]

    @cached_property
    def original(self):
        """The language that this page was translated from, with the address of that version."""
        original = self.view.original
        if original is None:
            return None
        return language(original.locale.language_code, url=original.get_url(self.view.request) or "")
