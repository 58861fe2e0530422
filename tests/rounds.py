"""Encounters for the tests of their programme: as plain data, drawn at random, and as pages with people."""

from datetime import time, timedelta
from itertools import count, product

from django.utils.timezone import localdate, now
from hypothesis import strategies
from wagtail.models import Site

from essaimage_wagtail.encounters.models import EncounterPage, Pitch, Registration, Wish
from essaimage_wagtail.encounters.rounds.checking import Rule, broken
from essaimage_wagtail.encounters.rounds.problem import Person, Problem, worths
from essaimage_wagtail.encounters.rounds.problem import Pitch as PlainPitch

NUMBERS = count(1)
languages = strategies.frozensets(strategies.sampled_from(["fr", "ar", "de"]), max_size=2)


@strategies.composite
def problems(draw, people=12, pitches=6, rounds=5):
    """Encounters with everything that makes them hard: breaks, languages, steps, late people, missing pitches."""
    number = draw(strategies.integers(1, rounds))
    every = range(1, number + 1)
    tables = tuple(
        PlainPitch(
            id=f"p{row}",
            tables=draw(strategies.integers(1, 3)),
            places=draw(strategies.integers(1, 4)),
            languages=draw(languages),
            resting=draw(strategies.frozensets(strategies.sampled_from(every), max_size=2)),
            is_step_free=draw(strategies.integers(0, 4)) > 0,
            is_withdrawn=draw(strategies.integers(0, 9)) == 0,
        )
        for row in range(draw(strategies.integers(0, pitches)))
    )
    wanted = [pitch.id for pitch in tables] + ["deleted"]
    who = tuple(
        Person(
            id=row,
            wishes=tuple(draw(strategies.permutations(wanted)))[: draw(strategies.integers(0, len(wanted)))],
            languages=draw(languages),
            needs_step_free=draw(strategies.integers(0, 4)) == 0,
            first_round=draw(strategies.sampled_from([1, 1, 1, 2])),
            last_round=draw(strategies.sampled_from([None, None, number - 1])),
            resting=draw(strategies.frozensets(strategies.sampled_from(every), max_size=1)),
        )
        for row in range(draw(strategies.integers(0, people)))
    )
    return Problem(who, tables, number, fewest=draw(strategies.integers(1, 3)))


def wrong(problem, meetings):
    """The rules that are broken, but for tables that somebody filled too much or too little by hand."""
    by_hand = {(one.pitch, one.round, one.table) for one in problem.kept}
    return [
        str(one)
        for one in broken(problem, meetings)
        if one.rule not in (Rule.OVERFULL, Rule.TOO_FEW) or (one.pitch, one.round, one.table) not in by_hand
    ]


def best_by_force(problem):
    """What the best programme is worth: of all ways in which everybody could go, one after the other."""
    best = 0
    ways = [list(_ways(problem, person, 1, frozenset())) for person in problem.people]
    for together in product(*ways):
        values = zip(problem.people, together, strict=True)
        value = sum(worths(person).get(pitch, 0) for person, way in values for pitch, _round in way)
        if value > best and _fits(problem, [cell for way in together for cell in way]):
            best = value
    return best


def _ways(problem, person, number, met):
    if number > problem.rounds:
        yield ()
        return
    for way in _ways(problem, person, number + 1, met):
        yield way
    for pitch in problem.pitches:
        if number in problem.rounds_of(person, pitch) and pitch.id not in met:
            for way in _ways(problem, person, number + 1, met | {pitch.id}):
                yield ((pitch.id, number), *way)


def _fits(problem, cells):
    """Whether some number of tables holds the people of each cell, none with too few."""
    return all(
        any(
            problem.fewest * tables <= cells.count(cell) <= problem.pitch[cell[0]].places * tables
            for tables in range(1, problem.pitch[cell[0]].tables + 1)
        )
        for cell in set(cells)
    )


def make_encounter(site, *pitches, language="fr", **fields):
    """A published encounter; a pitch is its name, or its fields."""
    fields = {
        "pitch": "Pitch",
        "day": localdate() + timedelta(days=1),
        "begins": time(9),
        "rounds": 3,
        "places_per_table": 2,
        **fields,
    }
    page = EncounterPage(title="Rencontre de Lille", locale=site.locales[language], **fields)
    site.home[language].add_child(instance=page)
    rows = [pitch if isinstance(pitch, dict) else {"name": pitch} for pitch in pitches]
    page.pitches = [Pitch(locale=page.locale, sort_order=order, **row) for order, row in enumerate(rows)]
    page.save_revision().publish()
    return EncounterPage.objects.get(pk=page.pk)


def register(page, name, *wishes, **fields):
    """Somebody with a confirmed place, who wishes pitches by their names."""
    keys = {pitch.name: pitch.translation_key for pitch in page.pitches.all()}
    moment = now()
    row = Registration.objects.create(
        encounter_key=page.translation_key,
        site=Site.objects.get(is_default_site=True),
        name=name,
        email=f"person{next(NUMBERS)}@example.org",
        **{"language": "fr", "consented_at": moment, "confirmed_at": moment, **fields},
    )
    Wish.objects.bulk_create(
        Wish(registration=row, pitch_key=keys[wish], rank=rank) for rank, wish in enumerate(wishes, 1)
    )
    return row
