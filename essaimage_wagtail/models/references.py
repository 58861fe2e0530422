"""Wagtail's reference index (“used n times”, the warning before deleting) follows our keys and many-to-many fields.

The fields say what they refer to (``extract_references``). Wagtail asks them when a row is saved; the receivers here
ask them again when what they refer to changes in another way.
"""

from functools import cache

from django.apps import apps
from django.db.models.signals import m2m_changed, post_save
from wagtail.models import get_page_models
from wagtail.signal_handlers import update_reference_index_on_save

from ..saving import is_done_later
from .fields import CountedManyToManyField
from .keys import PageKeyField, pages_with


def connect():
    """Connect the receivers; called once, when the apps are ready."""
    for model in apps.get_models():
        for field in model._meta.local_many_to_many:
            if isinstance(field, CountedManyToManyField):
                through = field.remote_field.through
                m2m_changed.connect(chosen, sender=through, dispatch_uid=f"essaimage_chosen_{through._meta.label}")
    for page_type in get_page_models():
        post_save.connect(page_made, sender=page_type, dispatch_uid=f"essaimage_named_{page_type._meta.label}")


def chosen(sender, instance, action, reverse=False, **kwargs):
    """Have Wagtail ask a row for its references again: its many-to-many rows are written after it, when Wagtail has
    asked already."""
    if action.startswith("post_") and not reverse:
        update_reference_index_on_save(instance)


def page_made(sender, instance, created, raw=False, **kwargs):
    """Ask rows again that name a new page's key: there may be some, since a translation has its original's key."""
    if created and not raw and not is_done_later(pages_made, instance):
        pages_made([instance])


def pages_made(pages):
    keys = {}
    for page in pages:
        for named in _keys_of(type(page)):
            keys.setdefault(named, []).append(page.translation_key)
    for (model, field), some in keys.items():
        for row in model.objects.filter(**{f"{field.name}__in": some}):
            update_reference_index_on_save(row)


@cache
def _keys_of(page_type):
    """Every model with a field that may name a page of this type, and the field."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, PageKeyField) and (not field.page_mixin or page_type in pages_with(field.page_mixin))
    ]
