"""Everything that makes a document stale, and what is done about it.

All of it happens inside the transaction that makes the change, so index and pages are written together
or not at all. Addresses are not stored in the index: a changed slug, hostname or site root needs nothing.
Themes and territories are stored by key, but their names are found as words: a new name is indexed.
"""

from collections.abc import Callable, Collection
from threading import local
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from taggit.models import Tag
from wagtail import signals as wagtail_signals
from wagtail.models import Locale, Page, PageViewRestriction, get_page_models

from ...models import Audience, CommonOfferMixin, ConceptLabel, Organisation, Replication, Territory, Theme, Usage
from ...models.concept import vocabulary_changed
from ...models.in_languages import rename_language
from ...models.territory import territory_changed
from ...saving import is_done_later
from ..tables import SearchWord
from ..types import document_key
from . import index, locks
from .declared_documents import related_models
from .documents import document_class_of, says_the_same, source, stored_pages

DRAFT_FIELDS = {
    "draft_title",
    "expired",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
}
"""Fields of a page that change without changing what a visitor can find."""

_LEFT = "_essaimage_left"
"""Attribute of a page that is being saved: as it was, if it gets another key."""

_RENAMED = "_essaimage_renamed"
"""Attribute of an organisation that is being saved: whether its name changes, in any language."""

TERRITORY_FIELDS = ["territory", "offers__territory"]
"""Where pages, and rows that are found with them, name a territory."""


def connect() -> None:
    """Connect the receivers; called once, when the apps are ready."""
    wagtail_signals.page_published.connect(page_published, dispatch_uid="essaimage_published")
    wagtail_signals.page_unpublished.connect(page_gone, dispatch_uid="essaimage_unpublished")
    wagtail_signals.pre_page_move.connect(page_moving, dispatch_uid="essaimage_moving")
    wagtail_signals.post_page_move.connect(page_moved, dispatch_uid="essaimage_moved")
    for page_type in {Page, *get_page_models()}:
        label = page_type._meta.label
        pre_save.connect(page_saving, sender=page_type, dispatch_uid=f"essaimage_saving_{label}")
        post_save.connect(page_saved, sender=page_type, dispatch_uid=f"essaimage_saved_{label}")
        pre_delete.connect(page_going, sender=page_type, dispatch_uid=f"essaimage_going_{label}")
        post_delete.connect(page_deleted, sender=page_type, dispatch_uid=f"essaimage_deleted_{label}")
    pre_save.connect(restriction_changing, sender=PageViewRestriction, dispatch_uid="essaimage_restricting")
    post_save.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid="essaimage_restricted")
    post_delete.connect(restriction_gone, sender=PageViewRestriction, dispatch_uid="essaimage_freed")
    pre_save.connect(language_changing, sender=Locale, dispatch_uid="essaimage_renaming_language")
    post_save.connect(language_changed, sender=Locale, dispatch_uid="essaimage_language_renamed")

    territory_changed.connect(territories_changed, sender=Territory, dispatch_uid="essaimage_territories")
    for model, fields in (
        (Theme, ["themes"]),
        (Audience, ["audiences"]),
        (Usage, ["usages"]),
        (Organisation, ["bearer", "steward", "organisations", "organiser"]),
        (Tag, ["tags"]),
        (Territory, TERRITORY_FIELDS),
    ):
        name = model._meta.model_name
        remember, saved, gone = _receivers(fields)
        pre_delete.connect(remember, sender=model, weak=False, dispatch_uid=f"essaimage_{name}_going")
        post_delete.connect(gone, sender=model, weak=False, dispatch_uid=f"essaimage_{name}_gone")
        if model is Organisation:
            pre_save.connect(organisation_saving, sender=model, dispatch_uid="essaimage_organisation_saving")
            saved = _if_renamed(saved)
        if model is not Territory:
            post_save.connect(saved, sender=model, weak=False, dispatch_uid=f"essaimage_{name}_renamed")
    for other, name, reverse in related_models():
        uid = f"essaimage_{other._meta.label_lower}_{name}"
        remember, saved, gone = _receivers([name], reverse=reverse)
        if reverse:
            pre_save.connect(remember, sender=other, weak=False, dispatch_uid=f"{uid}_changing")
        post_save.connect(saved, sender=other, weak=False, dispatch_uid=f"{uid}_renamed")
        pre_delete.connect(remember, sender=other, weak=False, dispatch_uid=f"{uid}_going")
        post_delete.connect(gone, sender=other, weak=False, dispatch_uid=f"{uid}_gone")
    pre_save.connect(replication_changing, sender=Replication, dispatch_uid="essaimage_replicating")
    post_save.connect(replication_changed, sender=Replication, dispatch_uid="essaimage_replicated")
    post_delete.connect(replication_changed, sender=Replication, dispatch_uid="essaimage_unreplicated")
    for offers in apps.get_models():
        if issubclass(offers, CommonOfferMixin):
            post_delete.connect(offer_deleted, sender=offers, dispatch_uid=f"essaimage_gone_{offers._meta.label}")


def page_published(sender: type, instance: Page, alias: bool = False, **kwargs: Any) -> None:
    """Only now are tags and inline children written: what ``post_save`` saw of them may be old. Mostly it is not.

    Wagtail publishes in several transactions, so an autosave of a copy read before can come in between and
    take the page offline again: the database says what is live, not the instance.
    """
    if not alias and not says_the_same(instance):
        index.refresh([instance])


def page_saving(
    sender: type, instance: Page, raw: bool = False, update_fields: set[str] | None = None, **kwargs: Any
) -> None:
    """A page is about to be written: others who write it or a translation wait. If its language or translation key
    changes, note it as it was: nothing tells afterwards by which key it was found."""
    if not raw and not instance._state.adding and document_class_of(instance.specific_class or sender):
        if _is_draft(update_fields):
            locks.lock(instance)
        else:
            instance.__dict__[_LEFT] = index.left_by(instance)


def page_saved(
    sender: type,
    instance: Page,
    created: bool,
    update_fields: set[str] | None = None,
    raw: bool = False,
    **kwargs: Any,
) -> None:
    """A page written by code (``parent.add_child(instance=page)``, an alias converted) without publishing, or moved.

    What was not saved is as the database has it: the instance may be a draft, or an old copy.
    """
    if raw:
        return
    page_type = instance.specific_class or sender
    left = instance.__dict__.pop(_LEFT, None)
    if left is not None:
        index.forget(left)
    if created and is_done_later(index.refresh_created, instance):
        return
    if instance.pk in _moving.pages:
        page_moved(sender, instance)
    elif document_class_of(page_type) and not _is_draft(update_fields):
        if update_fields is None and issubclass(sender, page_type):
            index.refresh_saved(instance, created=created)
        else:
            index.refresh([instance])
    if created:
        index.refresh_later_siblings(instance)


def _is_draft(update_fields: set[str] | None) -> bool:
    return bool(update_fields) and set(update_fields or ()) <= DRAFT_FIELDS


class _Moving(local):
    """The pages that this thread moves."""

    def __init__(self) -> None:
        self.pages: set[int] = set()


_moving = _Moving()


def page_moving(sender: type, instance: Page, **kwargs: Any) -> None:
    """Note a page that is about to move, so that :func:`page_saved` indexes it within the transaction that moves it.
    Wagtail tells of the move only after that: visitors would find pages that moved to where nobody may see them."""
    _moving.pages.add(instance.pk)


def page_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    """Index anew a page that moved, and everything below: their paths changed, and other restrictions may hold there.
    Siblings that it moved before have other paths too; siblings that it left keep theirs."""
    if instance.pk in _moving.pages:
        _moving.pages.discard(instance.pk)
        page = stored_pages().get(pk=instance.pk)
        index.refresh_subtree(page)
        index.refresh_later_siblings(page)


def page_gone(sender: type, instance: Page, **kwargs: Any) -> None:
    """A page was unpublished. ``instance.live`` says nothing: the signal may bring a copy that was read before."""
    index.refresh([instance])


def page_going(sender: type, instance: Any, **kwargs: Any) -> None:
    """Note the keys of a page that is about to be deleted: only while all its rows are there can they be told."""
    instance.keys_to_forget = index.keys_held(instance)


def page_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """Forget a page when its own row is gone, not before: until then, rows that go with it have it indexed anew."""
    index.forget_keys(instance.keys_to_forget)
    if sender is Page and instance.alias_of_id is None:
        index.forgotten(instance)


def replication_changing(sender: type, instance: Any, **kwargs: Any) -> None:
    instance.sheets_to_index = {instance.adapted_key, *_stored(instance, "adapted_key")} - {None}


def replication_changed(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Index the adapted sheet anew: it says in which mode it took up the other one."""
    keys = getattr(instance, "sheets_to_index", {instance.adapted_key} - {None})
    if keys and not raw:
        index.refresh_queryset(Page.objects.filter(translation_key__in=keys))


def restriction_changing(sender: type, instance: Any, using: str, **kwargs: Any) -> None:
    """Hide what a restriction will hide before its row is committed by itself, as by Wagtail's own form: nobody finds
    what they may not see, even if the process ends in between."""
    stored = _stored(instance, "page_id")
    instance.pages_to_index = {instance.page_id, *stored}
    if instance.page_id not in stored and transaction.get_autocommit(using=using):
        for page in stored_pages(pk=instance.page_id):
            index.hide_subtree(page)


def restriction_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """Index anew the page of a restriction, and all that is below."""
    pks = getattr(instance, "pages_to_index", {instance.page_id})
    for page in stored_pages(pk__in=pks):
        index.refresh_subtree(page)


def restriction_gone(sender: type, instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Index anew what a restriction hid, unless it goes with its page, which takes along all that is below."""
    deleted = origin.model if isinstance(origin, models.QuerySet) else type(origin)
    if not issubclass(deleted, Page):
        restriction_changed(sender, instance)


def _stored(instance: models.Model, field: str) -> Collection[Any]:
    """What an instance that is being saved named until now: one value, or none if it is new."""
    rows = type(instance)._default_manager.using(source()).filter(pk=instance.pk)
    return list(rows.values_list(field, flat=True))


def language_changing(sender: type, instance: Locale, **kwargs: Any) -> None:
    """Note the code of a language that is about to get another one, perhaps because the former one is not
    among the site's languages any more."""
    rows = Locale.all_objects.using(source()).filter(pk=instance.pk)
    instance.former_code = rows.values_list("language_code", flat=True).first()


def language_changed(sender: type, instance: Locale, raw: bool = False, **kwargs: Any) -> None:
    """Its pages are found in the language of the new code, with what the site says of its words."""
    former, code = instance.former_code, instance.language_code
    if former and former != code and not raw:
        known = SearchWord.objects.filter(language=code).values("word")
        for row in SearchWord.objects.filter(language=former).exclude(word__in=known):
            row.language = code
            row.save()
        named = ConceptLabel.objects.filter(language=code).values("concept")
        ConceptLabel.objects.filter(language=former).exclude(concept__in=named).update(language=code)
        vocabulary_changed()
        rename_language(former, code)
        Replication.objects.filter(language=former).update(language=code)
        index.language_renamed(instance, former)


def territories_changed(sender: type, territories: models.QuerySet, action: str, **kwargs: Any) -> None:
    if action != "deleted":
        pks = list(territories.values_list("pk", flat=True))
        index.refresh_queryset(index.pages_using(sender, **dict.fromkeys(TERRITORY_FIELDS, pks)))


def organisation_saving(sender: type, instance: Organisation, **kwargs: Any) -> None:
    """Note whether its names change: many pages may name it, and are found by nothing else of it."""
    rows = Organisation.objects.using(source()).filter(pk=instance.pk)
    instance.__dict__[_RENAMED] = [*rows.values_list("name", "other_names")] != [(instance.name, instance.other_names)]


def _if_renamed(saved: Callable[..., None]) -> Callable[..., None]:
    def renamed(sender: type, instance: Organisation, **kwargs: Any) -> None:
        if instance.__dict__.pop(_RENAMED, True):
            saved(sender, instance, **kwargs)

    return renamed


def offer_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """Forget an offer that a new version of its page leaves out: the page does not tell any more that it was there."""
    index.forget_keys([document_key(instance.translation_key, instance.locale.language_code)])


def _receivers(fields: list[str], *, reverse: bool = False) -> tuple[Callable[..., None], ...]:
    """Three receivers: note which pages name a row, before it goes or names another page; index anew those and the
    pages that name it when it is saved; index anew those when it is gone.

    A new row is named by no page, unless it is the row that names its page (``reverse``), or says in its language what
    pages name in another.
    """
    note = f"pages_by_{'_'.join(fields)}"

    def remember(sender: type, instance: models.Model, raw: bool = False, **kwargs: Any) -> None:
        if not raw and not instance._state.adding:
            naming = index.pages_using(sender, **dict.fromkeys(fields, _rows_of_term(instance)))
            instance.__dict__[note] = list(naming.values_list("pk", flat=True))

    def saved(sender: type, instance: models.Model, created: bool, raw: bool = False, **kwargs: Any) -> None:
        if raw:
            return
        rows = _rows_of_term(instance)
        if reverse or not created or len(rows) > 1:
            naming = index.pages_using(sender, **dict.fromkeys(fields, rows))
            noted = instance.__dict__.pop(note, ())
            index.refresh_queryset(Page.objects.filter(Q(pk__in=noted) | Q(pk__in=naming.values("pk"))))

    def gone(sender: type, instance: models.Model, **kwargs: Any) -> None:
        noted = instance.__dict__.pop(note, ())
        if noted:
            index.refresh_queryset(Page.objects.filter(pk__in=noted))

    return remember, saved, gone


def _rows_of_term(instance: models.Model) -> list[int]:
    """All rows of a translated term: pages may hold any of them; the row itself otherwise."""
    key = getattr(instance, "translation_key", None)
    if key is None:
        return [instance.pk]
    return list(
        type(instance)._default_manager.using(source()).filter(translation_key=key).values_list("pk", flat=True)
    )
