"""Programmes between the database and :mod:`.making`."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from ..choices import Method
from ..models import Meeting as StoredMeeting
from ..models import Programme, Registration
from .making import Made, make, repair
from .problem import Meeting, Person, Pitch, Problem, score


def registrations_of(page: Any) -> list[Registration]:
    """Who has a place and was not found missing, with their wishes, in two queries."""
    coming = Registration.objects.coming_to(page.translation_key).exclude(is_present=False)
    return list(coming.prefetch_related("wishes"))


def problem_of(page: Any, registrations: Iterable[Registration], kept: Iterable[Meeting] = ()) -> Problem:
    """What the page and the people say. The pitches are those of this language version of the page, by the keys that
    are the same in every one."""
    return Problem(
        people=tuple(map(_person, registrations)),
        pitches=tuple(_pitch(page, row) for row in page.pitches.all()),
        rounds=page.rounds or 0,
        fewest=page.fewest_per_table or 1,
        kept=tuple(kept),
    )


def _person(row: Registration) -> Person:
    return Person(
        id=row.pk,
        wishes=tuple(wish.pitch_key for wish in row.wishes.all()),
        languages=_languages(row.languages),
        needs_step_free=row.needs_step_free,
        first_round=row.first_round or 1,
        last_round=row.last_round,
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
    """Without countries: who speaks Portuguese understands that of Brazil."""
    return frozenset(code.partition("-")[0].lower() for code in codes or ())


def programme_of(page: Any) -> Programme | None:
    return Programme.objects.filter(encounter_key=page.translation_key).first()


def stored_meetings(programme: Programme) -> list[StoredMeeting]:
    return list(programme.meetings.all())


def as_meeting(row: StoredMeeting) -> Meeting:
    return Meeting(row.registration_id, row.pitch_key, row.round, row.table)


def make_again(page: Any) -> Made:
    """Make the programme of an encounter, around what was chosen by hand in the former one."""
    programme = programme_of(page)
    kept = [as_meeting(row) for row in programme.meetings.filter(is_kept=True)] if programme else []
    made = make(problem_of(page, registrations_of(page), kept))
    _store(page, made, {(one.person, one.round) for one in kept}, from_round=1)
    return made


def repair_from(page: Any, from_round: int) -> Made:
    """Change as little as possible of the programme from a round on; without one, make it."""
    programme = programme_of(page)
    if programme is None:
        return make_again(page)
    rows = stored_meetings(programme)
    kept = [as_meeting(row) for row in rows if row.is_kept]
    made = repair(problem_of(page, registrations_of(page), kept), map(as_meeting, rows), from_round)
    _store(page, made, {(one.person, one.round) for one in kept}, from_round=from_round)
    return made


@transaction.atomic
def _store(page: Any, made: Made, kept: set[tuple[Any, int]], *, from_round: int) -> None:
    """Rows of rounds that are over are not touched: also those of people who have left since."""
    programme, _new = Programme.objects.select_for_update().update_or_create(
        encounter_key=page.translation_key,
        defaults={
            "method": Method.SOLVER if made.by_solver else Method.GREEDY,
            "seconds": made.seconds,
            "score": made.score,
            "bound": made.bound,
        },
    )
    programme.meetings.filter(round__gte=from_round).delete()
    # Somebody may have been erased meanwhile.
    known = set(Registration.objects.filter(encounter_key=page.translation_key).values_list("pk", flat=True))
    StoredMeeting.objects.bulk_create(
        [
            StoredMeeting(
                programme=programme,
                registration_id=one.person,
                pitch_key=one.pitch,  # type: ignore[misc]
                round=one.round,
                table=one.table,
                is_kept=(one.person, one.round) in kept,
            )
            for one in made.meetings
            if one.round >= from_round and one.person in known
        ],
        batch_size=500,
    )


@transaction.atomic
def move(
    page: Any, programme: Programme, registration: Registration, places: dict[int, tuple[UUID, int, bool] | None]
) -> None:
    """Put somebody elsewhere by hand: ``{round: (pitch, table, is it kept) or None for a rest}``."""
    mine = programme.meetings.filter(registration=registration, round__in=places)
    mine.delete()
    StoredMeeting.objects.bulk_create(
        StoredMeeting(
            programme=programme,
            registration=registration,
            round=number,
            pitch_key=place[0],
            table=place[1],
            is_kept=place[2],
        )
        for number, place in places.items()
        if place is not None
    )
    meetings = map(as_meeting, programme.meetings.all())
    programme.score = score(problem_of(page, registrations_of(page)), meetings)
    programme.save(update_fields=["score"])


def publish(programme: Programme, *, is_published: bool) -> None:
    """Show the programme to the participants, or show it no more."""
    programme.published_at = now() if is_published else None
    programme.save(update_fields=["published_at"])
