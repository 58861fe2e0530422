"""What the page of an encounter shows."""

from ..contexts.publication import PublicationContext


class EncounterContext(PublicationContext):
    related = ("cover", "territory", "organiser")
