"""“My next table”: the programme of one person, at the secret address of their registration, for a phone in a hand."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from wagtail.models import Site

from ...versions import best_versions
from ...visibility import visible
from ...wiki.visitors.pages import home_in
from ...wiki.visitors.views import VisitorView
from ..models import EncounterPage, Registration
from .clock import Kind, has_begun, phase_at
from .plan import Plan, Seat


def encounter_of(person: Registration) -> Any:
    """The version of the encounter for somebody's language, whether visitors may see it or not; the best of those that
    they may. ``None`` where it is gone."""
    pages = EncounterPage.objects.filter(translation_key=person.encounter_key, alias_of=None).select_related("locale")
    seen = best_versions(visible(pages, person.site), person.language)
    return seen.get(person.encounter_key) or best_versions(pages, person.language).get(person.encounter_key)


def around(encounter: Any, person: Registration) -> Any:
    """The page whose head and foot a page of somebody has: that of the encounter, else the home page."""
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
        plan = Plan(encounter, person.site or Site.find_for_request(request))
        phase = phase_at(encounter, now)
        is_shown = plan.is_published and person.is_coming and not encounter.is_cancelled
        seats = plan.seats_of_one(person) if is_shown else []
        coming = [seat for seat in seats if seat.round.number >= phase.round and phase.kind is not Kind.OVER]
        return self.show(
            person,
            encounter,
            plan=plan,
            phase=phase,
            is_shown=is_shown,
            now=now.astimezone(encounter.zone),
            present=_first(coming, phase.kind is Kind.ROUND, phase.round),
            coming=[seat for seat in coming if not (phase.kind is Kind.ROUND and seat.round.number == phase.round)],
            over=[seat for seat in seats if seat not in coming],
            again_in=_seconds(phase.until, now),
            may_tell=person.is_coming and has_begun(encounter, now),
        )


def _first(seats: list[Seat], goes_on: bool, number: int) -> Seat | None:
    """The seat of the round that goes on, if the person is there in it."""
    return next((seat for seat in seats if goes_on and seat.round.number == number), None)


def _seconds(until: Any, now: Any) -> int:
    """After how long the page says something else; 0 where nobody knows."""
    return max(1, int((until - now).total_seconds()) + 1) if until else 0
