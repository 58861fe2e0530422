"""Pages as cards: what lists show of each, fetched in bulk."""

from collections.abc import Mapping, Sequence

from django.apps import apps
from django.utils.text import capfirst

from ..choices import Status
from ..renditions import CARD_RENDITION, prefetch_renditions
from .sheet import short_place, years


def pages_of(result, locale):
    """The live, specific pages of a search result's hits in a locale, by key and in their order.

    A hit whose page is gone meanwhile is left out. One query for each page type that was found: the
    result must count the facet ``type``.
    """
    keys = {hit.key.partition(":")[0]: hit.key for hit in result.hits}
    pages = {}
    for label in result.facets["type"] if keys else ():
        model = apps.get_model(label)
        found = model.objects.live().filter(translation_key__in=keys, locale=locale, alias_of__isnull=True)
        if hasattr(model, "cover"):
            found = found.select_related("cover")
        for page in found.defer_streamfields():
            page.locale = locale
            pages[keys[str(page.translation_key)]] = page
    return {hit.key: pages[hit.key] for hit in result.hits if hit.key in pages}


def cards(pages: Sequence, request, *, chains: Mapping, themes: Mapping, snippets: Mapping | None = None):
    """One dict a page, in the same order.

    ``pages`` are specific; ``chains``: territories from the root by territory id; ``themes``: the
    ``TermLabel`` of every row by id; ``snippets``: safe HTML by page id, instead of the pitch.
    Costs a query for the covers' renditions, and one for themes per page type.
    """
    prefetch_renditions([getattr(page, "cover", None) for page in pages], CARD_RENDITION)
    chosen = _themes_by_page(pages)
    return [
        _card(
            page,
            request,
            chain=chains.get(getattr(page, "territory_id", None), []),
            themes=sorted({themes[pk].label for pk in chosen.get(page.pk, []) if pk in themes}),
            snippet=(snippets or {}).get(page.pk, ""),
        )
        for page in pages
    ]


def _card(page, request, *, chain, themes, snippet):
    status = getattr(page, "status", "")
    code = page.locale.language_code
    return {
        "url": page.get_url(request),
        "title": page.title,
        "summary": snippet or getattr(page, "pitch", "") or page.search_description,
        "status": {"value": status, "label": dict(Status.choices).get(status, "")} if status else None,
        "place": short_place(chain, code),
        "years": years(getattr(page, "start_year", None), getattr(page, "end_year", None), status),
        "themes": themes,
        "cover": getattr(page, "cover", None),
        "cover_alt": getattr(page, "cover_alt", ""),
        "fictional": getattr(page, "fictional", False),
        "type_label": capfirst(page._meta.verbose_name),
    }


def _themes_by_page(pages):
    """``{page id: [theme row ids]}``, a query for each page type."""
    by_type = {}
    for page in pages:
        if hasattr(page, "themes"):
            by_type.setdefault(type(page), []).append(page.pk)
    chosen = {}
    for model, pks in by_type.items():
        field = model._meta.get_field("themes")
        source, target = field.m2m_column_name(), field.m2m_reverse_name()
        rows = field.remote_field.through.objects.filter(**{f"{source}__in": pks})
        for page_id, theme_id in rows.values_list(source, target):
            chosen.setdefault(page_id, []).append(theme_id)
    return chosen
