"""The texts of any block of a stream, also one of the site's own: those in structs and lists under the labels of the
editor, choices by their words, figures and days as the reader writes them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from ..formatting import enumeration, number, written_day, written_moment
from .names import Named
from .texts import Text, paragraphs_at

Labels = tuple[str, ...]
NAMES = blocks.CharBlock | blocks.TextBlock


def texts_of_block(block: Any, value: Any, path: str, labels: Labels = (), row: str = "") -> Iterator[Text]:
    """``row``: the path of the row of a list that the block stands in."""
    if value is None or value == "":
        return
    if isinstance(block, ImageBlock):
        words = getattr(value, "contextual_alt_text", None)  # an image that code has put there may have none
        value = {"image": value, "decorative": getattr(value, "decorative", None), "alt_text": words}
    if isinstance(block, blocks.BaseStructBlock) and isinstance(value, Mapping):
        for name, child in block.child_blocks.items():
            yield from texts_of_block(child, value.get(name), f"{path}.{name}", (*labels, str(child.label)), row)
    elif isinstance(block, blocks.ListBlock):
        for place, item in enumerate(_items(value)):
            at = f"{path}.{getattr(item, 'id', None) or place}"
            yield from texts_of_block(block.child_block, getattr(item, "value", item), at, labels, at)
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            at = f"{path}.{child.id}"
            yield from texts_of_block(child.block, child.value, at, (*labels, str(child.block.label)), at)
    elif isinstance(block, blocks.RichTextBlock):
        yield from paragraphs_at(path, labels, value.source, row)
    else:
        words = _words(block, value)
        if words:
            is_text = isinstance(block, NAMES)
            yield Text(path, labels, words, "", row, is_name=is_text and path != row, is_whole=not is_text)


def _items(value: Any) -> Any:
    """With their ids, where the list has any."""
    return getattr(value, "bound_blocks", value)


def _words(block: Any, value: Any) -> Any:
    """What a value is called: a string, or a :class:`~.names.Named`."""
    if isinstance(block, BaseChoiceBlock):
        labels = _labels(block.field.choices)
        values = value if isinstance(value, list | tuple) else [value]
        return enumeration([labels.get(str(one), str(one)) for one in values]) if values else ""
    if isinstance(block, blocks.BooleanBlock):
        return _("yes") if value else ""
    if isinstance(value, Page):
        return Named(Page, value.translation_key)
    if isinstance(block, blocks.ChooserBlock) or isinstance(value, models.Model):
        return str(value)
    if isinstance(block, blocks.DecimalBlock):
        return number(value)
    if isinstance(block, blocks.DateTimeBlock):
        return written_moment(value)
    if isinstance(block, blocks.DateBlock):
        return written_day(value)
    if isinstance(block, blocks.StaticBlock):
        return ""
    if isinstance(block, EmbedBlock):
        return value.url  # As a string it is what another site answers.
    if isinstance(value, str | int | float):
        return str(value).strip()
    # A block of another package, such as a table: what of it is searched.
    return " ".join(block.get_searchable_content(value)) or str(value)


def _labels(choices: Any) -> dict[str, str]:
    """Those in groups too."""
    found: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            found |= _labels(label)
        else:
            found[str(value)] = str(label)
    return found
