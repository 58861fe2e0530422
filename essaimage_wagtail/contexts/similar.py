"""Pages like another one, for its readers to go on from."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from wagtail.models import get_page_models

from ..search import SearchUnavailable, document_key, get_engine
from ..search.noting import note
from .links import visible
from .page import PageContext
from .sites import scope_of

MOST_SIMILAR = 4
MOST_CANDIDATES = 8
"""Documents that the engine is asked for, more than are shown: some may be hidden while the cache holds them."""
CACHE_SECONDS = 3600
"""Seconds for which the cache holds which pages are similar. Their titles and pitches are read at each request."""
FACET_WEIGHTS = {"theme": 1.0, "audience": 0.5}
"""Facets by which pages resemble one another, see :meth:`..search.SearchEngine.more_like`."""


@dataclass(frozen=True, slots=True)
class Similar:
    """``key``: the page's translation key."""

    key: UUID
    pitch: str


def similar_to(page: Any, page_context: PageContext, mixin: type) -> list[Similar]:
    """The :class:`Similar` pages that inherit ``mixin``, the most similar first: of the page's language and site. None
    while search is unavailable.

    While the cache holds the answer, a query for each page type.
    """
    if page_context.home is None or page.alias_of_id:
        return []
    models = [model for model in get_page_models() if issubclass(model, mixin)]
    name = (
        f"essaimage-similar:{document_key(page.translation_key, page_context.language.code)}:{page_context.home.path}"
    )
    version = page.last_published_at.timestamp() if page.last_published_at else 0
    kept = cache.get(name)
    if kept is None or kept[0] != version:
        try:
            kept = version, _ask(page, page_context, models)
        except SearchUnavailable as error:
            note(error)
            return []
        cache.set(name, kept, CACHE_SECONDS)
    keys = kept[1]
    found: dict[str, Similar] = {}
    for model in models if keys else ():
        pages = visible(model.objects.filter(translation_key__in=keys, locale=page.locale_id), page_context)
        found.update((str(key), Similar(key, pitch)) for key, pitch in pages.values_list("translation_key", "pitch"))
    return [found[key] for key in keys if key in found][:MOST_SIMILAR]


def _ask(page: Any, page_context: PageContext, models: list[Any]) -> list[str]:
    """The translation keys of similar pages."""
    scope = scope_of((page_context.home.path,), page_context.language.code)
    types = [model._meta.label_lower for model in models]
    key = document_key(page.translation_key, page_context.language.code)
    hits = get_engine().snapshot().more_like(key, scope, MOST_CANDIDATES, {"type": types}, FACET_WEIGHTS)
    return [hit.key.partition(":")[0] for hit in hits]
