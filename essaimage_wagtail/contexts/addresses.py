"""Addresses of the plugin's own pages, which exist on sites that include :mod:`essaimage_wagtail.urls`."""

import re
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from ..models.territory import Territory, latin

TERRITORY, THEME = "territory", "theme"
"""The first word of a subject's address below its directory's; it is also the name of the parameter of a search."""

_LATIN = re.compile("[a-zA-Z]")


def address_in(key: UUID, code: str = "") -> str:
    """The plugin's address for a page, named by its translation key, in the language ``code``, or without a code in the
    browser's language; empty on a site that does not include :mod:`essaimage_wagtail.urls`."""
    try:
        return reverse("essaimage:page_in", args=[key, code] if code else [key])
    except NoReverseMatch:
        return ""


def version_address(revision_id: int | None) -> str:
    """The permanent address of a published version, by the number of its revision; nothing without the wiki."""
    try:
        return reverse("essaimage:wiki:version", args=[revision_id]) if revision_id else ""
    except NoReverseMatch:
        return ""


def territory_address(directory_url: str, territory: Territory, code: str) -> str:
    """The address of a territory's page below a directory's: its identifier, then its name in a language in Latin
    letters, for people to read; nothing where such an address cannot be made."""
    name = territory.display_name(code)
    # A name in other letters makes no word in Latin letters: “brytny”.
    words = latin(name if _LATIN.search(name) else territory.name).replace(" ", "-")
    return _below(directory_url, TERRITORY, territory.identifier, words)


def theme_address(directory_url: str, theme: Any) -> str:
    """The address of a theme's page, by anything with its ``slug``, below a directory's."""
    return _below(directory_url, THEME, theme.slug)


def _below(directory_url: str, *parts: str) -> str:
    # A slash within a code would be read as the end of it.
    if not directory_url or "?" in directory_url or any("/" in part for part in parts):
        return ""
    return "/".join([directory_url.rstrip("/"), *(quote(part) for part in parts if part), ""])


def recent_changes_feed(code: str) -> str:
    """The address of the feed of recent changes in a language; nothing without the wiki."""
    try:
        return f"{reverse('essaimage:wiki:recent')}?language={code}&format=atom"
    except NoReverseMatch:
        return ""
