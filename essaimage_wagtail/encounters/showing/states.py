"""What an encounter is at a moment, by the clock of the place where it is held."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from ..choices import State
from ..models.registrations import Registration


def state_of(page: Any, taken: int | None = None, now: datetime | None = None) -> State:
    """The state of an encounter at a moment. ``taken``: how many people have a place, if the caller knows it; else one
    query counts them, if the state depends on it."""
    now = now or timezone.now()
    if page.is_cancelled:
        return State.CANCELLED
    if page.day is None:
        return State.ANNOUNCED
    if now >= over_at(page):
        return State.PAST
    if now >= begun_at(page):
        return State.UNDER_WAY
    return _before(page, taken, now)


def _before(page: Any, taken: int | None, now: datetime) -> State:
    opens, last = page.registration_opens, page.deadline
    if not page.takes_registrations or (opens and now < start_of_day(page, opens)):
        return State.ANNOUNCED
    if last and now >= end_of_day(page, last):
        return State.CLOSED
    if page.capacity is not None and places_taken(page, taken) >= page.capacity:
        return State.FULL
    return State.OPEN


def places_taken(page: Any, taken: int | None = None) -> int:
    """How many people have a place."""
    return Registration.objects.coming_to(page.translation_key).count() if taken is None else taken


def taken_by_key(keys: Iterable[UUID]) -> dict[UUID, int]:
    """How many people have a place at each of some encounters. One query, none without keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    coming = Registration.objects.filter(encounter_key__in=wanted).with_a_place().order_by()
    return dict(coming.values_list("encounter_key").annotate(people=Count("pk")))


def begun_at(page: Any) -> datetime:
    """When an encounter begins, in UTC; without an hour, at the start of its day."""
    return in_utc(page.begins_at) if page.begins_at else start_of_day(page, page.day)


def over_at(page: Any) -> datetime:
    """When an encounter is over, in UTC; without an hour at which it ends, at the end of its day."""
    if page.begins is None or page.ends is None:
        return end_of_day(page, page.day)
    return in_utc(page.ends_at)


def start_of_day(page: Any, day: date) -> datetime:
    return in_utc(datetime.combine(day, time.min, page.zone))


def end_of_day(page: Any, day: date) -> datetime:
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return start_of_day(page, day + timedelta(days=1))


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC, so that moments compare rightly across a change of clock. A moment beyond the first or last year
    of :class:`~datetime.datetime` becomes its first or last moment."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.min if moment.year == 1 else datetime.max).replace(tzinfo=UTC)
