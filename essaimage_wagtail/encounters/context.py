"""What the page of an encounter shows."""

from django.utils.functional import cached_property

from ..contexts.publication import PublicationContext
from .registering.context import RegistrationContext


class EncounterContext(PublicationContext):
    related = ("cover", "territory", "organiser")

    @cached_property
    def registering(self):
        return RegistrationContext(self.page)
