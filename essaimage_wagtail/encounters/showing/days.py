"""The day and the hours of an encounter in the reader's words: as a clock on the wall of the place shows them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date, get_timezone_name
from babel.units import format_unit
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import pgettext

from ...formatting import written_day
from ...forms.text import babel_locale
from .states import in_utc


@dataclass(frozen=True, slots=True)
class When:
    """``day``: with its weekday, as ``duration`` in words; ``begins`` and ``ends``: hours in words, ``starts_at`` and
    ``ends_at`` the moments for machines; ``zone`` and ``offset`` (“UTC+2”): those of that day, where readers may take
    them for their own."""

    day: str
    date: date
    begins: str = ""
    ends: str = ""
    ends_next_day: bool = False
    zone: str = ""
    offset: str = ""
    duration: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def hours(self) -> str:
        """“9:00 – 12:30”, or when it begins, or nothing."""
        return (
            pgettext("hours", "%(from)s – %(to)s") % {"from": self.begins, "to": self.ends}
            if self.ends
            else self.begins
        )


def when_of(page: Any) -> When | None:
    """``None`` while the day is not known."""
    if page.day is None:
        return None
    if page.begins_at is None:
        return When(day_in_words(page.day), page.day)
    has_end = page.ends is not None and page.ends_at > page.begins_at
    names_zone = bool(page.time_zone != settings.TIME_ZONE or page.online)
    return When(
        day=day_in_words(page.day),
        date=page.day,
        begins=hour_in_words(page.begins),
        ends=hour_in_words(page.ends) if has_end else "",
        ends_next_day=has_end and page.ends_at.date() > page.day,
        zone=get_timezone_name(page.begins_at, locale=babel_locale()) if names_zone else "",
        offset=offset_in_words(page.begins_at) if names_zone else "",
        duration=duration_in_words(in_utc(page.ends_at) - in_utc(page.begins_at)) if has_end else "",
        starts_at=page.begins_at,
        ends_at=page.ends_at if has_end else None,
    )


def day_in_words(day: date) -> str:
    """“Saturday, 27 March 2027”."""
    weekday = format_date(day, "EEEE", locale=babel_locale())
    return pgettext("weekday and date", "%(weekday)s, %(day)s") % {"weekday": weekday, "day": written_day(day)}


def hour_in_words(hour: time) -> str:
    return date_format(hour, "TIME_FORMAT")


def offset_in_words(moment: datetime) -> str:
    """“UTC+2”, “UTC−3:30”: from left to right in every language."""
    minutes = int((moment.utcoffset() or timedelta()).total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def duration_in_words(length: timedelta) -> str:
    """“3 hours 30 minutes”."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    written = {
        "hours": format_unit(hours, "duration-hour", "long", locale=babel_locale()),
        "minutes": format_unit(minutes, "duration-minute", "long", locale=babel_locale()),
    }
    if hours and minutes:
        return pgettext("duration", "%(hours)s %(minutes)s") % written
    return written["hours" if hours else "minutes"]
