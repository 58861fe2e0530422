"""Gives people a table in rounds that their wishes leave free, as long as there are places."""

from .board import Board, Cell
from .problem import Id, Person


def fill(board: Board) -> None:
    """Give people other tables in the rounds that their wishes leave free. Wishes that are met stay so."""
    for number in board.problem.coming_rounds:
        for person in board.problem.people:
            if (person.id, number) not in board.at:
                _seat(board, person, number)


def _seat(board: Board, person: Person, number: int) -> bool:
    """Find a table for a person in a round. If all suitable tables are full, somebody who sits at one without having
    wished for it moves to another, perhaps through a chain of such moves."""
    reached: dict[Id, tuple[Id, Id] | None] = {
        pitch.id: None for pitch in board.problem.pitches if suits(board, person.id, pitch.id, number)
    }
    waiting = list(reached)
    for pitch in sorted(waiting, key=lambda pitch: _fullness(board, (pitch, number))):
        if board.has_room(pitch, number):
            board.put(person.id, pitch, number)
            return True
    for full in waiting:
        for other in board.sitting[full, number]:
            if not is_spare(board, other, number):
                continue
            for pitch in board.problem.pitches:
                if pitch.id not in reached and suits(board, other, pitch.id, number):
                    reached[pitch.id] = (other, full)
                    waiting.append(pitch.id)
                    if board.has_room(pitch.id, number):
                        _move_up(board, person.id, pitch.id, number, reached)
                        return True
    return False


def _move_up(board: Board, person: Id, pitch: Id, number: int, reached: dict[Id, tuple[Id, Id] | None]) -> None:
    """Move each person of the chain one table further, towards the free place, and seat the newcomer at its start."""
    while (step := reached[pitch]) is not None:
        other, before = step
        board.take(other, number)
        board.put(other, pitch, number)
        pitch = before
    board.put(person, pitch, number)


def suits(board: Board, person: Id, pitch: Id, number: int) -> bool:
    return board.could(person, pitch, number) and (person, pitch) not in board.met


def is_spare(board: Board, person: Id, number: int) -> bool:
    """Whether the person neither wished for their meeting in this round nor is kept there by hand."""
    wishes = board.problem.person[person].wishes if person in board.problem.person else ()
    return not board.is_kept(person, number) and board.at[person, number] not in wishes


def _fullness(board: Board, cell: Cell) -> float:
    return len(board.sitting[cell]) / max(board.room[cell], 1)
