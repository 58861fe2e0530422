"""Finds a round in which a person meets a pitch, by moving other meetings to other rounds, never to other pitches.

People and pitches are the two sides of a graph, the meetings its edges, and the rounds colours of which no two may come
together at a person. By a theorem of Kőnig, as many colours do as the busiest of them has edges: where nobody comes
late and no table rests, a round is found for everything that fits at all. Its proof is the way used here: a chain of
meetings that alternately change between two rounds. With breaks, absences and what is kept by hand, a chain may end
where it cannot go on; then others are tried, and nothing is promised.
"""

from .board import Board
from .problem import Id, Person


def place(board: Board, person: Person, pitch: Id) -> bool:
    """Have a person meet a pitch in some round. Nobody loses a meeting. ``False`` if no round is found: then nothing
    has changed."""
    if (person.id, pitch) in board.met:
        return False
    rounds = [number for number in board.free_rounds(person) if board.could(person.id, pitch, number)]
    if with_room := [number for number in rounds if board.has_room(pitch, number)]:
        board.put(person.id, pitch, min(with_room, key=lambda number: (len(board.sitting[pitch, number]), number)))
        return True
    return any(_chain(board, person.id, pitch, number) for number in rounds) or _make_free(board, person, pitch)


def _chain(board: Board, person: Id, pitch: Id, number: int) -> bool:
    """Put a person to a full table of the round ``number``: somebody there meets the pitch in another round instead;
    the meeting that they had in that round comes in this one, and so on along a chain."""
    others = [other for other in board.problem.coming_rounds if other != number and board.has_room(pitch, other)]
    return any(_swapped(board, person, pitch, number, other) for other in others)


def _swapped(board: Board, person: Id, pitch: Id, number: int, other: int) -> bool:
    mark = len(board.changes)
    board.put(person, pitch, number)
    moved = {person}
    while len(board.sitting[pitch, number]) > board.room[pitch, number]:
        movable = [one for one in board.sitting[pitch, number] if _may_move(board, one, pitch, number, other, moved)]
        if not movable or not board.has_room(pitch, other):
            board.go_back(mark)
            return False
        # Somebody who is free in the other round ends the chain: choose them first.
        one = min(movable, key=lambda one: (one, other) in board.at)
        moved.add(one)
        board.take(one, number)
        instead = board.take(one, other) if (one, other) in board.at else None
        board.put(one, pitch, other)
        if instead is None:
            return True
        board.put(one, instead, number)
        pitch = instead
    return True


def _may_move(board: Board, person: Id, pitch: Id, number: int, other: int, moved: set[Id]) -> bool:
    """Whether a person's meeting may move from the round ``number`` to ``other``, and any meeting that they have there
    back to ``number``."""
    if person in moved or board.is_kept(person, number) or not board.could(person, pitch, other):
        return False
    instead = board.at.get((person, other))
    return instead is None or (not board.is_kept(person, other) and board.could(person, instead, number))


def _make_free(board: Board, person: Person, pitch: Id) -> bool:
    """For a person who is busy in every round in which the pitch could be met: move one of those meetings to another
    round, and meet the pitch in its place."""
    mark = len(board.changes)
    if not any(True for _number in board.free_rounds(person)):
        return False
    for number in board.problem.coming_rounds:
        busy = board.at.get((person.id, number))
        if busy is None or board.is_kept(person.id, number) or not board.could(person.id, pitch, number):
            continue
        board.take(person.id, number)
        if board.has_room(pitch, number):
            board.put(person.id, pitch, number)
        elif not _chain(board, person.id, pitch, number):
            board.go_back(mark)
            continue
        free = [other for other in board.free_rounds(person) if board.could(person.id, busy, other)]
        for other in free:
            if board.has_room(busy, other):
                board.put(person.id, busy, other)
                return True
            if _chain(board, person.id, busy, other):
                return True
        board.go_back(mark)
    return False
