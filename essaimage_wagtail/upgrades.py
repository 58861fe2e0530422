"""What data migrations do to pages, for those of this package and for a site that has page types of its own."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from wagtail.blocks import BaseStructBlock, Block, ListBlock, StreamBlock

from .frames import is_text, text_lines
from .models import ProjectFrame


def empty_untouched_drafts(app_label: str, model_name: str) -> Callable[[Any, Any], None]:
    """For ``RunPython``: remove the texts of project frames that a former version copied into drafts.

    ``app_label`` and ``model_name``: a page type with ``SheetFields``. Pages that were published once are left as they
    are, and so are all revisions but the latest: in the history of a draft, nothing is lost.
    """

    def forwards(apps: Any, schema_editor: Any) -> None:
        alias = schema_editor.connection.alias
        sheets = apps.get_model(app_label, model_name).objects.using(alias)
        revisions = apps.get_model("wagtailcore", "Revision").objects.using(alias)
        rows = apps.get_model("essaimage_wagtail", "ProjectFrame").objects.using(alias)
        frames = [list(frame.body.raw_data) for frame in rows]
        if not frames:
            return
        for sheet in sheets.filter(live=False, first_published_at=None).iterator():
            sections = list(sheet.body.raw_data)
            kept = without_questions(sheet.body.stream_block, sections, frames)
            if kept != sections:
                sheet.body = json.dumps(kept)
                sheet.save(update_fields=["body"])
            for revision in revisions.filter(pk=sheet.latest_revision_id):
                sections = json.loads(revision.content.get("body") or "[]")
                kept = without_questions(sheet.body.stream_block, sections, frames)
                if kept != sections:
                    revision.content = {**revision.content, "body": json.dumps(kept)}
                    revision.save(update_fields=["content"])

    return forwards


def sections_that_still_ask(sheet: Any) -> list[str]:
    """Ids of the sections of a sheet in which words of a project frame stand as content. One query."""
    frames = [list(frame.body.raw_data) for frame in ProjectFrame.objects.all()]
    sections = sheet.body.get_prep_value()
    kept = without_questions(sheet.body.stream_block, sections, frames)
    return [before["id"] for before, after in zip(sections, kept, strict=True) if before != after]


def without_questions(
    stream_block: StreamBlock, sections: Sequence[dict[str, Any]], frames: Sequence[Sequence[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Stored sections without the words that are those of a frame and nobody changed.

    ``sections`` and each of ``frames``: a stored body, ``[{"type", "value", "id"}, ...]``. A text goes when it is the
    frame's word for word (its markup may differ, since editors rewrite it), and a row of a list when all of it is.
    What anybody typed or chose stays, and so do the sections.
    """
    asked: dict[str, list[Any]] = {}
    for section in (section for frame in frames for section in frame):
        asked.setdefault(section["type"], []).append(section["value"])
    return [
        {
            **section,
            "value": _without(
                stream_block.child_blocks.get(section["type"]), section["value"], asked.get(section["type"], [])
            ),
        }
        for section in sections
    ]


def _without(block: Block | None, value: Any, asked: Sequence[Any]) -> Any:
    if isinstance(block, BaseStructBlock) and isinstance(value, dict):
        others = [other for other in asked if isinstance(other, dict)]
        return {
            name: _without(block.child_blocks.get(name), child, [other.get(name) for other in others])
            for name, child in value.items()
        }
    if isinstance(block, ListBlock) and isinstance(value, list):
        rows = [_row(block, row) for other in asked if isinstance(other, list) for row in other]
        return [row for row in value if _row(block, row) not in rows]
    if is_text(block) and isinstance(value, str):
        return "" if _words(value) in [_words(other) for other in asked if isinstance(other, str)] else value
    return value


def _row(block: ListBlock, stored: Any) -> Any:
    """A stored row of a list, complete and without ids and markup, so that equal rows are equal."""
    value = stored["value"] if isinstance(stored, dict) and stored.get("type") == "item" else stored
    return _bare(block.child_block.get_prep_value(block.child_block.to_python(value)))


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _bare(child) for name, child in value.items() if name != "id"}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return _words(value) if isinstance(value, str) else value


def _words(text: str) -> str:
    return " ".join(text_lines(text))
