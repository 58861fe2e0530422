"""Who wrote suggestions: exported and erased when they ask, and when the time is over for which it is kept."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ...personal_data.holders import folded
from ..models.suggestions import State, Suggestion
from ..visitors.limits import forget_visitors
from .deciding import WITHOUT_AUTHOR
from .options import options


class SuggestionHolder:
    """A :class:`~...personal_data.holders.Holder` of names and e-mails of authors."""

    name = "suggestions"
    model = Suggestion
    fields = frozenset({"name", "email"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[Suggestion]:
        wanted = {folded(name) for name in names}
        addresses = {email.casefold() for email in emails}
        known = Suggestion.objects.exclude(name="", email="").order_by("pk").values_list("pk", "name", "email")
        found = [
            pk
            for pk, name, email in known.iterator()
            if email.casefold() in addresses or (name and folded(name) in wanted)
        ]
        return list(Suggestion.objects.filter(pk__in=found).order_by("pk"))

    def export(self, row: Suggestion) -> dict[str, Any]:
        return {
            "id": row.pk,
            "page": row.page_title,
            "language": row.language,
            "section": row.section,
            "sent": row.created_at.isoformat(timespec="seconds"),
            "name": row.name,
            "name_may_be_published": row.publish_name,
            "email": row.email,
            "consent_given_at": row.consented_at and row.consented_at.isoformat(timespec="seconds"),
            "kind": row.kind,
            "texts": row.texts,
            "remark": row.remark,
            "state": row.state,
            "answer": row.answer,
        }

    def erase(self, rows: list[Suggestion]) -> None:
        forget(rows)


def forget(rows: list[Suggestion]) -> None:
    """Take out of suggestions who wrote them; the suggestions stay."""
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(**WITHOUT_AUTHOR, consented_at=None)


def purge() -> tuple[int, int]:
    """Forget what is not needed any more; returns how many authors were forgotten, and how many suggestions deleted.

    What is refused or withdrawn goes whole, what was accepted loses its author, unless the name may be published: that
    stays in the history of the page until the person asks. An author who waits for too long is forgotten too.
    """
    now, days = timezone.now(), timedelta(days=options().keep_days)
    forget_visitors()
    Suggestion.objects.filter(created_at__lt=now - timedelta(days=1)).exclude(visitor="").update(visitor="")
    old = Suggestion.objects.filter(Q(decided_at__lt=now - days) | Q(decided_at=None, created_at__lt=now - 2 * days))
    deleted, _rows = old.filter(state__in=[State.REFUSED, State.WITHDRAWN]).delete()
    named = old.exclude(name="", email="").filter(publish_name=False)
    forgotten = named.update(**WITHOUT_AUTHOR, consented_at=None)
    forgotten += old.exclude(email="").filter(publish_name=True).update(email="", email_confirmed_at=None)
    return forgotten, deleted
