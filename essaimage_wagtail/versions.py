"""Which language version is meant, and which one comes next: the one rule for all that exists in several languages.

The reader's language comes first, then the original, from which the others were translated, then the site's languages
in the order of ``WAGTAIL_CONTENT_LANGUAGES`` (``LANGUAGE_CODE`` alone where that is not set), then all others by their
codes.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, TypeVar

from wagtail.coreutils import get_content_languages

from .following import with_original

Version = TypeVar("Version")


def nearness(code: str, reader: str = "") -> tuple[bool, int, str]:
    """How near a language is to a reader's, as a sort key: the least is the nearest.

    Without a reader, the order of the site's languages: the first of a page's versions is its ``x-default``.
    """
    codes = list(get_content_languages())
    return code != reader, codes.index(code) if code in codes else len(codes), code


def is_marked_original(version: Any) -> bool:
    """Whether a query has marked the version as the original (:func:`~.following.with_original`)."""
    return bool(getattr(version, "is_original", False))


def best_versions(
    versions: Iterable[Version],
    reader: str,
    *,
    code: Callable[[Version], str] = attrgetter("locale.language_code"),
    key: Callable[[Version], Any] = attrgetter("translation_key"),
    original: Callable[[Version], bool] = is_marked_original,
) -> dict[Any, Version]:
    """``{translation key: version}``: for each key, the page, snippet or row that is nearest to the reader.

    ``code``, ``key`` and ``original`` read the language and the translation key of rows that are no pages, and whether
    such a row is that of the original.
    """

    def place(version: Version) -> tuple[bool, bool, tuple[bool, int, str]]:
        return code(version) != reader, not original(version), nearness(code(version), reader)

    best: dict[Any, Version] = {}
    for version in sorted(versions, key=place):
        best.setdefault(key(version), version)
    return best


def best_pages(pages: Any, reader: str) -> dict[Any, Any]:
    """``{translation key: page}``: for each key in a queryset of pages, the page that is nearest to the reader, with
    its locale. One query."""
    return best_versions(with_original(pages).select_related("locale"), reader)
