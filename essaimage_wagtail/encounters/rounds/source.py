"""What a programme is made from, out of the database: people with their wishes, pitches, what was chosen by hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from ..models import Meeting as StoredMeeting
from ..models import Programme, Registration
from .problem import Meeting, Person, Pitch, Problem

Rests = Mapping[int, Iterable[int]]
"""``{registration: rounds}``"""


def registrations_of(page: Any) -> list[Registration]:
    """The people who have a place and are not marked as not here, with their wishes, in two queries."""
    coming = Registration.objects.coming_to(page.translation_key).exclude(is_present=False)
    return list(coming.prefetch_related("wishes"))


def problem_of(
    page: Any, registrations: Iterable[Registration], kept: Iterable[Meeting] = (), rests: Rests | None = None
) -> Problem:
    """The :class:`.problem.Problem` of an encounter. The pitches are those of this language version of the page; their
    keys are the same in every version."""
    return Problem(
        people=tuple(_person(row, (rests or {}).get(row.pk, ())) for row in registrations),
        pitches=tuple(_pitch(page, row) for row in page.pitches.all()),
        rounds=page.rounds or 0,
        fewest=page.fewest_per_table or 1,
        kept=tuple(kept),
    )


def _person(row: Registration, resting: Iterable[int]) -> Person:
    return Person(
        id=row.pk,
        wishes=tuple(wish.pitch_key for wish in row.wishes.all()),
        languages=_languages(row.languages),
        needs_step_free=row.needs_step_free,
        first_round=row.first_round or 1,
        last_round=row.last_round,
        resting=frozenset(resting),
    )


def _pitch(page: Any, row: Any) -> Pitch:
    return Pitch(
        id=row.translation_key,
        tables=row.tables or 1,
        places=row.places or page.places_per_table or 1,
        languages=_languages(row.languages or page.languages),
        resting=frozenset(row.resting),
        is_step_free=row.is_step_free,
        is_withdrawn=row.is_withdrawn,
    )


def _languages(codes: Iterable[str] | None) -> frozenset[str]:
    """Language codes without their countries: people who speak Portuguese understand that of Brazil."""
    return frozenset(code.partition("-")[0].lower() for code in codes or ())


def programme_of(page: Any) -> Programme | None:
    return Programme.objects.filter(encounter_key=page.translation_key).first()


def rests_of(programme: Programme | None) -> Rests:
    """The rounds in which organisers have people rest."""
    found: dict[int, list[int]] = defaultdict(list)
    for pk, number in programme.rests.values_list("registration", "round") if programme else ():
        found[pk].append(number)
    return found


def as_meeting(row: StoredMeeting) -> Meeting:
    return Meeting(row.registration_id, row.pitch_key, row.round, row.table)
