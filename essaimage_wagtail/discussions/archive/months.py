"""The months in which something was said."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format

from ..choices import State
from ..models import Message, Thread


@dataclass(frozen=True, slots=True)
class Month:
    """``count``: messages."""

    first: date
    count: int

    @property
    def value(self) -> str:
        """As the filter of the list has it."""
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        return date_format(self.first, "YEAR_MONTH_FORMAT")


def months_of(threads: QuerySet[Thread]) -> list[Month]:
    """The months with messages in these threads, the latest first. One query."""
    messages = Message.objects.filter(state=State.SHOWN, thread__in=threads.order_by())
    rows = messages.order_by().annotate(month=TruncMonth("written_at")).values("month").annotate(number=Count("pk"))
    return [Month(row["month"], row["number"]) for row in rows.order_by("-month")]
