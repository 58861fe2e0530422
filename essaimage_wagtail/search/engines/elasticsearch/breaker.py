"""A server that does not answer is left alone for a while by all threads of a process, so that nobody waits for it."""

import time
from functools import cache
from threading import Lock

from ...types import SearchUnavailable

SECONDS_LEFT_ALONE = 15.0
clock = time.monotonic
"""Seconds since some moment."""


class Breaker:
    """What is known of one server: it answers, or was found away, and when to ask it again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: SearchUnavailable | None = None
        self._ask_again_at = 0.0

    def let_through(self, seconds: float) -> None:
        """Raise what was found if the server is left alone. Else one request goes through, which takes so many seconds
        at most; while it does, the others fail as before."""
        with self._lock:
            if self._found is None:
                return
            if clock() < self._ask_again_at:
                # Not the same object, which would gather the tracebacks of all who meet it.
                raise SearchUnavailable(str(self._found), self._found.status)
            self._ask_again_at = clock() + max(seconds, SECONDS_LEFT_ALONE)

    def answered(self) -> None:
        with self._lock:
            self._found = None

    def is_away(self, found: SearchUnavailable) -> None:
        with self._lock:
            self._found = found
            self._ask_again_at = clock() + SECONDS_LEFT_ALONE


@cache
def breaker_of(address: str) -> Breaker:
    """The breaker of the server at an address: all engines of this process that ask that server share it."""
    return Breaker()
