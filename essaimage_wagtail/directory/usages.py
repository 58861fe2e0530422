"""Commons by usage, which is how most people look for one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..choices import CommonKind
from ..models import Usage
from ..models.taxonomy import by_label
from .addresses import Addresses
from .cards import terms_by_page
from .commons import CommonFacts
from .surroundings import Surroundings


def usage_groups(
    around: Surroundings,
    addresses: Addresses,
    counts: Mapping[str, int],
    commons: Sequence[Any],
    facts: Mapping[int, CommonFacts],
) -> list[dict[str, Any]]:
    """``[{label, url, count, commons}]`` in the alphabet's order, those of no usage last.

    ``counts``: how many commons each usage has, by key, shown or not; ``commons``: those to show, and
    their ``facts``. One query.
    """
    chosen = terms_by_page(commons, "usages")
    labels = around.lookup.rows(Usage)
    keys = {page: {labels[pk].key for pk in chosen.get(page.pk, []) if pk in labels} for page in commons}

    def group(members: Sequence[Any], label: str, count: int, url: str) -> dict[str, Any]:
        cards = [{**_card(page, around), "common": facts.get(page.pk)} for page in members]
        return {"label": label, "url": url, "count": count, "commons": cards}

    groups = [
        group(
            [page for page in commons if term.key in keys[page]],
            term.label,
            counts[term.key],
            addresses.url(usage=[term.slug]),
        )
        for term in by_label(around.lookup.terms(Usage).values())
        if counts.get(term.key)
    ]
    others = [page for page in commons if not keys[page]]
    return [*groups, group(others, _("Other commons"), len(others), "")] if others else groups


def _card(page: Any, around: Surroundings) -> dict[str, Any]:
    return {
        "title": page.title,
        "url": page.get_url(around.request),
        "pitch": page.pitch,
        "kind": dict(CommonKind.choices).get(page.kind, ""),
        "fictional": page.fictional,
    }
