"""What follows from translating a page."""

from wagtail.signals import copy_for_translation_done

from ..models import SheetMixin


def connect():
    copy_for_translation_done.connect(drop_free_tags, dispatch_uid="essaimage_drop_free_tags")


def drop_free_tags(sender, source_obj, target_obj, **kwargs):
    """Free tags are words of the original's language: a translation starts without, and gets its own."""
    if isinstance(target_obj, SheetMixin) and hasattr(target_obj, "tags"):
        target_obj.tags.clear()
        target_obj.save()
