"""What waits for a moderator, counted in the menu of the admin: one query for all of it."""

from typing import Any

from django.db.models import Count, QuerySet, Value

from ...admin.reports import ReportMenuItem
from ..accounts.listing import RequestsReport
from ..suggestions.listing import SuggestionsReport

REPORTS = [SuggestionsReport, RequestsReport]
"""Another app that has something to moderate adds its own."""


def waiting(request: Any) -> dict[str, int]:
    """How much of each of :data:`REPORTS`, by its address's name, waits for this person."""
    if not hasattr(request, "_essaimage_waiting"):
        counts = [_counted(report, request.user) for report in REPORTS if report.is_for(request.user)]
        request._essaimage_waiting = dict(counts[0].union(*counts[1:], all=True).order_by()) if counts else {}
    found: dict[str, int] = request._essaimage_waiting
    return found


def _counted(report: Any, user: Any) -> QuerySet[Any, Any]:
    rows = report.waiting_for(user).order_by().annotate(what=Value(report.index_url_name))
    return rows.values("what").annotate(number=Count("pk")).values_list("what", "number")


class WaitingMenuItem(ReportMenuItem):
    """The item of one of :data:`REPORTS`, with the number of what waits."""

    def render_component(self, request: Any) -> Any:
        component = super().render_component(request)
        if count := waiting(request).get(self.report.index_url_name):
            component.label = f"{self.label} ({count})"
        return component
