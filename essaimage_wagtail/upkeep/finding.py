"""What a page lacks, by the page alone, and the addresses on other sites that it names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup
from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from ..blocks import ResultsBlock
from .addresses import asked_form

_MAY_HOLD = re.compile(r"<(?:a|embed)\s", re.IGNORECASE)


@dataclass(slots=True)
class Found:
    """Places in a page's form, as content paths of Wagtail's; ``links``: ``{address: the first place}``."""

    figures: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def link(self, address: object, place: str) -> None:
        if asked := asked_form(address):
            self.links.setdefault(asked, place)


def faults_of(page: Any) -> Found:
    """What a page lacks. The page may be a stored one or an unsaved version."""
    found = Found()
    if getattr(page, "cover_id", None) and not page.cover_alt.strip():
        found.pictures.append("cover_alt")
    for one in page._meta.get_fields():
        if isinstance(one, StreamField):
            for child in getattr(page, one.name) or ():
                look_into(child.block, child.value, f"{one.name}.{child.id}", found)
        elif isinstance(one, RichTextField):
            _look_into_html(getattr(page, one.name) or "", one.name, found)
        elif isinstance(one, models.URLField):
            found.link(getattr(page, one.name), one.name)
    return found


def look_into(block: blocks.Block, value: Any, place: str, found: Found) -> None:
    """Add what a block lacks to ``found``; ``place``: the content path of the block."""
    if value is None or value == "":
        return
    if isinstance(block, ResultsBlock):
        found.figures += [place] * sum(
            row["value"] is not None and not (row["source"] or row["source_url"]) for row in value.rows()
        )
    if isinstance(block, ImageBlock):
        # A block of Wagtail's whose value is the image itself.
        if not (getattr(value, "decorative", False) or getattr(value, "contextual_alt_text", "")):
            found.pictures.append(place)
    elif isinstance(block, blocks.BaseStructBlock) and isinstance(value, Mapping):
        if _is_picture_without_words(block, value):
            found.pictures.append(place)
        for name, child in block.child_blocks.items():
            look_into(child, value.get(name), f"{place}.{name}", found)
    elif isinstance(block, blocks.ListBlock):
        for item in getattr(value, "bound_blocks", ()):
            look_into(block.child_block, item.value, f"{place}.{item.id}", found)
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            look_into(child.block, child.value, f"{place}.{child.id}", found)
    elif isinstance(block, blocks.RichTextBlock):
        _look_into_html(getattr(value, "source", ""), place, found)
    elif isinstance(block, blocks.URLBlock):
        found.link(value, place)


def _is_picture_without_words(block: blocks.BaseStructBlock, value: Any) -> bool:
    """Whether a block with a field ``alt`` beside its image has an image, but no description of it."""
    if "alt" not in block.child_blocks or str(value.get("alt") or "").strip():
        return False
    return any(isinstance(child, ImageChooserBlock) and value.get(name) for name, child in block.child_blocks.items())


def _look_into_html(html: str, place: str, found: Found) -> None:
    """Links and pictures of rich text as it is stored."""
    if not _MAY_HOLD.search(html):
        return
    document = BeautifulSoup(html, "html.parser")
    for address in _addresses(document):
        found.link(address, place)
    for embed in document.find_all("embed", embedtype="image"):
        if not str(embed.get("alt") or "").strip():
            found.pictures.append(place)


def _addresses(document: BeautifulSoup) -> Iterator[str]:
    for link in document.find_all("a", href=True):
        yield str(link["href"])
