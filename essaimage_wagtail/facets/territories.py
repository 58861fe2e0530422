"""Territories by what names them in documents and addresses."""

import re
from collections.abc import Iterable

from django.db.models import Q

from ..models.territory import INSEE, NUTS, Territory, TerritoryQuerySet

MAX_CODE = Territory._meta.get_field("code").max_length or 0

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def may_name_a_territory(value: str) -> bool:
    return value.isprintable() and (len(value) <= MAX_CODE or bool(_UUID.fullmatch(value)))


def territories_named(values: Iterable[str]) -> TerritoryQuerySet:
    """The territories that some values name; a page type of the site's own may have words that name none."""
    values = list(filter(may_name_a_territory, values))
    uuids = filter(_UUID.fullmatch, values)
    return Territory.objects.filter(Q(code__in=values) | Q(uuid__in=list(uuids)))


def territories_shared(values: Iterable[str]) -> TerritoryQuerySet:
    """As :func:`territories_named`, by what other sites may call them too (see :attr:`.Territory.all_codes`)."""
    values = list(filter(may_name_a_territory, values))
    insee, nuts = (
        [value.removeprefix(begun) for value in values if value.startswith(begun)] for begun in (INSEE, NUTS)
    )
    others = Territory.objects.filter(Q(insee_code__in=insee) | Q(nuts_code__in=nuts)) if insee or nuts else None
    named = territories_named(values)
    return named if others is None else named | others
