"""Submitting pages for translation, many of them.

wagtail-localize's own way (:func:`wagtail_localize.operations.translate_object`) takes several queries for each text of
the original, and makes each translation twice: a copy of the original, saved with all its rows and a revision, is
filled with the texts known so far and saved once more. Here some pages are read together, their texts are written in
bulk, a new version is filled before it is saved, and what Wagtail and wagtail-localize note of each is written in bulk.
The rows are the same, but for the first of two revisions. What is rarer goes wagtail-localize's way: a version that
exists (an alias too), a page whose parent has no version in the language or that has a restriction of its own, what
validation refuses, snippets.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail_localize.models import RelatedObjectSegment, Translation, TranslationSource
from wagtail_localize.operations import TranslationCreator

from ..search.batches import batches
from ..search.indexing.locks import locked
from .filling import Original, read_relations, versions_of
from .machine.drafting import Drafted, drafts_for
from .making import Version, make
from .rights import live_status_is_copied, may_be_read, may_translate
from .texts import sources_of, write_segments

logger = logging.getLogger("essaimage_wagtail.multilingual")

PAGES_TOGETHER = 25
"""Pages of a batch, which is one transaction: who stops the work loses no more."""


def may_submit(user: Any) -> bool:
    """wagtail-localize's own permission, which says nothing of languages."""
    return bool(user.has_perm("wagtail_localize.submit_translation"))


Waiting = tuple[Page, list[Locale]]
"""A page, and languages into which it is to be given to translators."""


def waiting(pages: Iterable[Page], locales: Collection[Locale], user: Any = None) -> Iterator[Waiting]:
    """Pages with those of the languages into which they are not given to translators yet, parents first. With a user,
    only what they may read, into languages in which they may write. Aliases show another page and have no text."""
    for some in batches(pages, PAGES_TOGETHER):
        versions = Page.objects.filter(translation_key__in=[page.translation_key for page in some], alias_of=None)
        done = set(versions.values_list("translation_key", "locale"))
        for page in some:
            if page.alias_of_id is not None or page.is_root():
                continue
            missing = [locale for locale in locales if (page.translation_key, locale.pk) not in done]
            if user is not None:
                readable = may_be_read(user, page)
                missing = [locale for locale in missing if readable and may_translate(user, page, locale)]
            if missing:
                yield page, missing


def submit_pages(
    found: Iterable[Waiting], user: Any = None, publish: bool | None = None
) -> Iterator[tuple[Page, Exception | None]]:
    """Give many pages to the translators of languages, a batch at a time: all of a batch or nothing. Gives each page
    when it is done, with what went wrong with it. ``publish``: whether a version goes live at once, if its original
    is; without it, as the site's settings say."""
    goes_live = live_status_is_copied() if publish is None else publish
    for batch in _batches(found):
        try:
            _submit_batch(batch, user, goes_live)
        except Exception as error:
            yield from _one_by_one(batch, user, goes_live, error)
        else:
            for page, _locales in batch:
                yield page, None


def _one_by_one(
    batch: list[Waiting], user: Any, goes_live: bool, error: Exception
) -> Iterator[tuple[Page, Exception | None]]:
    """Submit each page of a failed batch by itself, to find out which of them cannot be submitted."""
    failed = False
    for page, locales in batch:
        try:
            _submit_batch([(page, locales)], user, goes_live)
        except Exception as its_own:
            failed = True
            yield page, its_own
        else:
            yield page, None
    if not failed:
        # Each page can be submitted by itself: the error came from what followed once the batch was stored.
        logger.error("Something failed after pages were submitted for translation", exc_info=error)


def _batches(found: Iterable[Waiting]) -> Iterator[list[Waiting]]:
    """Batches of pages in one language, in which no page lies below another."""
    batch: list[Waiting] = []
    for page, locales in found:
        is_full = len(batch) == PAGES_TOGETHER
        if batch and (is_full or any(_is_apart(page, other) for other, _locales in batch)):
            yield batch
            batch = []
        batch.append((page, locales))
    if batch:
        yield batch


def _is_apart(page: Page, other: Page) -> bool:
    return page.locale_id != other.locale_id or page.path.startswith(other.path)


@transaction.atomic
def _submit_batch(batch: list[Waiting], user: Any, goes_live: bool) -> None:
    """Submit a batch, without the versions that another process has made meanwhile."""
    family = _Family([page for page, _locales in batch])
    wanted = [
        (page, [locale for locale in locales if not family.has_own(page, locale)])
        for page, locales in batch
        if page.pk in family.pages
    ]
    _submit(family, [(page, locales) for page, locales in wanted if locales], user, goes_live)


def draft_page(page: Page, locales: Iterable[Locale], machine: Any, user: Any = None) -> Drafted:
    """Have a machine draft the texts of a page before it is submitted, outside any transaction: it may take long."""
    with transaction.atomic():
        original = _originals([page.specific])[page.pk]
    return drafts_for(original.source, locales, machine, user)


@transaction.atomic
def submit_page(page: Page, locales: Iterable[Locale], user: Any = None) -> None:
    """Give a page to the translators of languages: all of it or nothing. As
    :func:`wagtail_localize.operations.translate_object`."""
    _submit(_Family([page]), [(page, list(locales))], user, live_status_is_copied())


class _Family:
    """Pages, those above them, and the versions of all: others who write any of them wait until the transaction
    ends."""

    def __init__(self, pages: list[Page]) -> None:
        above = [page.path[: -page.steplen] for page in pages]
        parents = Page.objects.filter(path__in=above, depth__gt=1).values_list("translation_key", flat=True)
        keys = {page.translation_key for page in pages} | set(parents)
        self.locales = Locale.all_objects.in_bulk()
        family = locked(translation_key__in=keys)
        list(family.values_list("pk"))
        # What those have written for whom this waited is read by another query.
        self.pages: dict[int, Page] = {page.pk: page for page in family.all()}
        self._by_path = {page.path: page for page in self.pages.values()}
        self._versions = {(page.translation_key, page.locale_id): page for page in self.pages.values()}
        for page in self.pages.values():
            page.locale = self.locales[page.locale_id]

    def has_own(self, page: Page, locale: Locale) -> bool:
        """Whether there is a version in a language that is not an alias."""
        version = self._versions.get((page.translation_key, locale.pk))
        return version is not None and version.alias_of_id is None

    def parent(self, page: Page) -> Page | None:
        return self._by_path.get(page.path[: -page.steplen])

    def place(self, page: Page, locale: Locale) -> Page | None:
        """Below which page a new version belongs; ``None`` where there is a version, or no parent yet."""
        parent = self.parent(page)
        if parent is None or (page.translation_key, locale.pk) in self._versions:
            return None
        return self._versions.get((parent.translation_key, locale.pk))


def _submit(family: _Family, wanted: list[Waiting], user: Any, goes_live: bool) -> None:
    pages = _specific(family, [page.pk for page, _locales in wanted])
    if not pages:
        return
    originals = _originals(list(pages.values()))
    restricted = set(PageViewRestriction.objects.filter(page__in=pages).values_list("page", flat=True))
    roots = set(Site.objects.values_list("root_page__translation_key", flat=True))
    targets = [
        (originals[page.pk], locale) for page, locales in wanted for locale in locales if locale.pk != page.locale_id
    ]
    _submit_related([original.source for original in originals.values()], targets, user)

    def version(target: tuple[Original, Locale]) -> Version | None:
        original, locale = target
        page = original.page
        place = family.place(page, locale)
        if place is None or page.pk in restricted or not _is_synced(page):
            return None
        return Version(original, locale, place, is_site_root=page.translation_key in roots)

    # Keep the order of the targets: each version is added after its siblings.
    for is_new, some in groupby(((version(target), target) for target in targets), lambda pair: pair[0] is not None):
        pairs = list(some)
        if is_new:
            refused = make([one for one, _target in pairs if one is not None], user, goes_live)
            pairs = [(None, (one.original, one.locale)) for one in refused]
        for _none, (original, locale) in pairs:
            _by_wagtail_localize(original, locale, user, goes_live)


def _specific(family: _Family, pks: list[int]) -> dict[int, Page]:
    """Pages in their own types, with their relations in memory."""
    found: dict[int, Page] = {}
    by_type: dict[type[Page], list[Page]] = {}
    for page in Page.objects.filter(pk__in=pks).order_by("depth", "path").specific():
        page.locale = family.locales[page.locale_id]
        parent = family.parent(page)
        if parent is not None:
            page._cached_parent_obj = parent
        found[page.pk] = page
        by_type.setdefault(type(page), []).append(page)
    for some in by_type.values():
        read_relations(some)
    return found


def _originals(pages: list[Page]) -> dict[int, Original]:
    """The originals, by the primary keys of the pages. For pages that were never submitted, the texts are written."""
    sources, new = sources_of(pages)
    originals = {page.pk: Original(page, sources[page.translation_key], page.translation_key in new) for page in pages}
    write_segments(
        {original.source: original.given() for original in originals.values() if original.source.object_id in new}
    )
    return originals


def _submit_related(sources: list[TranslationSource], targets: Iterable[tuple[Original, Locale]], user: Any) -> None:
    """Submit the rows to which pages refer, such as themes, where they have no version in the language yet."""
    segments: dict[Any, list[Any]] = {}
    for segment in RelatedObjectSegment.objects.filter(source__in=sources).select_related("object"):
        segments.setdefault(segment.source_id, []).append(segment.object)
    targets = [(original, locale) for original, locale in targets if original.source.pk in segments]
    done = versions_of([one for some in segments.values() for one in some], [locale for _original, locale in targets])
    for original, locale in targets:
        for related in segments[original.source.pk]:
            if (related.pk, locale.pk) not in done:
                instance = related.get_instance(original.page.locale)
                TranslationCreator(user, [locale]).create_translations(instance, include_related_objects=False)
                done.add((related.pk, locale.pk))


def _is_synced(page: Page) -> bool:
    mode = getattr(settings, "WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE", "synced")
    return bool(getattr(page, "localize_default_translation_mode", mode) == "synced")


def _by_wagtail_localize(original: Original, locale: Locale, user: Any, goes_live: bool) -> None:
    """As its :class:`TranslationCreator` does, which asks the site's settings alone whether to publish."""
    translation, _created = Translation.objects.update_or_create(
        source=original.source, target_locale=locale, defaults={"enabled": _is_synced(original.page)}
    )
    with suppress(ValidationError):
        translation.save_target(user=user, publish=original.page.live and goes_live)
