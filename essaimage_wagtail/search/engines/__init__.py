"""Engines: where documents are kept as tokens, and found again.

An engine is any class that follows :class:`~essaimage_wagtail.search.types.SearchEngine`; the setting
``SEARCH_ENGINE`` names it by its dotted path. A class method ``of_settings`` may make it, or one that contains it.
"""

from functools import lru_cache

from django.utils.module_loading import import_string

from ...conf import settings
from ..types import SearchEngine


@lru_cache(maxsize=4)
def _engine(path: str) -> SearchEngine:
    made = import_string(path)
    engine: SearchEngine = getattr(made, "of_settings", made)()
    return engine


def get_engine() -> SearchEngine:
    """The engine that the site's settings name. Raises ``ImportError`` if there is no such class."""
    return _engine(settings.SEARCH_ENGINE)
