"""Everything that makes a document stale, and what is done about it.

All of it happens inside the transaction that makes the change, so index and pages are written together
or not at all. Addresses are not stored in the index: a changed slug, hostname or site root needs nothing.
Themes and territories are stored by key, but their names are found as words: a new name is indexed.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from taggit.models import Tag
from wagtail import signals as wagtail_signals
from wagtail.models import Page, PageViewRestriction, get_page_models

from . import indexing
from .declared import related_models
from .documents import document_class_of, says_the_same
from .types import document_key

DRAFT_FIELDS = {
    "draft_title",
    "expired",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
}
"""Fields of a page that change without changing what a visitor can find."""

TERRITORY_FIELDS = ["territory", "offers__territory"]
"""Where pages, and rows that are found with them, name a territory."""


def connect() -> None:
    """Connect the receivers; called once, when the apps are ready."""
    from ..models import Audience, CommonOfferMixin, Organisation, Replication, Territory, Theme, Usage
    from ..models.territory import territory_changed

    wagtail_signals.page_published.connect(page_published, dispatch_uid="essaimage_published")
    wagtail_signals.page_unpublished.connect(page_gone, dispatch_uid="essaimage_unpublished")
    wagtail_signals.post_page_move.connect(page_moved, dispatch_uid="essaimage_moved")
    for page_type in {Page, *get_page_models()}:
        label = page_type._meta.label
        post_save.connect(page_saved, sender=page_type, dispatch_uid=f"essaimage_saved_{label}")
        pre_delete.connect(page_going, sender=page_type, dispatch_uid=f"essaimage_going_{label}")
        post_delete.connect(page_deleted, sender=page_type, dispatch_uid=f"essaimage_deleted_{label}")
    pre_save.connect(restriction_changing, sender=PageViewRestriction, dispatch_uid="essaimage_restricting")
    post_save.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid="essaimage_restricted")
    post_delete.connect(restriction_gone, sender=PageViewRestriction, dispatch_uid="essaimage_freed")

    territory_changed.connect(territories_changed, sender=Territory, dispatch_uid="essaimage_territories")
    for model, fields in (
        (Theme, ["themes"]),
        (Audience, ["audiences"]),
        (Usage, ["usages"]),
        (Organisation, ["bearer", "steward", "organisations"]),
        (Tag, ["tags"]),
        (Territory, TERRITORY_FIELDS),
    ):
        name = model._meta.model_name
        remember, refresh = _on_delete(fields)
        pre_delete.connect(remember, sender=model, weak=False, dispatch_uid=f"essaimage_{name}_going")
        post_delete.connect(refresh, sender=model, weak=False, dispatch_uid=f"essaimage_{name}_gone")
        if model is not Territory:
            post_save.connect(_on_save(fields), sender=model, weak=False, dispatch_uid=f"essaimage_{name}_renamed")
    for other, name, reverse in related_models():
        uid = f"essaimage_{other._meta.label_lower}_{name}"
        remember, refresh = _on_delete([name])
        post_save.connect(_on_save([name], new=reverse), sender=other, weak=False, dispatch_uid=f"{uid}_renamed")
        pre_delete.connect(remember, sender=other, weak=False, dispatch_uid=f"{uid}_going")
        post_delete.connect(refresh, sender=other, weak=False, dispatch_uid=f"{uid}_gone")
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
    if alias or says_the_same(instance):
        return
    if Page.objects.filter(pk=instance.pk, live=True).exists():
        indexing.refresh([instance])


def page_saved(
    sender: type,
    instance: Page,
    created: bool,
    update_fields: set[str] | None = None,
    raw: bool = False,
    **kwargs: Any,
) -> None:
    """A page written by code (``parent.add_child(instance=page)``, an alias converted) without publishing."""
    if raw:
        return
    if document_class_of(sender) and not (update_fields and set(update_fields) <= DRAFT_FIELDS):
        indexing.refresh([instance])
    if created:
        indexing.refresh_later_siblings(instance)


def page_moved(sender: type, instance: Page, **kwargs: Any) -> None:
    """Its place and that of everything below; other restrictions may hold there. Siblings that it was moved before
    have other places too. In the place that it left, nothing closes ranks."""
    page = Page.objects.get(pk=instance.pk)
    indexing.refresh_subtree(page)
    indexing.refresh_later_siblings(page)


def page_gone(sender: type, instance: Page, **kwargs: Any) -> None:
    """Unpublished. ``instance.live`` says nothing: the signal may bring a copy that was read before."""
    indexing.forget(instance)
    if not Page.objects.filter(pk=instance.pk, live=True).exists():
        indexing.forgotten(instance)


def page_going(sender: type, instance: Any, **kwargs: Any) -> None:
    """About to be deleted: only while all its rows are there can it be told what is found of it."""
    instance.keys_to_forget = indexing.keys_held(instance)


def page_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """Forgotten when its own row is gone, not before: rows that go with it have the page indexed anew until then."""
    indexing.forget_keys(instance.keys_to_forget)
    if sender is Page and instance.alias_of_id is None:
        indexing.forgotten(instance)


def replication_changing(sender: type, instance: Any, **kwargs: Any) -> None:
    """Remember which sheet it named until now."""
    stored = type(instance).objects.filter(pk=instance.pk).values_list("adapted_key", flat=True)
    instance.sheets_to_index = {instance.adapted_key, *stored} - {None}


def replication_changed(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """The adapted sheet says in which mode it took up the other one."""
    keys = getattr(instance, "sheets_to_index", {instance.adapted_key} - {None})
    if keys and not raw:
        indexing.refresh_queryset(Page.objects.filter(translation_key__in=keys))


def restriction_changing(sender: type, instance: Any, **kwargs: Any) -> None:
    """Remember which page it was for until now."""
    stored = type(instance).objects.filter(pk=instance.pk).values_list("page_id", flat=True)
    instance.pages_to_index = {instance.page_id, *stored}


def restriction_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """On a page or an ancestor."""
    for page in Page.objects.filter(pk__in=getattr(instance, "pages_to_index", {instance.page_id})):
        indexing.refresh_subtree(page)


def restriction_gone(sender: type, instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Unless it goes with its page, which takes along all that is below: nothing is left that could be found now."""
    deleted = origin.model if isinstance(origin, models.QuerySet) else type(origin)
    if not issubclass(deleted, Page):
        restriction_changed(sender, instance)


def territories_changed(sender: type, territories: models.QuerySet, action: str, **kwargs: Any) -> None:
    if action != "deleted":
        pks = list(territories.values_list("pk", flat=True))
        indexing.refresh_queryset(indexing.pages_using(sender, **dict.fromkeys(TERRITORY_FIELDS, pks)))


def offer_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """Left out of a new version of its page: nothing on the page tells any more that it was there."""
    indexing.forget_keys([document_key(instance.translation_key, instance.locale.language_code)])


def _on_save(fields: list[str], *, new: bool = False) -> Callable[..., None]:
    """A receiver that indexes anew the pages that name the saved row. A new one is named by none, unless it is the
    row that names its page (``new``), or says in its language what pages name in another."""

    def renamed(sender: type, instance: models.Model, created: bool, raw: bool = False, **kwargs: Any) -> None:
        if raw:
            return
        rows = _rows_of_term(instance)
        if new or not created or len(rows) > 1:
            indexing.refresh_queryset(indexing.pages_using(sender, **dict.fromkeys(fields, rows)))

    return renamed


def _on_delete(fields: list[str]) -> tuple[Callable[..., None], Callable[..., None]]:
    """Two receivers: note which pages name a row before it goes, index them anew when it is gone."""
    going: dict[int, list[int]] = {}

    def remember(sender: type, instance: models.Model, **kwargs: Any) -> None:
        using = indexing.pages_using(sender, **dict.fromkeys(fields, _rows_of_term(instance)))
        going[instance.pk] = list(using.values_list("pk", flat=True))

    def refresh(sender: type, instance: models.Model, **kwargs: Any) -> None:
        pks = going.pop(instance.pk, [])
        if pks:
            indexing.refresh_queryset(Page.objects.filter(pk__in=pks))

    return remember, refresh


def _rows_of_term(instance: models.Model) -> list[int]:
    """All rows of a translated term: pages may hold any of them; the row itself otherwise."""
    key = getattr(instance, "translation_key", None)
    if key is None:
        return [instance.pk]
    return list(type(instance)._default_manager.filter(translation_key=key).values_list("pk", flat=True))
