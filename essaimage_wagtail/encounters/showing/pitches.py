"""The initiatives that present themselves at an encounter, as everybody may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ...contexts.languages import Language
from ...contexts.links import links_to
from ...contexts.page import PageContext
from ...formatting import enumeration
from ...models import Contact
from ..choices import Offer
from ..languages import names_of


@dataclass(frozen=True, slots=True)
class Presented:
    """A pitch as everybody may see it. ``title``: empty if visitors may not see the sheet and the pitch has no name of
    its own; ``language``: the sheet's, where it is not the reader's; ``person``: the contact, if they agreed to be
    published; ``languages``: those of its table, where they differ from the encounter's."""

    key: UUID
    title: str
    url: str
    language: Language | None
    text: str
    person: Contact | None
    offers: list[str]
    seeks: str
    tables: int
    languages: str
    is_step_free: bool
    is_withdrawn: bool

    @property
    def anchor(self) -> str:
        """Its place on the encounter's page, the same in every language."""
        return f"pitch-{self.key}"


def presented(page: Any, page_context: PageContext) -> list[Presented]:
    """The pitches in the order of the form, with the withdrawn ones at the end. Three queries at most."""
    rows = list(page.pitches.all()) if hasattr(page, "pitches") else []
    links = links_to({row.sheet_key for row in rows if row.sheet_key}, page_context)
    people = _people(rows)
    shown = [_presented(row, links.get(row.sheet_key), people.get(row.contact_id)) for row in rows]
    return sorted(shown, key=lambda pitch: pitch.is_withdrawn)


def _people(rows: Sequence[Any]) -> dict[int | None, Contact]:
    """The contacts of pitches who agreed to be published, by primary key."""
    ids = {row.contact_id for row in rows if row.contact_id}
    if not ids:
        return {}
    found: Iterable[Contact] = Contact.objects.filter(pk__in=ids, consent=True).select_related("organisation")
    return {contact.pk: contact for contact in found}


def _presented(row: Any, link: Any, person: Contact | None) -> Presented:
    offered = {
        Offer.SPONSORSHIP: row.offers_sponsorship,
        Offer.VISIT: row.offers_visit,
        Offer.TOOLS: row.offers_tools,
    }
    names = names_of(row.languages)
    return Presented(
        key=row.translation_key,
        title=link.title if link else row.name,
        url=link.url if link else "",
        language=link.language if link else None,
        text=row.text,
        person=person,
        offers=[str(offer.label) for offer, is_offered in offered.items() if is_offered],
        seeks=row.seeks,
        tables=row.tables,
        languages=enumeration(names) if names else "",
        is_step_free=row.is_step_free,
        is_withdrawn=row.is_withdrawn,
    )
