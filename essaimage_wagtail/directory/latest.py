"""A few sheets of a site, for any page of it: what the template tags ``latest_sheets`` and ``chosen_sheets`` show."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.models import Page, Site

from ..models import SheetFields, Territory
from ..models.keys import pages_with
from ..review import YEARS_UNTIL_OLD, YEARS_UNTIL_STALE, years_ago
from ..visibility import visible
from .cards import cards

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the first publication of a sheet that was made live without one, by an import."""


LOST_WHEN_OLD, LOST_WHEN_STALE = 15, 40
"""Hundredths of completeness that a sheet loses when its last check is over one year old, or over three (or none)."""


def latest_sheets(count: int, language: str, request: HttpRequest, beside: Page | None = None) -> list[dict[str, Any]]:
    """The :func:`~.cards.cards` of the ``count`` sheets in a language whose first publication on the request's site is
    the most recent, the latest first; none outside any site. ``beside``: the page that shows them, see
    :func:`essaimage_wagtail.visibility.visible`.

    A query for each type of sheet, one for their territories and two for their pictures.
    """

    def latest(sheets: QuerySet) -> QuerySet:
        return sheets.annotate(rank=Coalesce("first_published_at", Value(NEVER)))

    return _cards(latest, count, language, request, beside)


def chosen_sheets(count: int, language: str, request: HttpRequest, beside: Page | None = None) -> list[dict[str, Any]]:
    """As :func:`latest_sheets`, for the sheets most worth reading: complete sheets that were checked within the last
    year come first, then sheets that say less or may be out of date, then made-up examples."""

    def deserving(sheets: QuerySet) -> QuerySet:
        lost = Case(
            When(reviewed_on__gte=years_ago(YEARS_UNTIL_OLD), then=Value(0)),
            When(reviewed_on__gte=years_ago(YEARS_UNTIL_STALE), then=Value(LOST_WHEN_OLD)),
            default=Value(LOST_WHEN_STALE),
        )
        made_up = Case(When(fictional=True, then=Value(1000)), default=Value(0))
        return sheets.annotate(rank=F("completeness") - lost - made_up)

    return _cards(deserving, count, language, request, beside)


def _cards(
    ranked: Callable[[QuerySet], QuerySet], count: int, language: str, request: HttpRequest, beside: Page | None
) -> list[dict[str, Any]]:
    """The cards of the sheets of highest ``rank``, of all types of sheets."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    found: list[Any] = []
    for model in pages_with(SheetFields):
        sheets = model.objects.filter(alias_of=None, locale__language_code=language)
        sheets = visible(sheets, site, beside=beside).select_related("locale", "cover").defer_streamfields()
        found += ranked(sheets).order_by("-rank", "-pk")[:count]
    found = sorted(found, key=lambda sheet: (sheet.rank, sheet.pk), reverse=True)[:count]
    return cards(found, request, chains=Territory.objects.with_ancestors(sheet.territory_id for sheet in found))
