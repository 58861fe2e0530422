"""What the authors of versions are called in public."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .models import PublicName


class Authors:
    """``authors[user_id]``: the public name of somebody, or “an editor”. One query, none without authors."""

    def __init__(self, ids: Iterable[int | None]) -> None:
        wanted = set(ids) - {None}
        rows = PublicName.objects.filter(user__in=wanted).exclude(name="") if wanted else []
        self._names: dict[int | None, str] = {row.user_id: row.name for row in rows}

    def __getitem__(self, user_id: int | None) -> str:
        return self._names.get(user_id) or _("an editor")
