"""People who watch: exported and erased when they ask, and when the time is over for which they are kept."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..models import News, Subscription, Watcher
from ..models.watching import Watched
from ..visitors.limits import forget_visitors
from .options import options

NEWS_FOR = timedelta(days=60)
"""How long what was published can be told: much longer than a week and all attempts to send."""


class WatcherHolder:
    """A :class:`~...personal_data.holders.Holder` of e-mail addresses, and of what they watch."""

    name = "watchers"
    model = Watcher
    fields = frozenset({"email"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[Watcher]:
        """The watchers with these e-mail addresses; names find nothing, since watchers give none."""
        found = Q(pk__in=[])
        for email in emails:
            found |= Q(email__iexact=email)
        return list(Watcher.objects.filter(found).select_related("site").order_by("pk"))

    def export(self, row: Watcher) -> dict[str, Any]:
        return {
            "id": row.pk,
            "site": row.site.hostname,
            "email": row.email,
            "language": row.language,
            "consent_given_at": row.consented_at.isoformat(timespec="seconds"),
            "confirmed_at": row.confirmed_at and row.confirmed_at.isoformat(timespec="seconds"),
            "watches": [
                {
                    "kind": one.kind,
                    "title": one.title,
                    "subject": one.subject,
                    "pace": one.pace,
                    "since": one.created_at.isoformat(timespec="seconds"),
                }
                for one in row.subscriptions.order_by("pk")
            ],
        }

    def erase(self, rows: list[Watcher]) -> None:
        Watcher.objects.filter(pk__in=[row.pk for row in rows]).delete()


def purge() -> int:
    """Forget addresses to which the site does not write (any more), and old news; returns how many addresses were
    forgotten."""
    now, chosen = timezone.now(), options()
    unconfirmed = now - timedelta(days=chosen.confirm_days)
    forget_visitors()
    News.objects.filter(created_at__lt=now - NEWS_FOR).delete()
    Subscription.objects.filter(confirmed_at=None, created_at__lt=unconfirmed).delete()
    gone = Q(subscriptions=None) | Q(paused_at__lt=now - timedelta(days=chosen.keep_days))
    found = Watcher.objects.filter(gone).values_list("pk", flat=True).distinct()
    forgotten = len(found)
    Watcher.objects.filter(pk__in=list(found)).delete()
    return forgotten


def number_watching(page: Any) -> int:
    """How many people watch a page; who they are is told to nobody."""
    rows = Subscription.objects.filter(kind=Watched.PAGE, subject=str(page.translation_key))
    return rows.filter(confirmed_at__isnull=False).count()
