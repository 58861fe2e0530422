"""The sheets at the two ends, as the people of a sponsorship may see them: those that anybody may see."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from wagtail.models import Page, Site

from ..models import SheetFields
from ..models.keys import pages_with
from ..versions import best_pages
from ..visibility import visible


def shown_sheets(keys: Collection[UUID | None], code: str, site: Site) -> dict[UUID, Any]:
    """``{translation key: page}`` of those that anybody may see on the site, each in the version that suits a reader of
    ``code``. One query."""
    pages = Page.objects.filter(translation_key__in=set(keys) - {None}, alias_of=None)
    return best_pages(visible(pages, site), code)


def _original(key: UUID) -> Any:
    """The version of a sheet from which the others are translated, of its specific class, published or not."""
    for model in pages_with(SheetFields):
        if found := best_pages(model.objects.filter(translation_key=key, alias_of=None), "").get(key):
            return found
    return None


def language_of(key: UUID, otherwise: str) -> str:
    """The language of messages to a team: that in which its sheet was written; ``otherwise`` if the sheet is gone."""
    sheet = _original(key)
    return sheet.locale.language_code if sheet else otherwise


def contact_of(key: UUID) -> str:
    """The address at which a team is written to: that of the first contact of its sheet who agreed to be written to;
    empty where there is none."""
    return next(iter(_emails(key)), "")


def is_contact(email: str, key: UUID) -> bool:
    """Whether the owner of an address speaks for a sheet."""
    return email.casefold() in {known.casefold() for known in _emails(key)}


def _emails(key: UUID) -> list[str]:
    sheet = _original(key)
    if sheet is None or not hasattr(sheet, "contacts"):
        return []
    return list(
        sheet.contacts.filter(consent=True).exclude(email="").order_by("name", "pk").values_list("email", flat=True)
    )
