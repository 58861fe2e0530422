"""When a digest is due: by the site's clock, whatever the hour in which its command runs."""

from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from ..models.watching import Pace
from .options import options

HOUR = timedelta(hours=1)
"""Between two messages “at once” to somebody."""


def last_time(pace: str, now: datetime) -> datetime:
    """The last moment at which digests of a pace were due: the hour of today or yesterday, or for the weekly pace of
    this Monday or the one before."""
    # The site's time zone: a task may run in the request of an editor who has another one.
    clock = timezone.get_default_timezone()
    today = timezone.localtime(now, clock).date()
    hour = time(min(options().hour, 23))
    step = timedelta(days=7 if pace == Pace.WEEKLY else 1)
    day = today - timedelta(days=today.weekday()) if pace == Pace.WEEKLY else today
    at = timezone.make_aware(datetime.combine(day, hour), clock)
    return at if at <= now else timezone.make_aware(datetime.combine(day - step, hour), clock)


def is_due(now: datetime) -> Q:
    """Condition on subscriptions: confirmed, and not told since the last time of their pace."""
    found = at_once_is_due(now)
    for pace in (Pace.DAILY, Pace.WEEKLY):
        found |= Q(pace=pace, told_at__lt=last_time(pace, now))
    return found & Q(confirmed_at__isnull=False)


def at_once_is_due(now: datetime) -> Q:
    return Q(pace=Pace.AT_ONCE) & (Q(watcher__mailed_at=None) | Q(watcher__mailed_at__lte=now - HOUR))
