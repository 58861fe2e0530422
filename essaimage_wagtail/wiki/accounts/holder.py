"""Who asked for an account: exported and erased when they ask, and when the time is over for which it is kept."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ...personal_data.holders import folded
from ..models import AccountRequest
from ..models.accounts import RequestState
from ..visitors.network import forget_old_salts
from .options import options


class AccountRequestHolder:
    """A :class:`~...personal_data.holders.Holder` of requests; an account itself is Wagtail's."""

    name = "account_requests"
    model = AccountRequest
    fields = frozenset({"name", "email"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[AccountRequest]:
        wanted = {folded(name) for name in names}
        addresses = {email.casefold() for email in emails}
        known = AccountRequest.objects.order_by("pk")
        return [row for row in known if row.email.casefold() in addresses or folded(row.name) in wanted]

    def export(self, row: AccountRequest) -> dict[str, Any]:
        return {
            "id": row.pk,
            "language": row.language,
            "sent": row.created_at.isoformat(timespec="seconds"),
            "name": row.name,
            "email": row.email,
            "territory": row.place,
            "contribution": row.contribution,
            "consent_given_at": row.consented_at and row.consented_at.isoformat(timespec="seconds"),
            "confirmed_at": row.confirmed_at and row.confirmed_at.isoformat(timespec="seconds"),
            "state": row.state,
            "answer": row.answer,
        }

    def erase(self, rows: list[AccountRequest]) -> None:
        AccountRequest.objects.filter(pk__in=[row.pk for row in rows]).delete()


def purge() -> int:
    """Delete the requests that are not needed any more; returns how many. A request that has waited for twice as long
    as decisions are kept goes too: no moderator will answer it any more."""
    now, chosen = timezone.now(), options()
    day, kept = now - timedelta(days=1), now - timedelta(days=chosen.keep_days)
    forget_old_salts()
    AccountRequest.objects.filter(created_at__lt=day).exclude(visitor="").update(visitor="")
    deleted, _rows = AccountRequest.objects.filter(
        Q(state=RequestState.KNOWN, created_at__lt=day)
        | Q(state=RequestState.UNCONFIRMED, created_at__lt=now - timedelta(days=chosen.confirm_days))
        | Q(decided_at__lt=kept)
        | Q(state=RequestState.WAITING, created_at__lt=now - timedelta(days=2 * chosen.keep_days))
    ).delete()
    return deleted
