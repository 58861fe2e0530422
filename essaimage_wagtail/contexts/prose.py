"""Rich text of a page: its links to pages, read for a whole page at once, lead to the version that suits the reader,
and what is not translated says its language.

Wagtail asks the database several times for each link, and takes a page that is not in the reader's language for the
version in the site's first language.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Site
from wagtail.rich_text import features
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs
from wagtail_localize.strings import StringValue

from ..following import with_original
from ..versions import best_versions
from ..visibility import may_be_seen
from .languages import language

_KEPT_AS = "_essaimage_linked"
PARAGRAPHS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "blockquote")
"""Elements of rich text, each of which is one text for translators."""
NOWHERE = "<a>"
"""As Wagtail draws a link to a page that is gone; see :func:`..hrefs.without_dead_links`."""
MOST_DIGITS = 18
MOST_LINKS = 500
"""Pages that are looked up together, at most; Wagtail writes the links to any others."""


def with_links(html: str, request: HttpRequest, page: Any, reader: str) -> str:
    """Rich text as it is stored, with its links to pages as addresses. One query for all texts of ``page`` (a page, or
    nothing), and one for each text that is not the page's own, unless its links are known by then.

    A link leads to the reader's version, else to the original, if these may be seen, else to the page that was chosen;
    it leads nowhere if that page is gone or not published. On a site with a link handler of its own for pages, Wagtail
    writes all links.
    """
    if (
        'linktype="page"' not in html
        or features.get_link_types().get(PageLinkHandler.identifier) is not PageLinkHandler
    ):
        return html
    wanted = set(ids_in(html))
    known: dict[int, str] = request.__dict__.setdefault(_KEPT_AS, {})
    if not wanted <= known.keys():
        around = set(_ids_of(page)) if isinstance(page, Page) else set()
        known |= _opening_tags(sorted(wanted | around)[:MOST_LINKS], request, page, reader)

    def replaced(match: re.Match[str]) -> str:
        linked = extract_attrs(match[1])
        if linked.get("linktype") != PageLinkHandler.identifier:
            return match[0]
        pk = _number(linked)
        # Wagtail writes the links beyond those that are looked up together.
        return known.get(pk, match[0]) if pk else NOWHERE

    return FIND_A_TAG.sub(replaced, html)


def with_languages(html: str, languages: Mapping[str, str]) -> str:
    """Stored rich text in which each paragraph that is a key of ``languages`` says its language. ``languages``:
    ``{words as wagtail-localize has them: language code}``."""
    if not languages:
        return html
    soup, found = BeautifulSoup(html, "html.parser"), False
    for element in soup.find_all(PARAGRAPHS):
        code = languages.get(_words_of(element))
        if code:
            found = True
            element["lang"], element["dir"] = code, language(code).dir
    return str(soup) if found else html


def _words_of(element: Tag) -> str:
    try:
        return str(StringValue.from_source_html(element.decode_contents().strip())[0].data)
    except ValueError:  # a list within a list
        return ""


def ids_in(html: str) -> Iterator[int]:
    """The ids of the pages that rich text links."""
    for attributes in FIND_A_TAG.findall(html) if 'linktype="page"' in html else ():
        found = extract_attrs(attributes)
        if found.get("linktype") == PageLinkHandler.identifier and (pk := _number(found)):
            yield pk


def _number(attributes: Mapping[str, str]) -> int:
    """The id of the page that an element links; 0 for what can be none, which the database would not take."""
    given = attributes.get("id", "")
    return int(given) if given.isdecimal() and len(given) <= MOST_DIGITS else 0


def _ids_of(page: Page) -> Iterator[int]:
    for field in page._meta.get_fields():
        if field.name in page.__dict__:
            if isinstance(field, StreamField):
                yield from _ids_within(list(getattr(page, field.name).raw_data))
            elif isinstance(field, RichTextField):
                yield from _ids_within(getattr(page, field.name))


def _ids_within(value: Any) -> Iterator[int]:
    if isinstance(value, str):
        yield from ids_in(value)
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _ids_within(part)
    elif hasattr(value, "source"):
        yield from ids_in(value.source)


def _opening_tags(pks: Iterable[int], request: HttpRequest, page: Any, reader: str) -> dict[int, str]:
    """``{page's id: <a …>}``, :data:`NOWHERE` for an id that no page has."""
    pks = list(pks)
    seen = may_be_seen(Site.find_for_request(request), beside=page)
    keys = Page.objects.filter(pk__in=pks).values("translation_key")
    pages = Page.objects.filter(Q(pk__in=pks) | Q(translation_key__in=keys, alias_of=None)).annotate(
        code=F("locale__language_code"), is_seen=ExpressionWrapper(seen, BooleanField())
    )
    # Specific pages: a page type may have addresses of its own.
    rows = list(with_original(pages).defer_streamfields().specific())
    versions = [row for row in rows if row.is_seen and not row.alias_of_id]
    best = best_versions(versions, reader, code=attrgetter("code"))
    by_pk = {row.pk: row for row in rows}
    found = dict.fromkeys(pks, NOWHERE)
    for pk in pks:
        if pk in by_pk:
            version = best.get(by_pk[pk].translation_key, by_pk[pk])
            is_there = version.live and not (version.expire_at and version.expire_at <= timezone.now())
            url = (version.get_url(request) or "") if is_there else ""
            if url:
                found[pk] = _opening_tag(url, version.code, reader)
    return found


def _opening_tag(url: str, code: str, reader: str) -> str:
    return (
        format_html('<a href="{}">', url) if code == reader else format_html('<a href="{}" hreflang="{}">', url, code)
    )
