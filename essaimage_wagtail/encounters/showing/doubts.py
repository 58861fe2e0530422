"""What an organiser may have forgotten: the page is saved all the same."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ...doubts import Doubt
from ..choices import State
from .states import state_of


def doubts_about(page: Any) -> Iterator[Doubt]:
    yield from _about_when(page)
    if not (page.address.strip() or page.territory_id or page.online):
        yield Doubt(_("Nothing says where it is held: write an address, choose a territory, or both."), "address")
    if (page.latitude is None) != (page.longitude is None):
        text = _("A point needs both a latitude and a longitude; only one is filled in.")
        yield Doubt(text, "latitude" if page.latitude is None else "longitude")
    yield from _about_pitches(list(page.pitches.all()) if hasattr(page, "pitches") else [])


def _about_when(page: Any) -> Iterator[Doubt]:
    if page.day is None:
        yield Doubt(_("The day is missing: until you choose it, nobody can register, and no calendar has it."), "day")
        return
    if state_of(page, 0) == State.PAST:
        if not page.balance.strip():
            yield Doubt(
                _("The encounter is over: under “Balance”, write what came of it, and what did not."), "balance"
            )
        return
    if page.begins is None:
        yield Doubt(_("Nothing says when it begins: calendars take the whole day."), "begins")
    elif page.ends is None:
        yield Doubt(_("Nothing says when it ends: people cannot tell whether they have the time."), "ends")
    if page.takes_registrations and page.deadline is None:
        yield Doubt(_("The last day to register is missing: people register until it begins."), "deadline")


def _about_pitches(pitches: list[Any]) -> Iterator[Doubt]:
    if not pitches:
        yield Doubt(_("No initiative presents itself yet: people choose among the pitches whom they meet."), "pitches")
    if any(not pitch.sheet_key and not pitch.name.strip() for pitch in pitches):
        yield Doubt(_("A pitch says neither its sheet nor a name: nobody knows what is presented."), "pitches")
    if any(count > 1 for key, count in Counter(pitch.sheet_key for pitch in pitches).items() if key):
        yield Doubt(_("Two pitches are about the same sheet. For more tables, write their number in one."), "pitches")
