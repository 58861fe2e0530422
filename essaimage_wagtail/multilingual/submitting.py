"""Submitting pages for translation, many of them.

wagtail-localize's own way (:func:`wagtail_localize.operations.translate_object`) takes several queries for each text of
the original, and makes each translation twice: a copy of the original, saved with all its rows and a revision, is
filled with the texts known so far and saved once more. Here the texts of a page are written in bulk, and a new
translation is filled before it is saved. The rows are the same, but for the first of its two revisions. What is
rarer goes wagtail-localize's way: a version that exists (an alias too), a page whose parent has no version in the
language, what validation refuses, snippets.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Locale, Page, ReferenceIndex, TranslatableMixin
from wagtail.models.copying import _copy
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import copy_for_translation_done
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import Translation, TranslationLog, TranslationSource
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.segments.ingest import ingest_segments

from .machine.drafting import Drafted, drafts_for
from .rights import live_status_is_copied, may_be_read, may_translate
from .signals import drop_words_of_the_original
from .texts import as_page, source_of


def may_submit(user: Any) -> bool:
    """wagtail-localize's own permission, which says nothing of languages."""
    return bool(user.has_perm("wagtail_localize.submit_translation"))


def waiting(
    pages: Iterable[Page], locales: Collection[Locale], user: Any = None
) -> Iterator[tuple[Page, list[Locale]]]:
    """Pages with those of the languages into which they are not given to translators yet, parents first. With a user,
    only what they may read, into languages in which they may write. Aliases show another page and have no text."""
    for page in pages:
        if page.alias_of_id is not None or page.is_root():
            continue
        done = set(
            Page.objects.filter(translation_key=page.translation_key, alias_of=None).values_list("locale", flat=True)
        )
        missing = [locale for locale in locales if locale.pk not in done]
        if user is not None:
            missing = (
                [locale for locale in missing if may_translate(user, page, locale)] if may_be_read(user, page) else []
            )
        if missing:
            yield page, missing


def draft_page(page: Page, locales: Iterable[Locale], machine: Any, user: Any = None) -> Drafted:
    """Have a machine draft the texts of a page before it is submitted, outside any transaction: it may take long."""
    with transaction.atomic():
        source = source_of(page.specific)
    return drafts_for(source, locales, machine, user)


@transaction.atomic
def submit_page(page: Page, locales: Iterable[Locale], user: Any = None, publish: bool | None = None) -> None:
    """Give a page to the translators of languages: all of it or nothing. As
    :func:`wagtail_localize.operations.translate_object`. ``publish``: whether a version goes live at once, if its
    original is; without it, as the site's settings say."""
    page = page.specific
    goes_live = live_status_is_copied() if publish is None else publish
    source = source_of(page)
    targets = [locale for locale in locales if locale.pk != source.locale_id]
    _submit_related(source, page, targets, user)
    parents = _places(page, targets)
    is_restricted = page.view_restrictions.exists()
    for locale in targets:
        if locale.pk in parents and _is_synced(page):
            with suppress(ValidationError), transaction.atomic():
                _make(source, page, locale, parents[locale.pk], is_restricted, user, goes_live)
                continue
        _by_wagtail_localize(source, page, locale, user, goes_live)


def _submit_related(source: TranslationSource, page: Page, locales: list[Locale], user: Any) -> None:
    """What a page refers to in its own language, where that has no version yet."""
    for segment in source.relatedobjectsegment_set.select_related("object"):
        missing = [locale for locale in locales if not segment.object.has_translation(locale)]
        if missing:
            related = segment.object.get_instance(page.locale)
            TranslationCreator(user, missing).create_translations(related, include_related_objects=False)


def _is_synced(page: Page) -> bool:
    mode = getattr(settings, "WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE", "synced")
    return bool(getattr(page, "localize_default_translation_mode", mode) == "synced")


def _places(page: Page, locales: list[Locale]) -> dict[Any, Page]:
    """Below which page a new version belongs, by the key of its language; none where there is a version, or no parent
    yet."""
    there = Page.objects.filter(translation_key=page.translation_key).values_list("locale", flat=True)
    missing = {locale.pk for locale in locales} - set(there)
    parent = page.get_parent()
    if parent.is_root():
        return {}
    parents = Page.objects.filter(translation_key=parent.translation_key, locale__in=missing)
    return {found.locale_id: found for found in parents.select_related("locale")}


def _by_wagtail_localize(source: TranslationSource, page: Page, locale: Locale, user: Any, goes_live: bool) -> None:
    """As its :class:`TranslationCreator` does, which asks the site's settings alone whether to publish."""
    translation, _created = Translation.objects.update_or_create(
        source=source, target_locale=locale, defaults={"enabled": _is_synced(page)}
    )
    with suppress(ValidationError):
        translation.save_target(user=user, publish=page.live and goes_live)


def _make(
    source: TranslationSource,
    page: Page,
    locale: Locale,
    parent: Page,
    is_restricted: bool,
    user: Any,
    goes_live: bool,
) -> None:
    """Make the version in a language that has none. Raises ``ValidationError``."""
    original = as_page(source, page)
    with disable_reference_index_auto_update():
        target = _filled(source, page, original, locale)
        target.slug = find_available_slug(parent, slugify(target.slug))
        parent.add_child(instance=target)
        copy_for_translation_done.send(sender=type(page), source_obj=page, target_obj=target)
        revision = target.save_revision(user=user)
    ReferenceIndex.create_or_update_for_object(target)
    if is_restricted:
        source.sync_view_restrictions(original, target)
    _log_copy(page, target, parent)
    Translation.objects.update_or_create(source=source, target_locale=locale, defaults={"enabled": True})
    if page.live and goes_live:
        transaction.on_commit(revision.publish)
    TranslationLog.objects.create(source=source, locale=locale, revision=revision)


def _filled(source: TranslationSource, page: Page, original: Page, locale: Locale) -> Page:
    """A version that is not saved: a copy, with the facts of the original and what is known of its texts."""
    copied = page if page.live else page.get_latest_revision_as_object()
    target, children = _copy(
        copied,
        exclude_fields=copied.default_exclude_fields_in_copy + copied.exclude_fields_in_copy,
        update_attrs={
            "locale": locale,
            "live": False,
            "has_unpublished_changes": True,
            "live_revision": None,
            "first_published_at": None,
            "last_published_at": None,
            "alias_of": None,
        },
    )
    for child in children.values():
        if isinstance(child, TranslatableMixin):
            child.locale = locale
    drop_words_of_the_original(target)
    copy_synchronised_fields(original, target)
    segments = source._get_segments_for_translation(locale, fallback=True)
    ingest_segments(original, target, source.locale, locale, segments)
    return target


def _log_copy(page: Page, target: Page, parent: Page) -> None:
    """As Wagtail's own copy says it in the page's history."""
    above = page.get_parent()

    def named(one: Page) -> dict[str, Any]:
        return {"id": one.pk, "title": one.specific_deferred.get_admin_display_title()}

    language = {"id": target.locale_id, "language_code": target.locale.language_code}
    log(
        instance=target,
        action="wagtail.copy_for_translation",
        data={
            "page": {"id": target.pk, "title": target.get_admin_display_title(), "locale": language},
            "source": named(above),
            "destination": named(parent),
            "keep_live": False,
            "source_locale": {"id": page.locale_id, "language_code": page.locale.language_code},
        },
    )
