"""A search that is unavailable is one line in the log now and then, however many visitors ask."""

import logging
import time
from threading import Lock

from .types import SearchUnavailable

SECONDS_BETWEEN_LINES = 60.0
"""Seconds between two lines about errors of one kind."""
logger = logging.getLogger("essaimage_wagtail.search")
clock = time.monotonic
_lock = Lock()
_noted: dict[int | None, float] = {}
"""When there was a line, by the server's status."""


def note(error: SearchUnavailable) -> None:
    """Warn that search is unavailable, unless this process did so a moment ago."""
    with _lock:
        moment, last = clock(), _noted.get(error.status)
        if last is not None and moment - last < SECONDS_BETWEEN_LINES:
            return
        _noted[error.status] = moment
    logger.warning("Search is unavailable: %s", error)
