"""Search: from text to tokens, an engine, and results.

Import from here what a site needs; nothing is loaded that needs the app registry::

    from essaimage_wagtail.search import SearchQuery, get_engine

    result = get_engine().search(SearchQuery("jardin partage", "fr", facets=["theme"]))

``analysis`` and ``query`` know text alone; ``engines`` know documents and tokens alone; ``indexing`` reads pages.
"""

from .engines import get_engine
from .types import (
    Hit,
    Scope,
    SearchDocument,
    SearchEngine,
    SearchQuery,
    SearchResult,
    SearchUnavailable,
    Suggestion,
    checksum,
    document_key,
)

__all__ = [
    "Hit",
    "Scope",
    "SearchDocument",
    "SearchEngine",
    "SearchQuery",
    "SearchResult",
    "SearchUnavailable",
    "Suggestion",
    "checksum",
    "document_key",
    "get_engine",
]
