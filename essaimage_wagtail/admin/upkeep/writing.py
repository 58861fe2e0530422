"""“Write a sheet”: from the home of the admin to the form of a new sheet, at the place where it belongs."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from ...models import DirectoryFields, SheetFields
from ...models.keys import pages_with
from ...replications.admin.start import named
from ...replications.start import TAKES_SHEETS
from ...versions import nearness


@dataclass(frozen=True, slots=True)
class Place:
    """A page below which somebody may write a sheet; ``url``: of the form."""

    title: str
    above: str
    code: str
    url: str

    @property
    def language(self) -> str:
        return named(self.code)


def sheet_type() -> Any:
    """The page type of sheets: a site has one, or the first one counts."""
    return next(iter(pages_with(SheetFields)), None)


def places_for(user: Any) -> list[Place]:
    """Where somebody may write sheets, those in their own language first. A number of queries that does not depend on
    how many places there are, but for one that Wagtail asks of each."""
    model = sheet_type()
    if model is None:
        return []
    mine = page_permission_policy.instances_user_has_permission_for(user, "add")
    parents: list[Page] = []
    for directories in pages_with(DirectoryFields):
        found = directories.objects.filter(pk__in=mine.values("pk"), lists__in=TAKES_SHEETS, alias_of=None)
        parents += found.select_related("locale").order_by("path")
    able = [parent for parent in parents if model in parent.creatable_subpage_models() and model.can_create_at(parent)]
    above = _titles_above(able)
    able.sort(key=lambda parent: nearness(parent.locale.language_code, get_language() or ""))
    return [_place(parent, above, model) for parent in able]


def _place(parent: Page, above: dict[str, str], model: Any) -> Place:
    url = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])
    title = above.get(parent.path[: -Page.steplen], "")
    return Place(parent.get_admin_display_title(), title, parent.locale.language_code, url)


def _titles_above(parents: list[Page]) -> dict[str, str]:
    """The titles of what the pages lie in, by path. One query."""
    paths = {parent.path[: -Page.steplen] for parent in parents}
    return dict(Page.objects.filter(path__in=paths, depth__gt=1).values_list("path", "draft_title"))


def the_place(places: list[Place]) -> Place | None:
    """The place to which the editor is led without a choice: the only one, or the only one in their language."""
    own = [place for place in places if place.code == get_language()]
    return places[0] if len(places) == 1 else own[0] if len(own) == 1 else None


def write(request: HttpRequest) -> HttpResponse:
    """Lead to the form of a new sheet. If there are several places, or with ``?choose``, let the editor choose one."""
    places = places_for(request.user)
    if not places:
        raise PermissionDenied
    place = None if "choose" in request.GET else the_place(places)
    if place is not None:
        return redirect(place.url)
    return TemplateResponse(request, "essaimage_wagtail/admin/upkeep/write.html", {"places": places})
