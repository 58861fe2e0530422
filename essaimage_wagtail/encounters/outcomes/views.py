"""What somebody wants to start: their own page, at the secret address of their registration."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from ...interface import interface_for
from ..day.clock import has_begun
from ..day.initiatives import Initiatives
from ..day.views import PersonView
from ..models import Registration
from .forms import PersonIntentions


class IntentionsView(PersonView):
    """The page on which a person says what they want to start, from the beginning of the encounter on. A form that
    comes too early, or from somebody without a place, is not taken, and the page says why."""

    template = "essaimage_wagtail/encounters/outcomes/intentions.html"

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        person, encounter = self.find(secret)
        with translation.override(interface_for(person.language)):
            return self._answer(person, encounter, self._said(person, encounter))

    def post(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        person, encounter = self.find(secret)
        with translation.override(interface_for(person.language)):
            said = self._said(person, encounter, request.POST)
            if not may_tell(person, encounter):
                return self._answer(person, encounter, said)
            if not said.is_valid():
                return self._answer(person, encounter, said, status=422)
            said.save()
            return redirect(f"{request.path}?saved")

    def _said(self, person: Registration, encounter: Any, data: Any = None) -> PersonIntentions:
        return PersonIntentions(person, Initiatives(encounter, person.site), person.language, data)

    def _answer(self, person: Registration, encounter: Any, said: PersonIntentions, status: int = 200) -> HttpResponse:
        is_saved = "saved" in self.request.GET
        return self.show(person, encounter, status, said=said, may_tell=may_tell(person, encounter), is_saved=is_saved)


def may_tell(person: Registration, encounter: Any) -> bool:
    return person.is_coming and has_begun(encounter, timezone.now())
