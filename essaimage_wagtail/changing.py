"""One change to a page, made outside its form: to the published version, and to those that wait to be published."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from wagtail.models import Page, Revision


def change_versions(page: Page, change: Callable[[Any], bool], log_action: str, user: Any = None) -> bool:
    """Make one change to a page; returns whether any version differed. ``change`` takes a version of the page, changes
    it, and returns whether that version differed.

    The live version gets a new revision, which is published. A scheduled version and a draft then get a new revision
    each, so that they stay scheduled and draft.
    """
    waiting = _waiting(page)
    if page.live and change(page):
        page.save_revision(user=user, clean=False, log_action=False).publish(user=user, log_action=log_action)
    elif not any(change(revision.as_object()) for revision in waiting):
        return False
    for revision in waiting:
        draft = revision.as_object()
        change(draft)
        new = draft.save_revision(user=user or revision.user, clean=False, log_action=log_action)
        _hand_on(revision, new)
        if revision.approved_go_live_at:
            Revision.objects.filter(pk=new.pk).update(approved_go_live_at=revision.approved_go_live_at)
    return True


def _waiting(page: Page) -> list[Revision]:
    """The revision that is scheduled and the latest one, as far as they are not published."""
    scheduled = page.revisions.filter(approved_go_live_at__isnull=False).first()
    latest = page.get_latest_revision() if page.has_unpublished_changes or not page.live else None
    return [revision for revision in dict.fromkeys([scheduled, latest]) if revision]


def _hand_on(revision: Revision, new: Revision) -> None:
    """Tell wagtail-localize that the new revision holds what translators made in the old one."""
    if apps.is_installed("wagtail_localize"):
        logs = apps.get_model("wagtail_localize.TranslationLog").objects
        logs.filter(revision=revision).update(revision=new)
