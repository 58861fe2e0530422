"""Made-up people at made-up encounters: what they wish, the programme that was made of it, and what came of the day."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.encounters.models import (
    Balance,
    EncounterPage,
    Intention,
    Meeting,
    Programme,
    Registration,
    Wish,
)
from essaimage_wagtail.encounters.registering.facts import facts_for
from essaimage_wagtail.encounters.rounds.storing import make_again
from essaimage_wagtail.models import Territory

from .content import ContentError
from .encounters import encounter_key, pitch_key
from .streams import made_up_address

SAID = ("organisation", "place", "needs", "needs_step_free", "agrees_to_be_named", "first_round", "last_round")
PRINTED = timedelta(days=2)
"""How long before an encounter its programme was made."""


def write(entry: dict[str, Any]) -> None:
    """Bring the people of one encounter up to date. A programme that is there stays as it is. Raises
    :class:`ContentError` for an encounter that is not marked as made up."""
    if not entry.get("people"):
        return
    if not entry["facts"]["fictional"]:
        raise ContentError(f"encounters.yaml: {entry['key']}: people are made up, and the encounter is not.")
    page = EncounterPage.objects.get(translation_key=encounter_key(entry["key"]), locale__language_code=entry["source"])
    people = [_person(entry, page, number, said) for number, said in enumerate(entry["people"])]
    if entry.get("is_over"):
        _programme(page)
        for row, said in zip(people, entry["people"], strict=True):
            _afterwards(entry, page, row, said)
        _balance(page)


def _person(entry: dict[str, Any], page: EncounterPage, number: int, said: dict[str, Any]) -> Registration:
    """Nobody is written to: what messages would tell is noted as told."""
    moment = timezone.now() - timedelta(days=20, hours=-number)
    state = said.get("state")
    row, _created = Registration.objects.update_or_create(
        encounter_key=encounter_key(entry["key"]),
        site=Site.objects.get(is_default_site=True),
        email=made_up_address(said["name"]),
        defaults={
            **{name: said[name] for name in SAID if name in said},
            "name": said["name"],
            "language": said["language"],
            "languages": said["speaks"],
            "consented_at": moment,
            "confirmed_at": None if state == "unconfirmed" else moment,
            "withdrawn_at": moment if state == "withdrawn" else None,
            "reminded_at": moment,
        },
    )
    Registration.objects.filter(pk=row.pk).update(told=facts_for(page, row))
    row.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(registration=row, pitch_key=pitch_key(entry["key"], wish), rank=rank)
        for rank, wish in enumerate(said["wishes"], start=1)
    )
    return row


def _programme(page: EncounterPage) -> None:
    if Programme.objects.filter(encounter_key=page.translation_key).exists():
        return
    make_again(page)
    moment = datetime.combine(page.day - PRINTED, time(18), page.zone)
    Programme.objects.filter(encounter_key=page.translation_key).update(made_at=moment, published_at=moment)


def _afterwards(entry: dict[str, Any], page: EncounterPage, row: Registration, said: dict[str, Any]) -> None:
    """Whether somebody was there, and what they want to start."""
    Registration.objects.filter(pk=row.pk).update(is_present=said.get("was_there", True))
    for wanted in said.get("wants", []):
        pitch = page.pitches.get(translation_key=pitch_key(entry["key"], wanted["pitch"]))
        Intention.objects.update_or_create(
            encounter_key=page.translation_key,
            registration=row,
            pitch_key=pitch.translation_key,
            defaults={
                "sheet_key": pitch.sheet_key,
                "kind": wanted["kind"],
                "text": wanted["text"],
                "territory": Territory.objects.get(code=wanted["territory"]),
            },
        )


def _balance(page: EncounterPage) -> None:
    """Its figures are counted of those people."""
    people = Registration.objects.coming_to(page.translation_key)
    present = people.filter(is_present=True)
    Balance.objects.update_or_create(
        encounter_key=page.translation_key,
        defaults={
            "people_registered": people.count(),
            "people_present": present.count(),
            "initiatives": page.pitches.filter(is_withdrawn=False).count(),
            "meetings": Meeting.objects.filter(registration__in=present).count(),
            "intentions": Intention.objects.filter(encounter_key=page.translation_key).count(),
            "recorded_on": page.day + PRINTED,
        },
    )
