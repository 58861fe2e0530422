"""What a search gives to machines: plain data for JSON and GeoJSON, entries for feeds.

Addresses are absolute. ``search`` is always a :class:`~.directory.DirectoryContext`.
"""

from html import unescape
from uuid import UUID, uuid5

from django.apps import apps
from django.http import QueryDict
from django.utils.html import strip_tags
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Page

from ..contexts.links import visible
from ..models.common import CommonOfferMixin
from ..models.taxonomy import LABEL_FIELDS, Theme, best_labels
from ..search import SearchQuery
from ..search.analysis.analyzer import get_analyzer
from ..search.analysis.text import composed, fold
from .cards import summary_of
from .facets import territories_named

MOST_POINTS = 2000
"""Points of one answer; there is a next one where there are more."""
MOST_TYPED = 100
"""Characters that suggestions are made from."""
TITLES, THEMES, TERRITORIES = 5, 3, 3
"""Suggestions of each kind, at most."""
FEW = 6
"""Suggestions on a page, where they cover what is below the field."""
ENOUGH = 3
"""Suggestions of these kinds; where there are fewer, words follow."""


def search_data(search):
    """Results, facets and where to go from there."""
    absolute = search.request.build_absolute_uri
    return {
        "query": search.text,
        "language": search.language,
        "total": search.total,
        "all_words": search.result.all_words,
        "correction": search.result.correction,
        "did_you_mean": search.result.did_you_mean,
        "notices": search.notices,
        "hits": hits_data(search),
        "facets": {
            facet["name"]: {
                "label": facet["label"],
                "values": [
                    {name: value[name] for name in ("value", "label", "count", "selected", "depth")}
                    for value in facet["values"]
                ],
            }
            for facet in search.facets
        },
        "other_languages": {other["code"]: other["count"] for other in search.other_languages},
        "previous": absolute(search.page["previous_url"]) if search.page["previous_url"] else None,
        "next": absolute(search.page["next_url"]) if search.page["next_url"] else None,
    }


def hits_data(search):
    snippets = {hit.key: hit.snippet for hit in search.result.hits}
    return [
        {
            "key": key,
            "title": card["title"],
            "url": search.request.build_absolute_uri(card["url"]),
            "summary": _summary(page, snippets[key]),
            "snippet": snippets[key] if search.text else None,
            "type": _kind_of(search, page),
            "language": search.language,
            "place": card["place"] or None,
            "distance": None if card["distance"] is None else round(card["distance"], 2),
        }
        for (key, page), card in zip(search.pages.items(), search.hits, strict=True)
    ]


def points_data(search, name=""):
    """The results that have a point as a GeoJSON FeatureCollection (RFC 7946), by key, :data:`MOST_POINTS` at a time.

    ``numberMatched`` and ``numberReturned`` are those of OGC API Features; ``next`` is the address of those that
    follow, or ``None``. ``name``: that of the format in addresses, where these need one.
    """
    found = sorted(search.engine.points(search.query()))
    # Not the page of results, of which there are more: `page` counts answers of points here.
    start = (search.asked_page - 1) * MOST_POINTS
    shown = found[start : start + MOST_POINTS]
    rows = rows_of([key for key, _point in shown], search) if shown else {}
    absolute = search.request.build_absolute_uri
    features = [
        {
            "type": "Feature",
            "id": key,
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {"title": title_of(rows[key]), "url": absolute(rows[key].get_url(search.request) or "")},
        }
        for key, (latitude, longitude) in shown
        if key in rows
    ]
    return {
        "type": "FeatureCollection",
        "numberMatched": len(found),
        "numberReturned": len(features),
        "next": absolute(search.url(page=search.asked_page + 1, format=name))
        if len(found) > start + MOST_POINTS
        else None,
        "features": features,
    }


def title_of(row):
    return row.text if isinstance(row, CommonOfferMixin) else row.title


def rows_of(keys, search):
    """``{key: page or offer}`` of those that may be seen, with no more than what a title and an address need. A
    query for pages, one for each type of page that makes its addresses itself, and one for each type of offer if any
    key is of no page."""
    by_translation = {key.partition(":")[0]: key for key in keys}
    locale = search.directory.locale
    anybodys = visible(Page.objects.filter(locale=locale), search.view).select_related(None)
    pages = anybodys.filter(translation_key__in=by_translation)
    fields = ("title", "slug", "url_path", "path", "depth", "translation_key", "content_type")
    rows = {by_translation[str(page.translation_key)]: page for page in _addressed(pages.only(*fields))}
    for row in rows.values():
        row.locale = locale
    for model in apps.get_models():
        missing = [name for name, key in by_translation.items() if key not in rows]
        if missing and issubclass(model, CommonOfferMixin):
            offers = model.objects.filter(translation_key__in=missing, locale=locale, common__in=anybodys)
            for offer in offers.select_related("common"):
                offer.locale = offer.common.locale = locale
                rows[by_translation[str(offer.translation_key)]] = offer
    return rows


def _addressed(pages):
    """The pages, each as an instance that knows its address."""
    own = {}
    for page in pages:
        model = page.cached_content_type.model_class()
        if model and any(getattr(model, name) is not getattr(Page, name) for name in ("get_url", "get_url_parts")):
            own.setdefault(model, []).append(page.pk)
        else:
            yield page
    for model, pks in own.items():
        yield from model.objects.filter(pk__in=pks).defer_streamfields()


def feed_entries(search):
    """``[{title, link, summary, unique_id, updated, published}]``, as the search is sorted.

    A page that was never published as an editor does it has the date of its last revision, else that of the oldest
    other: pages without any come last, and a date that stays shows none of them as new.
    """
    snippets = {hit.key: hit.snippet for hit in search.result.hits}
    entries = []
    for (key, row), card in zip(search.pages.items(), search.hits, strict=True):
        page = row.common if isinstance(row, CommonOfferMixin) else row
        entries.append(
            {
                "title": card["title"],
                "link": search.request.build_absolute_uri(card["url"]),
                "summary": _summary(row, snippets[key]),
                # The same page in two languages is two entries.
                "unique_id": uuid5(UUID(key.partition(":")[0]), search.language).urn,
                "updated": page.last_published_at or page.first_published_at or page.latest_revision_created_at,
                "published": page.first_published_at,
            }
        )
    oldest = min((entry["updated"] for entry in entries if entry["updated"]), default=None) or now()
    return [{**entry, "updated": entry["updated"] or oldest} for entry in entries]


def suggestions_data(search, directory_url, limit=TITLES + THEMES + TERRITORIES):
    """What may be meant by the text typed so far, in the search's own scope: ``[{text, kind, label, url}]``.

    ``kind`` is ``theme``, ``territory``, ``title`` or ``word``. ``directory_url``: where a theme or a word is searched.
    """
    typed = search.text[:MOST_TYPED]
    if not typed:
        return []
    suggested = search.engine.suggest(typed, search.scope, TITLES)
    rows = rows_of([title.key for title in suggested if title.key], search)
    found = [
        *_suggested_terms(search, typed, directory_url, max(1, limit // 3)),
        *(
            {
                "text": title_of(rows[title.key]),
                "kind": "title",
                "label": "",
                "url": search.request.build_absolute_uri(rows[title.key].get_url(search.request) or ""),
            }
            for title in suggested
            if title.key in rows
        ),
    ]
    words = [_completed(typed, word.text, search.language) for word in suggested if word.key is None]
    found += [
        {"text": text, "kind": "word", "label": _("Search"), "url": _with(search, directory_url, "q", text)}
        for text in words[: max(0, ENOUGH - len(found))]
    ]
    return found[:limit]


def _completed(typed, word, language):
    """What was typed, with ``word`` for its last word."""
    typed = composed(typed)
    last = [found for found in get_analyzer(language).words(typed) if found.form.surface][-1]
    return typed[: last.start] + word


def _suggested_terms(search, typed, directory_url, most):
    """Themes and territories with results, one of whose words begins as was typed; at most so many of each."""
    everything = SearchQuery(
        "", search.language, {"type": search.types}, facets=["theme", "territory"], limit=0, scope=search.scope
    )
    counts = search.engine.search(everything).facets
    wanted = fold(typed.casefold())
    labels = best_labels(Theme.objects.order_by("pk").values_list(*LABEL_FIELDS), search.language).values()
    themes = {term.key: term for term in labels if counts["theme"].get(term.key) and _begins(term.label, wanted)}
    for term in sorted(themes.values(), key=lambda term: (-counts["theme"][term.key], term.label))[: min(most, THEMES)]:
        yield {
            "text": term.label,
            "kind": "theme",
            "label": _("Theme"),
            "url": _with(search, directory_url, "theme", term.slug),
        }
    known = territories_named(counts["territory"]).matching(typed)[: min(most, TERRITORIES)]
    for territory in known:
        yield {
            "text": territory.display_name(search.language),
            "kind": "territory",
            "label": _("Territory"),
            "url": _with(search, directory_url, "territory", territory.identifier),
        }


def _begins(label, wanted):
    words = fold(label.casefold())
    return words.startswith(wanted) or f" {wanted}" in words


def _with(search, url, name, value):
    address, _mark, carried = url.partition("?")
    params = QueryDict(carried, mutable=True)
    params[name] = value
    return search.request.build_absolute_uri(f"{address}?{params.urlencode()}")


def _summary(row, snippet):
    """Plain text: what a page says of itself in short, else what was found of it."""
    return strip_tags(summary_of(row)) or unescape(strip_tags(snippet))


def _kind_of(search, row):
    label = row._meta.label_lower
    return next((kind.name for kind in search.listed.values() if label in kind.types), label)


def feed_title(search, name):
    """“Directory: compost”."""
    parts = [search.text, *(chip["label"] for chip in search.active)]
    words = ", ".join(filter(None, parts))
    return pgettext("title of a feed", "%(page)s: %(words)s") % {"page": name, "words": words} if words else name
