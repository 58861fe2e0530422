"""The part of the history that anybody may see: versions of public pages, without the withdrawn ones."""

from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField
from django.http import Http404
from wagtail.models import Page, Site

from ...visibility import visible
from ..models import Version
from .kinds import has_history
from .recording import record


def public_page(key: UUID, code: str, site: Site | None) -> Any:
    """The page, in its own type. Raises ``Http404`` for a draft, a private or expired page, one of another site, and
    one without a public history."""
    if site is None:
        raise Http404
    pages = visible(Page.objects.filter(translation_key=key, locale__language_code=code, alias_of=None), site)
    page = pages.select_related("locale").first()
    if page is None or not has_history(page.specific_class):
        raise Http404
    return page.specific


def public_versions(page: Page) -> Any:
    """The versions of a page that anybody may see, the latest first, without the contents of their revisions."""
    return Version.objects.filter(page=page.pk).shown().latest_first()


def public_version(revision: int, site: Site | None) -> Version:
    """A version that anybody may see, with its page as it is today, in its own type. A live version that is older than
    the wiki on this site has no row yet: it gets one now. Raises ``Http404``."""
    if site is None or revision > BigIntegerField.MAX_BIGINT:
        raise Http404
    version = Version.objects.filter(revision=revision).select_related("page").first()
    live = version.page if version else Page.objects.filter(live_revision=revision).first()
    if live is None or (version is not None and version.withdrawn_at is not None):
        raise Http404
    page = public_page(live.translation_key, live.locale.language_code, site)
    version = version or record(page, page.live_revision)
    version.page = page
    return version


def neighbours(version: Version) -> tuple[Version | None, Version | None]:
    """The versions before and after this one that anybody may see; ``None`` where there is none."""
    others = Version.objects.filter(page=version.page_id).shown()
    moment, pk = version.published_at, version.pk
    before = others.filter(published_at__lte=moment).exclude(published_at=moment, pk__gte=pk).latest_first().first()
    after = others.filter(published_at__gte=moment).exclude(published_at=moment, pk__lte=pk)
    return before, after.order_by("published_at", "pk").first()


def as_it_was(version: Version) -> Any:
    """The page with the content of a version, at today's address of the page. Its permanent address and its date are
    those of the version."""
    today = version.page
    page = version.revision.as_object()
    page.slug, page.url_path = today.slug, today.url_path
    page.locale = today.locale
    page.live_revision_id = version.revision_id
    page.last_published_at = version.published_at
    return page
