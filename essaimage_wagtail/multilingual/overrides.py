"""Files and pictures that one language has for its own, when they are deleted.

wagtail-localize keeps the number of what a translator has chosen; a translation for which it finds no such row any more
can neither be published nor synced.
"""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail_localize.models import SegmentOverride, TranslationSource


def forget_overrides_with(row: models.Model) -> None:
    """Forget that languages have chosen this row; each shows the original's again when it is published next."""
    values = [json.dumps(row.pk, cls=DjangoJSONEncoder), json.dumps(str(row.pk))]
    found = SegmentOverride.objects.filter(data_json__in=values, context__isnull=False).select_related("context")
    for override in found:
        source = TranslationSource.objects.filter(object=override.context.object_id).first()
        chosen = source and _model_at(source, override.context)
        if chosen and isinstance(row, chosen):
            override.delete()


def _model_at(source: TranslationSource, context: Any) -> type[models.Model] | None:
    """The model of the row that is chosen at a place of a page; ``None`` where no row is chosen."""
    model = source.specific_content_type.model_class()
    path = context.field_path or context.get_field_path(source.as_instance())
    name, *names = path.split(".")
    field: Any = model._meta.get_field(name)
    if not isinstance(field, StreamField):
        return field.related_model if isinstance(field, models.ForeignKey) else None
    block: Any = field.stream_block
    for name in names:
        inner = block.child_block if isinstance(block, blocks.ListBlock) else None
        block = inner or getattr(block, "child_blocks", {}).get(name)
    return block.model_class if isinstance(block, blocks.ChooserBlock) else None
