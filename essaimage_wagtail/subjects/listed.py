"""The pages of territories and themes for a sitemap: of all that have an initiative."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from ..contexts.addresses import territory_address, theme_address
from ..contexts.page import PageContext
from ..contexts.sites import scope_of
from ..directory.context import DirectoryContext
from ..facets.territories import territories_named
from ..models import Theme
from ..search import SearchUnavailable
from ..versions import nearness
from .subject import LISTS, params_of

MOST_LISTED = 20_000
"""Territories of one directory; with the pages of a part, fewer addresses than a sitemap may have."""


def subject_urls(page: Any, request: HttpRequest | None) -> Iterator[dict[str, Any]]:
    """Entries as of Wagtail's ``get_sitemap_urls``, with ``alternates`` in the languages in which there is something.

    A question to the engine for each language of the directory, and two queries, for any number of territories; none
    while search rests.
    """
    if request is None or page.lists not in LISTS:
        return
    page_context = PageContext(page, request)
    try:
        counts = _counts(page, request, page_context)
    except SearchUnavailable:
        return
    urls = {each.locale.language_code: each.get_full_url(request) or "" for each in page_context.versions}
    own = page_context.language.code
    codes = sorted(counts["territory"].pop(own, ()))[:MOST_LISTED]
    for territory in territories_named(codes):
        known = _in_languages(territory.identifier, counts["territory"], own)
        yield from _entry({code: territory_address(urls[code], territory, code) for code in known}, own)
    keys = counts["theme"].pop(own, ())
    themes = {term.slug: term for term in Theme.objects.labels(own).values() if term.key in keys}
    for theme in themes.values():
        known = _in_languages(theme.key, counts["theme"], own)
        yield from _entry({code: theme_address(urls[code], theme) for code in known}, own)


def _counts(page: Any, request: HttpRequest, page_context: PageContext) -> dict[str, dict[str, Iterable[str]]]:
    """``{facet: {language code: keys with initiatives}}``."""
    directory = DirectoryContext(page, request, page_context, params=params_of(page.lists, "q", ""))
    query = directory.question.query(limit=0, facets=("territory", "theme"))
    found: dict[str, dict[str, Iterable[str]]] = {"territory": {}, "theme": {}}
    for version in page_context.versions:
        code = version.locale.language_code
        scope = scope_of(directory.around.paths_of([version]), code)
        answer = directory.around.engine.search(replace(query, language=code, scope=scope))
        for facet, by_language in found.items():
            by_language[code] = {key for key, count in answer.facets[facet].items() if count}
    return found


def _in_languages(key: str, found: dict[str, Iterable[str]], own: str) -> list[str]:
    return sorted([own, *(code for code, keys in found.items() if key in keys)], key=nearness)


def _entry(addresses: dict[str, str], own: str) -> Iterator[dict[str, Any]]:
    if not addresses[own]:
        return
    links = [{"lang_code": code, "location": url} for code, url in addresses.items() if url]
    entry: dict[str, Any] = {"location": addresses[own]}
    if len(links) > 1:
        entry["alternates"] = [*links, {"lang_code": "x-default", "location": links[0]["location"]}]
    yield entry
