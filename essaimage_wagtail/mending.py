"""Mends stored StreamField content that cannot be translated: texts that are null, blocks and list items without ids.

The forms of the admin write neither. Imports, fixtures and old versions of a list block do. wagtail-localize fails on a
null text, and leaves out the texts of a list whose items have no ids.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Revision, RevisionMixin

from .models import PageFields
from .models.fields import CodeDefinedStreamField

TEXTS = (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock, blocks.RichTextBlock)
NAMESPACE = uuid.UUID("a1b6f6c2-2f7e-4f0e-9d59-0f5c2b1f3a77")


@dataclass(frozen=True, slots=True)
class Mended:
    """What was found in a row or in its revision: ``texts`` that were null, blocks and items without ``ids``."""

    row: models.Model
    texts: int
    ids: int


def mended_models() -> list[type[models.Model]]:
    """Pages of the plugin's kinds (a site's own too) and snippets with StreamFields."""
    return [
        model
        for model in apps.get_models()
        if not model._meta.proxy
        and stream_fields(model)
        and (
            issubclass(model, PageFields)
            or any(isinstance(field, CodeDefinedStreamField) for field in stream_fields(model))
        )
    ]


def stream_fields(model: type[models.Model]) -> list[StreamField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, StreamField)]


def mend_rows(model: type[models.Model], *, dry_run: bool = False) -> Iterator[Mended]:
    """Mend all rows of a model with their latest, live and scheduled revisions; yields those that were at fault.

    Each row is written in a transaction of its own, so that it can be interrupted. Nothing that was typed changes, so
    that no index is told, and no date of publication or revision moves.
    """
    for pk in model._default_manager.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = model._default_manager.select_for_update().filter(pk=pk).first()
            found = Counter() if row is None else _mend_row(row, dry_run)
        if found:
            yield Mended(row, found["texts"], found["ids"])


def _mend_row(row: models.Model, dry_run: bool) -> Counter:
    found, changed = Counter(), {}
    for field in stream_fields(type(row)):
        stored = list(field.value_from_object(row).raw_data)
        value, faults = mend(field.stream_block, [dict(block) for block in stored], _seed(row, field))
        if faults:
            found += faults
            changed[field.name] = field.to_python(json.dumps(value))
    if changed and not dry_run:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
    for revision in _revisions(row):
        found += _mend_revision(row, revision, dry_run)
    return found


def _revisions(row: models.Model) -> list[Revision]:
    """The latest revision of a row, the published one, and those scheduled for publication."""
    if not isinstance(row, RevisionMixin):
        return []
    current = [row.latest_revision_id, getattr(row, "live_revision_id", None)]
    wanted = models.Q(pk__in=current) | models.Q(approved_go_live_at__isnull=False)
    return list(row.revisions.select_for_update().filter(wanted))


def _mend_revision(row: models.Model, revision: Revision, dry_run: bool) -> Counter:
    found = Counter()
    for field in stream_fields(type(row)):
        stored = json.loads(revision.content.get(field.name) or "[]")
        value, faults = mend(field.stream_block, stored, _seed(row, field))
        if faults:
            found += faults
            revision.content[field.name] = json.dumps(value)
    if found and not dry_run:
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    return found


def _seed(row: models.Model, field: StreamField) -> str:
    """The seed of new ids: a page, its revisions and its translations get the same ids, as copies would have."""
    return f"{row._meta.label_lower}/{getattr(row, 'translation_key', row.pk)}/{field.name}"


def mend(block: blocks.Block, value: Any, path: str) -> tuple[Any, Counter]:
    """What a block stores, without nulls for texts and with ids; and what was at fault: ``texts``, ``ids``.

    ``path`` says where the value stands: the same path gets the same ids. What the block does not know stays as it is.
    """
    found: Counter = Counter()
    return _mend(block, value, path, found), found


def _mend(block: blocks.Block, value: Any, path: str, found: Counter) -> Any:
    if isinstance(block, TEXTS):
        if value is None:
            found["texts"] += 1
            return ""
    elif isinstance(block, blocks.BaseStreamBlock):
        return [
            _mend_item(block.child_blocks.get(item["type"]), item, f"{path}/{number}", found)
            for number, item in enumerate(value or [])
        ]
    elif isinstance(block, blocks.ListBlock):
        return [
            _mend_item(block.child_block, _as_item(item), f"{path}/{number}", found)
            for number, item in enumerate(value or [])
        ]
    elif isinstance(block, blocks.BaseStructBlock) and isinstance(value, dict):
        return {**value, **_mend_children(block, value, path, found)}
    return value


def _mend_children(block: blocks.BaseStructBlock, value: dict, path: str, found: Counter) -> dict:
    """The stored children, and the missing texts whose default is null."""
    return {
        name: _mend(child, value.get(name), f"{path}/{name}", found)
        for name, child in block.child_blocks.items()
        if name in value or (isinstance(child, TEXTS) and child.get_default() is None)
    }


def _as_item(item: Any) -> dict:
    """An item with its type: older lists hold bare values, and an import may have left out the ids."""
    if isinstance(item, dict) and item.get("type") == "item" and "value" in item:
        return item
    return {"type": "item", "value": item}


def _mend_item(block: blocks.Block | None, item: dict, path: str, found: Counter) -> dict:
    """An item of a stream or of a list; ``block`` is ``None`` for a kind that is not there any more."""
    if block is not None:
        item = {**item, "value": _mend(block, item["value"], path, found)}
    if not item.get("id"):
        found["ids"] += 1
        item = {**item, "id": str(uuid.uuid5(NAMESPACE, path))}
    return item
