"""What people want to start, and with whom: how it is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..choices import IntentionKind
from ..day.clock import begun_rounds
from ..day.initiatives import Initiatives
from ..models import Intention, Meeting, Registration
from .accompanying import Told, sponsorships

LATER = timedelta(weeks=13)
"""Three months, after which somebody who thinks about it is asked again."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An initiative about which a person may say what they want. ``met``: whether the programme had them at its table
    in a round that has begun; ``told``: what became of the sponsorship that the intention led to."""

    key: UUID
    name: str
    met: bool
    intention: Intention | None
    told: Told | None = None


def subjects_for(person: Registration, initiatives: Initiatives, language: str) -> list[Subject]:
    """All initiatives of the encounter: first those about which the person has said something, then those that they
    met, then the others."""
    names = initiatives.names_in(language)
    begun = begun_rounds(initiatives.encounter, timezone.now())
    met = set(Meeting.objects.filter(registration=person, round__in=begun).values_list("pitch_key", flat=True))
    said = {one.pitch_key: one for one in person.intentions.select_related("territory", "replication").order_by("-pk")}
    told = told_of(said.values())
    found = []
    for row in initiatives.all:
        key, mine = row.translation_key, said.get(row.translation_key)
        if mine or not row.is_withdrawn:
            became = told.get(mine.sponsorship) if mine and mine.sponsorship else None
            found.append(Subject(key, names[key], key in met, mine, became))
    return sorted(found, key=lambda one: (one.intention is None, not one.met))


@transaction.atomic
def write(person: Registration, initiatives: Initiatives, key: UUID, said: dict[str, Any]) -> Intention | None:
    """Write down what a person wants of an initiative, in one row that later words replace; an empty kind deletes it.
    An intention that has become a replication or a sponsorship does not change. ``said``: kind, text, territory."""
    mine = Intention.objects.select_for_update().filter(registration=person, pitch_key=key)
    row = mine.first()
    if row is not None and has_come_about(row):
        return row
    if not said["kind"]:
        mine.delete()
        return None
    if row is None:
        row = Intention(encounter_key=person.encounter_key, registration=person, pitch_key=key)
    row.sheet_key = initiatives.sheet_key(key) or row.sheet_key
    row.kind, row.text, row.territory = said["kind"], said["text"], said["territory"]
    row.follow_up_on = row.follow_up_on or in_three_months() if row.kind == IntentionKind.FOLLOW else None
    row.save()
    return row


def has_come_about(row: Intention) -> bool:
    return row.replication_id is not None or row.sponsorship is not None


def in_three_months() -> date:
    return timezone.localdate() + LATER


def sponsorship_url(sheet_key: UUID | None, language: str, encounter_key: UUID) -> str:
    """The address at which people ask a team to accompany them; empty without sponsorships or without a sheet."""
    found = sponsorships()
    return found.ask_url(sheet_key, language, encounter_key) if found and sheet_key else ""


def told_of(rows: Iterable[Intention], user: Any = None) -> dict[UUID, Told]:
    """What became of the sponsorships that these intentions led to, by ``uuid``. One query, none without any."""
    keys, found = {row.sponsorship for row in rows if row.sponsorship}, sponsorships()
    return found.told(keys, user) if found and keys else {}
