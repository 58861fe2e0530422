"""A search in other formats than a page: ``?format=`` on a directory, and the addresses of the API."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from ..contexts.page import PageContext
from ..search import SearchUnavailable
from .context import DirectoryContext
from .formats import MOST_ON_A_PAGE, feed_entries, feed_title, points_data, search_data, suggestions_data
from .resting import resting_data, resting_text

FEED_SIZE = 50
"""Entries of a feed: the newest."""

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids; some word processors leave them in what is pasted."""


def respond(name: str, directory: Any, request: HttpRequest, page_context: PageContext, **kwargs: Any) -> HttpResponse:
    """The search of ``directory`` in the format ``name``; ``kwargs`` as of
    :class:`~essaimage_wagtail.directory.context.DirectoryContext`. An unknown format gets status 400: after
    a 404 Django would look for the address with a language in front."""
    if name not in FORMATS:
        words = _("There is no format “%(name)s”.") % {"name": name[:20]}
        return HttpResponseBadRequest(words, content_type="text/plain; charset=utf-8")
    try:
        return FORMATS[name](directory, request, page_context, **kwargs)
    except SearchUnavailable as error:
        return resting_text(error, request) if name in XML else resting_data(error, request)


def _json(directory: Any, request: HttpRequest, page_context: PageContext, **kwargs: Any) -> HttpResponse:
    return JsonResponse(search_data(DirectoryContext(directory, request, page_context, **kwargs)))


def _geojson(directory: Any, request: HttpRequest, page_context: PageContext, **kwargs: Any) -> HttpResponse:
    found = points_data(DirectoryContext(directory, request, page_context, **kwargs), "geojson")
    return JsonResponse(found, content_type="application/geo+json")


def _suggestions(directory: Any, request: HttpRequest, page_context: PageContext, **kwargs: Any) -> HttpResponse:
    search = DirectoryContext(directory, request, page_context, **kwargs)
    found = suggestions_data(search, search.addresses.reset, MOST_ON_A_PAGE)
    return JsonResponse({"query": search.question.text, "suggestions": found})


def xml_text(text: str) -> str:
    return _NO_XML.sub(" ", text)


def _atom(directory: Any, request: HttpRequest, page_context: PageContext, **kwargs: Any) -> HttpResponse:
    search = DirectoryContext(
        directory, request, page_context, size=FEED_SIZE, sort="date", counts=False, here=True, **kwargs
    )
    title = feed_title(
        search, f"{directory.title} – {page_context.site_name}" if page_context.site_name else directory.title
    )
    feed = Atom1Feed(
        title=xml_text(title),
        link=request.build_absolute_uri(search.addresses.url()),
        description=xml_text(page_context.description),
        language=search.around.language,
        feed_url=request.build_absolute_uri(search.addresses.feed),
        author_name=xml_text(page_context.site_name or request.get_host()),
    )
    for entry in feed_entries(search):
        feed.add_item(
            xml_text(entry["title"]),
            entry["link"],
            escape(xml_text(entry["summary"])),  # Django's feeds declare HTML
            unique_id=entry["unique_id"],
            updateddate=entry["updated"],
            pubdate=entry["published"],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=f"{Atom1Feed.content_type}")


def _opensearch(directory: Any, request: HttpRequest, page_context: PageContext, **kwargs: Any) -> HttpResponse:
    """The description by which a browser adds the site to its search engines."""
    search = DirectoryContext(directory, request, page_context, **kwargs)
    start = request.build_absolute_uri(search.addresses.reset)
    context = {
        "name": xml_text(page_context.search_name),
        "long_name": xml_text(f"{page_context.site_name or directory.title} ({page_context.language.name})"),
        "title": xml_text(directory.title),
        "language": search.around.language,
        "template": f"{start}{'&' if '?' in start else '?'}q=",
    }
    content_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "essaimage_wagtail/search/opensearch.xml", context, content_type=content_type)


FORMATS = {"json": _json, "geojson": _geojson, "atom": _atom, "suggest": _suggestions, "opensearch": _opensearch}
XML = ("atom", "opensearch")
"""Formats whose readers expect no JSON."""
