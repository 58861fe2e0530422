"""Who gets a place, who waits, and who moves up: never more people than places, whoever comes at the same moment."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page

from ..models import Registration
from . import mailing
from .messages import Kind
from .news import tell_after_commit, tell_person_after_commit
from .pages import encounter_with, gives_places


def lock(key: UUID) -> None:
    """Until the transaction ends, nobody else gives or takes places of this encounter."""
    if connection.features.has_select_for_update:
        pages = Page.objects.select_for_update(no_key=True).filter(translation_key=key)
        list(pages.order_by("pk").values_list("pk", flat=True))
    else:
        # SQLite has one writer at a time: beginning with a write, however the site has transactions begin.
        Registration.objects.filter(encounter_key=key, pk=0).update(is_waiting=False)


@transaction.atomic
def confirm(registration: Registration) -> bool:
    """Give a place to somebody whose address is right, or the last one on the waiting list. Whether they take part or
    wait now; who does already stays where they are."""
    lock(registration.encounter_key)
    row = Registration.objects.filter(pk=registration.pk).first()
    page = encounter_with(registration.encounter_key)
    if row is None or not gives_places(page):
        return False
    if row.confirmed_at and not row.withdrawn_at:
        return True
    place(row, page)
    tell_person_after_commit(row)
    return True


def place(row: Registration, page: Any, now: datetime | None = None) -> None:
    """Within :func:`lock`. The caller has the person told."""
    row.confirmed_at, row.withdrawn_at, row.reminded_at = now or timezone.now(), None, None
    row.is_waiting = _has_no_place(page)
    row.told = {}
    row.save()


def _has_no_place(page: Any) -> bool:
    """Who comes later than somebody who waits, waits too."""
    if page.capacity is None:
        return False
    rows, key = Registration.objects, page.translation_key
    return rows.coming_to(key).count() >= page.capacity or rows.waiting_for(key).exists()


@transaction.atomic
def withdraw(registration: Registration) -> int:
    """Somebody does not come: the first who waits moves up. Of an address that nobody confirmed, nothing is kept; of
    the others, what they need is forgotten at once. Returns how many moved up."""
    lock(registration.encounter_key)
    row = Registration.objects.filter(pk=registration.pk, withdrawn_at=None).first()
    if row is None:
        return 0
    if row.confirmed_at is None:
        row.delete()
        return 0
    row.withdrawn_at, row.is_waiting = timezone.now(), False
    row.needs, row.needs_step_free = "", False
    row.save(update_fields=["withdrawn_at", "is_waiting", "needs", "needs_step_free"])
    mailing.after_commit(row.pk, Kind.WITHDRAWN)
    return move_up(row.encounter_key)


def erase(registrations: list[Registration]) -> None:
    """Delete people, and have others move up."""
    with transaction.atomic():
        for key in sorted({row.encounter_key for row in registrations}, key=str):
            lock(key)
            Registration.objects.filter(pk__in=[row.pk for row in registrations], encounter_key=key).delete()
            move_up(key)


@transaction.atomic
def move_up(key: UUID) -> int:
    """Give the free places to those who wait, the first first; they are told after the transaction. Returns how many
    moved up."""
    lock(key)
    page = encounter_with(key)
    if not gives_places(page):
        return 0
    waiting = list(Registration.objects.waiting_for(key).values_list("pk", flat=True))
    if page.capacity is not None and waiting:
        waiting = waiting[: max(0, page.capacity - Registration.objects.coming_to(key).count())]
    if waiting:
        Registration.objects.filter(pk__in=waiting).update(is_waiting=False)
        tell_after_commit(key)
    return len(waiting)


def settle_after_commit(key: UUID) -> None:
    """What a changed page brings: more places, another day."""
    transaction.on_commit(partial(settle, key), robust=True)


def settle(key: UUID) -> None:
    move_up(key)
    tell_after_commit(key)


def move_up_all() -> int:
    """Of all encounters, those who can: a run that was stopped leaves nobody waiting for a free place."""
    waiting = Registration.objects.filter(is_waiting=True, withdrawn_at=None, confirmed_at__isnull=False)
    return sum(move_up(key) for key in waiting.order_by().values_list("encounter_key", flat=True).distinct())
