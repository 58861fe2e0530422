"""When and where an encounter is, as its people were last told, and what has changed since."""

from datetime import date, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from ...formatting import day_and_hours
from ..showing.days import day_in_words, hour_in_words

__all__ = ["facts_for"]

ASKED, COMING, WAITING = "asked", "coming", "waiting"
"""What somebody was told of their place; ``ASKED``: whether the address is theirs."""
WHEN = ("day", "begins", "ends", "zone")
WHERE = ("address", "territory", "online")


def facts_of(page: Any, *, is_waiting: bool) -> dict[str, Any]:
    """What a message says of an encounter and of somebody's place, as JSON values, which the registration keeps."""
    return {
        "day": page.day and page.day.isoformat(),
        "begins": page.begins and page.begins.isoformat("minutes"),
        "ends": page.ends and page.ends.isoformat("minutes"),
        "zone": page.time_zone,
        "address": page.address,
        "territory": page.territory_id,
        "online": page.online,
        "cancelled": page.is_cancelled,
        "place": WAITING if is_waiting else COMING,
    }


def facts_for(page: Any, row: Any) -> dict[str, Any]:
    """What a message says to one person now; before they have confirmed the address, it only asks them to."""
    return facts_of(page, is_waiting=row.is_waiting) if row.confirmed_at else {"place": ASKED}


def has_changed(told: dict[str, Any], facts: dict[str, Any], names: tuple[str, ...]) -> bool:
    return any(told.get(name) != facts.get(name) for name in names)


def when_words(facts: dict[str, Any]) -> str:
    """Day and hours in the active language, and the time zone where it is not the site's."""
    if not facts.get("day"):
        return _("The day is not known yet")
    words = day_in_words(date.fromisoformat(facts["day"]))
    hours = [hour_in_words(time.fromisoformat(facts[name])) for name in ("begins", "ends") if facts.get(name)]
    if hours:
        words = day_and_hours(words, " – ".join(hours))
    if hours and facts["zone"] != settings.TIME_ZONE:
        words = f"{words} ({facts['zone'].replace('_', ' ')})"
    return words
