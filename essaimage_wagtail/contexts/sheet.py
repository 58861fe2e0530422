"""What a sheet's template shows."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from ..blocks.base import PassageValue, SectionValue
from ..blocks.choosers import chosen_together
from ..choices import CommonRelation, Scope, Status, label_of
from ..completeness import Completeness, assess
from ..hrefs import checked_address
from ..models import Organisation, SheetFields, Territory
from ..models.taxonomy import TermLabel
from ..renditions import prefetch_renditions
from ..review import ReviewAge, age_of
from .addresses import THEME, territory_address, theme_address
from .branches import Branch, Replications
from .links import Link, links_to
from .map import MapPlace, PlacesMap, spots_of
from .page import PageContext
from .publication import PublicationContext
from .similar import Similar, similar_to
from .streams import Section, images_of, sections_of

MORE: dict[str, Callable[[Any, PageContext], list[Any]]] = {}
"""By an app's name, the function that gives what the app tells of a sheet: an installed app puts it here."""


def years(start: int | None, end: int | None, status: str) -> str:
    """The life of an initiative in a few words, or nothing when no year is known."""
    if start and end and start != end:
        return f"{start}–{end}"
    if start and not end and status != Status.STOPPED:
        return _("since %(year)s") % {"year": start}
    if end and not start:
        return _("until %(year)s") % {"year": end}
    return str(start or "")


def status_of(value: str) -> dict[str, str] | None:
    """A status as ``{value, label}``; ``None`` where none is known, so that no mark without a word is drawn."""
    return {"value": value, "label": str(Status(value).label)} if value in Status.values else None


class SheetContext(PublicationContext):
    related = ("cover", "bearer")
    vocabularies = {"theme": "themes", "audience": "audiences"}

    def __init__(self, page: Any, page_context: PageContext) -> None:
        super().__init__(page, page_context)
        self.status = status_of(page.status)
        self.years = years(page.start_year, page.end_year, page.status)
        self.scope_label = label_of(Scope, page.scope)
        self.reviewed_on = page.reviewed_on
        with chosen_together([page.body]):
            prefetch_renditions(images_of(page.body), "picture")

    @cached_property
    def review_age(self) -> ReviewAge:
        return age_of(self.reviewed_on)

    @cached_property
    def _chain(self) -> list[Territory]:
        """The territory and those it lies in, root first."""
        pk = self.page.territory_id
        return Territory.objects.with_ancestors([pk]).get(pk, []) if pk else []

    @cached_property
    def territories(self) -> list[dict[str, str]]:
        code = self.page_context.language.code
        return [
            {
                "name": territory.display_name(code),
                "url": territory_address(self.page_context.search_url, territory, code)
                or self.search_link(territory=territory.identifier),
            }
            for territory in self._chain
        ]

    @cached_property
    def place(self) -> str:
        return short_place(self._chain, self.page_context.language.code)

    @cached_property
    def point(self) -> dict[str, Any] | None:
        """The sheet's own point, else its territory's, if that is a place, in decimal degrees."""
        point = self.page.spot_in(self._chain[-1] if self._chain else None)
        return dict(zip(("latitude", "longitude"), point, strict=True)) if point else None

    @cached_property
    def map(self) -> PlacesMap | None:
        """A map of where the initiative is, where it comes from and where it was taken up, as far as the page tells;
        ``None`` for fewer than two places. One query, where there are sheets at the other ends."""
        branches = [*self.origins, *self.taken_up]
        spots = spots_of([branch.key for branch in branches if branch.key and branch.url], SheetFields)
        found = [
            MapPlace(branch.title, branch.url or checked_address(branch.website) or "#taken-up", point)
            for branch in branches
            if (point := spots.get(branch.key) or branch.point)
        ]
        if self.point:
            own = (self.point["latitude"], self.point["longitude"])
            found.append(MapPlace(self.title, self.page.get_url(self.page_context.request) or "", own, here=True))
        return PlacesMap(found, self.lineage_url, self._chain) if len(found) > 1 else None

    def term_url(self, facet: str, term: TermLabel) -> str:
        """A theme has a page of its own, see :mod:`essaimage_wagtail.subjects`."""
        page = theme_address(self.page_context.search_url, term) if facet == THEME else ""
        return page or super().term_url(facet, term)

    @property
    def audiences(self) -> list[dict[str, str]]:
        return self.terms["audience"]

    @cached_property
    def tags(self) -> list[dict[str, str]]:
        """``[{label, url}]`` in the order in which they were first used on the site."""
        tags = self.page.tags.order_by("pk") if hasattr(self.page, "tags") else []
        return [{"label": tag.name, "url": self.search_link(q=tag.name)} for tag in tags]

    @property
    def bearer(self) -> Organisation | None:
        return self.page.bearer

    @cached_property
    def sections(self) -> list[Section]:
        page = self.page_context
        return sections_of(self.page.body, languages=page.untranslated_blocks, by_machine=page.by_machine)

    @cached_property
    def attribution(self) -> str:
        """Whose reading the sheet is, if every section names the same: the page then says it once, not under each.
        Empty if a section leaves it open, since each then says its own; passages between sections may leave it open.
        """
        said = [words for section in self.sections if (words := _attribution_of(section)) is not None]
        return said[0] if len(said) > 1 and len(set(said)) == 1 else ""

    @cached_property
    def toc(self) -> list[dict[str, str]]:
        """``[{id, label}]`` of all that has a heading, in the order of the page."""
        entries = [(section.id, section.label) for section in self.sections if section.label]
        after = [
            ("origins", _("Where this comes from"), self.origins),
            ("taken-up", _("Taken up elsewhere"), self.taken_up),
            ("sponsorships", _("Sponsorships"), self.sponsorships),
            ("shared", _("Shared with others"), self.method or self.commons),
            ("sources", _("Sources"), self.sources),
            ("contacts", _("Contacts"), self.contacts),
            ("similar", _("Similar initiatives"), self.similar),
        ]
        entries += [(name, label) for name, label, shown in after if shown]
        return [{"id": name, "label": label} for name, label in entries]

    @cached_property
    def _common_links(self) -> list[Any]:
        """The links to commons, in the order of the form."""
        return list(self.page.common_links.all()) if hasattr(self.page, "common_links") else []

    @cached_property
    def _linked(self) -> dict[UUID, Link]:
        keys = {link.common_key for link in self._common_links} | {self.page.method_key}
        keys |= {other.key for other in self._similar} | self._replications.keys
        return links_to(keys - {None}, self.page_context)

    @property
    def method(self) -> Link | None:
        """The :class:`~.links.Link` to the method that was followed, if it can be seen."""
        return self._linked.get(self.page.method_key)

    @cached_property
    def commons(self) -> list[dict[str, Any]]:
        """``[{value, label, links}]``: those that it uses, then those that it produces; empty ones left out."""
        groups = []
        for relation in CommonRelation:
            keys = dict.fromkeys(link.common_key for link in self._common_links if link.relation == relation)
            links = [self._linked[key] for key in keys if key in self._linked]
            if links:
                groups.append({"value": relation.value, "label": relation.label, "links": links})
        return groups

    @cached_property
    def _replications(self) -> Replications:
        return Replications((self.page.alias_of or self.page).translation_key, self.page_context)

    @cached_property
    def origins(self) -> list[Branch]:
        """``[Branch]``: where the initiative comes from, see :mod:`.replications`."""
        return self._replications.origins(self._linked)

    @cached_property
    def taken_up(self) -> list[Branch]:
        """``[Branch]``: the first of the initiatives that took it up."""
        return self._replications.taken_up(self._linked)

    @property
    def taken_up_count(self) -> int:
        return self._replications.count

    @cached_property
    def sponsorships(self) -> list[Any]:
        """Who accompanies whom, as far as readers see it; nothing, and no query, without the app “sponsorships”."""
        return MORE["sponsorships"](self.page, self.page_context) if "sponsorships" in MORE else []

    @cached_property
    def lineage_url(self) -> str:
        return self._view_url("lineage")

    @cached_property
    def replicate_url(self) -> str:
        return self._view_url("replicate")

    def _view_url(self, name: str) -> str:
        url = self.page.get_url(self.page_context.request)
        return f"{url}?view={name}" if url else ""

    @cached_property
    def _similar(self) -> list[Similar]:
        return similar_to(self.page, self.page_context, SheetFields)

    @property
    def similar(self) -> list[dict[str, Any]]:
        """``[{link, pitch}]`` of initiatives like this one, in its language."""
        found = [(self._linked.get(other.key), other.pitch) for other in self._similar]
        return [{"link": link, "pitch": pitch} for link, pitch in found if link and not link.language]

    @cached_property
    def completeness(self) -> Completeness:
        return assess(self.page, known={"themes": self.themes, "audiences": self.audiences})

    @cached_property
    def admissions(self) -> list[Any]:
        """What an honest sheet says openly of its own gaps."""
        return [gap.why for gap in self.completeness.missing if gap.admitted]

    @cached_property
    def other_gaps(self) -> list[Any]:
        return [gap for gap in self.completeness.missing if not gap.admitted]


def _attribution_of(section: Section) -> str | None:
    """Whose reading a section is; empty if the section leaves it open, ``None`` if it need not say."""
    value = section.block.value
    said = value.get("attribution") if isinstance(value, SectionValue) else None
    if not isinstance(said, str) or (isinstance(value, PassageValue) and not said.strip()):
        return None
    return said.strip()


def short_place(chain: Sequence[Territory], code: str) -> str:
    """“Lille, France”: the smallest territory and its country."""
    if not chain:
        return ""
    place = chain[-1].display_name(code)
    countries = [territory for territory in chain[:-1] if territory.level == "country"]
    if not countries:
        return place
    return _("%(place)s, %(country)s") % {"place": place, "country": countries[-1].display_name(code)}
