"""Encounters as files that calendars read (RFC 5545), for downloads, feeds and messages: by the extra ``encounters``.

An encounter has one ``UID`` in all its languages and versions, so that a calendar which gets it again changes what it
has rather than keep both.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ...directory.responses import xml_text
from .places import place_words

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//essaimage-wagtail//Encounters//EN"
MOST_YEARS = 20
"""Changes of clock are written for so many years to come; laws change them sooner."""
_FIRST_SEQUENCE = datetime(2020, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1)
def has_calendars() -> bool:
    """Whether ``icalendar`` is installed; without it, no page offers a file."""
    return find_spec("icalendar") is not None


def make_event(page: Any, url: str) -> Any:
    """An :class:`icalendar.Event` of an encounter whose day is known, in the language of ``page``. ``url``: the
    absolute address of the page."""
    from icalendar import Event

    with translation.override(page.locale.language_code):
        event = Event()
        event.add("uid", str(page.translation_key))
        event.add("sequence", _sequence(page))
        event.add("dtstamp", page.last_published_at or timezone.now())
        if page.last_published_at:
            event.add("last-modified", page.last_published_at)
        _add_times(event, page)
        title = _("Cancelled: %(title)s") % {"title": page.title} if page.is_cancelled else page.title
        event.add("summary", xml_text(title), {"language": page.locale.language_code})
        event.add("description", xml_text(_description(page, url)), {"language": page.locale.language_code})
        if place := place_words(page):
            event.add("location", xml_text(place))
        if page.latitude is not None and page.longitude is not None:
            event.add("geo", (float(page.latitude), float(page.longitude)))
        if url:
            event.add("url", url)
        event.add("status", "CANCELLED" if page.is_cancelled else "CONFIRMED")
    return event


def calendar_of(events: Iterable[Any], name: str = "", method: str = "PUBLISH") -> bytes:
    """The file of some events of :func:`make_event`, with what calendars need to know of their time zones. ``name``: of
    a feed, which is asked for again each day."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("name", xml_text(name))
        calendar.add("x-wr-calname", xml_text(name))
        calendar.add("refresh-interval", timedelta(days=1), {"value": "DURATION"})
    for event in events:
        calendar.add_component(event)
    if calendar.events:
        calendar.add_missing_timezones(*_years_around(event.start for event in calendar.events))
    return calendar.to_ical()


def _years_around(days: Iterable[date]) -> tuple[date, date]:
    """The first and last day for which a file tells calendars the changes of clock. A time zone knows those of a
    hundred years, of which calendars need few."""
    years = [day.year for day in days]
    now = timezone.now().year
    first, last = max(1970, min(*years, now) - 1), min(max(*years, now) + 2, now + MOST_YEARS)
    return date(first, 1, 1), date(last, 1, 1)


def _sequence(page: Any) -> int:
    """A number that grows with each publication, in minutes."""
    published = page.last_published_at
    return max(0, int((published - _FIRST_SEQUENCE).total_seconds() // 60)) if published else 0


def _add_times(event: Any, page: Any) -> None:
    if page.begins_at is None:
        event.add("dtstart", page.day)
        return  # a day without an end is one day long
    event.add("dtstart", page.begins_at)
    if page.ends is not None:
        event.add("dtend", page.ends_at)


def _description(page: Any, url: str) -> str:
    notice = _("Made-up example: this encounter does not take place.") if page.fictional else ""
    online = _("On line: %(address)s") % {"address": page.online} if page.online else ""
    return "\n".join(filter(None, [notice, page.pitch, online, url]))
