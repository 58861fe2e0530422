"""People who registered: exported and erased when they ask, and when the time is over for which they are kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ...personal_data.holders import folded
from ...wiki.visitors.limits import forget_visitors
from ..models import EncounterPage, Registration
from ..showing.states import over_at
from .granting import erase
from .options import options
from .pages import encounter_with

WITHOUT_DAY = timedelta(days=365)
"""How long somebody is kept who registered for an encounter that has no day any more."""


class RegistrationHolder:
    """A :class:`~...personal_data.holders.Holder` of people and of what they wish and need."""

    name = "registrations"
    model: type[models.Model] = Registration
    fields = frozenset({"name", "email"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[Registration]:
        wanted = {folded(name) for name in names}
        addresses = {email.casefold() for email in emails if email}
        known = Registration.objects.select_related("site", "territory").order_by("pk")
        return [row for row in known if row.email.casefold() in addresses or folded(row.name) in wanted]

    def export(self, row: Registration) -> dict[str, Any]:
        page = encounter_with(row.encounter_key)
        return {
            "id": row.pk,
            "site": row.site.hostname,
            "encounter": page.title if page else str(row.encounter_key),
            "name": row.name,
            "email": row.email,
            "language": row.language,
            "territory": str(row.territory) if row.territory else "",
            "place": row.place,
            "organisation": row.organisation,
            "languages": row.languages,
            "needs_step_free": row.needs_step_free,
            "needs": row.needs,
            "agrees_to_be_named": row.agrees_to_be_named,
            "wishes": [str(key) for key in row.wishes.values_list("pitch_key", flat=True)],
            "meets": [[one.round, str(one.pitch_key), one.table] for one in row.meetings.all()],
            "rests": [one.round for one in row.rests.all()],
            "was_there": row.is_present,
            "consent_given_at": _moment(row.consented_at),
            "registered_at": _moment(row.created_at),
            "confirmed_at": _moment(row.confirmed_at),
            "is_waiting": row.is_waiting,
            "withdrawn_at": _moment(row.withdrawn_at),
            "reminded_at": _moment(row.reminded_at),
        }

    def erase(self, rows: list[Registration]) -> None:
        erase(rows)


def purge(now: datetime | None = None) -> int:
    """Forget people who did not confirm in time, and people whose encounter was long ago; returns how many. The figures
    of the balance stay."""
    now, chosen = now or timezone.now(), options()
    forget_visitors()
    gone = Q(confirmed_at=None, withdrawn_at=None, consented_at__lt=now - timedelta(days=chosen.confirm_days))
    for key in Registration.objects.order_by().values_list("encounter_key", flat=True).distinct():
        gone |= _kept_too_long(key, now, timedelta(days=chosen.keep_days))
    found = list(Registration.objects.filter(gone))
    Registration.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def _kept_too_long(key: Any, now: datetime, kept: timedelta) -> Q:
    """Condition on the registrations of an encounter that have been kept too long; all of them if its page was
    deleted."""
    page = EncounterPage.objects.filter(translation_key=key, alias_of=None).order_by("-live", "pk").first()
    if page is None:
        return Q(encounter_key=key)
    if page.day is None:
        return Q(encounter_key=key, created_at__lt=now - WITHOUT_DAY)
    return Q(encounter_key=key) if over_at(page) + kept < now else Q(pk__in=[])


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
