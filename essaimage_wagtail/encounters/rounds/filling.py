"""Nobody sits without a table while there are places, and no table has too few people."""

from collections.abc import Iterable

from .board import Board, Cell
from .problem import Id, Person, worths


def fill(board: Board) -> None:
    """Give people other tables in the rounds that their wishes leave free. Wishes that are met stay so."""
    for number in board.problem.coming_rounds:
        for person in board.problem.people:
            if (person.id, number) not in board.at:
                _seat(board, person, number)


def _seat(board: Board, person: Person, number: int) -> bool:
    """Find a table in a round; if those that suit are full, somebody for whom theirs is no wish makes room."""
    reached: dict[Id, tuple[Id, Id] | None] = {
        pitch.id: None for pitch in board.problem.pitches if _suits(board, person.id, pitch.id, number)
    }
    waiting = list(reached)
    for pitch in sorted(waiting, key=lambda pitch: _fullness(board, (pitch, number))):
        if board.has_room(pitch, number):
            board.put(person.id, pitch, number)
            return True
    for full in waiting:
        for other in board.sitting[full, number]:
            if not _is_spare(board, other, number):
                continue
            for pitch in board.problem.pitches:
                if pitch.id not in reached and _suits(board, other, pitch.id, number):
                    reached[pitch.id] = (other, full)
                    waiting.append(pitch.id)
                    if board.has_room(pitch.id, number):
                        _move_up(board, person.id, pitch.id, number, reached)
                        return True
    return False


def _move_up(board: Board, person: Id, pitch: Id, number: int, reached: dict[Id, tuple[Id, Id] | None]) -> None:
    """Each one on the way to the free place goes one table further."""
    while (step := reached[pitch]) is not None:
        other, before = step
        board.take(other, number)
        board.put(other, pitch, number)
        pitch = before
    board.put(person, pitch, number)


def _suits(board: Board, person: Id, pitch: Id, number: int) -> bool:
    return board.could(person, pitch, number) and (person, pitch) not in board.met


def _is_spare(board: Board, person: Id, number: int) -> bool:
    """Whether this meeting was nobody's wish, nor chosen by hand."""
    wishes = board.problem.person[person].wishes if person in board.problem.person else ()
    return not board.is_kept(person, number) and board.at[person, number] not in wishes


def _fullness(board: Board, cell: Cell) -> float:
    return len(board.sitting[cell]) / max(board.room[cell], 1)


def mend(board: Board) -> None:
    """See to it that each table has people enough, or rests."""
    if board.problem.fewest <= 1:
        return
    value = {person.id: worths(person) for person in board.problem.people}

    def loss(cell: Cell) -> int:
        return sum(value[person].get(cell[0], 0) for person in board.sitting[cell])

    while wrong := [cell for cell in board.sitting if cell[1] > board.problem.over and not board.is_legal(cell)]:
        # Tables at which the most is at stake have the first choice of people.
        cell = max(wrong, key=lambda cell: (loss(cell), -cell[1]))
        if not _gather(board, cell):
            _let_go(board, cell, value)
    for person in board.problem.people:
        _settle(board, person)


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
            if ((person.id, number) in board.at) is not is_sitting or not _suits(board, person.id, pitch, number):
                continue
            before = len(board.changes)
            if is_sitting:
                if not _is_spare(board, person.id, number):
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
        person = min(board.sitting[cell], key=lambda one: value[one].get(pitch, 0))
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
