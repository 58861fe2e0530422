"""Numbers the versions that were published, so that each watcher is told up to a number."""

from django.db import transaction
from django.db.models import F

from ..models import Dispatch, News


@transaction.atomic
def number_news() -> int:
    """Give all that is noted and has none the next number; returns it. One run at a time: the row is held until the end
    of the transaction, so that nothing gets a number that is lower than one which was told already."""
    row = Dispatch.objects.filter(pk=1)
    # Written before anything is read: SQLite refuses to write in a transaction whose reading is out of date.
    while not row.update(number=F("number") + 1):
        Dispatch.objects.get_or_create(pk=1)
    number = row.get().number
    News.objects.filter(number=None).update(number=number)
    return number


def last_number() -> int:
    """That of the newest of what was numbered."""
    return Dispatch.objects.filter(pk=1).values_list("number", flat=True).first() or 0
