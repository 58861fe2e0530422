"""What the page of an encounter shows."""

from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from ..blocks.base import is_blank_html
from ..blocks.choosers import chosen_together
from ..contexts.addresses import territory_address
from ..contexts.page import PageContext
from ..contexts.publication import PublicationContext
from ..contexts.sheet import short_place
from ..contexts.streams import Section, images_of, sections_of
from ..formatting import enumeration
from ..models import Organisation, Territory
from ..renditions import prefetch_renditions
from .choices import State
from .languages import names_of
from .registering.context import RegistrationContext
from .showing.calendar import has_calendars
from .showing.days import When, when_of
from .showing.lists import list_url
from .showing.pitches import Presented, presented
from .showing.places import address_lines, map_url
from .showing.states import places_taken, state_of


class EncounterContext(PublicationContext):
    related = ("cover", "territory", "organiser")

    def __init__(self, page: Any, page_context: PageContext) -> None:
        super().__init__(page, page_context)
        with chosen_together([page.body]):
            prefetch_renditions(images_of(page.body), "picture")

    # When

    @cached_property
    def when(self) -> When | None:
        return when_of(self.page)

    @cached_property
    def state(self) -> State:
        return state_of(self.page, self.taken if self.page.capacity is not None else 0)

    @property
    def is_coming(self) -> bool:
        """Whether the encounter is neither past nor cancelled, so that somebody may want to come."""
        return self.state not in (State.PAST, State.CANCELLED)

    # Where

    @cached_property
    def territories(self) -> list[Territory]:
        """The territory and those it lies in, root first."""
        pk = self.page.territory_id
        return Territory.objects.with_ancestors([pk]).get(pk, []) if pk else []

    @property
    def place(self) -> str:
        return short_place(self.territories, self.page_context.language.code)

    @property
    def place_url(self) -> str:
        """The address at which a reader finds what else there is on the territory."""
        if not self.territories:
            return ""
        territory, code = self.territories[-1], self.page_context.language.code
        address = territory_address(self.page_context.search_url, territory, code)
        return address or self.search_link(territory=territory.identifier)

    @property
    def address(self) -> list[str]:
        return address_lines(self.page)

    @property
    def map_url(self) -> str:
        return map_url(self.page)

    @property
    def point(self) -> tuple[float, float] | None:
        spot: tuple[float, float] | None = self.page.spot_in(self.territories[-1] if self.territories else None)
        return spot

    @property
    def online(self) -> str:
        """The address at which people meet on line; empty once nobody can come any more."""
        return self.page.online if self.is_coming else ""

    # Who

    @property
    def organiser(self) -> Organisation | None:
        return self.page.organiser

    @cached_property
    def languages(self) -> str:
        """The names of the languages that are spoken there."""
        names = names_of(self.page.languages)
        return enumeration(names) if names else ""

    @property
    def audience(self) -> str:
        return _prose(self.page.audience)

    @property
    def access(self) -> str:
        return _prose(self.page.access)

    @property
    def capacity(self) -> int | None:
        return self.page.capacity

    @cached_property
    def taken(self) -> int:
        """How many people have a place."""
        return places_taken(self.page)

    @property
    def places_left(self) -> int | None:
        """How many places are free; ``None`` without a limit, or while nobody can register."""
        if self.page.capacity is None or self.state not in (State.OPEN, State.FULL):
            return None
        return max(0, self.page.capacity - self.taken)

    @property
    def deadline(self) -> date | None:
        """The last day to register; ``None`` while nobody can register."""
        return self.page.deadline if self.state in (State.OPEN, State.FULL) else None

    @property
    def registration_opens(self) -> date | None:
        """The day on which registration opens; ``None`` from that day on."""
        waits = self.state == State.ANNOUNCED and self.page.takes_registrations
        return self.page.registration_opens if waits else None

    @cached_property
    def registering(self) -> RegistrationContext:
        return RegistrationContext(self)

    @property
    def is_free(self) -> bool:
        """Whether people register here, which costs nothing, now or later."""
        return self.page.takes_registrations and self.state in (State.ANNOUNCED, State.OPEN, State.FULL)

    # What

    @cached_property
    def pitches(self) -> list[Presented]:
        return presented(self.page, self.page_context)

    @property
    def number_of_pitches(self) -> int:
        """How many pitches come, without the withdrawn ones."""
        return sum(not pitch.is_withdrawn for pitch in self.pitches)

    @cached_property
    def sections(self) -> list[Section]:
        around = self.page_context
        return sections_of(self.page.body, languages=around.untranslated_blocks, by_machine=around.by_machine)

    # Others

    @cached_property
    def list_url(self) -> str:
        """All encounters, see :func:`~.showing.lists.list_url`."""
        return list_url(self.page_context)

    @property
    def calendar_url(self) -> str:
        """The address of the calendar file; empty where the encounter has no day or is over, or no files are
        written."""
        if not has_calendars() or self.page.day is None or not self.page.live or not self.is_coming:
            return ""
        return _address("calendar", self.page.translation_key, self.page_context.language.code)

    @property
    def feeds(self) -> list[dict[str, str]]:
        """The feeds of all coming encounters: ``[{title, type, url}]``. Addresses are absolute: other programs read
        them."""
        found = [(_("Coming encounters, for a feed reader"), "application/atom+xml", _address("atom"))]
        if has_calendars():
            found.insert(0, (_("Calendar of the coming encounters"), "text/calendar", _address("calendars")))
        here, code = self.page_context.canonical_url, self.page_context.language.code
        return [
            {"title": title, "type": kind, "url": urljoin(here, f"{url}?language={code}")}
            for title, kind, url in found
            if url
        ]


def _address(name: str, *args: Any) -> str:
    """The address of a view of this app; empty on a site that has not included :mod:`essaimage_wagtail.urls`."""
    try:
        return reverse(f"essaimage:encounters:{name}", args=args)
    except NoReverseMatch:
        return ""


def _prose(source: str) -> str:
    return "" if is_blank_html(source) else source
