"""Organisations that carry initiatives.

No person is named here: a contact agreed for the sheet that names them, and a cache may keep a page of a territory that
nobody publishes when they change their mind.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from ..models import Organisation
from ..search.analysis.text import sort_key


@dataclass(frozen=True, slots=True)
class Bearer:
    """``count``: how many of the initiatives it carries."""

    organisation: Organisation
    count: int


def bearers_of(sheets: Iterable[Any], most: int) -> list[Bearer]:
    """Those that carry most of some querysets of sheets. A query for each queryset, and one for the names."""
    counts: Counter[int] = Counter()
    for some in sheets:
        rows = some.exclude(bearer=None).values("bearer").annotate(number=Count("pk", distinct=True))
        counts.update({row["bearer"]: row["number"] for row in rows.order_by("-number", "bearer")[:most]})
    rows = Organisation.objects.in_bulk([pk for pk, _number in counts.most_common(most)]) if counts else {}
    found = [Bearer(row, counts[pk]) for pk, row in rows.items()]
    return sorted(found, key=lambda bearer: (-bearer.count, sort_key(bearer.organisation.name)))
