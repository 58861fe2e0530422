"""What two states of an original differ by for its translators: sections of a page, and the texts in them."""

import re
from collections.abc import Iterable, Iterator
from typing import TypedDict

from django.db import models
from wagtail.fields import StreamField
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from ..comparing.kinds import Kind

AROUND = "#"
"""Ends the path of what surrounds the texts of a rich text: paragraphs, lists."""
PARAGRAPH_MARK = re.compile(r' data-block-key="[^"]*"')


class Section(TypedDict):
    """A field, or a block of a stream. ``texts``: pairs of a path and a text, in their order."""

    block: str
    texts: list[list[str]]


class Change(TypedDict):
    """``section``: the name of a field, or that of a stream with a block's id, as ``body.<id>``."""

    section: str
    block: str
    kind: str


def sections_of(instance: models.Model, texts: Iterable[tuple[str, str]] | None = None) -> dict[str, Section]:
    """By their names, those of a page or snippet, fields before blocks. ``texts``: others than its own, as pairs of
    path and text."""
    found: dict[str, Section] = {
        f"{field.name}.{block.id}": {"block": block.block_type, "texts": []}
        for field in _streams(instance)
        for block in getattr(instance, field.name)
        if block.id
    }
    for path, text in texts_of(instance) if texts is None else texts:
        section = found.setdefault(section_of(type(instance), path), {"block": "", "texts": []})
        section["texts"].append([path, text])
    return dict(sorted(found.items(), key=lambda item: _is_block(item[0])))


def texts_of(instance: models.Model) -> Iterator[tuple[str, str]]:
    """What a translator is given, and what surrounds it in rich text."""
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            yield segment.path, segment.string.data
        elif isinstance(segment, TemplateSegmentValue):
            yield segment.path + AROUND, segment.template


def section_of(model: type[models.Model], path: str) -> str:
    """The section in which a text stands: ``body.<id>`` of ``body.<id>.actors.<id>.role``."""
    names = path.removesuffix(AROUND).split(".")
    is_stream = isinstance(model._meta.get_field(names[0]), StreamField)
    return ".".join(names[: 2 if is_stream else 1])


def _streams(instance: models.Model) -> list[StreamField]:
    declared = [one for one in get_translatable_fields(type(instance)) if one.is_translated(instance)]
    fields = [one.get_field(type(instance)) for one in declared]
    return [field for field in fields if isinstance(field, StreamField)]


def changes_between(
    before: dict[str, Section], now: dict[str, Section], held: Iterable[str] | None = None
) -> list[Change]:
    """What a translation, true to ``before``, lacks of what its original is ``now``, in the order of the page; then
    what it has kept.

    ``held``: the sections that the translation has, if not those of ``before``.
    """
    held = set(before if held is None else held)
    found: list[Change] = []
    for name in [*now, *(name for name in before if name not in now)]:
        section = now.get(name) or before[name]
        kind = _kind(name, before.get(name), now.get(name), name in held)
        if kind is not None:
            found.append({"section": name, "block": section["block"], "kind": kind.value})
    return found


def _kind(name: str, before: Section | None, now: Section | None, is_held: bool) -> Kind | None:
    """What happened to a section; ``None`` if nothing did. A field can only be changed, never added or removed."""
    if before is not None and now is not None and (is_held or not _is_block(name)):
        return None if _read(before) == _read(now) else Kind.CHANGED
    if not _is_block(name):
        return Kind.CHANGED
    if now is not None:
        return Kind.ADDED
    return Kind.REMOVED if is_held else None


def _read(section: Section) -> list[list[str]]:
    """The texts of a section, without the marks by which Wagtail's editor knows paragraphs. Imported text gets such
    marks when somebody first edits the page, though its words stay the same."""
    return [[path, PARAGRAPH_MARK.sub("", text) if path.endswith(AROUND) else text] for path, text in section["texts"]]


def _is_block(name: str) -> bool:
    return "." in name
