"""Blocks of a stream, ready for a template."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ListBlock, StreamValue
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from ..blocks.base import heading_of, is_blank_section
from ..blocks.choosers import chosen_together
from ..renditions import prefetch_renditions


def read_together(streams: Sequence[StreamValue]) -> list[list[Any]]:
    """The blocks of several streams of one kind, a list for each, in the same order.

    What the blocks choose (images, documents) is fetched for all streams at once: a stream read by itself
    costs its own queries.
    """
    raw = [list(stream.raw_data) for stream in streams]
    if not any(raw):
        return [[] for _items in raw]
    stream = StreamValue(streams[0].stream_block, [item for items in raw for item in items], is_lazy=True)
    with chosen_together([stream]):
        merged = iter(stream)
        blocks = [[next(merged) for _item in items] for items in raw]
    prefetch_renditions([image for found in blocks for image in images_of(found)], "picture")
    return blocks


@dataclass(frozen=True, slots=True)
class Section:
    """``id``: for addresses within the page; ``label``: its heading, which may be empty; ``language``: the code of that
    of its words, where it is not the page's; ``by_machine``: whether a machine translated words of it that nobody has
    read."""

    id: str
    label: str
    block: Any
    language: str = ""
    by_machine: bool = False

    @property
    def is_foreign(self) -> bool:
        """Whether the block is drawn by no template of the plugin: what it looks like is then for the site to say."""
        template = getattr(self.block.block.meta, "template", None) or ""
        return not template.startswith("essaimage_wagtail/")


def sections_of(
    blocks: Iterable[Any],
    first_label: str = "",
    languages: Mapping[str, str] | None = None,
    by_machine: Container[str] = (),
) -> list[Section]:
    """Blocks as sections, without the blank ones. What comes before any heading gets ``first_label``; ``languages``: by
    their ids, those that are not in the page's; ``by_machine``: the ids of those that a machine translated."""
    sections: list[Section] = []
    for block in blocks:
        if not is_blank_section(block):
            label = heading_of(block) or ("" if sections else first_label)
            language = (languages or {}).get(block.id or "", "")
            name = f"section-{block.id or len(sections)}"
            sections.append(Section(name, label, block, language, block.id in by_machine))
    return sections


def images_of(blocks: Iterable[Any]) -> list[Any]:
    """The images that these blocks choose, however deep."""
    return [image for block in blocks for image in _images(block.block, block.value)]


def _images(block: Block, value: Any) -> list[Any]:
    if isinstance(block, ImageChooserBlock | ImageBlock):
        return [value] if value else []
    if isinstance(block, BaseStructBlock):
        return [image for name, child in block.child_blocks.items() for image in _images(child, value.get(name))]
    if isinstance(block, ListBlock):
        return [image for item in value for image in _images(block.child_block, item)]
    if isinstance(block, BaseStreamBlock):
        return images_of(value)
    return []
