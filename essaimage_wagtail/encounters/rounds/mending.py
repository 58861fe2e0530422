"""Mends tables with too few people: they get more people, or they rest."""

from collections.abc import Iterable

from .board import Board, Cell
from .filling import is_spare, suits
from .placing import place
from .problem import Id, Person, worths


def mend(board: Board) -> None:
    """Change the board so that each table has enough people, or rests."""
    if board.problem.fewest <= 1:
        return
    value = {person.id: worths(person) for person in board.problem.people}

    def loss(cell: Cell) -> int:
        return sum(value.get(person, {}).get(cell[0], 0) for person in board.sitting[cell])

    while wrong := [cell for cell in board.sitting if cell[1] > board.problem.over and not board.is_legal(cell)]:
        # Begin with the cell whose people would lose the most: it has the first choice of others.
        cell = max(wrong, key=lambda cell: (loss(cell), -cell[1]))
        if not _gather(board, cell):
            _let_go(board, cell, value)
    for person in board.problem.people:
        _regain(board, person)
        _settle(board, person)


def _regain(board: Board, person: Person) -> None:
    """Try once more to meet the unmet wishes of a person, also in place of meetings for which they did not wish."""
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
    """Bring people to a cell until its tables have enough: first people without a table, then people whose table can
    spare them. ``False`` if there are not enough: then nothing has changed."""
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
    """Take people from a cell until the rest fill its tables. If they do not fill even one, the cell rests. The people
    who had to leave get other places if possible."""
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
    """Find places for a person, in all rounds that they have free, at tables that stay legal with them: wishes
    first."""
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
