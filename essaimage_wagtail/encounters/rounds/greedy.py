"""A programme without a solver: person by person, as people would make it with paper and patience."""

from random import Random

from .board import Board
from .filling import fill
from .mending import mend
from .placing import place
from .problem import Id, Meeting, Problem, worths


def choose_greedily(problem: Problem) -> list[Meeting]:
    """One after the other gets the best wish that is still to be had, then everybody the next best, and so on.

    In each turn, people who have got the least so far come first; between equals, chance decides, with a fixed seed.
    """
    board = Board(problem)
    draw = Random(problem.rounds)  # noqa: S311 - nobody gains by guessing it
    lots = {person.id: draw.random() for person in problem.people}
    got = {person.id: sum((person.id, pitch) in board.met for pitch in person.wishes) for person in problem.people}
    wanting = {person.id: [pitch for pitch in person.wishes if pitch in problem.pitch] for person in problem.people}
    while any(wanting.values()):
        turn = [person for person in problem.people if wanting[person.id]]
        for person in sorted(turn, key=lambda person: (got[person.id], lots[person.id])):
            wishes = wanting[person.id]
            while wishes:
                if place(board, person, wishes.pop(0)):
                    got[person.id] += 1
                    break
    fill(board)
    mend(board)
    return board.meetings()


def simple_bound(problem: Problem) -> int:
    """A score that no programme exceeds: a person meets at most one pitch a round, and a pitch at most as many people
    as it has places.

    It looks at people and pitches apart, so it is further from the best than what a solver says.
    """
    board = Board(problem)
    by_person = by_pitch = 0
    offered: dict[Id, list[int]] = {pitch.id: [] for pitch in problem.pitches}
    for person in problem.people:
        values = worths(person)
        met = [value for pitch, value in values.items() if (person.id, pitch) in board.met]
        open_to = {
            pitch: value
            for pitch, value in values.items()
            if (person.id, pitch) not in board.met and board.rounds_of.get((person.id, pitch))
        }
        free = len(list(board.free_rounds(person)))
        by_person += sum(met) + sum(sorted(open_to.values(), reverse=True)[:free])
        by_pitch += sum(met)
        for pitch, value in open_to.items():
            offered[pitch].append(value)
    for pitch in problem.pitches:
        left = sum(
            max(0, board.room[pitch.id, number] - len(board.sitting[pitch.id, number]))
            for number in problem.coming_rounds
            if number not in pitch.resting
        )
        by_pitch += sum(sorted(offered[pitch.id], reverse=True)[:left])
    return min(by_person, by_pitch)
