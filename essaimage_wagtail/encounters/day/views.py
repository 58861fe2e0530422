"""“My next table”: the programme of one person, at the secret address of their registration, for a phone in a hand."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ...versions import best_pages
from ...visibility import visible
from ...wiki.visitors.pages import home_in
from ...wiki.visitors.views import VisitorView
from ..models import EncounterPage, Registration
from .clock import has_begun
from .mine import MyTables


def encounter_of(person: Registration) -> Any:
    """The version of the encounter that suits somebody's language: the best one that visitors may see or, if they may
    see none, the best of all. ``None`` where the encounter is gone."""
    pages = EncounterPage.objects.filter(translation_key=person.encounter_key, alias_of=None)
    seen = best_pages(visible(pages, person.site), person.language)
    return seen.get(person.encounter_key) or best_pages(pages, person.language).get(person.encounter_key)


def around(encounter: Any, person: Registration) -> Any:
    """The page that gives head and foot to a person's page: that of the encounter if visitors may see it, else the home
    page."""
    is_seen = visible(EncounterPage.objects.filter(pk=encounter.pk), person.site).exists()
    found = encounter if is_seen else home_in(person.language, person.site)
    if found is None:
        raise Http404
    return found


class PersonView(VisitorView):
    """A page of somebody who has registered. :meth:`find` raises ``Http404`` for a secret that nobody has, and where
    the encounter is gone."""

    def find(self, secret: UUID) -> tuple[Registration, Any]:
        people = Registration.objects.select_related("site__root_page", "territory")
        person = get_object_or_404(people, secret=secret, confirmed_at__isnull=False)
        encounter = encounter_of(person)
        if encounter is None:
            raise Http404
        return person, encounter

    def show(self, person: Registration, encounter: Any, status: int = 200, **context: Any) -> HttpResponse:
        page = around(encounter, person)
        url = page.get_url(self.request) if page.pk == encounter.pk else ""
        context = {"person": person, "encounter": encounter, "encounter_url": url, **context}
        return self.answer(page, status, **context)


class MyProgrammeView(PersonView):
    template = "essaimage_wagtail/encounters/day/my_programme.html"

    def get(self, request: HttpRequest, secret: UUID) -> HttpResponse:
        person, encounter = self.find(secret)
        now = timezone.now()
        mine = MyTables(person, encounter, now)
        return self.show(
            person,
            encounter,
            mine=mine,
            now=now.astimezone(encounter.zone),
            again_in=_seconds(mine.phase.until, now),
            may_tell=person.is_coming and has_begun(encounter, now),
        )


def _seconds(until: Any, now: Any) -> int:
    """After how many seconds the page shows something else; 0 if that is not known."""
    return max(1, int((until - now).total_seconds()) + 1) if until else 0
