"""From the plain data of content files to what a StreamField stores, with ids that stay the same."""

import uuid
from datetime import date
from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from . import files

NAMESPACE = uuid.UUID("5d0b5a34-27f1-4be3-9a0e-6e3a0f6c9f0f")


def stable_id(*path: object) -> uuid.UUID:
    """Always the same id for the same thing, so that loading twice changes nothing and translations
    keep their places."""
    return uuid.uuid5(NAMESPACE, "/".join(map(str, path)))


def made_up_address(name: str) -> str:
    """The e-mail of a person who does not exist."""
    return f"{stable_id('people', name).hex[:12]}@example.org"


def stream(body: blocks.StreamBlock, entries: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """``[{"context": {...}}, ...]`` as a StreamField stores it; images and documents by the names of their files.

    Raises ``KeyError`` for a child that a block does not have.
    """
    stored = []
    for position, entry in enumerate(entries or []):
        ((name, value),) = entry.items()
        path = f"{key}/{position}/{name}"
        stored.append({"type": name, "value": _prep(body.child_blocks[name], value, path), "id": str(stable_id(path))})
    return stored


def _prep(block: blocks.Block, value: Any, path: str) -> Any:
    if isinstance(block, blocks.BaseStructBlock):
        unknown = set(value or {}) - set(block.child_blocks)
        if unknown:
            raise KeyError(f"{path}: {', '.join(sorted(unknown))}")
        return {
            name: _prep(child, value[name], f"{path}/{name}")
            for name, child in block.child_blocks.items()
            if value and value.get(name) is not None
        }
    if isinstance(block, blocks.ListBlock):
        return [
            {
                "type": "item",
                "value": _prep(block.child_block, item, f"{path}/{index}"),
                "id": str(stable_id(path, index)),
            }
            for index, item in enumerate(value or [])
        ]
    if isinstance(block, ImageChooserBlock):
        return files.image(value).pk if value else None
    if isinstance(block, DocumentChooserBlock):
        return files.document(value).pk if value else None
    if isinstance(block, blocks.DecimalBlock):
        return None if value is None else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(block, blocks.CharBlock | blocks.TextBlock) and value is not None:
        return str(value)
    return value
