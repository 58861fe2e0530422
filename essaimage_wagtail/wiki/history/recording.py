"""Writes down which revisions readers have seen, when they are published, and for those of before."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery
from wagtail.models import Page, PageLogEntry, Revision

from ..models import Suggestion, Summary, Version
from .kinds import has_history, pages_with_history

PUBLISHED = "wagtail.publish"
"""The action of Wagtail's log that shows a revision to readers, whether a person published it or a schedule. Facts that
come from an original are logged in the same way for drafts, and are left out."""
TOGETHER = 500


def published(sender: Any, instance: Page, revision: Revision, **kwargs: Any) -> None:
    """A receiver of ``page_published``. Wagtail sends it also for a page whose day has not come yet, which readers do
    not see, and for an alias, which shows the words of another page: neither makes a version."""
    if has_history(type(instance)) and instance.live_revision_id == revision.pk and not instance.alias_of_id:
        record(instance, revision)


def record(page: Page, revision: Revision) -> Version:
    """The version of a revision that is live now; it takes over the summary that was given with the draft. A revision
    that is published again is the same version."""
    summary = Summary.objects.filter(revision=revision).first()
    version, created = Version.objects.get_or_create(
        revision=revision,
        defaults={
            "page_id": page.pk,
            "published_at": page.last_published_at or revision.created_at,
            "author_id": revision.user_id,
            "summary": summary.text if summary else "",
        },
    )
    if summary is not None:
        summary.delete()
    if created:
        _note_suggestions(page, version)
    return version


def _note_suggestions(page: Page, version: Version) -> None:
    """Note that this version published the suggestions of visitors that drafts of the page took up before."""
    accepted = Suggestion.objects.filter(page_key=page.translation_key, version=None)
    accepted.filter(revision__object_id=str(page.pk), revision__lte=version.revision_id).update(version=version)


def record_those_before() -> int:
    """Write down the versions that were published before the wiki was there, as far as Wagtail's log or the page itself
    knows them. Returns how many are new; none is written twice."""
    before = Version.objects.count()
    batch: list[Version] = []
    for version in _from_log():
        batch.append(version)
        if len(batch) == TOGETHER:
            Version.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    Version.objects.bulk_create(batch, ignore_conflicts=True)
    Version.objects.bulk_create(list(_from_pages()), ignore_conflicts=True)
    return Version.objects.count() - before


def _from_log() -> Iterator[Version]:
    """A version for each revision that Wagtail's log calls published, at the first time that it was."""
    kinds = ContentType.objects.get_for_models(*pages_with_history()).values()
    entries = PageLogEntry.objects.filter(
        action=PUBLISHED, content_type__in=kinds, revision__isnull=False, page__alias_of=None
    ).exclude(revision__in=Version.objects.values("revision"))
    rows = entries.order_by("timestamp").values_list("page_id", "revision_id", "timestamp", "revision__user_id")
    for page, revision, moment, author in rows.iterator(chunk_size=TOGETHER):
        yield Version(page_id=page, revision_id=revision, published_at=moment, author_id=author)


def _from_pages() -> Iterator[Version]:
    """A version for each live revision that the log does not know, as after an import."""
    kinds = ContentType.objects.get_for_models(*pages_with_history()).values()
    pages = Page.objects.live().filter(content_type__in=kinds, alias_of=None, live_revision__isnull=False)
    missing = pages.exclude(live_revision__in=Version.objects.values("revision"))
    author = Revision.objects.filter(pk=OuterRef("live_revision")).values("user_id")
    made = Revision.objects.filter(pk=OuterRef("live_revision")).values("created_at")
    for page in missing.annotate(author_id=Subquery(author), made_at=Subquery(made)).iterator(chunk_size=TOGETHER):
        moment = page.last_published_at or page.made_at
        yield Version(page=page, revision_id=page.live_revision_id, published_at=moment, author_id=page.author_id)
