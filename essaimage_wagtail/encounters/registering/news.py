"""What people have to know since they were last told: whether their address is right, that they have a place or wait,
another day or place, a cancellation, a place that became free.

Each registration keeps what its person was told last (``told``). A run that writes to a person first updates it, in one
query that succeeds in only one of several runs; so nobody is told twice.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from ...wiki.visitors.mail import Done, Outcome
from ..models import EncounterPage, Registration
from ..showing.states import begun_at
from . import mailing
from .facts import ASKED, COMING, WAITING, WHEN, WHERE, facts_for, has_changed
from .messages import Kind
from .options import options
from .pages import encounter_with, gives_places, is_over

SECONDS_OF_A_TASK = 5.0
"""By default a task runs in the request that publishes a page: what is left waits for the command."""


def tell_after_commit(key: UUID) -> None:
    transaction.on_commit(partial(tell_some.enqueue, str(key)), robust=True)


@task()
def tell_some(key: str) -> int:
    """Returns how many messages went."""
    return tell(UUID(key), Done(), seconds=SECONDS_OF_A_TASK).sent


def tell_person_after_commit(row: Registration) -> None:
    """Tell a person, after the transaction, what has just become of their registration."""
    transaction.on_commit(partial(tell_person.enqueue, row.pk), robust=True)


@task()
def tell_person(pk: int) -> bool:
    """Returns whether a message went. One that the mail server does not take waits for the command."""
    row = Registration.objects.select_related("site").filter(pk=pk).exclude(email="").first()
    page = encounter_with(row.encounter_key) if row else None
    if row is None or page is None:
        return False
    _tell_one(row, facts_for(page, row), done := Done())
    return done.sent > 0


def tell(key: UUID, done: Done, seconds: float | None = None) -> Done:
    """Tell the people of one encounter what is news to them."""
    page = encounter_with(key)
    if page is None or not page.live or is_over(page):
        return done
    ends = time.monotonic() + seconds if seconds is not None else None
    for row in _listed(page):
        if done.unavailable or (ends and time.monotonic() > ends):
            break
        _tell_one(row, facts_for(page, row), done)
    return done


def _tell_one(row: Registration, facts: dict[str, Any], done: Done) -> None:
    told = row.told
    if told == facts or (kind := kind_of_news(told, facts)) is None:
        return
    mine = Registration.objects.filter(pk=row.pk, withdrawn_at=None, told=told)
    again = bool(told) and has_changed(told, facts, WHEN)
    if not mine.update(told=facts, **({"reminded_at": None} if again else {})):
        return  # another run tells the person
    done.note(outcome := mailing.send(row, kind, told))
    if outcome in (Outcome.FAILED, Outcome.UNAVAILABLE):
        Registration.objects.filter(pk=row.pk, told=facts).update(told=told)


def kind_of_news(told: dict[str, Any], facts: dict[str, Any]) -> Kind | None:
    """The kind of message that a person needs; ``None`` if they know all. ``told``: what they were told last; empty if
    they have not been told anything since their registration."""
    if facts["place"] == ASKED:
        return Kind.ASK
    if told.get("cancelled", False) != facts["cancelled"]:
        return Kind.CANCELLED if facts["cancelled"] else Kind.HELD
    if facts["cancelled"]:
        return None
    if not told:
        return Kind.WAITING if facts["place"] == WAITING else Kind.CONFIRMED
    if (told.get("place"), facts["place"]) == (WAITING, COMING):
        return Kind.MOVED_UP
    return Kind.CHANGED if has_changed(told, facts, WHEN + WHERE) else None


def send_due(now: datetime | None = None, tick: Callable[[], None] = lambda: None) -> Done:
    """Tell all people of coming encounters what is news to them, and send the reminders that are due."""
    now, done = now or timezone.now(), Done()
    for page in _coming(now):
        if done.unavailable:
            break
        tick()
        tell(page.translation_key, done)
        _remind(page, now, done)
    return done


def _coming(now: datetime) -> Iterator[Any]:
    """The encounters that are not over, one page of each."""
    day = (now - timedelta(days=2)).date()
    keys = EncounterPage.objects.filter(Q(day__gte=day) | Q(day=None), live=True, alias_of=None)
    for key in sorted(set(keys.values_list("translation_key", flat=True)), key=str):
        page = encounter_with(key)
        if page is not None:
            yield page


def _remind(page: Any, now: datetime, done: Done) -> None:
    """Remind the people who have a place, once. Somebody who registered after the day of the reminders is left out:
    they have just had a message."""
    if page.day is None or page.is_cancelled or not page.live:
        return
    begins = begun_at(page)
    since = begins - timedelta(days=options().remind_days)
    if not since <= now < begins:
        return
    due = Registration.objects.coming_to(page.translation_key).exclude(email="")
    for row in due.filter(reminded_at=None, confirmed_at__lt=since).select_related("site"):
        if done.unavailable:
            return
        if not Registration.objects.filter(pk=row.pk, reminded_at=None, withdrawn_at=None).update(reminded_at=now):
            continue  # another run writes to them, or they do not come any more
        done.note(outcome := mailing.send(row, Kind.REMINDER))
        if outcome in (Outcome.FAILED, Outcome.UNAVAILABLE):
            Registration.objects.filter(pk=row.pk, reminded_at=now).update(reminded_at=None)


def _listed(page: Any) -> Any:
    """The people with an e-mail address who come or wait, and, while places are given, those whose question about the
    address could not be sent yet."""
    concerned = Q(confirmed_at__isnull=False)
    if gives_places(page):
        concerned |= Q(confirmed_at=None, told={})
    rows = Registration.objects.filter(concerned, encounter_key=page.translation_key, withdrawn_at=None)
    return rows.exclude(email="").select_related("site").order_by("confirmed_at", "pk")
