"""A theme: its initiatives, where they are, its commons, and the themes that go with it."""

from collections import Counter
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest

from ..contexts.addresses import THEME, theme_address
from ..contexts.links import Link
from ..contexts.page import PageContext
from ..contexts.sites import scope_of
from ..directory.kinds import kinds
from ..models import Theme
from ..models.territory import Territory
from ..search import SearchQuery
from ..versions import best_versions
from .subject import MOST_SHOWN, Subject, most_first


class ThemeSubject(Subject):
    """``rows``: the theme in the languages that it is in, the reader's version first."""

    facet = THEME

    def __init__(self, page: Any, request: HttpRequest, page_context: PageContext, rows: list[Theme]) -> None:
        self.theme = rows[0]
        super().__init__(page, request, page_context, self.theme.slug)
        self.name = self.theme.name
        code = self.theme.locale.language_code
        self.description = self.theme.description if code == page_context.language.code else ""

    def address_below(self, directory_url: str, code: str) -> str:
        return theme_address(directory_url, self.theme)

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """``[{label, url, count}]``: the widest territories that tell where its initiatives are."""
        results = self.directory.results
        by_depth: dict[int, list[Territory]] = {}
        for territory in results.territories:
            by_depth.setdefault(territory.depth, []).append(territory)
        several = [found for _depth, found in sorted(by_depth.items()) if len(found) > 1]
        counts, code = results.counts("territory"), self.page_context.language.code
        return most_first(
            {
                "label": territory.display_name(code),
                "url": self.directory.addresses.url(territory=[territory.identifier]),
                "count": counts.get(territory.identifier, 0),
            }
            for territory in (several or [*by_depth.values(), []])[0]
        )

    @cached_property
    def related(self) -> list[dict[str, Any]]:
        """``[{label, url, count}]``: themes that most of its initiatives are about too."""
        labels = {term.key: term for term in self.directory.around.lookup.terms(Theme).values()}
        counts: Counter[str] = Counter()
        for sheets in self._sheets():
            rows = sheets.model.objects.filter(pk__in=sheets.values("pk")).order_by().values("themes__translation_key")
            for row in rows.annotate(number=Count("pk", distinct=True)):
                counts[str(row["themes__translation_key"])] += row["number"]
        own = str(self.theme.translation_key)
        return most_first(
            {
                "label": labels[key].label,
                "url": theme_address(self.page_context.search_url, labels[key]),
                "count": count,
            }
            for key, count in counts.items()
            if key in labels and key != own
        )

    @cached_property
    def commons(self) -> list[Link]:
        """Commons about it, of the whole site."""
        around, home = self.directory.around, self.page_context.home
        kind = kinds().get("commons")
        if kind is None or home is None:
            return []
        filters = {"type": sorted(kind.types), "theme": [str(self.theme.translation_key)]}
        scope = scope_of((home.path,), around.language)
        query = SearchQuery("", around.language, filters, facets=("type",), limit=MOST_SHOWN, scope=scope)
        hits = around.engine.search(query).hits
        return self._links(_key_of(hit.key) for hit in hits)

    def _of_subject(self, sheets: Any) -> Any:
        return sheets.filter(themes__translation_key=self.theme.translation_key)


def theme_called(slug: str, code: str) -> list[Theme]:
    """The theme with a slug, in all its languages, the best for a reader first; none if there is no such theme.

    Of two themes with this slug, which forms refuse and imports may bring, the one in the reader's language is meant.
    One query.
    """
    # PostgreSQL refuses a text with a NUL.
    rows = list(Theme.objects.filter(slug=slug).select_related("locale").order_by("-pk")) if slug.isprintable() else []
    if not rows:
        return []
    versions = best_versions(rows, code)
    best = min(versions.values(), key=lambda row: row.locale.language_code != code)
    return [best, *(row for row in rows if row.translation_key == best.translation_key and row is not best)]


def _key_of(name: str) -> UUID:
    return UUID(name.partition(":")[0])
