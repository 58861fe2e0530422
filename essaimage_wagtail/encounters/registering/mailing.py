"""E-mails to people who registered, in their language, by tasks."""

from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from ...wiki.visitors.mail import Outcome, composed, deliver, site_name
from ..models import Registration
from ..showing.calendar import calendar_of, has_calendars, make_event
from ..showing.places import place_words
from . import facts as said
from .messages import WITH_FILE, Kind, button_of, lead_of, subject_of
from .pages import public_url, version_for


def after_commit(pk: int, kind: Kind) -> None:
    transaction.on_commit(partial(send_message.enqueue, pk, kind.value), robust=True)


@task()
def send_message(pk: int, kind: str) -> bool:
    """Returns whether a message went."""
    row = Registration.objects.select_related("site").filter(pk=pk).exclude(email="").first()
    return row is not None and send(row, Kind(kind)) is Outcome.SENT


def send(row: Registration, kind: Kind, told: dict[str, Any] | None = None) -> Outcome:
    """Send a message to one person. ``told``: what the person was told before, so that it says what has changed."""
    page = version_for(row.encounter_key, row.language)
    if page is None or not row.email:
        return Outcome.FAILED
    return deliver(message_for(row, page, kind, told), f"encounters {kind.value}")


def message_for(row: Registration, page: Any, kind: Kind, told: dict[str, Any] | None = None) -> EmailMessage:
    root = row.site.root_url
    with translation.override(row.language):
        subject = subject_of(kind, page.title)
        context = {
            "kind": kind.value,
            "site_name": site_name(row.site),
            "title": page.title,
            "fictional": page.fictional,
            "lead": lead_of(kind, site_name(row.site), position_of(row)),
            "facts": _facts(page, row, kind),
            "before": _before(page, row, kind, told or {}),
            "page_url": public_url(page, row.site),
            "address": f"{root}{reverse('essaimage:encounters:registration', args=[row.secret])}",
            "button": button_of(kind),
            "withdraw_url": f"{root}{reverse('essaimage:encounters:withdraw', args=[row.secret])}",
        }
    message = composed(
        row.email, name="message", subject=subject, context=context, code=row.language, folder="encounters"
    )
    if kind in WITH_FILE and row.is_coming and (file := calendar_file(page, context["page_url"])):
        message.attach("encounter.ics", file.decode(), "text/calendar")
    return message


def position_of(row: Registration) -> int:
    """The place of a person on the waiting list, from 1; 0 for somebody who is not on it."""
    waiting = Registration.objects.waiting_for(row.encounter_key).values_list("pk", flat=True)
    return list(waiting).index(row.pk) + 1 if row.is_waiting and row.pk in waiting else 0


def calendar_file(page: Any, url: str) -> bytes:
    """The calendar file of an encounter; empty if its day is not known, or ``icalendar`` is not installed."""
    return calendar_of([make_event(page, url)]) if page.day and has_calendars() else b""


def _facts(page: Any, row: Registration, kind: Kind) -> list[tuple[str, str]]:
    """Labels and words: day and place, and where to meet on line for those who come."""
    found = [(_("When"), said.when_words(said.facts_of(page, is_waiting=row.is_waiting)))]
    if where := place_words(page):
        found.append((_("Where"), where))
    if page.online and row.is_coming and kind is not Kind.CANCELLED:
        found.append((_("On line"), page.online))
    return found


def _before(page: Any, row: Registration, kind: Kind, told: dict[str, Any]) -> list[tuple[str, str]]:
    """The former day or place, as the person was told, where it has changed: labels and words."""
    if kind is not Kind.CHANGED:
        return []
    facts, found = said.facts_of(page, is_waiting=row.is_waiting), []
    if said.has_changed(told, facts, said.WHEN):
        found.append((_("Before"), said.when_words(told)))
    if told.get("address") and told["address"] != facts["address"]:
        found.append((_("Before"), " ".join(told["address"].split())))
    return found
