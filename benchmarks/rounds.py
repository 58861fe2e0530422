"""How good programmes of rounds are: ``python -m benchmarks.rounds`` (``--markdown`` for the documentation).

Encounters of 20, 120 and 500 people are drawn with a seed; a few pitches are wished by many (Zipf's law). Each is made
by the solver, person by person, by first come, first served (each person in turn takes the best that is left in their
next free round), and by chance. Every programme is held against the rules by
:mod:`essaimage_wagtail.encounters.rounds.checking`.
"""

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from time import perf_counter

from essaimage_wagtail.encounters.rounds.board import Board
from essaimage_wagtail.encounters.rounds.checking import broken
from essaimage_wagtail.encounters.rounds.filling import fill
from essaimage_wagtail.encounters.rounds.making import make
from essaimage_wagtail.encounters.rounds.mending import mend
from essaimage_wagtail.encounters.rounds.problem import Meeting, Person, Pitch, Problem, score

SIZES = [(20, 5, 4), (120, 20, 6), (500, 60, 6)]
"""People, pitches and rounds."""
KINDS = {
    "roomy": {},
    "crowded": {"room": 0.9, "skew": 1.4},
    "hard": {"room": 1.1, "breaks": 0.3, "late": 0.15, "languages": 0.25, "steps": 0.06, "fewest": 2},
}
"""How the encounters differ: the share of places, how unequal the wishes are, and what stands in the way."""


def encounter(
    people: int,
    pitches: int,
    rounds: int,
    *,
    room: float = 1.2,
    skew: float = 1.0,
    breaks: float = 0,
    late: float = 0,
    languages: float = 0,
    steps: float = 0,
    fewest: int = 1,
    seed: int = 30,
) -> Problem:
    """``room`` is the number of places for each person in a round; the shares say how many pitches or people have
    it."""
    draw = Random(seed)
    popular = [1 / (rank + 1) ** skew for rank in range(pitches)]
    tables = max(pitches, math.ceil(people * room / 4))
    counts = [tables // pitches + (number < tables % pitches) for number in range(pitches)]

    def spoken() -> frozenset[str]:
        if not languages:
            return frozenset()
        return frozenset({draw.choice(["ar", "en", "es"])} if draw.random() < languages else {"fr", "en"})

    rows = tuple(
        Pitch(
            number,
            counts[number],
            4,
            spoken(),
            frozenset({draw.randint(1, rounds)} if draw.random() < breaks else ()),
            draw.random() >= steps,
        )
        for number in range(pitches)
    )
    who = []
    for number in range(people):
        wishes: list[int] = []
        while len(wishes) < min(6, pitches):
            wish = draw.choices(range(pitches), popular)[0]
            if wish not in wishes:
                wishes.append(wish)
        first = 2 if draw.random() < late else 1
        who.append(Person(number, tuple(wishes), spoken(), draw.random() < steps, first))
    return Problem(tuple(who), rows, rounds, fewest)


def first_come(problem: Problem) -> list[Meeting]:
    """Each person in turn fills in all rounds at the desk: the best wish that has a place then, else any table."""
    board = Board(problem)
    for person in problem.people:
        for number in problem.coming_rounds:
            for pitch in [*person.wishes, *(pitch.id for pitch in problem.pitches)]:
                if board.fits(person.id, pitch, number):
                    board.put(person.id, pitch, number)
                    break
    mend(board)
    return board.meetings()


def by_chance(problem: Problem) -> list[Meeting]:
    draw = Random(1)
    nobody_wishes = tuple(replace(person, wishes=()) for person in draw.sample(problem.people, len(problem.people)))
    pitches = tuple(draw.sample(problem.pitches, len(problem.pitches)))
    board = Board(replace(problem, people=nobody_wishes, pitches=pitches))
    fill(board)
    mend(board)
    return board.meetings()


def ways(problem: Problem) -> Iterator[tuple[str, Callable[[], list[Meeting]]]]:
    yield "solver", lambda: make(problem, use_solver=True).meetings
    yield "person by person", lambda: make(problem, use_solver=False).meetings
    yield "first come, first served", lambda: first_come(problem)
    yield "by chance", lambda: by_chance(problem)


def rows() -> Iterator[list[str]]:
    for kind, options in KINDS.items():
        for people, pitches, rounds in SIZES:
            problem = encounter(people, pitches, rounds, **options)  # type: ignore[arg-type]
            bound = make(problem, use_solver=True).bound
            for name, way in ways(problem):
                begin = perf_counter()
                meetings = way()
                seconds = perf_counter() - begin
                worst = len(broken(problem, meetings))
                yield [f"{kind}, {people}/{pitches}", name, *shares(problem, meetings), f"{seconds:.2f}"] + [
                    f"{100 * score(problem, meetings) / bound:.1f}",
                    str(worst),
                ]


def shares(problem: Problem, meetings: list[Meeting]) -> list[str]:
    """Of all people, in percent: who gets the first wish, the first three, all six, and none."""
    met = {(one.person, one.pitch) for one in meetings}
    got = [[(person.id, pitch) in met for pitch in person.wishes] for person in problem.people]
    counts = [
        sum(wishes[0] for wishes in got),
        sum(all(wishes[:3]) for wishes in got),
        sum(all(wishes) for wishes in got),
        sum(not any(wishes) for wishes in got),
    ]
    return [f"{100 * count / len(got):.0f}" for count in counts]


HEADINGS = [
    "encounter",
    "way",
    "first, %",
    "first three, %",
    "all, %",
    "none, %",
    "seconds",
    "of the bound, %",
    "broken",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--markdown", action="store_true", help="a table for the documentation")
    is_markdown = parser.parse_args().markdown
    if is_markdown:
        print("| " + " | ".join(HEADINGS) + " |")
        print("|---|---|" + "---:|" * (len(HEADINGS) - 2))
    else:
        print("\t".join(HEADINGS))
    for row in rows():
        print("| " + " | ".join(row) + " |" if is_markdown else "\t".join(row), flush=True)


if __name__ == "__main__":
    main()
