"""What a search gives to machines: plain data for JSON and GeoJSON, entries for feeds.

Addresses are absolute. ``directory`` is always a :class:`~.context.DirectoryContext`: it makes only the parts that an
answer holds.
"""

from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from math import ceil
from typing import Any
from uuid import UUID, uuid5

from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..facets import declared
from ..facets.territories import territories_named
from ..models.common import CommonOfferMixin
from ..search.analysis.analyzer import get_analyzer
from ..search.analysis.text import composed, sort_key
from ..search.points import some_points
from .cards import summary_of
from .context import DirectoryContext
from .rows import rows_of, title_of, titles_of

MOST_POINTS = 2000
"""Points of one answer; where there are more, a next answer has them."""
MOST_TYPED = 100
"""Characters that suggestions are made from."""
TITLES, THEMES, TERRITORIES = 5, 3, 3
"""Suggestions of each kind, at most."""
MOST_ON_A_PAGE = 6
"""Suggestions on a page, where they cover what is below the field."""
ENOUGH_WITHOUT_WORDS = 3
"""Suggestions of these kinds; where there are fewer, words follow."""


def search_data(directory: DirectoryContext) -> dict[str, Any]:
    """Results, facets and where to go from there."""
    question, results = directory.question, directory.results
    page = results.number
    return {
        "query": question.text,
        "language": directory.around.language,
        "total": results.total,
        "all_words": results.found.all_words,
        "correction": results.found.correction,
        "did_you_mean": results.found.did_you_mean,
        "notices": directory.notices,
        "hits": hits_data(directory),
        "facets": {
            facet.name: {
                "label": str(facet.label),
                "values": [
                    {
                        "value": option.value,
                        "label": option.label,
                        "count": option.count,
                        "selected": option.value in question.values[facet.name],
                        "depth": option.depth,
                    }
                    for option in options
                ],
            }
            for facet, options in directory.facets.options.items()
        },
        "other_languages": directory.across.counts
        or {other["code"]: other["count"] for other in results.other_languages},
        "across": across_data(directory),
        "previous": _absolute(directory, page=page - 1) if page > 1 else None,
        "next": _absolute(directory, page=page + 1) if page < results.last else None,
    }


def across_data(directory: DirectoryContext) -> dict[str, Any]:
    """What the question means, and what is found of it in other languages."""
    absolute = directory.around.request.build_absolute_uri
    return {
        "understood": directory.across.understood,
        "languages": {
            found["code"]: {
                "words": found["words"],
                "total": found["total"],
                "all_words": found["all_words"],
                "hits": [
                    {**hit, **{name: absolute(hit[name]) for name in ("url", "own_url") if hit[name]}}
                    for hit in found["hits"]
                ],
            }
            for found in directory.across.languages
        },
    }


def _absolute(directory: DirectoryContext, **changes: Any) -> str:
    return directory.around.request.build_absolute_uri(directory.addresses.url(**changes))


def hits_data(directory: DirectoryContext) -> list[dict[str, Any]]:
    return [
        {
            "key": hit.key,
            "title": card["title"],
            "url": directory.around.request.build_absolute_uri(card["url"]),
            "summary": _summary(row, hit.snippet),
            "snippet": hit.snippet if directory.question.text else None,
            "type": next(iter(hit.shared.get("type", ())), None) if hit.site else _kind_of(directory, row),
            "language": directory.around.language,
            "place": card["place"] or None,
            "distance": None if card["distance"] is None else round(card["distance"], 2),
            **({"site": hit.site_name} if hit.site else {}),
        }
        for hit, row, card in directory.results.shown
    ]


def points_data(directory: DirectoryContext, name: str = "") -> dict[str, Any]:
    """The results that have a point as a GeoJSON FeatureCollection (RFC 7946), by key, :data:`MOST_POINTS` at a time.

    ``numberMatched`` and ``numberReturned`` are those of OGC API Features; ``next`` is the address of the next
    points, or ``None``. ``name``: the name of the format, where addresses need one.
    """
    query = directory.question.query()
    # Not the page of results, of which there are more: `page` counts answers of points here.
    page = directory.question.page
    start = (page - 1) * MOST_POINTS
    shown, total = some_points(directory.around.engine, query, start, MOST_POINTS)
    titles = titles_of([key for key, _point in shown], query, directory.around) if shown else {}
    features = [
        {
            "type": "Feature",
            "id": key,
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {
                "title": titles[key].title,
                "url": directory.around.request.build_absolute_uri(titles[key].url),
                **({"site": titles[key].site} if titles[key].site else {}),
            },
        }
        for key, (latitude, longitude) in shown
        if key in titles
    ]
    return {
        "type": "FeatureCollection",
        "numberMatched": total,
        "numberReturned": len(features),
        "next": _absolute(directory, page=page + 1, format=name) if total > start + MOST_POINTS else None,
        "features": features,
    }


def answers_of_points(total: int) -> int:
    """How many answers it takes to give so many points."""
    return max(1, ceil(total / MOST_POINTS))


def feed_entries(directory: DirectoryContext) -> list[dict[str, Any]]:
    """``[{title, link, summary, unique_id, updated, published}]``, as the search is sorted.

    A page that went live without being published (by an import) has the date of its last revision. Without a revision
    it has the oldest date among the entries: it comes last, and feed readers do not take it for new each time.
    """
    snippets = {hit.key: hit.snippet for hit in directory.results.found.hits}
    entries = []
    for key, row in directory.results.pages.items():
        page = row.common if isinstance(row, CommonOfferMixin) else row
        entries.append(
            {
                "title": title_of(row),
                "link": directory.around.request.build_absolute_uri(row.get_url(directory.around.request)),
                "summary": _summary(row, snippets[key]),
                # The same page in two languages is two entries.
                "unique_id": uuid5(UUID(key.partition(":")[0]), directory.around.language).urn,
                "updated": page.last_published_at or page.first_published_at or page.latest_revision_created_at,
                "published": page.first_published_at,
            }
        )
    oldest = min((entry["updated"] for entry in entries if entry["updated"]), default=None) or now()
    return [{**entry, "updated": entry["updated"] or oldest} for entry in entries]


def suggestions_data(
    directory: DirectoryContext, url: str, limit: int = TITLES + THEMES + TERRITORIES
) -> list[dict[str, str]]:
    """What may be meant by the text typed so far, in the search's own scope: ``[{text, kind, label, url}]``.

    ``kind`` is ``theme``, ``territory``, ``title`` or ``word``. ``url``: where a theme or a word is searched.
    """
    typed = directory.question.text[:MOST_TYPED]
    if not typed:
        return []
    suggested = directory.around.engine.suggest(typed, directory.around.scope, TITLES)
    rows = rows_of([title.key for title in suggested if title.key], directory.around)
    found = [
        *_suggested_terms(directory, typed, url, max(1, limit // 3)),
        *(
            {
                "text": title_of(rows[title.key]),
                "kind": "title",
                "label": "",
                "url": directory.around.request.build_absolute_uri(
                    rows[title.key].get_url(directory.around.request) or ""
                ),
            }
            for title in suggested
            if title.key in rows
        ),
    ]
    words = [_completed(typed, word.text, directory.around.language) for word in suggested if word.key is None]
    found += [
        {"text": text, "kind": "word", "label": _("Search"), "url": _with(directory, url, "q", text)}
        for text in words[: max(0, ENOUGH_WITHOUT_WORDS - len(found))]
    ]
    return found[:limit]


def _completed(typed: str, word: str, language: str) -> str:
    """What was typed, with ``word`` for its last word."""
    typed = composed(typed)
    last = [found for found in get_analyzer(language).words(typed) if found.form.surface][-1]
    return typed[: last.start] + word


def _suggested_terms(directory: DirectoryContext, typed: str, url: str, most: int) -> Iterator[dict[str, str]]:
    """Themes and territories with results in whose name a word begins as was typed; ``most`` of each at most."""
    everything = replace(
        directory.question.everything(facets=["theme", "territory"]), filters={"type": directory.question.types}
    )
    counts = directory.around.engine.search(everything).facets
    wanted = sort_key(typed)
    themes = declared.THEME.options(counts["theme"], (), directory.around.lookup)
    for option in [option for option in themes if _begins(option.label, wanted)][: min(most, THEMES)]:
        yield {
            "text": option.label,
            "kind": "theme",
            "label": str(declared.THEME.label),
            "url": _with(directory, url, "theme", option.value),
        }
    for territory in territories_named(counts["territory"]).matching(typed)[: min(most, TERRITORIES)]:
        yield {
            "text": territory.display_name(directory.around.language),
            "kind": "territory",
            "label": str(declared.TERRITORY.label),
            "url": _with(directory, url, "territory", territory.identifier),
        }


def _begins(label: str, wanted: str) -> bool:
    words = sort_key(label)
    return words.startswith(wanted) or f" {wanted}" in words


def _with(directory: DirectoryContext, url: str, name: str, value: str) -> str:
    address, _mark, carried = url.partition("?")
    params = QueryDict(carried, mutable=True)
    params[name] = value
    return directory.around.request.build_absolute_uri(f"{address}?{params.urlencode()}")


def _summary(row: Any, snippet: str) -> str:
    """Plain text: what a page says of itself in short, else what was found of it."""
    return (strip_tags(summary_of(row)) if row is not None else "") or unescape(strip_tags(snippet))


def _kind_of(directory: DirectoryContext, row: Any) -> str:
    label = row._meta.label_lower
    return next((name for name, kind in directory.around.lookup.kinds.items() if label in kind.types), label)


def feed_title(directory: DirectoryContext, name: str) -> str:
    """“Directory: compost”."""
    parts = [directory.question.text, *(choice["label"] for choice in directory.facets.active)]
    words = ", ".join(filter(None, parts))
    return pgettext("title of a feed", "%(page)s: %(words)s") % {"page": name, "words": words} if words else name
