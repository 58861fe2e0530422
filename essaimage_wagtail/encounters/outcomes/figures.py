"""The figures of an encounter: counted while the people are known, kept when they are forgotten."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ..day.clock import has_begun
from ..models import Balance, EncounterPage, Intention, Meeting, Pitch, Programme, Registration
from ..models.registrations import RegistrationQuerySet
from . import accompanying

FIGURES = ("people_registered", "people_present", "initiatives", "meetings", "intentions")
"""Fields of :class:`~..models.Balance`."""
Figures = Mapping[str, int | None]


def count(key: UUID) -> Figures:
    """The figures counted from the rows of today; ``None`` for a figure that they do not tell. Six queries, for any
    number of people."""
    people = Registration.objects.coming_to(key)
    present = people.filter(is_present=True).count()
    known = people.exclude(is_present=None).exists()
    pitches = Pitch.objects.filter(encounter__translation_key=key, is_withdrawn=False)
    return {
        "people_registered": people.count() or None,
        # If nobody was ticked, the number is unknown rather than nought.
        "people_present": present if known else None,
        "initiatives": pitches.values("translation_key").distinct().count() or None,
        "meetings": _meetings(key) if known else None,
        "intentions": Intention.objects.filter(encounter_key=key).count(),
    }


def _meetings(key: UUID) -> int | None:
    """Meetings at tables of people who were there in that round; ``None`` without a programme."""
    if not Programme.objects.filter(encounter_key=key).exists():
        return None
    came = Q(registration__first_round=None) | Q(round__gte=F("registration__first_round"))
    stayed = Q(registration__last_round=None) | Q(round__lte=F("registration__last_round"))
    meetings = Meeting.objects.filter(programme__encounter_key=key, registration__is_present=True)
    return meetings.filter(came & stayed).count()


def figures_of(key: UUID) -> Figures:
    """The figures that organisers recorded; before that, for each figure the greater of the kept one and today's."""
    kept = Balance.objects.filter(encounter_key=key).first()
    if kept is not None and kept.recorded_on:
        return {name: getattr(kept, name) for name in FIGURES}
    counted = count(key)
    if kept is None:
        return counted
    return {name: _greater(getattr(kept, name), counted[name]) for name in FIGURES}


def _greater(one: int | None, other: int | None) -> int | None:
    known = [number for number in (one, other) if number is not None]
    return max(known) if known else None


@transaction.atomic
def record(key: UUID, figures: Figures) -> Balance:
    """Keep the figures that organisers give; from now on they count, rather than the rows."""
    today = timezone.localdate()
    row, _created = Balance.objects.update_or_create(encounter_key=key, defaults={**figures, "recorded_on": today})
    return row


def keep(key: UUID) -> None:
    """Keep the figures of an encounter before its people are forgotten, unless organisers have recorded them."""
    if not Balance.objects.filter(encounter_key=key, recorded_on__isnull=False).exists():
        Balance.objects.update_or_create(encounter_key=key, defaults=figures_of(key))


def people_deleted(sender: type, rows: Any, **kwargs: Any) -> None:
    """A receiver of ``people_go``: people are forgotten, and with them what they wrote in their own words. The figures,
    and what they wanted to start, stay without a name. An encounter that is still to come has no figures yet."""
    rows = rows.order_by()
    Intention.objects.filter(registration__in=rows.values("pk")).exclude(text="").update(text="")
    for key in rows.with_a_place().order_by().values_list("encounter_key", flat=True).distinct():
        if _has_begun(key):
            keep(key)


def person_deleted(sender: type, instance: Registration, origin: Any = None, **kwargs: Any) -> None:
    """A receiver of ``pre_delete``: a person is deleted alone, or with the site. For people whom a queryset deletes,
    ``people_go`` was sent."""
    if not isinstance(origin, RegistrationQuerySet):
        people_deleted(sender, Registration.objects.filter(pk=instance.pk))


def _has_begun(key: UUID) -> bool:
    encounter = EncounterPage.objects.filter(translation_key=key).first()
    return encounter is not None and has_begun(encounter, timezone.now())


def sponsorships(key: UUID) -> int | None:
    """How many sponsorships people asked for at the encounter, and confirmed; ``None`` on a site without them."""
    found = accompanying.sponsorships()
    return found.asked_at(key) if found else None
