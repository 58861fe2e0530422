"""Who gets a place, who waits, and who moves up: never more people than places, even if many come at the same
moment."""

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
    """Keep all other transactions from giving or taking places of this encounter until this one ends."""
    if connection.features.has_select_for_update:
        pages = Page.objects.select_for_update(no_key=True).filter(translation_key=key)
        list(pages.order_by("pk").values_list("pk", flat=True))
    else:
        # SQLite lets one transaction write at a time: a write that changes nothing makes this one that writer.
        Registration.objects.filter(encounter_key=key, pk=0).update(is_waiting=False)


@transaction.atomic
def confirm(registration: Registration) -> bool:
    """Give a place to a person whose address is right or, if none is free, put them last on the waiting list. Somebody
    who has a place or waits already stays where they are. Returns whether the person now takes part or waits."""
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
    """Give a person a place, or put them on the waiting list. The caller holds :func:`lock`, and tells the person."""
    row.confirmed_at, row.withdrawn_at, row.reminded_at = now or timezone.now(), None, None
    row.is_waiting = _has_no_place(page)
    row.told = {}
    row.save()


def _has_no_place(page: Any) -> bool:
    """Whether a newcomer has to wait: all places are taken, or others wait already, who come first."""
    if page.capacity is None:
        return False
    rows, key = Registration.objects, page.translation_key
    return rows.coming_to(key).count() >= page.capacity or rows.waiting_for(key).exists()


@transaction.atomic
def withdraw(registration: Registration) -> int:
    """Note that a person does not come; the first on the waiting list moves up. An unconfirmed registration is deleted;
    a confirmed one stays, without what the person needs. Returns how many people moved up."""
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
    """Give the free places to people on the waiting list, in its order; they are told after the transaction. Returns
    how many people moved up."""
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
    """After the transaction, do what a changed page asks for: with more places people move up, and all are told of
    another day or place."""
    transaction.on_commit(partial(settle, key), robust=True)


def settle(key: UUID) -> None:
    move_up(key)
    tell_after_commit(key)


def move_up_all() -> int:
    """Move people up at all encounters, so that nobody waits for a free place after a run that was stopped. Returns how
    many people moved up."""
    waiting = Registration.objects.filter(is_waiting=True, withdrawn_at=None, confirmed_at__isnull=False)
    return sum(move_up(key) for key in waiting.order_by().values_list("encounter_key", flat=True).distinct())
