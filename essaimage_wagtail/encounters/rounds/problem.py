"""What a programme is made from, as plain data: people with wishes, pitches with tables, and rounds.

Nothing here knows of Django or of a solver. The identifiers are whatever the caller uses: primary keys, translation
keys, letters in a test. Rounds are counted from 1.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property

Id = Hashable


@dataclass(frozen=True)
class Person:
    """Somebody who moves from table to table. ``wishes`` names pitches, the one wished most first."""

    id: Id
    wishes: tuple[Id, ...] = ()
    languages: frozenset[str] = frozenset()
    """Those spoken; who says none is understood everywhere."""
    needs_step_free: bool = False
    first_round: int = 1
    last_round: int | None = None
    resting: frozenset[int] = frozenset()
    """Rounds in which an organiser has them rest."""


@dataclass(frozen=True)
class Pitch:
    """An initiative that keeps ``tables`` tables at once, each with ``places``."""

    id: Id
    tables: int = 1
    places: int = 4
    languages: frozenset[str] = frozenset()
    resting: frozenset[int] = frozenset()
    is_step_free: bool = True
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Meeting:
    """A person at a table of a pitch in a round; ``table`` 1 is its first."""

    person: Id
    pitch: Id
    round: int
    table: int = 1


@dataclass(frozen=True)
class Problem:
    """What a programme is made from. Meetings in ``kept`` stay as they are, and so do the first ``over`` rounds, which
    have taken place."""

    people: tuple[Person, ...]
    pitches: tuple[Pitch, ...]
    rounds: int
    fewest: int = 1
    """With fewer people, a table rests."""
    kept: tuple[Meeting, ...] = ()
    over: int = 0

    @cached_property
    def person(self) -> dict[Id, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def pitch(self) -> dict[Id, Pitch]:
        return {pitch.id: pitch for pitch in self.pitches}

    @property
    def coming_rounds(self) -> range:
        return range(self.over + 1, self.rounds + 1)

    def rounds_of(self, person: Person, pitch: Pitch) -> list[int]:
        """The coming rounds in which these two could meet; none, if they cannot."""
        if not may_meet(person, pitch):
            return []
        return [number for number in self.coming_rounds if is_free(person, number) and number not in pitch.resting]


def is_there(person: Person, number: int) -> bool:
    return person.first_round <= number and (person.last_round is None or number <= person.last_round)


def is_free(person: Person, number: int) -> bool:
    """Whether a person is there in a round, and does not rest."""
    return is_there(person, number) and number not in person.resting


def understand(person: Person, pitch: Pitch) -> bool:
    """Whether person and pitch have a language in common. If one of them names no language, they always do."""
    return not person.languages or not pitch.languages or bool(person.languages & pitch.languages)


def can_reach(person: Person, pitch: Pitch) -> bool:
    return pitch.is_step_free or not person.needs_step_free


def may_meet(person: Person, pitch: Pitch) -> bool:
    return not pitch.is_withdrawn and understand(person, pitch) and can_reach(person, pitch)


def new_tables(pitch: Pitch, fewest: int, people: int, kept: dict[int, int]) -> int | None:
    """How many new tables of a pitch are opened for ``people`` more people: as many as get at least ``fewest`` each.
    ``kept``: the tables with people who are kept, as ``{table: people}``; their free places count too. ``None`` if the
    people do not fit."""
    spare = sum(max(0, pitch.places - load) for load in kept.values())
    tables = min(pitch.tables - len(kept), people // max(fewest, 1))
    return tables if people <= spare + tables * pitch.places else None


def worth(rank: int) -> int:
    """What a wish is worth when it is met: 100 the first, 75 the second, 67 the third, and never less than 51.

    Two wishes are always worth more than one, whatever their ranks. With more wishes, their number is weighed against
    their ranks: three of the lowest rank are worth less than two of the first. The steps between the first ranks are
    the widest, since people know best what they wish most."""
    return max(51, round(50 + 50 / rank))


def worths(person: Person) -> dict[Id, int]:
    """What the wishes of somebody are worth, by pitch."""
    return {pitch: worth(rank) for rank, pitch in enumerate(person.wishes, 1)}


def score(problem: Problem, meetings: Iterable[Meeting]) -> int:
    """The worth of all wishes that the meetings fulfil."""
    values = {person.id: worths(person) for person in problem.people}
    return sum(values.get(meeting.person, {}).get(meeting.pitch, 0) for meeting in meetings)
