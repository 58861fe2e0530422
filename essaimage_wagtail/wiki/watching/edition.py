"""What there is to tell watchers of a site: read once for all of them, in as many queries for a thousand as for one."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Site

from ...comparing.kinds import Kind
from ...comparing.versions import compare
from ...contexts.page import Language, language
from ...directory.rows import addressed
from ...formatting import enumeration
from ...models import SheetFields, Territory
from ...models.keys import pages_with
from ...visibility import visible
from ..history.access import as_it_was
from ..history.views import Row, compare_url
from ..models import Subscription, Version
from ..models.watching import Watched
from ..names import made_of_facts
from .subjects import matching

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Entry:
    """A page in one language, with its changes. ``language``: the page's, where it is not the reader's; ``said``: what
    editors say of the changes; ``what``: what differs, in words."""

    title: str
    code: str
    url: str
    is_new: bool
    what: str
    compare_url: str = ""
    language: Language | None = None
    territory: str = ""
    said: list[str] = field(default_factory=list)


class Edition:
    """The versions with the numbers after ``oldest`` up to ``number``, of the pages of a site that anybody may see now,
    without the withdrawn ones. ``changes``: by page, its versions from the oldest on."""

    def __init__(self, site: Site, oldest: int, number: int) -> None:
        self.site = site
        rows = Version.objects.shown().filter(news__number__gt=oldest, news__number__lte=number)
        rows = rows.with_those_before().annotate(number=F("news__number")).select_related("restores")
        versions = list(rows.order_by("published_at", "pk"))
        pages = visible(Page.objects.filter(pk__in={version.page_id for version in versions}, alias_of=None), site)
        self.pages: dict[int, Page] = {page.pk: page for page in pages.select_related("locale", "content_type")}
        self.changes: dict[int, list[Any]] = {pk: [] for pk in self.pages}
        for version in versions:
            if version.page_id in self.changes:
                self.changes[version.page_id].append(version)
        self._matching: dict[tuple[str, str, str], set[int]] = {}
        self._counts: dict[tuple[int | None, int], Counter[Kind]] = {}

    def told_to(self, due: Iterable[Subscription], others: Iterable[Subscription], code: str) -> dict[int, list[Any]]:
        """The versions to tell a watcher, by page, the latest page first: those that one of the ``due`` subscriptions
        is about and has not told yet, unless one of the ``others`` of the watcher has told them. The languages of
        one page stand together."""
        known = self._versions(others, code, lambda one, version: version.number <= one.told)
        found = self._versions(due, code, lambda one, version: version.number > one.told)
        told = {
            pk: sorted(of_page.values(), key=_moment)
            for pk, versions in found.items()
            if (of_page := {key: version for key, version in versions.items() if key not in known.get(pk, ())})
        }
        return {pk: told[pk] for pk in self._in_order(told)}

    def _versions(
        self, subscriptions: Iterable[Subscription], code: str, is_meant: Callable[[Subscription, Any], bool]
    ) -> dict[int, dict[int, Any]]:
        found: dict[int, dict[int, Any]] = {}
        for one in subscriptions:
            for pk in self._about(one, code):
                for version in self.changes[pk]:
                    if is_meant(one, version) and one.confirmed_at and version.published_at >= one.confirmed_at:
                        found.setdefault(pk, {})[version.pk] = version
        return found

    def _in_order(self, told: Mapping[int, list[Any]]) -> list[int]:
        latest = {pk: _moment(versions[-1]) for pk, versions in told.items()}
        of_key: dict[Any, Any] = {}
        for pk, moment in latest.items():
            key = self.pages[pk].translation_key
            of_key[key] = max(of_key.get(key, moment), moment)
        return sorted(told, key=lambda pk: (of_key[self.pages[pk].translation_key], latest[pk]), reverse=True)

    def _about(self, one: Subscription, code: str) -> set[int]:
        key = (one.kind, one.subject, code if one.kind == Watched.CHANGES else "")
        if key not in self._matching:
            self._matching[key] = matching(one.kind, one.subject, code, self.site, self.pages.values())
        return self._matching[key]

    def entries(self, told: Mapping[int, list[Any]], code: str, most: int) -> list[Entry]:
        """The first ``most`` pages as entries, in the active language, which is ``code``."""
        return [self._entry(pk, told[pk], code) for pk in list(told)[:most]]

    def _entry(self, pk: int, versions: list[Any], code: str) -> Entry:
        page, old, new = self._addressed[pk], versions[0].before, versions[-1]
        own = self.pages[pk].locale.language_code
        what = "" if old is None else in_words(self._counted(page, old, new))
        entry = Entry(page.title, own, page.get_full_url() or "", old is None, what)
        entry.language = language(own) if own != code else None
        territory = self._territories.get(pk)
        entry.territory = territory.display_name(code) if territory else ""
        entry.said = [words for version in versions if (words := self._said(version))]
        if old is not None:
            entry.compare_url = f"{self.site.root_url}{compare_url(Version(revision_id=old), new)}"
        return entry

    def _said(self, version: Any) -> str:
        row = Row(version, None, is_facts=version.revision_id in self._facts)
        row.restored = version.restores if version.restores and version.restores.withdrawn_at is None else None
        return row.told

    def _counted(self, page: Page, old: int, new: Any) -> Counter[Kind]:
        """How many parts of a page came, went, moved or changed; computed once for all watchers who are told of it."""
        key = (old, new.revision_id)
        if key not in self._counts:
            today = page.specific
            new.page = today
            before = Version(page=today, revision_id=old, published_at=new.published_at)
            code = self.pages[page.pk].locale.language_code
            try:
                found = compare(as_it_was(before), as_it_was(new), code, self.site)
            except Exception:
                # The site's code may not read an old version any more: the message goes without the numbers.
                logger.exception("The versions %s and %s of page %s cannot be compared", *key, page.pk)
                found = []
            self._counts[key] = Counter(one.kind for one in found)
        return self._counts[key]

    @cached_property
    def _addressed(self) -> dict[int, Any]:
        found = {page.pk: page for page in addressed(self.pages.values())}
        for pk, page in found.items():
            page.locale = self.pages[pk].locale
        return found

    @cached_property
    def _facts(self) -> set[int]:
        return made_of_facts(version for versions in self.changes.values() for version in versions)

    @cached_property
    def _territories(self) -> dict[int, Territory]:
        """The territories of the sheets among the pages, by page."""
        places: dict[int, int] = {}
        for model in pages_with(SheetFields):
            rows = model.objects.filter(pk__in=self.pages).exclude(territory=None)
            places |= dict(rows.order_by().values_list("pk", "territory"))
        chains = Territory.objects.with_ancestors(places.values())
        return {pk: chains[territory][-1] for pk, territory in places.items() if territory in chains}


def in_words(counts: Counter[Kind]) -> str:
    """“2 parts changed, 1 new”."""
    words = {
        Kind.CHANGED: ngettext("%(count)d part changed", "%(count)d parts changed", counts[Kind.CHANGED]),
        Kind.ADDED: ngettext("%(count)d new part", "%(count)d new parts", counts[Kind.ADDED]),
        Kind.REMOVED: ngettext("%(count)d part removed", "%(count)d parts removed", counts[Kind.REMOVED]),
        Kind.MOVED: ngettext("%(count)d part moved", "%(count)d parts moved", counts[Kind.MOVED]),
    }
    said = [text % {"count": counts[kind]} for kind, text in words.items() if counts[kind]]
    return enumeration(said) if said else _("The words are the same.")


def _moment(version: Any) -> tuple[Any, int]:
    return version.published_at, version.pk
