"""What waits for a moderator, counted in the menu of the admin: one query for all of it."""

from typing import Any

from django.db.models import Count, QuerySet, Value
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy

from ..accounts.deciding import may_moderate, requests_for
from ..accounts.options import options as account_options
from ..models.accounts import RequestState
from ..models.suggestions import State
from ..suggestions.listing import suggestions_for

SUGGESTIONS, REQUESTS = "suggestions", "requests"


def may_see(what: str, user: Any) -> bool:
    if what == REQUESTS:
        return account_options().ask and may_moderate(user)
    return bool(page_permission_policy.user_has_permission(user, "change"))


def waiting(request: Any) -> dict[str, int]:
    """How many suggestions and requests for an account wait for this person."""
    if not hasattr(request, "_essaimage_waiting"):
        user, counts = request.user, []
        if may_see(SUGGESTIONS, user):
            counts.append(_counted(SUGGESTIONS, suggestions_for(user).filter(state=State.WAITING)))
        if may_see(REQUESTS, user):
            counts.append(_counted(REQUESTS, requests_for(user).filter(state=RequestState.WAITING)))
        request._essaimage_waiting = dict(counts[0].union(*counts[1:], all=True)) if counts else {}
    found: dict[str, int] = request._essaimage_waiting
    return found


def _counted(what: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return (
        rows.order_by()
        .annotate(what=Value(what))
        .values("what")
        .annotate(number=Count("pk"))
        .values_list("what", "number")
    )


class WaitingMenuItem(MenuItem):
    """``what``: :data:`SUGGESTIONS` or :data:`REQUESTS`."""

    def __init__(self, what: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what

    def is_shown(self, request: Any) -> bool:
        return may_see(self.what, request.user)

    def render_component(self, request: Any) -> Any:
        component = super().render_component(request)
        if count := waiting(request).get(self.what):
            component.label = f"{self.label} ({count})"
        return component
