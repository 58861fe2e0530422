"""Making versions of pages in languages that have none: each is saved by itself, so that a page type's own way to save
and the receivers of its signals see it, and what Wagtail and wagtail-localize note of each is written for all at once.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import get_active_log_context, log
from wagtail.log_actions import registry as log_registry
from wagtail.models import Locale, Page, PageLogEntry, Revision
from wagtail.models.copying import _copy_m2m_relations
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import copy_for_translation_done
from wagtail_localize.models import Translation, TranslationLog

from ..models import SheetFields
from ..saving import together
from .filling import Original, Texts, hold, rows_held
from .references import write_references

GIVEN = ["content_type", "locale", "owner", "path"]
"""Fields that a version has from here or from its original: to validate them is to ask the database what is known."""


@dataclass
class Version:
    """A version to make below ``parent``, which the transaction has locked. ``target`` and ``revision``: what was
    made."""

    original: Original
    locale: Locale
    parent: Page
    is_site_root: bool
    target: Any = None
    revision: Any = None


def make(versions: list[Version], user: Any, goes_live: bool) -> list[Version]:
    """Make versions, in a transaction; returns those that validation refuses, which are not made. ``goes_live``: those
    are published whose original is."""
    if not versions:
        return []
    texts = Texts({version.original.source for version in versions}, {version.locale for version in versions})
    parents = {version.parent.pk: version.parent for version in versions}
    slugs = {slugify(version.original.page.slug) for version in versions}
    places = {pk: Place(parent, slugs) for pk, parent in parents.items()}
    made, refused = [], []
    with together():
        with disable_reference_index_auto_update():
            for version in versions:
                place = places[version.parent.pk]
                try:
                    with transaction.atomic():
                        _save(version, place, texts)
                except ValidationError:
                    place.look()
                    refused.append(version)
                else:
                    made.append(version)
            _write_revisions(made, user)
        write_references(version.target for version in made)
        _write_history(made)
        _write_translations(made)
    for version in made:
        if version.original.page.live and goes_live:
            # robust: if an extension of the site fails to publish one version, Django logs it, and the others go on.
            transaction.on_commit(version.revision.publish, robust=True)
    return refused


class Place:
    """The place below a page, after all its children, where new pages go. Treebeard's ``add_child`` would look for the
    last child each time. ``slugs``: those that the versions will probably want, checked together in one query."""

    def __init__(self, parent: Page, slugs: set[str]) -> None:
        self.parent = parent
        self.look()
        taken = parent.get_children().filter(slug__in=slugs).values_list("slug", flat=True)
        self._free = slugs.difference(taken)

    def slug(self, wanted: str) -> str:
        """A free slug; Wagtail's validation checks it once more."""
        return wanted if wanted in self._free else find_available_slug(self.parent, wanted)

    def look(self) -> None:
        """Find the place again, after others may have added or moved pages."""
        self.parent.refresh_from_db(fields=["numchild"])
        self._last = self.parent.get_last_child()

    def give(self, page: Page) -> None:
        page.depth = self.parent.depth + 1
        page.path = self._last._inc_path() if self._last else page._get_path(self.parent.path, page.depth, 1)
        page._cached_parent_obj = self.parent

    def take(self, page: Page) -> None:
        """Note that a page is about to be saved in its place, and count it in its parent, where receivers look."""
        self._last = page
        self._free.discard(page.slug)
        self.parent.numchild += 1
        Page.objects.filter(pk=self.parent.pk).update(numchild=F("numchild") + 1)


def _save(version: Version, place: Place, texts: Texts) -> None:
    """Raises ``ValidationError``, which a page type's own way to save may do too."""
    original = version.original
    target = original.version(version.locale, texts.of(original.source, version.locale))
    target.slug = place.slug(slugify(target.slug))
    target.draft_title = target.title
    target._is_site_root = version.is_site_root
    place.give(target)
    path = target.path
    target.full_clean(exclude=GIVEN)
    # Saving writes the relations that it finds in memory, and asks for what is stored of each, of empty ones too.
    rows = rows_held(target)
    place.take(target)
    target.save(clean=False, log_action=None)
    _copy_m2m_relations(original.page, target, exclude_fields=target.exclude_fields_in_copy)
    hold(target, rows)
    copy_for_translation_done.send(sender=type(target), source_obj=original.page, target_obj=target)
    if target.path != path:
        place.look()
    version.target = target


def _write_revisions(made: list[Version], user: Any) -> None:
    """As ``save_revision`` does, once the page is validated; by it, where a page type has its own."""
    for version in made:
        target = version.target
        if type(target).save_revision in (Page.save_revision, SheetFields.save_revision):
            version.revision = Revision(
                content_object=target,
                base_content_type=target.get_base_content_type(),
                created_at=timezone.now(),
                user=user,
                content=target.serializable_data(),
                object_str=str(target),
            )
        else:
            version.revision = target.save_revision(user=user, clean=False)
    rest = [version for version in made if version.revision.pk is None]
    Revision.objects.bulk_create([version.revision for version in rest])
    for version in rest:
        version.target.latest_revision = version.revision
        version.target.latest_revision_created_at = version.revision.created_at
    Page.objects.bulk_update([version.target for version in rest], ["latest_revision", "latest_revision_created_at"])


def _write_history(made: list[Version]) -> None:
    """What Wagtail's own copy says of a page: that it was made, and of what."""
    entries = []
    for version in made:
        target = version.target
        said = [
            {"action": "wagtail.create", "user": target.owner, "content_changed": True},
            {"action": "wagtail.copy_for_translation", "user": None, "data": _copied(version)},
        ]
        for one in said:
            if log_registry.get_log_model_for_instance(target) is PageLogEntry:
                entries.append(_entry(target, **one))
            else:
                log(instance=target, **one)
    PageLogEntry.objects.bulk_create(entries)


def _entry(target: Page, *, user: Any, **values: Any) -> PageLogEntry:
    context = get_active_log_context()
    return PageLogEntry(
        content_type=ContentType.objects.get_for_model(target, for_concrete_model=False),
        label=target.get_admin_display_title(),
        timestamp=timezone.now(),
        user=user or context.user,
        uuid=context.uuid,
        page=target,
        **values,
    )


def _copied(version: Version) -> dict[str, Any]:
    page, target = version.original.page, version.target

    def named(one: Page) -> dict[str, Any]:
        return {"id": one.pk, "title": one.specific_deferred.get_admin_display_title()}

    language = {"id": target.locale_id, "language_code": target.locale.language_code}
    return {
        "page": {"id": target.pk, "title": target.get_admin_display_title(), "locale": language},
        "source": named(page.get_parent()),
        "destination": named(version.parent),
        "keep_live": False,
        "source_locale": {"id": page.locale_id, "language_code": page.locale.language_code},
    }


def _write_translations(made: list[Version]) -> None:
    """That versions follow their originals, and no other page any more; and that they were made."""
    known = Translation.objects.filter(
        source__object__in=[version.original.source.object_id for version in made],
        target_locale__in={version.locale for version in made},
    ).select_related("source")
    held = {(row.source.object_id, row.target_locale_id) for row in known}
    new = []
    for version in made:
        source, locale = version.original.source, version.locale
        if (source.object_id, locale.pk) in held:
            Translation.objects.update_or_create(source=source, target_locale=locale, defaults={"enabled": True})
        else:
            new.append(Translation(source=source, target_locale=locale, enabled=True))
    Translation.objects.bulk_create(new)
    TranslationLog.objects.bulk_create(
        TranslationLog(source=version.original.source, locale=version.locale, revision=version.revision)
        for version in made
    )
