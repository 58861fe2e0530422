"""The versions that were published last on a site, of pages that anybody may see: in a few queries, however many
versions there are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Page, Site

from ...contexts.languages import Language, language
from ...visibility import visible
from ..history.views import Row, compare_url
from ..models import Version
from ..names import Author, Authors, Credits, made_of_facts
from .filters import Filters, cursor_at

CHANGES_PER_PAGE = 50
AT_ONCE = (200, 1000, 1000, 1000, 1000)
"""Versions that are looked at, in so many queries at most: of a filter that few of them pass, a list may be shorter
than :data:`CHANGES_PER_PAGE`, and the next one goes on from there."""


@dataclass(slots=True)
class Change(Row):
    """A version with its page. ``before``: the revision of the version that it came after, to
    which an editor can go back; ``language``: where it is not the reader's."""

    page: Any = None
    url: str = ""
    kind: str = ""
    before: int | None = None
    language: Language | None = None

    @property
    def day(self) -> date:
        """By the site's clock."""
        return timezone.localdate(self.version.published_at)


class RecentChanges:
    """``next``: the cursor of what is older, empty where there is nothing."""

    def __init__(self, filters: Filters, site: Site, request: Any, most: int = CHANGES_PER_PAGE) -> None:
        self.request = request
        self.code = filters.code
        pks, self.next = self._found(filters, site, most)
        self.changes = self._changes(pks)

    @staticmethod
    def _found(filters: Filters, site: Site, most: int) -> tuple[list[int], str]:
        """Read the versions from the newest on, some at a time by their index, then ask which of their pages may be
        seen. One query for both would, for some questions, read all versions."""
        condition, narrowed = filters.versions(), filters.pages()
        found: list[tuple[Any, int]] = []
        last: tuple[Any, int] | None = None
        for size in AT_ONCE:
            rows = Version.objects.shown().latest_first().filter(condition)
            looked_at = list(rows.values_list("published_at", "pk", "page")[:size])
            keys = {page for _moment, _pk, page in looked_at}
            pages = visible(Page.objects.filter(narrowed, pk__in=keys, alias_of=None), site)
            seen = set(pages.order_by().values_list("pk", flat=True)) if keys else set()
            for moment, pk, page in looked_at:
                if page in seen:
                    if len(found) == most:
                        return [pk for _moment, pk in found], cursor_at(*found[-1])
                    found.append((moment, pk))
                last = (moment, pk)
            if len(looked_at) < size or last is None:
                return [pk for _moment, pk in found], ""
            filters.cursor = last
            condition = filters.versions()
        return [pk for _moment, pk in found], cursor_at(*last) if last else ""

    def _changes(self, pks: list[int]) -> list[Change]:
        rows = Version.objects.filter(pk__in=pks).latest_first().select_related("page__locale", "restores")
        versions = list(rows.with_those_before())
        authors = Authors(version.author_id for version in versions)
        facts, credits_of = made_of_facts(versions), Credits(versions)
        changes = []
        for version in versions:
            change = self._change(version, authors[version.author_id], version.revision_id in facts)
            change.suggested_by = credits_of[version]
            changes.append(change)
        return changes

    def _change(self, version: Any, author: Author, is_facts: bool) -> Change:
        page, restored = version.page, version.restores
        change = Change(version, None if is_facts else author, is_facts=is_facts)
        change.restored = restored if restored and restored.withdrawn_at is None else None
        change.page, change.before = page, version.before
        code = page.locale.language_code
        change.language = language(code) if code != self.code else None
        change.url = page.get_url(self.request) or ""
        change.kind = capfirst(str(page.cached_content_type.model_class()._meta.verbose_name))
        if version.before:
            change.compare_url = compare_url(Version(revision_id=version.before), version)
        return change
