"""How encounters are found, and what their cards say."""

from collections.abc import Sequence
from typing import Any

from wagtail.rich_text import get_text_for_indexing

from ...models import Territory
from ...search.indexing.documents import Batch, source, start_of, text_of
from ...search.indexing.page_documents import OwnDocument, place_names
from ...search.types import SearchDocument
from ..models.fields import EncounterFields
from .days import when_of
from .states import state_of, taken_by_key

CARD = "essaimage_wagtail/encounters/includes/card_facts.html"


class EncounterDocument(OwnDocument):
    """An encounter by its own words and those of its pitches. People are not among them, those who present neither."""

    related = ("themes", "organiser", "pitches")

    def prepare(self, batch: Batch) -> None:
        territories = Territory.objects.db_manager(source())
        batch.territories = territories.with_ancestors(page.territory_id for page in batch.pages)

    def document(self, page: Any, batch: Batch) -> SearchDocument:
        language = page.locale.language_code
        chain = batch.territories.get(page.territory_id, [])
        pitches = list(page.pitches.all()) if hasattr(page, "pitches") else []
        prose = [get_text_for_indexing(page.audience), get_text_for_indexing(page.balance)]
        rest = [
            *place_names(chain, language),
            page.address,
            *batch.names(page.themes.all(), page.locale_id),
            *(page.organiser.all_said("name") if page.organiser_id else []),
            *(words for pitch in pitches for words in (pitch.name, pitch.text, pitch.seeks)),
        ]
        return self.base(
            page,
            summary=page.pitch,
            body="\n".join(filter(None, [text_of(page.body), *prose])),
            rest="\n".join(filter(None, rest)),
            # The latest first, by which lists are sorted: those to come, then those that are over.
            dates={"date": start_of(page.day)} if page.day else {},
            point=page.spot_in(chain[-1] if chain else None),
        )


def card_facts(pages: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """State and day of the encounters among some pages. One query if any has a limit of places."""
    encounters: list[Any] = [page for page in pages if isinstance(page, EncounterFields)]
    taken = taken_by_key(page.translation_key for page in encounters if page.capacity is not None)
    return {
        page.pk: {
            "template": CARD,
            "state": state_of(page, taken.get(page.translation_key, 0)),
            "when": when_of(page),
        }
        for page in encounters
    }
