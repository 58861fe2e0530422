"""What texts still link to of a page, an image or a document that was deleted.

Wagtail takes what names a deleted thing out of its reference index, though the text that links it is as it was. It is
put back, as Wagtail's command ``rebuild_references_index`` does, and goes once the text is mended.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import models, router, transaction
from django.db.models.signals import pre_delete
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex


def connect() -> None:
    for model in (Page, get_image_model(), get_document_model()):
        pre_delete.connect(deleting, sender=model, dispatch_uid=f"essaimage_named_{model._meta.label}")


def deleting(sender: type[models.Model], instance: models.Model, using: str, **kwargs: Any) -> None:
    """A receiver of ``pre_delete``: remembers the texts that name the deleted thing. One query."""
    named = [row for row in ReferenceIndex.get_references_to(instance) if _is_in_text(row)]
    if not named:
        return
    for row in named:
        row.pk = None
    # Wagtail's receiver, which takes the rows away, may come after this one: put them back when it is done.
    transaction.on_commit(lambda: _put_back(named), using=router.db_for_write(ReferenceIndex))


def _put_back(rows: list[ReferenceIndex]) -> None:
    """Put rows back into the index, unless the thing whose text they are of was deleted in the same transaction."""
    sources: dict[int, set[str]] = {}
    for row in rows:
        sources.setdefault(row.base_content_type_id, set()).add(row.object_id)
    there = {
        (kind, str(pk))
        for kind, ids in sources.items()
        for pk in _model(kind)._default_manager.filter(pk__in=ids).values_list("pk", flat=True)
    }
    kept = [row for row in rows if (row.base_content_type_id, row.object_id) in there]
    ReferenceIndex.objects.bulk_create(kept, ignore_conflicts=True)


def _is_in_text(row: ReferenceIndex) -> bool:
    """Whether the link is in a rich text or a stream, of the thing itself or of a child row (``texts.item.kept``). A
    link in any other field goes with the thing that it names."""
    path = row.model_path.split(".")
    model = _model(row.content_type_id)
    if model is None:
        return False
    try:
        column = model._meta.get_field(path[0])
        if path[1:2] == ["item"] and column.is_relation and len(path) > 2:
            column = column.related_model._meta.get_field(path[2])
    except FieldDoesNotExist:
        return False
    return isinstance(column, RichTextField | StreamField)


def _model(kind: int) -> Any:
    """The model of a content type, which Django keeps in memory."""
    return ContentType.objects.get_for_id(kind).model_class()
