"""What people who edit are called in public: exported and erased when they ask."""

from collections.abc import Iterable
from typing import Any

from ...personal_data.holders import folded
from ..models import PublicName


class PublicNameHolder:
    """A :class:`~...personal_data.holders.Holder` of public names."""

    name = "public_names"
    model = PublicName
    fields = frozenset({"name"})

    def find(self, emails: Iterable[str], names: Iterable[str]) -> list[PublicName]:
        wanted = {folded(name) for name in names}
        addresses = {email.casefold() for email in emails}
        known = PublicName.objects.exclude(name="").select_related("user").order_by("pk")
        return [
            row
            for row in known
            if folded(row.name) in wanted
            or str(getattr(row.user, row.user.get_email_field_name(), "") or "").casefold() in addresses
        ]

    def export(self, row: PublicName) -> dict[str, Any]:
        return {"id": row.pk, "name": row.name}

    def erase(self, rows: list[PublicName]) -> None:
        """The versions stay, made by “an editor”."""
        PublicName.objects.filter(pk__in=[row.pk for row in rows]).delete()
