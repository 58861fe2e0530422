"""Whether and how one registers, for the page of an encounter."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from ..models import Registration
from .pages import Openness


class RegistrationContext:
    """``encounter.registering`` of the page's template. Two queries at most."""

    def __init__(self, page: Any) -> None:
        self.page = page

    @cached_property
    def taken(self) -> int:
        return Registration.objects.coming_to(self.page.translation_key).count()

    @cached_property
    def waiting(self) -> int:
        """How long the waiting list is, where there is one."""
        return Registration.objects.waiting_for(self.page.translation_key).count() if self.opening.is_full else 0

    @cached_property
    def opening(self) -> Openness:
        return Openness(self.page, self.taken if self.page.capacity is not None else 0)

    @property
    def state(self) -> str:
        return self.opening.state.value

    @property
    def places_left(self) -> int | None:
        """``None`` without a limit."""
        return None if self.page.capacity is None else max(0, self.page.capacity - self.taken)

    @property
    def is_shown(self) -> bool:
        """A page that only says what is planned says nothing of registration."""
        return bool(self.page.takes_registrations) and self.state not in ("past", "under_way")

    @property
    def register_url(self) -> str:
        if not self.opening.is_open:
            return ""
        try:
            return reverse("essaimage:encounters:register", args=[self.page.translation_key, self._code])
        except NoReverseMatch:
            return ""

    @property
    def _code(self) -> str:
        return str(self.page.locale.language_code)
