"""Numbers the versions that were published, so that each watcher is told up to a number."""

from django.db import transaction
from django.db.models import F

from ..models import Dispatch, News


@transaction.atomic
def number_news() -> int:
    """Give the next number to all news without one; returns the number. The row is locked until the end of the
    transaction, so that runs number one after the other, and no news gets a lower number than one already told."""
    row = Dispatch.objects.filter(pk=1)
    # Write before reading: SQLite refuses to write in a transaction that has read an older state.
    while not row.update(number=F("number") + 1):
        Dispatch.objects.get_or_create(pk=1)
    number = row.get().number
    News.objects.filter(number=None).update(number=number)
    return number


def last_number() -> int:
    """The highest number so far; 0 before the first."""
    return Dispatch.objects.filter(pk=1).values_list("number", flat=True).first() or 0
