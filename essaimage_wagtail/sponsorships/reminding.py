"""Reminders: both sides get one before the next date and after a long silence, the team one if it has not answered.

Each is sent once, however often the command runs: a run notes it before it writes, and takes the note back where the
mail server takes nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from ..wiki.visitors.mail import Done, Outcome, deliver
from .choices import GOING, Side, State
from .mailing.sending import message_for
from .models import Sponsorship
from .options import options

MOST = 3
"""How often a silence is told: after that, moderators see it in their list."""


WITHOUT_TEAM = Q(state=State.ASKED, confirmed_at__isnull=False, sponsor_email="")
"""Condition on sponsorships: the team cannot be written to, and moderators answer for it."""


def asleep(now: datetime) -> Q:
    """Condition on sponsorships: for a long time nobody has written anything, and no date is ahead."""
    since = now - timedelta(days=options().asleep_days)
    no_date = Q(next_on=None) | Q(next_on__lt=timezone.localdate(now))
    return Q(state__in=GOING, changed_at__lt=since) & no_date


def unanswered(now: datetime) -> Q:
    """Condition on sponsorships: the team has not answered for a while."""
    return Q(state=State.ASKED, confirmed_at__lt=now - timedelta(days=options().asleep_days // 3))


def _before_the_date(now: datetime) -> Q:
    today = timezone.localdate(now)
    return Q(state__in=GOING, next_on__gte=today, next_on__lte=today + timedelta(days=options().remind_days))


def _due(now: datetime) -> Iterator[tuple[str, QuerySet[Sponsorship], tuple[Side, ...]]]:
    """Each kind of reminder, the sponsorships for which it may be due, and the sides that get it."""
    rows = Sponsorship.objects.filter(confirmed_at__isnull=False).exclude(asker_email="", sponsor_email="")
    yield "date", rows.filter(_before_the_date(now)), (Side.SPONSORED, Side.SPONSOR)
    yield "asleep", rows.filter(asleep(now)), (Side.SPONSORED, Side.SPONSOR)
    yield "unanswered", rows.filter(unanswered(now)).exclude(sponsor_email=""), (Side.SPONSOR,)


def _is_told(kind: str, row: Sponsorship, now: datetime) -> bool:
    """Whether a sponsorship needs no reminder of this kind now: it had one, or had enough."""
    if kind == "date":
        assert row.next_on is not None  # noqa: S101 - the query asks for one
        begins = row.next_on - timedelta(days=options().remind_days)
        return row.reminded_at is not None and timezone.localdate(row.reminded_at) >= begins
    pause = timedelta(days=options().asleep_days if kind == "asleep" else options().asleep_days // 3)
    if row.changed_at < now - pause * (MOST + 1):
        return True
    return row.reminded_at is not None and row.reminded_at > now - pause


def remind(now: datetime | None = None) -> Done:
    now, done = now or timezone.now(), Done()
    for kind, rows, sides in _due(now):
        for row in rows.select_related("site__root_page").order_by("pk").iterator():
            if not done.unavailable and not _is_told(kind, row, now):
                _remind(kind, row, sides, now, done)
    return done


def _remind(kind: str, row: Sponsorship, sides: tuple[Side, ...], now: datetime, done: Done) -> None:
    before = row.reminded_at
    mine = Sponsorship.objects.filter(pk=row.pk, reminded_at=before, changed_at=row.changed_at)
    if not mine.update(reminded_at=now):
        return  # Another run writes it, or somebody has just written something.
    is_sent = False
    for side in sides:
        message = message_for(kind, row, side)
        if message is None:
            continue
        outcome = deliver(message, kind)
        done.sent += outcome is Outcome.SENT
        done.failed += outcome is not Outcome.SENT
        is_sent |= outcome is Outcome.SENT
        done.unavailable |= outcome is Outcome.UNAVAILABLE
    if done.unavailable and not is_sent:
        Sponsorship.objects.filter(pk=row.pk, reminded_at=now).update(reminded_at=before)
