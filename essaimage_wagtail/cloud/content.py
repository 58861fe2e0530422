"""What a cloud filters, counts and sorts: read once for all visitors, and kept in the cache for a minute.

The cache holds numbers, places and themes, never what a page says. Titles and addresses are read at each request, of
the pages that anybody may see at that moment: a page that was hidden since the cache was filled still counts, and is
not named.
"""

from collections import Counter, defaultdict
from operator import itemgetter
from sys import intern  # the same words for thousands of sheets take memory once
from typing import Any, NamedTuple
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Max
from wagtail.models import Site

from ..contexts.branches import adapted_key
from ..contexts.page import PageContext
from ..following import with_original
from ..models import Replication, SheetFields
from ..models.keys import pages_with
from ..models.taxonomy import Theme
from ..search.analysis.text import sort_key
from ..search.tables import IndexChange
from ..versions import best_versions
from ..visibility import visible

CACHE_SECONDS = 60
"""Seconds for which the cache holds the content, unless a page or the number of replications changes before."""


class Seed(NamedTuple):
    """A replication. ``adapted``: the number of its sheet among the initiatives, if that can be seen; ``place``: the
    path of its territory, or of its sheet's."""

    pk: int
    adapted: int | None
    place: str
    mode: str
    state: str


class Initiative(NamedTuple):
    """A sheet, in the version that suits the reader. ``place``: the path of its territory; ``themes``: keys, in the
    vocabulary's order; ``seeds``: the oldest first and those of no year last."""

    pk: int
    place: str
    themes: tuple[str, ...]
    seeds: tuple[Seed, ...]


class Content(NamedTuple):
    """``initiatives``: by title; ``standing``: the theme under which each of these stands, with any filters, or
    ``None``; ``places``: how many initiatives and replications are in each territory, by path."""

    initiatives: list[Initiative]
    standing: list[str | None]
    places: dict[str, int]


def content_of(page_context: PageContext) -> Content:
    """The :class:`Content` of a :class:`~.page.PageContext`'s site for readers of its language: what anybody may see.

    Two queries while it is kept, and one for each type of sheet, one for their themes and three others when it is read.
    """
    # The database engine records each page that comes, changes or goes. A site's own engine may not: then only
    # CACHE_SECONDS bounds how old the content is.
    change = IndexChange.objects.order_by("-pk").values_list("pk", "token").first()
    replications = Replication.objects.filter(live=True).aggregate(count=Count("pk"), last=Max("pk"))
    state = change, replications, root_paths(page_context.site)
    name = f"essaimage-cloud:{page_context.site.pk if page_context.site else 0}:{page_context.language.code}"
    kept = cache.get(name)
    if kept is None or kept[0] != state:
        kept = state, _read(page_context)
        cache.set(name, kept, CACHE_SECONDS)
    return kept[1]


def root_paths(site: Site | None) -> list[str]:
    """The beginnings of the paths of a site's pages, one for each of its languages."""
    return [root.root_path for root in Site.get_site_root_paths() if site and root.site_id == site.pk]


def seen(pages: Any, site: Site | None) -> Any:
    """Those of a queryset of pages that anybody may see in a site, in any of its languages, with their locales."""
    pages = pages.filter(alias_of=None).select_related("locale").defer_streamfields()
    return visible(pages, site) if site else pages.none()


def _read(page_context: PageContext) -> Content:
    sheets = _sheets(page_context)
    numbers = {row["translation_key"]: number for number, row in enumerate(sheets)}
    themes = _themes({row["pk"] for row in sheets})
    seeds = _seeds(sheets, numbers)
    initiatives = [
        Initiative(
            row["pk"], intern(row["territory__path"] or ""), themes.get(row["pk"], ()), tuple(seeds.get(number, ()))
        )
        for number, row in enumerate(sheets)
    ]
    places = Counter(one.place for one in initiatives)
    places.update(seed.place for one in initiatives for seed in one.seeds)
    del places[""]
    return Content(initiatives, _standing(initiatives), dict(places))


def _sheets(page_context: PageContext) -> list[dict[str, Any]]:
    """A row for each sheet, in the page's language or in that of its original, by title."""
    fields = ("translation_key", "pk", "title", "territory__path", "locale__language_code", "is_original")
    rows = [
        row
        for model in pages_with(SheetFields)
        for row in with_original(seen(model.objects.all(), page_context.site)).select_related(None).values(*fields)
    ]
    best = best_versions(
        rows,
        page_context.language.code,
        code=itemgetter("locale__language_code"),
        key=itemgetter("translation_key"),
        original=itemgetter("is_original"),
    )
    return sorted(best.values(), key=lambda row: (sort_key(row["title"]), row["pk"]))


def _themes(pks: set[int]) -> dict[int, tuple[str, ...]]:
    """``{page id: (key, ...)}`` of the themes of some pages."""
    keys = {pk: str(key) for pk, key in Theme.objects.order_by("pk").values_list("pk", "translation_key")}
    order = {key: position for position, key in enumerate(dict.fromkeys(keys.values()))}
    found = defaultdict(set)
    for model in pages_with(SheetFields):
        field = model._meta.get_field("themes")
        # All rows at once: a database takes no list of so many pages.
        for page, term in field.remote_field.through.objects.values_list(
            field.m2m_column_name(), field.m2m_reverse_name()
        ):
            if page in pks and term in keys:
                found[page].add(keys[term])
    return {page: tuple(sorted(terms, key=order.__getitem__)) for page, terms in found.items()}


def _seeds(sheets: list[dict[str, Any]], numbers: dict[UUID, int]) -> dict[int, list[Seed]]:
    """``{number of the origin: [Seed]}`` of the live replications whose ends can be seen."""
    fields = ("pk", "origin_key", adapted_key(), "territory__path", "mode", "state", "year")
    found = defaultdict(list)
    rows = Replication.objects.filter(live=True).order_by("pk").values_list(*fields)
    for pk, origin, key, place, mode, state, _year in sorted(rows, key=lambda row: row[-1] or 9999):
        if origin in numbers and origin != key and (key is None or key in numbers):
            adapted = numbers.get(key)
            place = place or (sheets[adapted]["territory__path"] if adapted is not None else "") or ""
            found[numbers[origin]].append(Seed(pk, adapted, *map(intern, (place, mode, state))))
    return found


def _standing(initiatives: list[Initiative]) -> list[str | None]:
    """The theme under which each initiative stands: the first of its themes that it shares with another initiative,
    else its first."""
    firsts = Counter(one.themes[0] for one in initiatives if one.themes)
    alone = Counter(
        theme for one in initiatives if not any(firsts[it] > 1 for it in one.themes) for theme in one.themes
    )
    return [
        next((theme for counts in (firsts, alone) for theme in one.themes if counts[theme] > 1), one.themes[0])
        if one.themes
        else None
        for one in initiatives
    ]
