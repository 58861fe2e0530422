"""The best programme with a solver.

First it is chosen who meets whom, without rounds: a problem of transportation, whose linear programme has whole
answers, found in a moment for hundreds of people. No programme is worth more than that. Then :mod:`.placing` finds the
rounds. Where nobody comes late, no table rests and none may have too few people, all of it finds a round: the programme
is a best one.

Otherwise a second programme, with a column for each two in each round, looks for a better one in the time that is left.
"""

import math
from collections.abc import Iterable
from time import monotonic

from .board import Board, Cell
from .filling import fill
from .linear import Model
from .mending import mend
from .placing import place
from .problem import Id, Meeting, Problem, score, worths

LARGEST = 60_000
"""Columns of a programme with rounds: one with more finds nothing in some seconds."""


def choose_best(problem: Problem, seconds: float) -> tuple[list[Meeting], int]:
    """The best meetings found within ``seconds``, and a score that no programme exceeds."""
    end = monotonic() + seconds
    chosen, bound = _chosen(problem, seconds)
    board = Board(problem)
    _place(board, chosen)
    _place(board, ((person, pitch) for person in board.problem.people for pitch in person.wishes))
    fill(board)
    mend(board)
    best = board.meetings()
    if (reached := score(problem, best)) < bound and (better := _in_rounds(problem, bound, end)):
        meetings, sharper = better
        bound = min(bound, sharper)
        if score(problem, meetings) >= reached:
            best = meetings
    return best, max(bound, score(problem, best))


def best_bound(problem: Problem, seconds: float) -> int:
    """A score that no programme exceeds."""
    return _chosen(problem, seconds)[1]


def _place(board: Board, pairs: Iterable[tuple]) -> None:
    for person, pitch in pairs:
        if pitch in board.problem.pitch:
            place(board, person, pitch)


def _chosen(problem: Problem, seconds: float) -> tuple[list[tuple], int]:
    """The first programme, without rounds: pairs of a person and a pitch that they wish for and meet; and the bound,
    the worth of these and of the kept meetings."""
    board, model = Board(problem), Model()
    pairs: list[tuple] = []
    by_pitch: dict[Id, list[tuple[int, float]]] = {pitch.id: [] for pitch in problem.pitches}
    for person in problem.people:
        mine = []
        for pitch, value in worths(person).items():
            if (person.id, pitch) not in board.met and board.rounds_of.get((person.id, pitch)):
                mine.append((model.column(value), 1.0))
                by_pitch[pitch].append(mine[-1])
                pairs.append((person, pitch))
        model.row(mine, most=len(list(board.free_rounds(person))))
    for pitch in problem.pitches:
        rounds = (number for number in problem.coming_rounds if number not in pitch.resting)
        model.row(by_pitch[pitch.id], most=sum(_places_left(board, (pitch.id, number)) for number in rounds))
    kept = score(problem, problem.kept)
    solution = model.solve(whole=False, seconds=seconds)
    if solution is None:
        return [], kept + int(sum(model.worths))
    chosen = [pair for pair, value in zip(pairs, solution.values, strict=True) if value > 0.5]
    return chosen, kept + math.floor(solution.bound + 1e-6)


def _places_left(board: Board, cell: Cell) -> int:
    return max(0, board.room[cell] - len(board.sitting[cell]))


def _in_rounds(problem: Problem, bound: int, end: float) -> tuple[list[Meeting], int] | None:
    """The second programme, with rounds: meetings and a sharper bound; ``None`` if it is too large or finds nothing."""
    board = Board(problem)
    spare = sum(len(list(board.free_rounds(person))) for person in problem.people)
    # If tables need a least number of people, people who do not wish for a pitch may fill it: all these meetings
    # together are worth less than one wish.
    with_others = problem.fewest > 1
    values = {person.id: worths(person) for person in problem.people}
    columns = [
        (person.id, pitch.id, number)
        for person in problem.people
        for pitch in problem.pitches
        if (pitch.id in values[person.id] or with_others) and (person.id, pitch.id) not in board.met
        for number in problem.rounds_of(person, pitch)
        if (person.id, number) not in board.at
    ]
    if len(columns) > LARGEST or not columns:
        return None
    model = Model()
    scale = spare + 1 if with_others else 1
    groups: dict[tuple, list[tuple[int, float]]] = {}
    by_cell: dict[Cell, list[tuple[int, float]]] = {}
    for person_id, pitch_id, number in columns:
        term = (model.column(scale * values[person_id].get(pitch_id, 0) + with_others), 1.0)
        groups.setdefault(("round", person_id, number), []).append(term)
        groups.setdefault(("pair", person_id, pitch_id), []).append(term)
        by_cell.setdefault((pitch_id, number), []).append(term)
    for terms in groups.values():
        if len(terms) > 1:
            model.row(terms, most=1)
    _rows_of_tables(model, board, by_cell)
    kept = score(problem, problem.kept)
    enough = (bound - kept) * scale if not with_others else None
    solution = model.solve(whole=True, seconds=end - monotonic(), enough=enough)
    if solution is None:
        return None
    for (person_id, pitch_id, number), value in zip(columns, solution.values, strict=False):
        if value > 0.5:
            board.put(person_id, pitch_id, number)
    fill(board)
    mend(board)
    sharper = math.floor(solution.bound / scale + 1e-6) if math.isfinite(solution.bound) else bound
    return board.meetings(), kept + sharper


def _rows_of_tables(model: Model, board: Board, by_cell: dict[Cell, list[tuple[int, float]]]) -> None:
    """Add rows that limit how many people a cell takes. If tables need a least number of people, a new column for each
    cell counts its new tables, so that the people neither overfill nor underfill them."""
    for cell, terms in by_cell.items():
        model.row(terms, most=_places_left(board, cell))
        pitch, loads = board.problem.pitch[cell[0]], board.loads[cell]
        if board.problem.fewest > 1:
            spare = sum(max(0, pitch.places - load) for load in loads.values())
            tables = model.column(0, pitch.tables - len(loads))
            model.row([*terms, (tables, -float(board.problem.fewest))], least=0)
            model.row([*terms, (tables, -float(pitch.places))], most=spare)
