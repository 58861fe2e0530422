"""An encounter with pitches, people and a programme, for the tests of its day and of its balance."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.encounters.models import EncounterPage, Meeting, Pitch, Programme, Registration

PARIS = ZoneInfo("Europe/Paris")


def make_encounter(parent, sheets=(), *, title="Rencontre de l’essaimage", key=None, pitches=(), **fields):
    """Published below ``parent``, each sheet with a table; ``pitches``: fields of others. The first round began five
    minutes ago, by the clock of Paris."""
    begins = timezone.now().astimezone(PARIS) - timedelta(minutes=5)
    values = {"day": begins.date(), "begins": begins.time(), "time_zone": "Europe/Paris", "rounds": 3}
    page = EncounterPage(title=title, locale=parent.locale, pitch="Pitch", **{**values, **fields})
    if key:
        page.translation_key = key
    page.pitches = [
        Pitch(sheet_key=sheet.translation_key, locale=parent.locale, sort_order=order)
        for order, sheet in enumerate(sheets)
    ] + [Pitch(locale=parent.locale, sort_order=len(sheets) + order, **one) for order, one in enumerate(pitches)]
    parent.add_child(instance=page)
    page.save_revision().publish()
    return EncounterPage.objects.select_related("locale").get(pk=page.pk)


def keys_of(encounter):
    return list(encounter.pitches.order_by("sort_order").values_list("translation_key", flat=True))


def register(encounter, name="Awa Diop", **fields):
    """Somebody who has a place."""
    now = timezone.now()
    values = {
        "site": Site.objects.get(),
        "name": name,
        "email": f"{uuid4().hex}@example.org",
        "language": encounter.locale.language_code,
        "consented_at": now,
        "confirmed_at": now,
    }
    return Registration.objects.create(encounter_key=encounter.translation_key, **{**values, **fields})


def plan(encounter, people, *, published=True):
    """A programme: in each round each person goes one table further, so that nobody is twice at the same."""
    keys = keys_of(encounter)
    programme = Programme.objects.create(
        encounter_key=encounter.translation_key, method="greedy", published_at=timezone.now() if published else None
    )
    Meeting.objects.bulk_create(
        Meeting(
            programme=programme, registration=person, round=number + 1, pitch_key=keys[(place + number) % len(keys)]
        )
        for place, person in enumerate(people)
        for number in range(min(encounter.rounds, len(keys)))
    )
    return programme


def at(encounter, hour, minute=0):
    """A moment of its day, on a clock of the place."""
    return datetime.combine(encounter.day, time(hour, minute), encounter.zone).astimezone(UTC)
