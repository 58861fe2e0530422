"""What the package is told of encounters, so that they are found, listed and described as sheets are."""

from ...directory import cards
from ...facets import kinds
from ...facets.declared import TERRITORY, THEME, chain_of
from ...search.indexing import documents
from ...sharing import subjects
from ...wiki.history import kinds as histories
from ..choices import KIND
from ..models.fields import EncounterFields
from .documents import EncounterDocument, card_facts
from .linked_data import event_data


def register() -> None:
    """Called once, when the apps are ready."""
    documents.register(EncounterFields, EncounterDocument())
    kinds.register(KIND, EncounterFields)
    THEME.read_from(EncounterFields, "themes")
    TERRITORY.read_from(EncounterFields, chain_of)
    cards.register_facts(card_facts)
    subjects.register("encounter", event_data)
    histories.register(EncounterFields)
