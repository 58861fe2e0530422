"""The messages to people who registered: what each one is for, in words."""

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .options import options


class Kind(StrEnum):
    ASK = "ask"
    """Is this address yours?"""
    KNOWN = "known"
    """Somebody with this address registered again."""
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    MOVED_UP = "moved_up"
    REMINDER = "reminder"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    HELD = "held"
    """It was cancelled, and takes place after all."""
    WITHDRAWN = "withdrawn"


WITH_FILE = {Kind.CONFIRMED, Kind.MOVED_UP, Kind.REMINDER, Kind.CHANGED, Kind.CANCELLED, Kind.HELD}
"""Those to somebody with a place have the calendar file."""


def subject_of(kind: Kind, title: str) -> str:
    words = {
        Kind.ASK: _("Confirm your registration: %(title)s"),
        Kind.KNOWN: _("You are registered already: %(title)s"),
        Kind.CONFIRMED: _("You have a place: %(title)s"),
        Kind.WAITING: _("You are on the waiting list: %(title)s"),
        Kind.MOVED_UP: _("A place for you: %(title)s"),
        Kind.REMINDER: _("Soon: %(title)s"),
        Kind.CHANGED: _("Day or place has changed: %(title)s"),
        Kind.CANCELLED: _("Cancelled: %(title)s"),
        Kind.HELD: _("It takes place after all: %(title)s"),
        Kind.WITHDRAWN: _("You do not take part any more: %(title)s"),
    }
    return words[kind] % {"title": title}


def lead_of(kind: Kind, site_name: str, position: int) -> str:
    """The first sentences."""
    if kind is Kind.ASK:
        return _asked(site_name)
    if kind is Kind.WAITING:
        return _waiting(position)
    words: dict[Any, str] = {
        Kind.KNOWN: _(
            "Somebody, probably you, has registered with this address again. Nothing has changed: see and change there"
            " what you told us. If it was not you, do nothing."
        ),
        Kind.CONFIRMED: _("You have a place. We look forward to meeting you."),
        Kind.MOVED_UP: _("A place has become free, and it is yours. If you cannot come any more, please say so."),
        Kind.REMINDER: _("It is soon. If you cannot come, please say so: somebody else gets your place."),
        Kind.CHANGED: _("Day, hour or place have changed. If you cannot come any more, please say so."),
        Kind.CANCELLED: _("The encounter is cancelled. You need not do anything."),
        Kind.HELD: _("The encounter was cancelled, and it takes place after all. You are still registered."),
        Kind.WITHDRAWN: _("We have noted that you do not come. If that is a mistake, you can register again."),
    }
    return words[kind]


def _asked(site_name: str) -> str:
    days = options().confirm_days
    words = ngettext(
        "Somebody, probably you, would like to take part in this encounter on %(site_name)s. Confirm it within"
        " %(days)d day: only then do you have a place. If it was not you, do nothing, and this address is erased.",
        "Somebody, probably you, would like to take part in this encounter on %(site_name)s. Confirm it within"
        " %(days)d days: only then do you have a place. If it was not you, do nothing, and this address is erased.",
        days,
    )
    return words % {"site_name": site_name, "days": days}


def _waiting(position: int) -> str:
    words = _(
        "All places are taken at the moment. You are number %(position)d on the waiting list, and we write to you when"
        " a place becomes free."
    )
    return words % {"position": position}


def button_of(kind: Kind) -> str:
    if kind is Kind.ASK:
        return _("Confirm the registration")
    return _("Register again") if kind is Kind.WITHDRAWN else _("Your registration")
