"""“Balance” in Wagtail's admin: the figures, what each person wants to start, and what becomes of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from ...admin.reports import report_urls
from ...forms.text import without_accents
from ..day.access import organised, person_of
from ..day.initiatives import Initiatives
from ..models import Balance, EncounterPage, Intention, Registration
from ..permissions import may_organise
from .figures import FIGURES, count, figures_of, record, sponsorships
from .forms import FiguresForm, OneIntentionForm, PersonIntentions
from .listing import IntentionsView
from .replicating import Impossible, plan_replication, sheet_chosen
from .sponsoring import open_sponsorship

PEOPLE = 100
"""On one page of the list."""


def _url(encounter: Any) -> str:
    return reverse("essaimage_encounter_balance", args=[encounter.pk])


@never_cache
def balance(request: HttpRequest, page_id: int) -> HttpResponse:
    """The figures, and the way to what people want."""
    encounter = organised(request, page_id)
    key = encounter.translation_key
    form = FiguresForm(request.POST or None, initial=dict(figures_of(key)))
    if request.method == "POST" and form.is_valid():
        record(key, {name: form.cleaned_data[name] for name in FIGURES})
        messages.success(request, _("The figures are recorded. The page of the encounter shows them."))
        return redirect(_url(encounter))
    counted = count(key)
    context = {
        "encounter": encounter,
        "form": form,
        "figures": [(form[name], counted[name]) for name in FIGURES],
        "row": Balance.objects.filter(encounter_key=key).first(),
        "intentions": counted["intentions"],
        "sponsorships": sponsorships(key),
    }
    return TemplateResponse(request, "essaimage_wagtail/encounters/outcomes/balance.html", context)


@never_cache
def people(request: HttpRequest, page_id: int) -> HttpResponse:
    """List the people who had a place; an organiser writes down what each of them wants."""
    encounter = organised(request, page_id)
    words = without_accents(request.GET.get("q", "")).split()
    rows = Registration.objects.coming_to(encounter.translation_key).annotate(said=Count("intentions"))
    found = [one for one in rows if all(word in without_accents(f"{one.name} {one.organisation}") for word in words)]
    found.sort(key=lambda one: (one.is_present is False, without_accents(one.name), one.pk))
    context = {
        "encounter": encounter,
        "shown": Paginator(found, PEOPLE).get_page(request.GET.get("p")),
        "q": request.GET.get("q", ""),
    }
    return TemplateResponse(request, "essaimage_wagtail/encounters/outcomes/people.html", context)


@never_cache
def person(request: HttpRequest, page_id: int, pk: int) -> HttpResponse:
    """A form for what one person wants; it begins with the initiatives that they met."""
    encounter = organised(request, page_id)
    somebody = person_of(encounter, pk)
    initiatives = Initiatives(encounter, encounter.get_site())
    said = PersonIntentions(somebody, initiatives, get_language() or "", request.POST or None)
    if request.method == "POST" and said.is_valid():
        said.save()
        messages.success(request, _("What %(name)s wants is written down.") % {"name": somebody.name})
        return redirect("essaimage_encounter_balance_people", encounter.pk)
    context = {"encounter": encounter, "person": somebody, "said": said}
    status = 422 if said.errors else 200
    return TemplateResponse(request, "essaimage_wagtail/encounters/outcomes/person.html", context, status=status)


def _intention(request: HttpRequest, pk: int) -> tuple[Intention, Any]:
    """An intention, and the version of its encounter that this user organises. Raises ``PermissionDenied`` if the user
    organises none."""
    row = get_object_or_404(Intention.objects.select_related("registration", "territory", "replication"), pk=pk)
    pages = EncounterPage.objects.filter(translation_key=row.encounter_key).select_related("locale").order_by("pk")
    for page in pages:
        if may_organise(page, request.user):
            return row, page
    raise PermissionDenied


@never_cache
def intention(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an intention, or delete it."""
    row, encounter = _intention(request, pk)
    form = OneIntentionForm(request.POST or None, instance=row, language=get_language() or "")
    if request.method == "POST" and "delete" in request.POST:
        Intention.objects.filter(pk=row.pk).delete()
        messages.success(request, _("The intention is taken away."))
        return redirect(IntentionsView.index_url_name, encounter.pk)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The intention is saved."))
        return redirect(IntentionsView.index_url_name, encounter.pk)
    context = {"encounter": encounter, "intention": row, "form": form}
    return TemplateResponse(request, "essaimage_wagtail/encounters/outcomes/intention.html", context)


@require_POST
def to_replication(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft of a planned replication; somebody who may publish replications of the sheet confirms it."""
    row, encounter = _intention(request, pk)
    try:
        draft = plan_replication(sheet_chosen(row), request.user, encounter.locale.language_code)
    except Impossible as error:
        messages.error(request, str(error))
        return redirect("essaimage_encounter_intention", row.pk)
    text = _("“%(name)s” waits for a moderator, who confirms it. The sheet of origin shows it then, as planned.")
    messages.success(request, text % {"name": draft.name})
    return redirect(IntentionsView.index_url_name, encounter.pk)


@require_POST
def to_sponsorship(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the person whose intention it is; once they confirm, the team is asked."""
    row, encounter = _intention(request, pk)
    try:
        open_sponsorship(sheet_chosen(row), encounter.locale.language_code)
    except Impossible as error:
        messages.error(request, str(error))
        return redirect("essaimage_encounter_intention", row.pk)
    text = _("%(name)s gets an e-mail, and confirms there that the team is asked. Nobody else is told before.")
    messages.success(request, text % {"name": row.registration.name if row.registration else ""})
    return redirect(IntentionsView.index_url_name, encounter.pk)


_AT = "essaimage/encounters/<int:page_id>/balance/"
urlpatterns = [
    path(_AT, balance, name="essaimage_encounter_balance"),
    path(f"{_AT}people/", people, name="essaimage_encounter_balance_people"),
    path(f"{_AT}people/<int:pk>/", person, name="essaimage_encounter_balance_person"),
    *report_urls(f"{_AT}intentions/", IntentionsView),
    path("essaimage/encounters/intention/<int:pk>/", intention, name="essaimage_encounter_intention"),
    path(
        "essaimage/encounters/intention/<int:pk>/replication/", to_replication, name="essaimage_encounter_replication"
    ),
    path(
        "essaimage/encounters/intention/<int:pk>/sponsorship/", to_sponsorship, name="essaimage_encounter_sponsorship"
    ),
]
