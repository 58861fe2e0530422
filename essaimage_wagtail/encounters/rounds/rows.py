"""What the organisers' page of a programme is made of: rows of a grid, and what each person gets."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from ..models import Meeting


@dataclass
class Seated:
    """A person in a cell of the grid."""

    pk: int
    name: str
    is_kept: bool = False
    is_coming: bool = True


@dataclass
class Cell:
    people: list[Seated] = field(default_factory=list)
    rests: bool = False


@dataclass
class Row:
    """A row of the grid: a table, or the people without one, in all rounds."""

    name: str
    cells: list[Cell]
    places: int = 0
    is_withdrawn: bool = False


@dataclass
class Got:
    """What somebody gets of their wishes: ``(name, round or None)``, the one wished most first."""

    pk: int
    name: str
    wishes: list[tuple[str, int | None]]

    @property
    def number(self) -> int:
        return sum(met is not None for _name, met in self.wishes)

    @property
    def has_first(self) -> bool:
        return bool(self.wishes) and self.wishes[0][1] is not None

    @property
    def has_first_three(self) -> bool:
        return bool(self.wishes) and all(met is not None for _name, met in self.wishes[:3])

    @property
    def has_all(self) -> bool:
        return bool(self.wishes) and self.number == len(self.wishes)


def places_taken(rows: Iterable[Meeting]) -> dict[tuple[UUID, int, int], int]:
    """How many are at each table: ``{(pitch, table, round): people}``."""
    counts: dict[tuple[UUID, int, int], int] = {}
    for row in rows:
        key = (row.pitch_key, row.table, row.round)
        counts[key] = counts.get(key, 0) + 1
    return counts
