"""Whether and how one registers, for the page of an encounter."""

from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse

from ..choices import State
from ..models.registrations import Registration


class RegistrationContext:
    """``encounter.registering`` of the page's template. ``encounter``: its
    :class:`~essaimage_wagtail.encounters.context.EncounterContext`. One query more on a full encounter, else none."""

    def __init__(self, encounter: Any) -> None:
        self.encounter = encounter
        self.page = encounter.page

    @property
    def state(self) -> str:
        return str(self.encounter.state.value)

    @property
    def is_full(self) -> bool:
        return bool(self.encounter.state == State.FULL)

    @cached_property
    def waiting(self) -> int:
        """How many people are on the waiting list of a full encounter; else 0."""
        return Registration.objects.waiting_for(self.page.translation_key).count() if self.is_full else 0

    @property
    def is_shown(self) -> bool:
        """Whether the page says anything of registration: not if nobody registers here, nor once the encounter has
        begun."""
        if self.encounter.state in (State.OPEN, State.FULL):
            return bool(self.register_url)
        return bool(self.page.takes_registrations) and self.encounter.state not in (State.PAST, State.UNDER_WAY)

    @property
    def register_url(self) -> str:
        if self.encounter.state not in (State.OPEN, State.FULL):
            return ""
        try:
            code = self.page.locale.language_code
            return reverse("essaimage:encounters:register", args=[self.page.translation_key, code])
        except NoReverseMatch:
            return ""
