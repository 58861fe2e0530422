"""People of discussions among the personal data of the site."""

from collections.abc import Iterable
from typing import Any

from ...personal_data.holders import folded
from ..models import Author
from .leaving import forget


class AuthorHolder:
    """A :class:`~...personal_data.holders.Holder` of names and e-mail addresses, and of what they wrote and follow."""

    name = "discussions"
    model = Author
    fields = frozenset({"name", "email"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[Author]:
        wanted = {folded(name) for name in names}
        addresses = {email.casefold() for email in emails}
        known = Author.objects.order_by("pk").values_list("pk", "name", "email")
        found = [
            pk
            for pk, name, email in known.iterator()
            if email.casefold() in addresses or (name and folded(name) in wanted)
        ]
        return list(Author.objects.filter(pk__in=found).select_related("site").order_by("pk"))

    def export(self, row: Author) -> dict[str, Any]:
        return {
            "id": row.pk,
            "site": row.site.hostname,
            "name": row.name,
            "email": row.email,
            "language": row.language,
            "consent_given_at": row.consented_at.isoformat(timespec="seconds"),
            "confirmed_at": row.confirmed_at and row.confirmed_at.isoformat(timespec="seconds"),
            "messages": [
                {
                    "discussion": one.thread.title,
                    "written": one.written_at.isoformat(timespec="seconds"),
                    "state": one.state,
                    "text": one.text,
                }
                for one in row.messages.select_related("thread")
            ],
            "follows": [
                {
                    "discussion": one.thread.title if one.thread else "",
                    "since": one.created_at.isoformat(timespec="seconds"),
                }
                for one in row.follows.select_related("thread").order_by("pk")
            ],
        }

    def erase(self, rows: list[Author]) -> None:
        """Delete the people; messages that everybody reads stay, without an author."""
        forget(rows)
