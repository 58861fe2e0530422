"""The sitemap of a site: its public pages of any type in all languages, each with its other versions.

One part lists the pages of one language; an index names the parts (https://www.sitemaps.org/protocol.html). Wagtail's
own lists the tree of the root page alone, and no other versions (https://github.com/wagtail/wagtail/issues/1196).
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from heapq import merge
from itertools import groupby, islice
from math import ceil
from operator import attrgetter
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Length
from django.http import HttpRequest
from django.utils import translation
from wagtail.coreutils import get_content_languages
from wagtail.models import Page, Site

from ..versions import nearness
from ..visibility import visible

MOST_PAGES = 10_000
"""Pages of one part: with five languages some 8 MB, of the 50 that the protocol allows."""
KEPT = 3600
"""Seconds for which a part is kept: what moves without being published is listed at its former address that long."""
READ_AT_ONCE = 1000
COLUMNS = (
    "pk",
    "url_path",
    "translation_key",
    "locale",
    "last_published_at",
    "latest_revision_created_at",
    "content_type",
)
"""What the address of a page of Wagtail's own kind is made of."""
OWN_WAYS = ("get_sitemap_urls", "get_full_url", "get_url_parts")
"""Methods of Wagtail's ``Page`` that a page type may replace: then its pages are read whole, and asked."""

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class Part:
    """``changed``: when a page of the language was last published."""

    code: str
    number: int
    changed: datetime | None


class Sitemap:
    """What anybody may see of a site. Drafts, private and expired pages are left out, aliases that show the words of
    another page, and pages whose ``get_sitemap_urls`` gives nothing, which is Wagtail's way to leave a page out."""

    def __init__(self, site: Site, request: HttpRequest) -> None:
        self.site = site
        self.request = request

    @cached_property
    def state(self) -> list[tuple[Any, ...]]:
        """A row for each language: its code, the number of its pages, and what differs once any of these was published,
        hidden or moved. One query."""
        rows = self._pages(Page.objects.all()).order_by().values_list("locale__language_code")
        counted = rows.annotate(
            listed=Count("pk"), changed=Max("last_published_at"), which=Sum("pk"), where=Sum(Length("url_path"))
        )
        return sorted(counted, key=lambda row: nearness(row[0]))

    def parts(self) -> list[Part]:
        return [
            Part(code, number, changed)
            for code, count, changed, *_rest in self.state
            for number in range(1, ceil(count / MOST_PAGES) + 1)
        ]

    def index(self, addresses: Iterable[tuple[Part, str]]) -> str:
        """The index as XML, for the parts with their absolute addresses."""
        rows = (f"<sitemap><loc>{escape(url)}</loc>{_lastmod(part.changed)}</sitemap>\n" for part, url in addresses)
        return f'{HEAD}<sitemapindex xmlns="{SCHEMA}">\n{"".join(rows)}</sitemapindex>\n'

    def part(self, part: Part) -> bytes:
        """A part as XML, from the cache if no page was published, hidden or moved since."""
        state = sha256(repr((self.state, Site.get_site_root_paths())).encode()).hexdigest()[:32]
        key = f"essaimage-sitemap-{self.site.pk}-{part.code}-{part.number}-{state}"
        packed = cache.get(key)
        if packed is None:
            # Addresses repeat one another: packed, a part is small enough for any cache.
            packer = zlib.compressobj()
            packed = b"".join(packer.compress(piece.encode()) for piece in self._pieces(part)) + packer.flush()
            cache.set(key, packed, KEPT)
        return zlib.decompress(packed)

    def _pieces(self, part: Part) -> Iterator[str]:
        yield f'{HEAD}<urlset xmlns="{SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        first = (part.number - 1) * MOST_PAGES
        for page, versions in islice(self._in(part.code), first, first + MOST_PAGES):
            yield from self._entries(page, versions)
        yield "</urlset>\n"

    def _in(self, code: str) -> Iterator[tuple[Any, list[Any]]]:
        """Each page of a language with all its versions, itself among them. The pages of the whole site are read in the
        order of their keys: beside what the database sends at once, the versions of one page are in memory."""
        for _key, found in groupby(self._all(), key=attrgetter("translation_key")):
            versions = list(found)
            for page in versions:
                if page.code == code:
                    yield page, versions

    def _all(self) -> Iterator[Any]:
        """All pages in the order of their translation keys: those of Wagtail's ways in one query, those with ways of
        their own in one for each page type."""
        special = [model for model in _page_types() if any(_replaces(model, name) for name in OWN_WAYS)]
        types = ContentType.objects.get_for_models(*special, for_concrete_models=False).values()
        plain = Page.objects.exclude(content_type__in=[each.pk for each in types]).only(*COLUMNS)
        own = [model.objects.filter(content_type=ContentType.objects.get_for_model(model)) for model in special]
        return merge(*map(self._read, [plain, *own]), key=attrgetter("translation_key"))

    def _read(self, pages: Any) -> Iterator[Any]:
        pages = self._pages(pages).annotate(code=F("locale__language_code"))
        return iter(pages.order_by("translation_key").iterator(chunk_size=READ_AT_ONCE))

    def _pages(self, pages: Any) -> Any:
        lists = [model for model in _page_types() if getattr(model, "shows_others", False)]
        types = ContentType.objects.get_for_models(*lists).values()
        own = Q(alias_of=None) | Q(content_type__in=[each.pk for each in types])
        return visible(pages.filter(own, locale__language_code__in=get_content_languages()), self.site)

    def _entries(self, page: Any, versions: list[Any]) -> Iterator[str]:
        with translation.override(page.code):
            entries = page.get_sitemap_urls(self.request)
        addresses = {version.code: self._address(version) for version in versions}
        codes = sorted((code for code, address in addresses.items() if address), key=nearness)
        known = [(code, addresses[code]) for code in codes]
        if known:
            known.append(("x-default", known[0][1]))
        for entry in entries:
            location = entry.get("location")
            if not location:
                continue
            given = [(each["lang_code"], each["location"]) for each in entry.get("alternates", ())]
            links = given or (known if len(known) > 2 and location == addresses[page.code] else [])
            alternates = "".join(
                f'<xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(url)}/>' for code, url in links
            )
            yield f"<url><loc>{escape(location)}</loc>{_lastmod(entry.get('lastmod'))}{alternates}</url>\n"

    def _address(self, page: Any) -> str:
        with translation.override(page.code):
            return page.get_full_url(self.request) or ""


def _lastmod(moment: Any) -> str:
    return f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""


def _page_types() -> list[Any]:
    return [model for model in apps.get_models() if issubclass(model, Page) and not model._meta.proxy]


def _replaces(model: Any, name: str) -> bool:
    return getattr(model, name) is not getattr(Page, name)
