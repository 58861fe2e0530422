"""Documents that were made, kept in one of Django's caches: one of each form of a page, until it would be another.

Making one takes seconds and a processor. One at a time is made in a process, one of a page on the whole site, and so
many in a minute; who asks meanwhile waits a little.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic, sleep

from django.core.cache import caches
from django.utils import timezone

from ..conf import settings

KEPT = 60 * 60 * 24 * 30
LONGEST = 120
"""Seconds that making one may take; after that another process may try."""
PATIENCE = 15.0
"""Seconds that a reader waits for what somebody else has made."""
STEP = 0.1

_one = Lock()


class Busy(Exception):
    """``retry_after``: seconds after which it may be asked for again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Kept:
    """``digest``: of what it was made of."""

    digest: str
    content: bytes
    made_at: datetime


def kept(key: str, digest: str) -> Kept | None:
    """The document under ``key``, if it was made of this."""
    found = caches[settings.PDF_CACHE].get(_name(key))
    return found if isinstance(found, Kept) and found.digest == digest else None


def made(key: str, digest: str, make: Callable[[], bytes]) -> Kept:
    """The document under ``key``: the one that is kept, or that somebody is making, or a new one. Raises
    :class:`Busy`."""
    cache, lock = caches[settings.PDF_CACHE], _name(f"{key}:{digest}:making")
    until = monotonic() + PATIENCE
    while not (found := kept(key, digest)):
        if cache.add(lock, True, LONGEST):
            try:
                return _make(key, digest, make, until)
            finally:
                cache.delete(lock)
        if monotonic() > until:
            raise Busy(5)
        sleep(STEP)
    return found


def _make(key: str, digest: str, make: Callable[[], bytes], until: float) -> Kept:
    if not _one.acquire(timeout=max(0.0, until - monotonic())):
        raise Busy(5)
    try:
        if found := kept(key, digest):
            return found
        _count()
        document = Kept(digest, make(), timezone.now())
        caches[settings.PDF_CACHE].set(_name(key), document, KEPT)
        return document
    finally:
        _one.release()


def _count() -> None:
    """One more in this minute. Raises :class:`Busy` where there are enough."""
    cache, name = caches[settings.PDF_CACHE], _name(f"minute:{timezone.now():%d%H%M}")
    cache.add(name, 0, 120)
    try:
        number = cache.incr(name)
    except ValueError:  # A cache that keeps nothing.
        return
    if number > settings.PDF_PER_MINUTE:
        raise Busy(60)


def _name(key: str) -> str:
    return f"essaimage-pdf:{key}"
