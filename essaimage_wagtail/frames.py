"""What project frames do for sheets: a new sheet has the sections of a frame, all empty, and its form shows the
frame's questions beside each field. No text of a frame is stored in a sheet.
"""

import copy
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bs4 import BeautifulSoup
from django.db.models import Q
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.blocks import (
    BaseStructBlock,
    Block,
    CharBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StreamValue,
    TextBlock,
)
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from .blocks.base import KeptCharBlock
from .models import MethodFields, MethodStepFields, ProjectFrame, SheetFields
from .models.keys import pages_with
from .versions import nearness
from .visibility import visible


def method_key_for(sheet: Any) -> uuid.UUID | None:
    """The translation key of the method that a sheet followed, else of the site's first method."""
    if sheet.method_key:
        return sheet.method_key
    site = sheet.get_site()
    methods = (
        visible(model.objects.order_by("path"), site, beside=sheet).first() for model in pages_with(MethodFields)
    )
    return next((method.translation_key for method in methods if method), None)


def frame_for(sheet: Any, locale: Locale) -> Any:
    """The project frame for a sheet: in the language ``locale``, the frame that the steps of the sheet's method point
    at, else the first frame; without any in ``locale``, the method's (or any) in the nearest language. ``None`` on a
    site without frames."""
    method_key = method_key_for(sheet)
    paths = Page.objects.filter(translation_key=method_key).values_list("path", flat=True) if method_key else []
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    frames = ProjectFrame.objects.order_by("pk")
    for model in pages_with(MethodStepFields):
        step = model.objects.filter(below).exclude(frame=None).select_related("frame").order_by("path").first()
        if step is not None:
            frames = frames.filter(translation_key=step.frame.translation_key)
            break
    return (
        frames.filter(locale=locale).first()
        or ProjectFrame.objects.filter(locale=locale).order_by("pk").first()
        or min(frames.select_related("locale"), key=lambda frame: nearness(frame.locale.language_code), default=None)
    )


def translation_of(frame: Any, language: str) -> Any:
    """The frame in a language (``"fr"``), or as it is where it is not translated."""
    translations = type(frame).objects.filter(translation_key=frame.translation_key)
    return translations.filter(locale__language_code=language).first() or frame


def empty_sections(frame: Any, stream_block: StreamBlock) -> StreamValue:
    """The sections of a frame in its order, with ids of their own and nothing in them.

    ``stream_block``: that of the sheet; sections that it does not know are left out.
    """
    names = [name for name in (block["type"] for block in frame.body.raw_data) if name in stream_block.child_blocks]
    return StreamValue(
        stream_block, [(name, stream_block.child_blocks[name].get_default(), str(uuid.uuid4())) for name in names]
    )


def begin_with_sections(sender: Any, page: Any, **kwargs: Any) -> None:
    """Receives ``init_new_page``: the form of a new sheet opens with the sections of the frame."""
    if isinstance(page, SheetFields) and not page.body:
        frame = frame_for(page, page.locale)
        if frame is not None:
            page.body = empty_sections(frame, page.body.stream_block)


# What a frame asks, beside the fields


def asking(block: Block, values: Sequence[Any], language: str = "") -> Block:
    """A block whose form also shows what frames ask: a copy where they ask something, else ``block`` itself.

    ``values``: what the frames have in this place, in that language (``"fr"``).
    """
    if isinstance(block, StreamBlock):
        sections = [section for value in values for section in value or []]
        found = {
            name: [section.value for section in sections if section.block_type == name] for name in block.child_blocks
        }
        return _with_children(block, found, language)
    if isinstance(block, BaseStructBlock):
        rows = [value for value in values if isinstance(value, Mapping)]  # an ImageBlock's is an image, or nothing
        found = {name: [row.get(name) for row in rows] for name in block.child_blocks}
        return _with_children(block, found, language)
    lines = [line for value in values for line in questions(block, value)]
    if not lines:
        return block
    asked = copy.copy(block)
    if isinstance(block, ListBlock):
        asked.meta = copy.copy(block.meta)
        asked.meta.help_text = _help(getattr(block.meta, "help_text", ""), lines, language)
    else:
        asked.field = copy.copy(block.field)
        asked.field.help_text = _help(block.field.help_text, lines, language)
    return asked


def _with_children(block: Any, values: Mapping[str, Sequence[Any]], language: str) -> Any:
    children = {name: asking(child, values[name], language) for name, child in block.child_blocks.items()}
    if all(children[name] is child for name, child in block.child_blocks.items()):
        return block
    asked = copy.copy(block)
    asked.child_blocks = type(block.child_blocks)(children)
    return asked


def questions(block: Block, value: Any) -> Iterator[str]:
    """The lines of text that a frame has in a field; in a list, one line for each row. Choices, dates and numbers ask
    nothing."""
    if isinstance(block, ListBlock):
        rows = (" – ".join(_texts(block.child_block, row)) for row in value or [])
        yield from filter(None, rows)
    else:
        yield from _texts(block, value)


def _texts(block: Block, value: Any) -> Iterator[str]:
    if isinstance(block, BaseStructBlock) and isinstance(value, Mapping):
        for name, child in block.child_blocks.items():
            yield from questions(child, value.get(name))
    elif isinstance(block, ListBlock):
        yield from questions(block, value)
    elif isinstance(block, RichTextBlock) and isinstance(value, RichText):
        yield from text_lines(value.source)
    elif is_text(block):
        yield from filter(None, [(value or "").strip()])


def is_text(block: Block | None) -> bool:
    """Whether authors write text in a block; rich text counts, a choice or a currency does not."""
    return isinstance(block, CharBlock | TextBlock | RichTextBlock) and not isinstance(block, KeptCharBlock)


def text_lines(html: str) -> list[str]:
    """The text of rich text, a line for each paragraph or item of a list, white space made even."""
    if "<" not in html and "&" not in html:
        return [" ".join(html.split())] if html.strip() else []
    soup = BeautifulSoup(html, "html.parser")
    leaves = soup.find_all(["p", "li", "h2", "h3", "h4"]) or [soup]
    return [text for text in (" ".join(leaf.get_text(" ").split()) for leaf in leaves) if text]


def _help(text: Any, lines: Sequence[str], language: str) -> str:
    # Wagtail puts the help text into a paragraph, where no list may stand. The frame may be in another
    # language than the form.
    item = '<span class="w-block">– <span lang="{}" dir="auto">{}</span></span>'
    items = format_html_join("", item, ((language, line) for line in lines))
    heading = format_html('<strong class="w-block">{}</strong>', _("To answer here:"))
    return format_html("{}{}{}", conditional_escape(text or ""), heading, items)
