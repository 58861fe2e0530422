"""Pages like another one, for its readers to go on from."""

from dataclasses import dataclass

from django.core.cache import cache
from wagtail.models import get_page_models

from ..search import Scope, document_key, get_engine
from .sites import sites_within

SHOWN = 4
CONSIDERED = 12
"""Documents that are asked for: some are not of the wanted types."""
KEPT = 3600
"""Seconds for which the answer is kept; whether a page of it may be seen is asked each time."""


@dataclass(frozen=True, slots=True)
class Similar:
    """``key``: the page's translation key."""

    key: object
    pitch: str


def similar_to(page, view, mixin):
    """The :class:`Similar` pages that inherit ``mixin``, the most similar first: of the page's language and site.

    Nothing here says that they may be seen: show those for which :func:`~.links.links_to` has a link. No query while
    the answer is kept.
    """
    if view.home is None or page.alias_of_id:
        return []
    name = f"essaimage-similar:{document_key(page.translation_key, view.language.code)}:{view.home.path}"
    version = page.last_published_at.timestamp() if page.last_published_at else 0
    kept = cache.get(name)
    if kept is None or kept[0] != version:
        kept = version, _ask(page, view, mixin)
        cache.set(name, kept, KEPT)
    return kept[1]


def _ask(page, view, mixin):
    paths = (view.home.path,)
    scope = Scope(paths=paths, without=sites_within(paths), language=view.language.code)
    hits = get_engine().more_like(document_key(page.translation_key, view.language.code), scope, CONSIDERED)
    keys = [hit.key.partition(":")[0] for hit in hits]
    if not keys:
        return []
    found = {
        str(other.translation_key): Similar(other.translation_key, other.pitch)
        for model in get_page_models()
        if issubclass(model, mixin)
        for other in model.objects.filter(translation_key__in=keys, locale=page.locale_id, alias_of=None).only(
            "translation_key", "pitch"
        )
    }
    return [found[key] for key in keys if key in found][:SHOWN]
