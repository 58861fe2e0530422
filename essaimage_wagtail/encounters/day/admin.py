"""“The day” in Wagtail's admin: what is printed, the large screen, and who is there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from ...paper.documents import file_name as safe_name
from ...paper.extra import is_available
from .access import organised
from .papers import TITLES, Paper, file_name, parts_of
from .plan import Plan
from .presence import counted
from .presence_views import mark_person, presence
from .screen import screen


@never_cache
def day(request: HttpRequest, page_id: int) -> HttpResponse:
    encounter = organised(request, page_id)
    plan = Plan(encounter)
    people = counted(encounter.translation_key)
    context = {
        "encounter": encounter,
        "plan": plan,
        "papers": [(name, title, parts_of(name, people["coming"])) for name, title in TITLES.items()],
        "has_pdf": is_available(),
        "counted": people,
    }
    return TemplateResponse(request, "essaimage_wagtail/encounters/day/admin.html", context)


@never_cache
def paper(request: HttpRequest, page_id: int, name: str) -> HttpResponse:
    """One kind of paper, as a page of the browser or, with ``?format=pdf``, as PDF."""
    encounter = organised(request, page_id)
    if name not in TITLES:
        raise Http404
    part = request.GET.get("part", "")
    document = Paper(name, encounter, request, int(part[:4]) if part.isascii() and part.isdecimal() else 0)
    if request.GET.get("format") != "pdf":
        return HttpResponse(document.html)
    if not is_available():
        raise Http404
    response = HttpResponse(document.pdf(), content_type="application/pdf")
    disposition = content_disposition_header(True, safe_name(name, file_name(document)))
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


urlpatterns = [
    path("essaimage/encounters/<int:page_id>/day/", day, name="essaimage_encounter_day"),
    path("essaimage/encounters/<int:page_id>/day/paper/<slug:name>/", paper, name="essaimage_encounter_paper"),
    path("essaimage/encounters/<int:page_id>/day/screen/", screen, name="essaimage_encounter_screen"),
    path("essaimage/encounters/<int:page_id>/day/presence/", presence, name="essaimage_encounter_presence"),
    path(
        "essaimage/encounters/<int:page_id>/day/presence/<int:pk>/", mark_person, name="essaimage_encounter_presence_of"
    ),
]
