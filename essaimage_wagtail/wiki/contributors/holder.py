"""What people who edit are called in public, and their pages: exported and erased when they ask."""

from collections.abc import Iterable
from typing import Any

from ...personal_data.holders import folded
from ..models import Contributor, PublicName


class PublicNameHolder:
    """A :class:`~...personal_data.holders.Holder` of public names."""

    name = "public_names"
    model = PublicName
    fields = frozenset({"name"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[PublicName]:
        wanted = {folded(name) for name in names}
        addresses = {email.casefold() for email in emails}
        known = PublicName.objects.exclude(name="", contributor=None).select_related("user").order_by("pk")
        return [
            row
            for row in known
            if folded(row.name) in wanted
            or str(getattr(row.user, row.user.get_email_field_name(), "") or "").casefold() in addresses
        ]

    def export(self, row: PublicName) -> dict[str, Any]:
        return {"id": row.pk, "name": row.name}

    def erase(self, rows: list[PublicName]) -> None:
        """Delete the names; the versions stay, and their author is “an editor”."""
        PublicName.objects.filter(pk__in=[row.pk for row in rows]).delete()


class ContributorHolder:
    """A :class:`~...personal_data.holders.Holder` of public pages: those of the people whose public names are found."""

    name = "public_pages"
    model = Contributor
    fields: frozenset[str] = frozenset()  # What one person writes may name another, who is told.

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[Contributor]:
        names_found = PublicNameHolder().find(emails, names)
        rows = Contributor.objects.filter(public_name__in=names_found).order_by("pk")
        return list(rows.select_related("public_name", "territory"))

    def export(self, row: Contributor) -> dict[str, Any]:
        return {
            "id": row.pk,
            "address": row.get_absolute_url(),
            "name": row.public_name.name,
            "presentation": row.presentation,
            "language": row.language,
            "territory": str(row.territory or ""),
            "search_engines_may_list_it": row.allows_search,
            "asked_for_at": row.agreed_at.isoformat(timespec="seconds"),
            "taken_away_at": row.withdrawn_at and row.withdrawn_at.isoformat(timespec="seconds"),
            "taken_away_because": row.reason,
        }

    def erase(self, rows: list[Contributor]) -> None:
        Contributor.objects.filter(pk__in=[row.pk for row in rows]).delete()
