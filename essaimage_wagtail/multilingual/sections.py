"""What two versions of a text differ by: sections of a page, texts of a section, words of a text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, TypedDict

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

AROUND = "#"
"""Ends the path of what surrounds the texts of a rich text: paragraphs, lists."""

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_WORDS = re.compile(r"\w+")
_ANY_PAIR = 0.01
"""What a pair of texts without a common word counts, beside 1 for two that are the same."""


class Kind(models.TextChoices):
    """What happened to a section of an original."""

    CHANGED = "changed", _("Changed")
    ADDED = "added", _("New")
    REMOVED = "removed", _("Removed")


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


def label_of(model: type[models.Model], section: str, block: str) -> str:
    """The name of a section in the reader's language."""
    field: Any = model._meta.get_field(section.partition(".")[0])
    if block and block in getattr(field, "stream_block", field).child_blocks:
        return str(field.stream_block.child_blocks[block].label)
    named = field.related_model._meta.verbose_name_plural if field.is_relation else field.verbose_name
    return capfirst(str(named))


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
    """A field is changed, whether it was empty or is."""
    if before is not None and now is not None and (is_held or not _is_block(name)):
        return None if before["texts"] == now["texts"] else Kind.CHANGED
    if not _is_block(name):
        return Kind.CHANGED
    if now is not None:
        return Kind.ADDED
    return Kind.REMOVED if is_held else None


def _is_block(name: str) -> bool:
    return "." in name


def paired(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which text became which, by their places; ``None`` where one was added or taken away. As many as possible have a
    partner: that with which they have most words in common, in the same order."""
    found: list[tuple[int | None, int | None]] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += zip(range(i, i_end), range(j, j_end), strict=True)
        else:
            found += [
                (None if a is None else a + i, None if b is None else b + j)
                for a, b in _nearest(old[i:i_end], new[j:j_end])
            ]
    return found


def _nearest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """The pairs, in order, that have most in common (the alignment of Needleman and Wunsch, gaps for nothing)."""
    words = [[set(_WORDS.findall(text.lower())) for text in texts] for texts in (old, new)]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    score = [[_alike(a, b) + _ANY_PAIR for b in words[1]] for a in words[0]]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j + 1] + score[i][j], best[i + 1][j], best[i][j + 1])
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            found.append((i, None))
            i += 1
        else:
            found.append((None, j))
            j += 1
    return found


def _alike(one: set[str], other: set[str]) -> float:
    """Dice's coefficient of two sets of words."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


Pieces = list[tuple[bool, str]]
"""Parts of a text, each with whether it is only in this one of two."""


def differences(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    pieces: tuple[Pieces, Pieces] = ([], [])
    for tag, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for side, tokens in zip(pieces, (before[i:i_end], after[j:j_end]), strict=True):
            _add(side, tag != "equal", "".join(tokens))
    return _joined(pieces[0]), _joined(pieces[1])


def _joined(side: Pieces) -> Pieces:
    """With the blanks between two words that differ: a phrase is marked as one."""
    found: Pieces = []
    for place, (differs, text) in enumerate(side):
        between = 0 < place < len(side) - 1 and text.isspace()
        _add(found, differs or between, text)
    return found


def _add(side: Pieces, differs: bool, text: str) -> None:
    if side and side[-1][0] == differs:
        text = side.pop()[1] + text
    if text:
        side.append((differs, text))
