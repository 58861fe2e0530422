"""Programmes between the database and :mod:`.making`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from ..choices import Method
from ..models import Meeting as StoredMeeting
from ..models import Programme, Registration, Rest
from .changes import changes_since, digests
from .making import Made, make, repair
from .problem import Problem, score
from .source import as_meeting, problem_of, programme_of, registrations_of, rests_of

__all__ = ["Place", "make_again", "move", "publish", "repair_from"]


@dataclass(frozen=True)
class Place:
    """Where an organiser has somebody in a round: at a table or, without a pitch, at rest."""

    pitch: UUID | None = None
    table: int = 1
    is_kept: bool = False
    """Whether it stays when the programme is made again."""


def make_again(page: Any) -> Made:
    """Make the programme of an encounter anew, around the meetings and rests that organisers had chosen by hand."""
    programme = programme_of(page)
    kept = [as_meeting(row) for row in programme.meetings.filter(is_kept=True)] if programme else []
    problem = problem_of(page, registrations_of(page), kept, rests_of(programme))
    made = make(problem)
    _store(page, problem, made, from_round=1)
    return made


def repair_from(page: Any, from_round: int) -> Made:
    """Change as little as possible of the programme from a round on; without a programme, make one. People whose wishes
    have changed may leave tables for which they do not wish."""
    programme = programme_of(page)
    if programme is None:
        return make_again(page)
    rows = list(programme.meetings.all())
    kept = [as_meeting(row) for row in rows if row.is_kept]
    problem = problem_of(page, registrations_of(page), kept, rests_of(programme))
    changed = frozenset(changes_since(programme.made_from, problem).wish_otherwise)
    made = repair(problem, map(as_meeting, rows), from_round, changed=changed)
    _store(page, problem, made, from_round=from_round)
    return made


@transaction.atomic
def _store(page: Any, problem: Problem, made: Made, *, from_round: int) -> None:
    """Save a programme from a round on. The rows of earlier rounds stay, also those of people who have left since."""
    kept = {(one.person, one.round) for one in problem.kept}
    programme, _new = Programme.objects.select_for_update().update_or_create(
        encounter_key=page.translation_key,
        defaults={
            "method": Method.SOLVER if made.by_solver else Method.GREEDY,
            "seconds": made.seconds,
            "score": made.score,
            "bound": made.bound,
            "made_from": digests(problem),
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
def move(page: Any, programme: Programme, registration: Registration, places: Mapping[int, Place]) -> None:
    """Put somebody elsewhere by hand, round by round."""
    for rows in (programme.meetings, programme.rests):
        rows.filter(registration=registration, round__in=places).delete()
    mine = {"programme": programme, "registration": registration}
    StoredMeeting.objects.bulk_create(
        StoredMeeting(**mine, round=number, pitch_key=place.pitch, table=place.table, is_kept=place.is_kept)
        for number, place in places.items()
        if place.pitch
    )
    Rest.objects.bulk_create(
        Rest(**mine, round=number) for number, place in places.items() if place.is_kept and not place.pitch
    )
    meetings = map(as_meeting, programme.meetings.all())
    programme.score = score(problem_of(page, registrations_of(page)), meetings)
    programme.save(update_fields=["score"])


def publish(programme: Programme, *, is_published: bool) -> None:
    """Show the programme to the participants, or show it no more."""
    programme.published_at = now() if is_published else None
    programme.save(update_fields=["published_at"])
