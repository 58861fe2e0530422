"""The latest sheets of a site, for any page of it: what the template tag ``latest_sheets`` shows."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.models import Page, Site

from ..models import SheetFields, Territory
from ..models.keys import pages_with
from ..visibility import visible
from .cards import cards

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the first publication of a sheet that was made live without one, by an import."""


def latest_sheets(count: int, language: str, request: HttpRequest, beside: Page | None = None) -> list[dict[str, Any]]:
    """The :func:`~.cards.cards` of the ``count`` sheets in a language that were first published last on the request's
    site, the latest first; none outside any site. ``beside``: the page that shows them, see
    :func:`essaimage_wagtail.visibility.visible`.

    A query for each type of sheet, one for their territories and two for their pictures.
    """
    site = Site.find_for_request(request)
    if site is None:
        return []
    found: list[Any] = []
    for model in pages_with(SheetFields):
        sheets = model.objects.filter(alias_of=None, locale__language_code=language)
        sheets = visible(sheets, site, beside=beside).select_related("locale", "cover").defer_streamfields()
        sheets = sheets.annotate(since=Coalesce("first_published_at", Value(NEVER))).order_by("-since", "-pk")
        found += sheets[:count]
    found = sorted(found, key=lambda sheet: (sheet.since, sheet.pk), reverse=True)[:count]
    return cards(found, request, chains=Territory.objects.with_ancestors(sheet.territory_id for sheet in found))
