"""The menu: where a site's initiatives, commons, method, cloud and map are, and what the site adds.

A page that *Show in menus* is ticked for stands in it if it is directly below the home page; the plugin's own sections
stand in it wherever they are. Hooks of the site change it: ``construct_essaimage_menu``, like Wagtail's own
``construct_main_menu``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext
from wagtail import hooks

from ..choices import DirectoryContent
from ..contexts.languages import Language
from ..contexts.links import link_to
from ..contexts.page import BesidePageContext, PageContext
from ..models import CloudFields, DirectoryFields, MethodFields
from ..versions import best_versions

__all__ = ["MenuItem"]

HOOK = "construct_essaimage_menu"


@dataclass(slots=True)
class MenuItem:
    """``name``: ``initiatives``, ``commons``, ``method``, ``cloud`` or ``map``; empty for a page that the site adds.

    ``current``: the value of ``aria-current``: ``page``, ``true`` for a section that the reader's page lies in, or
    nothing. ``language`` is given when the page is not in the reader's.
    """

    name: str
    label: str
    url: str
    current: str = ""
    language: Language | None = None


def menu_of(pages: Sequence[Any], around: PageContext) -> list[MenuItem]:
    """The menu around a page, of pages that its readers may see, each with what its directory ``lists``."""
    sections = list(_sections(pages, around))
    known = {page.pk for _name, _label, page in sections}
    found = [*sections, *(("", page.title, page) for page in _added(pages, around) if page.pk not in known)]
    inmost = max(
        (page.path for _name, _label, page in found if around.page.path.startswith(page.path)), key=len, default=""
    )
    items = []
    for name, label, page in found:
        link = link_to(page, around)
        items.append(MenuItem(name, label, link.url, _current(page, around, inmost), link.language))
    _map_after(items, around)
    for change in hooks.get_hooks(HOOK):
        change(around.request, items)
    return [item for item in items if item.url]


def _sections(pages: Sequence[Any], around: PageContext) -> Iterator[tuple[str, str, Any]]:
    """``(name, label, page)`` of the first of each kind in the reader's language."""
    here = [page for page in pages if page.locale_id == around.page.locale_id]
    initiatives = (DirectoryContent.SHEETS, DirectoryContent.EVERYTHING)
    if page := _first(here, DirectoryFields, initiatives):
        yield "initiatives", pgettext("in the menu", "Initiatives"), page
    if page := _first(here, DirectoryFields, [DirectoryContent.COMMONS]):
        yield "commons", pgettext("in the menu", "Commons"), page
    nearest = best_versions(pages, around.language.code).values()
    if page := _first(here, MethodFields) or _first(nearest, MethodFields):
        yield "method", pgettext("in the menu", "Method"), page
    if page := _first(here, CloudFields):
        yield "cloud", pgettext("in the menu", "Cloud"), page


def _first(pages: Any, kind: type, lists: Sequence[str] = ()) -> Any:
    return next((page for page in pages if _is_kind(page, kind) and (not lists or page.lists in lists)), None)


def _is_kind(page: Any, kind: type) -> bool:
    model = page.cached_content_type.model_class()
    return model is not None and issubclass(model, kind)


def _added(pages: Sequence[Any], around: PageContext) -> Iterator[Any]:
    """What editors put into the menus of the site: a second directory or method is among them, known by its title."""
    home = around.home
    for page in pages:
        if page.show_in_menus and page.depth == home.depth + 1 and page.path.startswith(home.path):
            yield page


def _current(page: Any, around: PageContext, inmost: str) -> str:
    if page.path != inmost:
        return ""
    return "page" if page.pk == around.page.pk and not isinstance(around, BesidePageContext) else "true"


def _map_after(items: list[MenuItem], around: PageContext) -> None:
    """The map is a way to see the directory: it comes after the plugin's own sections."""
    directory = next((item for item in items if item.name == "initiatives"), None)
    if directory is None:
        return
    shown = MenuItem("map", pgettext("in the menu", "Map"), f"{directory.url}?view=map")
    if directory.current == "page" and around.request.GET.get("view") == "map":
        directory.current, shown.current = "true", "page"
    items.insert(sum(bool(item.name) for item in items), shown)
