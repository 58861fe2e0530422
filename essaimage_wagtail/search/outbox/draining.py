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

    def writer(self, seconds: float = inf) -> Writer:
        """A writer for one run: each of its requests waits so many seconds for the server at most. Raises
        :class:`..types.SearchUnavailable`."""
        ...


def sender_of(engine: object) -> Sender | None:
    """The engine that sends: the one given, or the first of two."""
    engine = getattr(engine, "first", engine)
    return engine if isinstance(engine, Sender) else None


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
            writer = writer or engine.writer(seconds)
            refused = _sent(writer, rows)
        except SearchUnavailable as error:
            done.unavailable = str(error)
            refused = {row.key: Refusal(str(error), is_final=False) for row in rows}
        _note(outbox, rows, refused, done)
        progress(len(rows))
    return done


def _sent(writer: Writer, rows: Sequence[OutboxEntry]) -> Mapping[str, Refusal]:
    """Send the rows, and return what was refused. A document that cannot be sent holds up none of the others."""
    try:
        return writer.send(rows)
    except SearchUnavailable:
        raise
    except Exception as error:
        if len(rows) == 1:
            return {rows[0].key: Refusal(f"{type(error).__name__}: {error}", is_final=True)}
        return {key: refusal for row in rows for key, refusal in _sent(writer, [row]).items()}


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
