"""What follows from translating a page."""

from django.db.models.signals import post_save, pre_delete
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.signals import copy_for_translation_done, page_published
from wagtail_localize.models import StringTranslation, Translation, TranslationLog, TranslationSource

from ..models import MethodStepFields, SheetFields
from ..models.page import PageFields
from . import behind
from .facts import take_to_translations
from .kept import drafted, keep_former_translations, reviewed
from .models import is_by_machine
from .originals import only_source
from .overrides import forget_overrides_with


def connect():
    post_save.connect(keep_translations, sender=TranslationSource, dispatch_uid="essaimage_keep_translations")
    post_save.connect(note_review, sender=StringTranslation, dispatch_uid="essaimage_reviewed")
    post_save.connect(note_publication, sender=TranslationLog, dispatch_uid="essaimage_translation_made")
    post_save.connect(keep_one_source, sender=Translation, dispatch_uid="essaimage_one_source")
    copy_for_translation_done.connect(drop_free_tags, dispatch_uid="essaimage_drop_free_tags")
    copy_for_translation_done.connect(keep_steps_in_order, dispatch_uid="essaimage_steps_in_order")
    page_published.connect(take_facts_to_translations, dispatch_uid="essaimage_facts")
    for model in (get_document_model(), get_image_model()):
        pre_delete.connect(file_going, sender=model, dispatch_uid=f"essaimage_going_{model._meta.label}")
    page_published.connect(compare_translations, dispatch_uid="essaimage_compare_translations")


def keep_translations(sender, instance, created, raw=False, update_fields=None, **kwargs):
    """wagtail-localize reads the segments of the new content after it has saved it."""
    if not created and not raw and (update_fields is None or "content_json" in update_fields):
        keep_former_translations(instance)


def note_review(sender, instance, created, raw=False, update_fields=None, **kwargs):
    if raw or (update_fields is not None and "data" not in update_fields):
        return
    if is_by_machine(instance):
        drafted(instance)
    elif not created:
        reviewed(instance)


def keep_one_source(sender, instance, raw=False, **kwargs):
    if instance.enabled and not raw:
        only_source(instance)


def note_publication(sender, instance, created, raw=False, **kwargs):
    if created and not raw and instance.revision_id:
        behind.made(instance)


def compare_translations(sender, instance, revision=None, **kwargs):
    if instance.alias_of_id is None:
        behind.published(instance, revision)


def take_facts_to_translations(sender, instance, **kwargs):
    if isinstance(instance, PageFields) and instance.alias_of_id is None:
        take_to_translations(instance)


def file_going(sender, instance, **kwargs):
    forget_overrides_with(instance)


def drop_free_tags(sender, source_obj, target_obj, **kwargs):
    """Free tags are words of the original's language: a translation starts without, and gets its own."""
    tags = free_tags_of(target_obj)
    if tags is not None and tags.all():
        tags.clear()
        target_obj.save()


def free_tags_of(page):
    """The manager of its tags, or ``None`` for a page that has no free words."""
    return page.tags if isinstance(page, SheetFields) and hasattr(page, "tags") else None


def keep_steps_in_order(sender, source_obj, target_obj, **kwargs):
    """wagtail-localize adds a translated step as the last one: move it after the translation of the nearest step before
    it, or to the first place where there is none."""
    if not isinstance(target_obj, MethodStepFields):
        return
    before = source_obj.get_siblings().filter(path__lt=source_obj.path).order_by("-path")
    others = {other.translation_key: other for other in target_obj.get_siblings().exclude(pk=target_obj.pk)}
    for key in before.values_list("translation_key", flat=True):
        if key in others:
            _move(target_obj, others[key], "right")
            return
    if others:
        _move(target_obj, target_obj.get_parent(), "first-child")


def _move(page, target, position):
    """Move a page, and tell its instance the new place: wagtail-localize goes on with that instance and saves it."""
    Page.objects.get(pk=page.pk).move(target, position)
    page.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
