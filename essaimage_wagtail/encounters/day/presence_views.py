"""The page at the door, for phones: a large button for each person, without JavaScript."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from ...forms.text import without_accents
from ..models import Registration
from .access import organised, person_of
from .presence import SAYS, PersonForm, close, counted, say

LIST, PERSON = "essaimage_wagtail/encounters/day/presence.html", "essaimage_wagtail/encounters/day/person.html"


@never_cache
def presence(request: HttpRequest, page_id: int) -> HttpResponse:
    encounter = organised(request, page_id)
    key = encounter.translation_key
    if request.method == "POST":
        return _said(request, encounter)
    words = without_accents(request.GET.get("q", "")).split()
    show = request.GET.get("show", "")
    people = Registration.objects.coming_to(key)
    if show in SAYS:
        people = people.filter(is_present=SAYS[show])
    found = [one for one in people if all(word in without_accents(f"{one.name} {one.organisation}") for word in words)]
    found.sort(key=lambda one: (without_accents(one.name), one.pk))
    context = {
        "encounter": encounter,
        "people": found,
        "counted": counted(key),
        "q": request.GET.get("q", ""),
        "show": show,
    }
    return render(request, LIST, context)


def _said(request: HttpRequest, encounter: object) -> HttpResponse:
    """Write down what a button says, of one person or of everybody who is left; lead back to where the button was."""
    key = encounter.translation_key  # type: ignore[attr-defined]
    url = request.get_full_path()
    if "close" in request.POST:
        number = close(key)
        text = ngettext("%(number)d person is marked as not here.", "%(number)d people are marked as not here.", number)
        messages.success(request, text % {"number": number})
        return redirect(url)
    for said in SAYS:
        pk = request.POST.get(said, "")
        if pk.isdecimal() and say(key, int(pk[:18]), said):
            return redirect(f"{url}#person-{pk}")
    messages.error(request, _("Nothing was noted: this person has no place any more. The list below is that of now."))
    return redirect(url)


@never_cache
def mark_person(request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
    """Write down the rounds of one person: from which one, until which one."""
    encounter = organised(request, page_id)
    person = person_of(encounter, pk)
    form = PersonForm(request.POST or None, instance=person, rounds=encounter.rounds)
    if request.method == "POST" and form.is_valid():
        form.save()
        url = reverse("essaimage_encounter_presence", args=[encounter.pk])
        return redirect(f"{url}#person-{person.pk}")
    context = {"encounter": encounter, "person": person, "form": form}
    return render(request, PERSON, context, status=422 if form.errors else 200)
