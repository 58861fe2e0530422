"""What led a person to ask a team: an encounter at which they met it, or a replication of its sheet."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from wagtail.models import Page, Site

from ...models import Replication
from ...visibility import visible
from ..ends import shown_sheets

ENCOUNTER, REPLICATION = "encounter", "replication"
"""Parameters of the form's address."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What led a person to ask. ``adapted``: the sheet of the replication, if everybody may see it."""

    encounter: UUID | None = None
    replication: Replication | None = None
    adapted: Any = None

    @property
    def first_values(self) -> dict[str, str]:
        """The values with which the form begins."""
        if self.replication is None:
            return {}
        code = self.adapted.locale.language_code if self.adapted else self.replication.language
        territory = self.replication.territory or (self.adapted and self.adapted.specific.territory)
        return {
            "project": self.adapted.title if self.adapted else self.replication.name,
            "place": territory.display_name(code) if territory else "",
        }


def origin_of(query: QueryDict, key: UUID, code: str, site: Site) -> Origin:
    """The origin that an address names, as far as everybody may see it; parameters without a meaning are left out."""
    replication, adapted = _replication(query.get(REPLICATION, ""), key, code, site)
    return Origin(_encounter(query.get(ENCOUNTER, ""), site), replication, adapted)


def _encounter(text: str, site: Site) -> UUID | None:
    try:
        key = UUID(text)
    except ValueError:
        return None
    return key if visible(Page.objects.filter(translation_key=key), site).exists() else None


def _replication(text: str, key: UUID, code: str, site: Site) -> tuple[Replication | None, Any]:
    if not (text.isascii() and text.isdecimal()) or len(text) > 18:
        return None, None
    rows = Replication.objects.select_related("territory").filter(live=True, origin_key=key)
    found = rows.filter(pk=int(text)).first()
    if found is None or found.adapted_key is None:
        return found, None
    adapted = shown_sheets([found.adapted_key], code, site).get(found.adapted_key)
    # The form must not tell the name of a sheet that is not public.
    return (found, adapted) if adapted else (None, None)
