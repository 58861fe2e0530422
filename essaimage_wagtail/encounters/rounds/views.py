"""The organisers' pages of a programme."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page

from ...formatting import number as written
from ..mixin import EncounterMixin
from ..permissions import may_organise
from .forms import PersonForm, RepairForm
from .making import Made
from .reading import Reading
from .storing import make_again, move, publish, repair_from


def _organised(request: HttpRequest, page_id: int) -> Any:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, EncounterMixin):
        raise Http404
    if not may_organise(page, request.user):
        raise PermissionDenied
    return page


def programme_url(page: Any) -> str:
    return reverse("essaimage_encounter_programme", args=[page.pk])


def programme(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the programme, or why there is none yet."""
    page = _organised(request, page_id)
    reading = Reading(page)
    next_round = next((number for number, time in reading.times if time and time > now()), 1)
    context = {
        "page": page,
        "reading": reading,
        "repair_form": RepairForm(rounds=reading.problem.rounds, initial={"from_round": next_round}),
    }
    return TemplateResponse(request, "essaimage_wagtail/encounters/admin/programme.html", context)


@require_POST
def make_programme(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make it, again too. Once participants have seen it, only on demand."""
    page = _organised(request, page_id)
    reading = Reading(page)
    if reading.reason_for_none:
        messages.error(request, reading.reason_for_none)
    elif reading.programme and reading.programme.published_at and not request.POST.get("all_the_same"):
        told = _("People have seen the programme. Repair it, or tick that it is made again all the same.")
        messages.error(request, told)
    else:
        _tell(request, reading, make_again(page))
    return redirect(programme_url(page))


@require_POST
def repair_programme(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _organised(request, page_id)
    reading = Reading(page)
    form = RepairForm(request.POST, rounds=reading.problem.rounds)
    if reading.reason_for_none:
        messages.error(request, reading.reason_for_none)
    elif not form.is_valid():
        messages.error(request, _("Choose the first round that has not taken place."))
    else:
        _tell(request, reading, repair_from(page, form.cleaned_data["from_round"]))
    return redirect(programme_url(page))


def _tell(request: HttpRequest, reading: Reading, made: Made) -> None:
    messages.success(
        request,
        ngettext(
            "The programme is made: %(count)s meeting.",
            "The programme is made: %(count)s meetings.",
            len(made.meetings),
        )
        % {"count": written(len(made.meetings))},
    )
    for one in made.dropped:
        told = _(
            "%(person)s cannot stay at “%(pitch)s” in round %(round)s, as was chosen by hand: one of them does not"
            " come, or rests then."
        ) % {
            "person": reading.person_name(one.person) or "–",
            "pitch": reading.pitch_name(one.pitch),
            "round": written(one.round),
        }
        messages.warning(request, told)


@require_POST
def publish_programme(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the programme to the participants, or no more."""
    page = _organised(request, page_id)
    reading = Reading(page)
    if reading.programme is None:
        messages.error(request, _("There is no programme yet. Make it first."))
    elif "hide" in request.POST:
        publish(reading.programme, is_published=False)
        messages.success(request, _("The participants see the programme no more."))
    else:
        publish(reading.programme, is_published=True)
        messages.success(request, _("The participants see the programme: each one their own rounds."))
    return redirect(programme_url(page))


def person(request: HttpRequest, page_id: int, registration_id: int) -> HttpResponse:
    """Where somebody is in each round, to be changed by hand."""
    page = _organised(request, page_id)
    reading = Reading(page)
    registration = next((row for row in reading.registrations if row.pk == registration_id), None)
    if reading.programme is None or registration is None:
        raise Http404
    form = PersonForm(request.POST or None, reading=reading, pk=registration_id)
    if request.method == "POST" and form.is_valid():
        move(page, reading.programme, registration, form.places())
        messages.success(request, _("%(name)s: the changes are kept.") % {"name": registration.name})
        return redirect(programme_url(page))
    context = {
        "page": page,
        "registration": registration,
        "got": next(one for one in reading.got if one.pk == registration_id),
        "form": form,
        "url": programme_url(page),
    }
    return TemplateResponse(request, "essaimage_wagtail/encounters/admin/programme_person.html", context)


BASE = "essaimage/encounters/<int:page_id>/programme/"
urlpatterns = [
    path(BASE, programme, name="essaimage_encounter_programme"),
    path(f"{BASE}make/", make_programme, name="essaimage_encounter_programme_make"),
    path(f"{BASE}repair/", repair_programme, name="essaimage_encounter_programme_repair"),
    path(f"{BASE}publish/", publish_programme, name="essaimage_encounter_programme_publish"),
    path(f"{BASE}<int:registration_id>/", person, name="essaimage_encounter_programme_person"),
]
