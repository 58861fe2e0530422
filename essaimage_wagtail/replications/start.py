"""Starting a replication: a draft of an adapted sheet, with what can be taken over from the origin.

The draft takes over links of the origin (themes, commons, the method) and the empty sections of the project frame. It
takes over no text and no personal data.

The replication that links both is a draft too. It goes live when the sheet is published for the first time: the
moderator who publishes the sheet sees in its form, and in its preview, what it says of its origin. A moderator may
confirm it before (see :mod:`.deciding`). Deleting the draft sheet deletes it.

A replication that was told by name and place alone may get its sheet in this way too: its draft names the sheet, and
goes live with it.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.models import Locale, Page

from ..choices import CommonRelation, DirectoryContent, Mode, ReplicationState, Standing, Status
from ..contexts.thread import Thread
from ..frames import empty_sections, frame_for, method_key_for
from ..models import DirectoryFields, Replication
from ..models.keys import pages_with
from ..versions import best_pages, nearness
from ..visibility import visible

TAKES_SHEETS = (DirectoryContent.EVERYTHING, DirectoryContent.SHEETS)
"""What a directory lists when sheets belong in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet in a language would go. ``parent`` is ``None`` when ``user`` may not add one there (``closed``),
    or when the language has no page that takes sheets."""

    locale: Locale
    parent: Page | None
    closed: bool = False


def places_for(origin: Any, user: Any) -> list[Place]:
    """A place for each language of the site, that of the origin first."""
    reader = origin.locale.language_code
    locales = sorted(Locale.objects.all(), key=lambda locale: nearness(locale.language_code, reader))
    return [_place_in(locale, origin, user) for locale in locales]


def _place_in(locale: Locale, origin: Any, user: Any) -> Place:
    closed = False
    for parent in _parents_in(locale, origin):
        if not origin.specific_class.can_create_at(parent):
            continue
        if parent.permissions_for_user(user).can_add_subpage():
            return Place(locale, parent)
        closed = True
    return Place(locale, None, closed)


def _parents_in(locale: Locale, origin: Any) -> list[Page]:
    """Where a sheet in a language may belong, the best first: beside the origin's translation, in the translation of
    its section, in a directory, in the translation of what lies above."""
    above = list(origin.get_ancestors().exclude(depth=1).order_by("-depth"))
    keys = [page.translation_key for page in above]
    translations = {page.translation_key: page for page in Page.objects.filter(translation_key__in=keys, locale=locale)}
    sections = [translations[key] for key in keys if key in translations]
    twins = Page.objects.filter(translation_key=origin.translation_key, locale=locale, alias_of=None).exclude(depth=1)
    parents = [twin.get_parent() for twin in twins] + sections[: int(bool(above) and keys[0] in translations)]
    for model in pages_with(DirectoryFields):
        directories = model.objects.filter(locale=locale, lists__in=TAKES_SHEETS).order_by("path")
        near = tuple(section.path for section in sections)
        parents += sorted(directories, key=lambda directory: not directory.path.startswith(near))
    order = list(dict.fromkeys(page.pk for page in [*parents, *sections]))
    specific = Page.objects.specific().in_bulk(order)
    return [specific[pk] for pk in order]


def checklist_url(sheet: Any, origin_key: uuid.UUID, mode: str, request: Any) -> str:
    """The whole method, as it is followed to take the origin up in a mode, in the sheet's language if it exists; empty
    when the site has no method."""
    key = method_key_for(sheet)
    named = Page.objects.filter(translation_key=key, alias_of=None) if key else Page.objects.none()
    methods = visible(named, sheet.get_site(), beside=sheet)
    method = best_pages(methods, sheet.locale.language_code).get(key)
    url = method.get_url(request) if method else None
    return f"{url}?{Thread(Mode(mode), origin_key).query}&view=whole" if url else ""


def draft_key(origin: Any, user: Any, token: uuid.UUID) -> uuid.UUID:
    """The translation key of the draft that a form makes: the same key when the form is sent twice. No token gives the
    key of a page that was made in another way."""
    return uuid.uuid5(origin.translation_key, f"{user.pk}:{token}")


@transaction.atomic
def start_replication(
    origin: Any,
    *,
    parent: Page,
    user: Any,
    key: uuid.UUID,
    territory: Any,
    mode: str,
    kind: str = "",
    told: Replication | None = None,
) -> Any:
    """Make the draft below ``parent`` and the row that links it to its origin; all or nothing.

    ``origin``: a specific page; the draft is of the same type. ``key``: see :func:`draft_key`. ``told``: the
    replication without a sheet for which this one is written, instead of a new one. Returns the draft.
    """
    model, locale = type(origin), parent.locale
    versions = model.objects.filter(translation_key=origin.translation_key, locale=locale, alias_of=None)
    here = visible(versions, beside=origin).first()
    place = territory.display_name(locale.language_code)
    room = model._meta.get_field("title").max_length - len(place) - 3
    sheet = model(
        title=told.name if told and told.name else f"{(here or origin).title[: max(room, 0)]} – {place}"[:255],
        translation_key=key,
        locale=locale,
        live=False,
        has_unpublished_changes=True,
        owner=user,
        territory=territory,
        status=Status.IDEA,
        method_key=origin.method_key,
    )
    frame = frame_for(origin, locale)
    if frame is not None:
        sheet.body = empty_sections(frame, sheet.body.stream_block)
    sheet.themes = list(origin.themes.all())
    if hasattr(model, "common_links"):
        links = model._meta.get_field("common_links").related_model
        keys = dict.fromkeys(link.common_key for link in origin.common_links.all())
        sheet.common_links = [
            links(common_key=common, relation=CommonRelation.USES, sort_order=order)
            for order, common in enumerate(keys)
        ]
    parent.add_child(instance=sheet)
    sheet.save_revision(user=user, log_action=True, clean=False)
    if told is not None:
        # What is shown of it stays as it is until the sheet is published.
        waiting = told.get_latest_revision_as_object()
        waiting.adapted_key = key
        waiting.save_revision(user=user, log_action=True)
        return sheet
    Replication.objects.create(
        origin_key=origin.translation_key,
        adapted_key=key,
        name=sheet.title[:200],
        territory=territory,
        mode=mode,
        kind=kind,
        state=ReplicationState.PLANNED,
        live=False,
        has_unpublished_changes=True,
    )
    return sheet


def named_by_draft(key: uuid.UUID) -> Q:
    """Condition on replications: told without a sheet, and its draft names the sheet with this key."""
    return Q(adapted_key=None, has_unpublished_changes=True, latest_revision__content__adapted_key=str(key))


def sheet_published(sender: type, instance: Page, **kwargs: Any) -> None:
    """Publish what waits for the first version of an adapted sheet that is published: replications that were never
    live, what was changed in those that a moderator has confirmed, and those that get their sheet with it. Those that
    are added to a published sheet are moderated by themselves. Wagtail sends the signal for a page that is to go live
    later as well: nothing is published with that."""
    if not instance.live:
        return
    key = instance.translation_key
    never_live = Q(adapted_key=key, live=False, first_published_at=None)
    confirmed = Q(adapted_key=key, standing=Standing.CONFIRMED, has_unpublished_changes=True)
    waiting = Replication.objects.filter(never_live | confirmed | named_by_draft(key))
    waiting = waiting.exclude(standing=Standing.WITHDRAWN)
    earlier = Page.objects.filter(translation_key=key, first_published_at__lt=instance.last_published_at)
    if waiting and not earlier.exists():
        for replication in waiting:
            revision = replication.latest_revision or replication.save_revision()
            revision.publish()


def sheet_deleted(sender: type, instance: Page, **kwargs: Any) -> None:
    """With the last language of an adapted sheet that was never published goes what was started with it. One that was
    told before it got this sheet is told as before."""
    key = instance.translation_key
    if Page.objects.filter(translation_key=key).exists():
        return
    traces = Q(live=False, first_published_at=None)
    if instance.first_published_at is None:
        traces |= Q(standing__in=Standing.values)
    Replication.objects.filter(traces, adapted_key=key).delete()
    for replication in Replication.objects.filter(named_by_draft(key)):
        draft = replication.get_latest_revision_as_object()
        draft.adapted_key = None
        draft.save_revision()
