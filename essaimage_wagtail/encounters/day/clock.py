"""What the clock says during an encounter: which round it is, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any


class Kind(Enum):
    UNKNOWN = "unknown"
    """Nobody has said when it is."""
    BEFORE = "before"
    ROUND = "round"
    PAUSE = "pause"
    """Between two rounds: people go to their next table."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the encounter. ``round``: the number of the round that goes on or comes next; when all are over, that
    of the last one. ``until``: when the next phase begins."""

    kind: Kind
    round: int = 1
    until: datetime | None = None

    @property
    def value(self) -> str:
        return self.kind.value

    @property
    def next_round(self) -> int:
        """The number of the round that comes next."""
        return self.round + 1 if self.kind is Kind.ROUND else self.round


@dataclass(frozen=True, slots=True)
class Round:
    """``begins`` and ``ends``: ``None`` while day or hour are not known."""

    number: int
    begins: datetime | None
    ends: datetime | None


def rounds_of(encounter: Any) -> list[Round]:
    """All rounds of an encounter, with hours in the time zone of the place."""
    return [Round(number, *_hours(encounter, number)) for number in range(1, encounter.rounds + 1)]


def _hours(encounter: Any, number: int) -> tuple[datetime | None, datetime | None]:
    begins = encounter.round_at(number)
    if begins is None:
        return None, None
    # Count in real time: Python's addition to a moment with a zone ignores changes of clock.
    return begins, datetime.fromtimestamp(begins.timestamp() + encounter.round_minutes * 60, begins.tzinfo)


def begun_rounds(encounter: Any, now: datetime) -> set[int]:
    """The numbers of the rounds that have begun; all of them where their hours are not known."""
    return {each.number for each in rounds_of(encounter) if each.begins is None or each.begins <= now}


def phase_at(encounter: Any, now: datetime) -> Phase:
    rounds = rounds_of(encounter)
    if not rounds or rounds[0].begins is None:
        return Phase(Kind.UNKNOWN)
    if now < rounds[0].begins:
        return Phase(Kind.BEFORE, 1, rounds[0].begins)
    for each in rounds:
        assert each.begins is not None  # noqa: S101 - as the first one
        if now < each.begins:
            return Phase(Kind.PAUSE, each.number, each.begins)
        if each.ends is not None and now < each.ends:
            return Phase(Kind.ROUND, each.number, each.ends)
    return Phase(Kind.OVER, len(rounds))


def has_begun(encounter: Any, now: datetime) -> bool:
    """Whether an encounter has begun, by its hour or, without one, by its day."""
    if encounter.begins_at is not None:
        return bool(encounter.begins_at <= now)
    return encounter.day is not None and encounter.day <= now.astimezone(encounter.zone).date()
