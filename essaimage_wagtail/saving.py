"""Rows that are saved in one transaction with what receivers write because of them, one by one or many together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from django.db import models, router, transaction


class SavedTogether(models.Model):
    """A row and what receivers of ``post_save`` write because of it, the search index above all, are one transaction.

    Django sends ``post_save`` when the row is committed, unless the caller has begun a transaction: a process that is
    killed in between would leave the index as it was. (Django itself deletes a row and sends ``post_delete`` in one
    transaction, and Wagtail saves each page in one.)
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        # Without a savepoint, like Django's own: an error in a receiver undoes the row too, even if it is caught.
        with transaction.atomic(using=using, savepoint=False):
            super().save(*args, **kwargs)


class _Together(local):
    """What this thread does at the end of :func:`together`: functions, and the rows that each is called with."""

    def __init__(self) -> None:
        self.calls: dict[Callable[[list[Any]], None], list[Any]] | None = None


_together = _Together()


@contextmanager
def together() -> Iterator[None]:
    """A context in which the caller saves many rows, in one transaction: what receivers do because of each row is done
    at the end, for all rows at once. Signals are sent as ever."""
    if _together.calls is not None:
        yield
        return
    _together.calls = {}
    try:
        yield
        calls = _together.calls
    finally:
        _together.calls = None
    for function, rows in calls.items():
        function(rows)


def is_done_later(function: Callable[[list[Any]], None], row: Any) -> bool:
    """Within :func:`together`, have ``function`` called with this row among others at its end."""
    if _together.calls is None:
        return False
    _together.calls.setdefault(function, []).append(row)
    return True
