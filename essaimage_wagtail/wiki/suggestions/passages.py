"""The texts of a section that a visitor may rewrite: found in a page, and put back into it.

A text is a paragraph of a rich text, or a plain field. Its ``path`` is the one by which wagtail-localize knows it
(``body.<id>.actors.<id>.role``), its ``position`` the place among the paragraphs of that path.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.strings import StringValue, extract_strings, restore_strings

from ...blocks.base import KeptCharBlock, heading_of
from .markup import words_of

__all__ = ["Passage", "place_in"]

UNSEEN = {"slug", "seo_title", "search_description", "draft_title"}
"""Fields of every page that its readers do not see as texts."""

PLAIN = blocks.CharBlock | blocks.TextBlock | blocks.BlockQuoteBlock


@dataclass(frozen=True, slots=True)
class Passage:
    """``html`` is inline HTML whose elements have no attributes but ``id``, as translators get it."""

    path: str
    position: int
    label: str
    html: str

    @property
    def key(self) -> tuple[str, int]:
        return self.path, self.position

    @property
    def words(self) -> str:
        """The text without its tags."""
        return words_of(self.html)


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a page (``block``), one of its fields, or the page as a whole (``name`` is empty then)."""

    name: str
    label: str
    passages: list[Passage]
    block: Any = None


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A value that holds text. ``put`` writes another one in its place."""

    path: str
    label: str
    is_rich: bool
    value: Any
    put: Callable[[Any], Any]

    def strings(self) -> tuple[str, list[tuple[StringValue, dict[str, Any]]]]:
        """What surrounds the paragraphs of a rich text, and the paragraphs with the attributes of their elements."""
        source = self.value.source if isinstance(self.value, RichText) else self.value or ""
        if self.is_rich:
            template, strings = extract_strings(source)
            return template, strings
        return "", [(StringValue.from_plaintext(source), {})] if source.strip() else []


def place_in(page: Page, name: str) -> Place | None:
    """The place of a page (of its specific class) with this name: a block's id, a field's name, or nothing for the page
    as a whole. ``None`` where there is none."""
    if not name:
        return Place("", "", [passage for field in _fields(page) for passage in _of_field(page, field)])
    for field in _streams(page):
        for child in getattr(page, field.name):
            if child.id == name:
                leaves = _walk(child.block, child.value, f"{field.name}.{child.id}", "", partial(_set, child))
                label = str(heading_of(child) or child.block.label or "")
                return Place(name, label, _passages(leaves), child)
    for field in _fields(page):
        if field.name == name:
            return Place(name, _label(field), _of_field(page, field))
    return None


def path_of(page: Page, name: str) -> str:
    """Where a place is in the editor: the name of a field, or ``body.<id>``; empty for the page as a whole."""
    for field in _streams(page):
        if any(child.id == name for child in getattr(page, field.name)):
            return f"{field.name}.{name}"
    return name if any(field.name == name for field in _fields(page)) else ""


def put_into(page: Page, changed: Mapping[tuple[str, int], str]) -> set[tuple[str, int]]:
    """Write texts (inline HTML) into a page in memory, by path and position; returns the keys that the page has."""
    by_path: dict[str, dict[int, str]] = defaultdict(dict)
    for (path, position), html in changed.items():
        by_path[path][position] = html
    done = set()
    for leaf in _leaves(page):
        if leaf.path in by_path:
            template, strings = leaf.strings()
            for position, html in by_path[leaf.path].items():
                if position < len(strings):
                    strings[position] = (StringValue(html), strings[position][1])
                    done.add((leaf.path, position))
            leaf.put(_restored(leaf, template, strings))
    return done


def texts_of(page: Page) -> dict[tuple[str, int], Passage]:
    """All texts of a page."""
    return {passage.key: passage for passage in _passages(_leaves(page))}


def _restored(leaf: _Leaf, template: str, strings: list[tuple[StringValue, dict[str, Any]]]) -> Any:
    if not leaf.is_rich:
        return words_of(strings[0][0].data) if strings else ""
    source = restore_strings(template, strings)
    return RichText(source) if isinstance(leaf.value, RichText) else source


def _leaves(page: Page) -> Iterator[_Leaf]:
    for field in _fields(page):
        yield _leaf_of_field(page, field)
    for field in _streams(page):
        stream = getattr(page, field.name)
        yield from _walk(field.stream_block, stream, field.name, "", lambda value: None)


def _walk(block: Any, value: Any, path: str, label: str, put: Callable[[Any], Any]) -> Iterator[_Leaf]:
    if value is None or isinstance(block, KeptCharBlock | ImageBlock):
        return
    if isinstance(block, blocks.RichTextBlock | PLAIN):
        yield _Leaf(path, label, isinstance(block, blocks.RichTextBlock), value, put)
    elif isinstance(block, blocks.BaseStructBlock):
        for name, child in block.child_blocks.items():
            named = f"{label} › {child.label}" if label else str(child.label)
            yield from _walk(child, value.get(name), f"{path}.{name}", named, partial(value.__setitem__, name))
    elif isinstance(block, blocks.ListBlock):
        for number, bound in enumerate(value.bound_blocks, start=1):
            if bound.id:
                named = f"{label} {number}" if label else str(number)
                yield from _walk(block.child_block, bound.value, f"{path}.{bound.id}", named, partial(_set, bound))
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            if child.id:
                yield from _walk(child.block, child.value, f"{path}.{child.id}", label, partial(_set, child))


def _set(bound: Any, value: Any) -> None:
    bound.value = value


def _passages(leaves: Iterator[_Leaf]) -> list[Passage]:
    return [
        Passage(leaf.path, position, leaf.label, string.data)
        for leaf in leaves
        for position, (string, _attributes) in enumerate(leaf.strings()[1])
    ]


def _of_field(page: Page, field: models.Field) -> list[Passage]:
    return _passages(iter([_leaf_of_field(page, field)]))


def _leaf_of_field(page: Page, field: models.Field) -> _Leaf:
    value = getattr(page, field.name)
    return _Leaf(field.name, _label(field), isinstance(field, RichTextField), value, partial(setattr, page, field.name))


def _label(field: models.Field) -> str:
    return str(capfirst(str(field.verbose_name)))


def _fields(page: Page) -> list[models.Field]:
    """The fields with a text that is translated: a field that is the same in every language holds a fact."""
    return [
        field
        for field in _translated(page)
        if isinstance(field, models.CharField | models.TextField) and not field.choices and field.name not in UNSEEN
    ]


def _streams(page: Page) -> list[StreamField]:
    return [field for field in _translated(page) if isinstance(field, StreamField)]


def _translated(page: Page) -> list[models.Field]:
    declared = [one for one in get_translatable_fields(type(page)) if one.is_translated(page)]
    return [one.get_field(type(page)) for one in declared]
