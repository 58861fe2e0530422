"""What the sections of a page are called."""

from typing import Any

from django.db import models
from django.utils.text import capfirst


def label_of(model: type[models.Model], section: str, block: str) -> str:
    """The name of a section in the reader's language. ``section``: the name of a field, or that of a stream with a
    block's id, as ``body.<id>``; ``block``: the type of that block."""
    field: Any = model._meta.get_field(section.partition(".")[0])
    if block and block in getattr(field, "stream_block", field).child_blocks:
        return str(field.stream_block.child_blocks[block].label)
    # Rows that belong to the page are a relation without a name of its own.
    return capfirst(str(getattr(field, "verbose_name", None) or field.related_model._meta.verbose_name_plural))
