"""Processes that read pages and write them to the index follow one another.

All do the same in the same order, so that no two wait for each other: a process locks pages, in the order of their
primary keys, then announces itself as a writer of the index, then reads what documents are made of. A process that
changes what many documents are made of, restrictions and places above all, locks no pages: it waits until it is the
only writer. A writer that is not announced yet reads after that, and so sees the change.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from wagtail.models import Page

from ..engines.database.engine import locks_of
from .documents import source, stored_pages


@contextmanager
def turn(*, alone: bool = False, **pages: Any) -> Iterator[None]:
    """A transaction, or a part of the one at hand, in which pages are read and written to the index: others who write
    the same follow, or came first.

    ``pages`` says which ones, if they are not locked yet; ``alone`` that nobody else may write meanwhile.
    """
    database = source()
    begins = transaction.get_autocommit(using=source())
    # Without a savepoint: an error undoes what was changed too, even if somebody catches it.
    with transaction.atomic(using=source(), savepoint=False):
        if pages:
            _lock(**pages)
        if database is not None:
            locks = locks_of(database)
            # Where no rows are locked, a transaction that reads before it writes may find the database locked.
            if alone or (begins and not connections[database].features.has_select_for_update):
                locks.await_writers()
            else:
                locks.announce_writer()
        yield


def lock(page: Page) -> None:
    """Lock a page and its translations, before the first of them is written."""
    with transaction.atomic(using=source(), savepoint=False):
        _lock(translation_key=page.translation_key)


def locked(**conditions: Any) -> Any:
    """A queryset that locks pages until the transaction ends, all in one order, where the database locks rows; rows
    that refer to them can be written meanwhile."""
    return stored_pages(**conditions).order_by("pk").select_for_update(no_key=True)


def _lock(**conditions: Any) -> None:
    if connections[source() or DEFAULT_DB_ALIAS].features.has_select_for_update:
        list(locked(**conditions).values_list("pk"))
