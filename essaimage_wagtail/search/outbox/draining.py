"""Sending what waits: by a task after each publication, or by a command."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol, runtime_checkable

from ..tables import OutboxEntry
from ..types import SearchUnavailable
from .entries import Outbox

ROWS_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one document was not written."""

    reason: str
    is_final: bool
    """Whether it would be refused again."""


class Writer(Protocol):
    """What writes to an index on another server, in one run."""

    def send(self, rows: Sequence[OutboxEntry]) -> Mapping[str, Refusal]:
        """Write and delete what rows say; returns what was refused, by key. Raises
        :class:`..types.SearchUnavailable` if the server did nothing, or nobody knows what it did."""
        ...


@runtime_checkable
class Sender(Protocol):
    """An engine whose index is on another server."""

    outbox: Outbox

    def writer(self) -> Writer:
        """One for one run. Raises :class:`..types.SearchUnavailable`."""
        ...


@dataclass(slots=True)
class Drained:
    """What one run did with the rows that it claimed."""

    sent: int = 0
    postponed: int = 0
    set_aside: int = 0
    unavailable: str = ""
    """Why the server could not be asked: what waits still does."""


def drain(engine: Sender, seconds: float = inf, progress: Callable[[int], object] = lambda count: None) -> Drained:
    """Send what is due until nothing is, the server fails, or the time is over. Any number of processes may do so at
    the same time. ``progress`` is called with the number of rows of each request."""
    outbox, done, end = engine.outbox, Drained(), time.monotonic() + seconds
    writer = None
    while not done.unavailable and time.monotonic() < end and (rows := outbox.claim(ROWS_TOGETHER)):
        try:
            writer = writer or engine.writer()
            refused = writer.send(rows)
        except SearchUnavailable as error:
            done.unavailable = str(error)
            refused = {row.key: Refusal(str(error), is_final=False) for row in rows}
        except Exception:
            writer = None
            refused = _sent_one_by_one(engine, rows)
        _note(outbox, rows, refused, done)
        progress(len(rows))
    return done


def _sent_one_by_one(engine: Sender, rows: Sequence[OutboxEntry]) -> dict[str, Refusal]:
    """One of the documents is not what it should be: it holds up none of the others."""
    refused: dict[str, Refusal] = {}
    for row in rows:
        try:
            refused |= engine.writer().send([row])
        except SearchUnavailable as error:
            refused[row.key] = Refusal(str(error), is_final=False)
        except Exception as error:
            refused[row.key] = Refusal(f"{type(error).__name__}: {error}", is_final=True)
    return refused


def _note(outbox: Outbox, rows: Sequence[OutboxEntry], refused: Mapping[str, Refusal], done: Drained) -> None:
    """Settle, postpone or set aside what was claimed."""
    sent = [row for row in rows if row.key not in refused]
    outbox.settle(sent)
    done.sent += len(sent)
    for refusal in set(refused.values()):
        alike = [row for row in rows if refused.get(row.key) == refusal]
        if refusal.is_final:
            outbox.set_aside(alike, refusal.reason)
            done.set_aside += len(alike)
        else:
            outbox.postpone(alike, refusal.reason)
            done.postponed += len(alike)
