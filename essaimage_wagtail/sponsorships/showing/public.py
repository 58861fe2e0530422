"""What readers of a sheet see of its sponsorships: those that both sides agreed to show, whose sheets they see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from wagtail.models import Page

from ...contexts.languages import Language
from ...contexts.links import Link, links_to
from ...contexts.page import PageContext
from ...models import Replication
from ..models import Sponsorship, SponsorshipMeeting
from ..people import PUBLIC

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A sponsorship as the sheet at one of its ends shows it. ``link``: to the sheet at the other end; without a sheet
    there, ``title`` is the name of the project. ``accompanies``: whether the team of this sheet is the sponsor.
    ``words_in``: the language of the person who asked, where it is not the reader's."""

    row: Sponsorship
    title: str
    link: Link | None
    accompanies: bool
    place: str
    encounter: Link | None
    words_in: Language | None
    meetings: list[SponsorshipMeeting]

    @property
    def state(self) -> str:
        return str(self.row.get_state_display())


def public(page_context: PageContext) -> QuerySet[Sponsorship]:
    """The sponsorships that the readers of a page may see: they may see the sponsor's sheet, and also the other team's
    sheet if it has one."""
    pages = page_context.visible(Page.objects.filter(alias_of=None)).order_by()
    sponsor, sponsored = (
        Exists(pages.filter(translation_key=OuterRef(f"{end}_key"))) for end in ("sponsor", "sponsored")
    )
    return Sponsorship.objects.filter(PUBLIC, sponsor).filter(Q(sponsored_key=None) | Q(sponsored))


def shown_on(page: Any, page_context: PageContext) -> list[Shown]:
    """The sponsorships of a sheet, the latest first. One query without any, three for any number."""
    key = (page.alias_of or page).translation_key
    meetings = SponsorshipMeeting.objects.filter(is_public=True)
    rows = public(page_context).filter(Q(sponsor_key=key) | Q(sponsored_key=key)).select_related("territory")
    rows = rows.prefetch_related(Prefetch("meetings", meetings, to_attr="shown_meetings")).order_by("-pk")
    found = list(rows[:MOST_SHOWN])
    links = links_to(_keys(found), page_context)
    return [_shown(row, row.sponsor_key == key, links, page_context) for row in found]


def _keys(rows: Iterable[Sponsorship]) -> set[Any]:
    return {key for row in rows for key in (row.sponsor_key, row.sponsored_key, row.encounter_key) if key}


def _shown(row: Any, accompanies: bool, links: dict[Any, Link], page_context: PageContext) -> Shown:
    link = links.get(row.sponsored_key if accompanies else row.sponsor_key)
    code = page_context.language.code
    return Shown(
        row=row,
        title=link.title if link else row.project,
        link=link,
        accompanies=accompanies,
        place=row.territory.display_name(code) if row.territory else "",
        encounter=links.get(row.encounter_key),
        words_in=page_context.other_language(row.language),
        meetings=row.shown_meetings,
    )


def accompanied(page_context: PageContext) -> set[int]:
    """The primary keys of the replications whose new team the team of the origin accompanies, for a lineage. One
    query."""
    rows = public(page_context).filter(sponsor_key=OuterRef("origin_key"))
    # A sponsorship names the new sheet only for a contact of it or by a moderator; without a sheet, it names the row.
    by_name = Q(replication=OuterRef("pk"), replication__adapted_key=None)
    told = rows.filter(Q(sponsored_key=OuterRef("adapted_key")) | by_name)
    return set(Replication.objects.filter(Exists(told), live=True).order_by().values_list("pk", flat=True))
