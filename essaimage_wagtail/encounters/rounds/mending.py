"""No table has too few people: it gets company, or it rests."""

from collections.abc import Iterable

from .board import Board, Cell
from .filling import is_spare, suits
from .placing import place
from .problem import Id, Person, worths


def mend(board: Board) -> None:
    """See to it that each table has people enough, or rests."""
    if board.problem.fewest <= 1:
        return
    value = {person.id: worths(person) for person in board.problem.people}

    def loss(cell: Cell) -> int:
        return sum(value.get(person, {}).get(cell[0], 0) for person in board.sitting[cell])

    while wrong := [cell for cell in board.sitting if cell[1] > board.problem.over and not board.is_legal(cell)]:
        # Tables at which the most is at stake have the first choice of people.
        cell = max(wrong, key=lambda cell: (loss(cell), -cell[1]))
        if not _gather(board, cell):
            _let_go(board, cell, value)
    for person in board.problem.people:
        _regain(board, person)
        _settle(board, person)


def _regain(board: Board, person: Person) -> None:
    """Try the wishes again that nobody's table was kept for, in the place of meetings that nobody wished."""
    for pitch in person.wishes:
        if (person.id, pitch) in board.met or not board.rounds_of.get((person.id, pitch)):
            continue
        spare = [n for n in board.problem.coming_rounds if (person.id, n) in board.at and is_spare(board, person.id, n)]
        for number in [None, *spare]:
            mark = len(board.changes)
            if number is not None:
                board.take(person.id, number)
            if place(board, person, pitch) and board.is_legal_since(mark):
                break
            board.go_back(mark)


def _gather(board: Board, cell: Cell) -> bool:
    """Bring people to a table: those without one, then those who leave a table that has enough."""
    pitch, number = cell
    mark = len(board.changes)
    for is_sitting in (False, True):
        for person in board.problem.people:
            if board.is_legal(cell):
                return True
            if not board.has_room(pitch, number):
                break
            if ((person.id, number) in board.at) is not is_sitting or not suits(board, person.id, pitch, number):
                continue
            before = len(board.changes)
            if is_sitting:
                if not is_spare(board, person.id, number):
                    continue
                left = board.take(person.id, number)
                if not board.is_legal((left, number)):
                    board.go_back(before)
                    continue
            board.put(person.id, pitch, number)
    if board.is_legal(cell):
        return True
    board.go_back(mark)
    return False


def _let_go(board: Board, cell: Cell, value: dict[Id, dict[Id, int]]) -> None:
    """Fewer people at a table, until the rest have enough; with too few for one table, it rests."""
    pitch, number = cell
    leaving: list[Id] = []
    while not board.is_legal(cell):
        movable = [one for one in board.sitting[cell] if not board.is_kept(one, number)]
        person = min(movable, key=lambda one: value[one].get(pitch, 0))
        board.take(person, number)
        leaving.append(person)
    if not board.sitting[cell]:
        board.closed.add(cell)
    for one in leaving:
        _settle(board, board.problem.person[one])


def _settle(board: Board, person: Person) -> None:
    """Find places for somebody at tables that have enough people already: for wishes first."""
    others = [pitch.id for pitch in board.problem.pitches]
    for number in list(board.free_rounds(person)):
        for pitch in _in_order(person.wishes, others):
            if pitch in board.problem.pitch and board.fits(person.id, pitch, number):
                before = len(board.changes)
                board.put(person.id, pitch, number)
                if board.is_legal((pitch, number)):
                    break
                board.go_back(before)


def _in_order(first: Iterable[Id], others: list[Id]) -> list[Id]:
    return list(dict.fromkeys([*first, *others]))
