"""A programme while it is made: who is where, and where a person may still be put."""

from collections.abc import Iterator

from .problem import Id, Meeting, Person, Pitch, Problem, is_free, new_tables

Cell = tuple[Id, int]
"""A pitch in a round."""


class Board:
    """A programme in the making, which starts with the meetings that are kept. A cell is a pitch in a round. The board
    knows the people of each cell, not their tables: :meth:`meetings` puts them at tables in the end."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.at: dict[tuple[Id, int], Id] = {}
        """``{(person, round): pitch}``"""
        self.met: dict[tuple[Id, Id], int] = {}
        """``{(person, pitch): round}``"""
        self.sitting: dict[Cell, dict[Id, None]] = {
            (pitch.id, number): {} for pitch in problem.pitches for number in range(1, problem.rounds + 1)
        }
        self.kept = {(meeting.person, meeting.round): meeting for meeting in problem.kept}
        self.closed: set[Cell] = set()
        """Cells to which nobody is added any more, since too few people would be there."""
        self.changes: list[tuple[bool, Id, Id, int]] = []
        """All changes, for :meth:`go_back`: whether it was put (or else taken), person, pitch, round."""
        self.loads: dict[Cell, dict[int, int]] = {cell: {} for cell in self.sitting}
        """``{cell: {table: how many people are kept there}}``"""
        for one in problem.kept:
            self.put(one.person, one.pitch, one.round)
            loads = self.loads[one.pitch, one.round]
            loads[one.table] = loads.get(one.table, 0) + 1
        self.room = {cell: self._room(*cell) for cell in self.sitting}
        self.rounds_of = {
            (person.id, pitch.id): frozenset(problem.rounds_of(person, pitch))
            for person in problem.people
            for pitch in problem.pitches
        }

    def _room(self, pitch_id: Id, number: int) -> int:
        """How many people a cell holds. A table that is overfull by hand takes no place from the others."""
        pitch, loads = self.problem.pitch[pitch_id], self.loads[pitch_id, number]
        return sum(max(load, pitch.places) for load in loads.values()) + pitch.places * (pitch.tables - len(loads))

    def put(self, person: Id, pitch: Id, number: int) -> None:
        self.changes.append((True, person, pitch, number))
        self.at[person, number] = pitch
        self.met[person, pitch] = number
        self.sitting[pitch, number][person] = None

    def take(self, person: Id, number: int) -> Id:
        pitch = self.at.pop((person, number))
        del self.met[person, pitch]
        del self.sitting[pitch, number][person]
        self.changes.append((False, person, pitch, number))
        return pitch

    def go_back(self, mark: int) -> None:
        """Undo all changes after the first ``mark``."""
        while len(self.changes) > mark:
            was_put, person, pitch, number = self.changes.pop()
            if was_put:
                self.take(person, number)
            else:
                self.put(person, pitch, number)
            self.changes.pop()

    def has_room(self, pitch: Id, number: int) -> bool:
        cell = (pitch, number)
        return len(self.sitting[cell]) < self.room[cell] and cell not in self.closed

    def could(self, person: Id, pitch: Id, number: int) -> bool:
        """Whether person and pitch could meet in this round, apart from whether there is room and they have met
        already."""
        return number in self.rounds_of[person, pitch] and (pitch, number) not in self.closed

    def fits(self, person: Id, pitch: Id, number: int) -> bool:
        return (
            number in self.rounds_of[person, pitch]
            and (person, number) not in self.at
            and (person, pitch) not in self.met
            and self.has_room(pitch, number)
        )

    def is_kept(self, person: Id, number: int) -> bool:
        return (person, number) in self.kept

    def is_legal(self, cell: Cell) -> bool:
        """Whether the people of a cell can sit so that no table has too few. A table with a kept meeting never has."""
        people = len(self.sitting[cell]) - sum(self.loads[cell].values())
        return new_tables(self.problem.pitch[cell[0]], self.problem.fewest, people, self.loads[cell]) is not None

    def is_legal_since(self, mark: int) -> bool:
        """Whether all cells are legal that have changed after the first ``mark`` changes."""
        return all(self.is_legal((pitch, number)) for _put, _person, pitch, number in self.changes[mark:])

    def free_rounds(self, person: Person) -> Iterator[int]:
        for number in self.problem.coming_rounds:
            if (person.id, number) not in self.at and is_free(person, number):
                yield number

    def meetings(self) -> list[Meeting]:
        """The meetings of the programme, each person at a table, by round."""
        found: list[Meeting] = []
        for (pitch, number), people in self.sitting.items():
            found += [self.kept[person, number] for person in people if self.is_kept(person, number)]
            others = [person for person in people if not self.is_kept(person, number)]
            loads = self.loads[pitch, number]
            found += laid(self.problem.pitch[pitch], number, others, loads, self.problem.fewest)
        return sorted(found, key=lambda meeting: meeting.round)


def laid(pitch: Pitch, number: int, people: list[Id], loads: dict[int, int], fewest: int) -> list[Meeting]:
    """Put people at the tables of one pitch in one round: first new tables get enough people, then all fill evenly.
    ``loads``: how many people are kept at which table; a table of these that has too few is filled before a new one is
    opened."""
    if not people:
        return []
    most = max(new_tables(pitch, fewest, len(people), loads) or 0, 0 if loads else 1)
    ways = [_spread(pitch, people, loads, tables, fewest) for tables in range(most, -1 if loads else 0, -1)]
    possible = [
        counts
        for counts in ways
        if all(len(there) + loads.get(table, 0) <= pitch.places or not there for table, there in counts.items())
    ]
    good = [
        counts
        for counts in possible
        if all(len(there) + loads.get(table, 0) >= fewest for table, there in counts.items())
    ]
    tables = (good or possible or ways)[0]
    return [Meeting(person, pitch.id, number, table) for table, there in tables.items() for person in there]


def _spread(pitch: Pitch, people: list[Id], loads: dict[int, int], tables: int, fewest: int) -> dict[int, list[Id]]:
    new = [table for table in range(1, pitch.tables + 1) if table not in loads][:tables]
    there: dict[int, list[Id]] = {table: [] for table in sorted([*loads, *new])}

    def need(table: int) -> tuple[bool, bool, int, int]:
        count = loads.get(table, 0) + len(there[table])
        return count >= pitch.places, table not in new or count >= fewest, count, table

    for person in people:
        there[min(there, key=need)].append(person)
    return there
