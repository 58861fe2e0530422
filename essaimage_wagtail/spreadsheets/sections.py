"""The sections of a page as lines: one for each text of a section, and tables of their own for lists of rows.

A section is told by its id, and so is a row of a list. Lines without one are new. A row of a list that names no section
belongs to the first of its kind, which is made where there is none.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from .cells import words
from .fields import is_row, is_simple, kind_of_block
from .kinds import folded, in_every_language
from .stored import as_stored, id_of, plain
from .tables import ABOUT, IDENTITY, ROW, Bundle, Column, Problems, Row, Table, is_same, read_cell

SECTION_ID = Column("section_id", pgettext_lazy("column of a spreadsheet", "section id"))
TYPE = Column("section", pgettext_lazy("column of a spreadsheet", "section"))
FIELD = Column("field", pgettext_lazy("column of a spreadsheet", "part"))
VALUE = Column("value", pgettext_lazy("column of a spreadsheet", "text"))


class Sections:
    """A StreamField in the tables ``<code>.sections`` and ``<code>.<section>.<list>``."""

    def __init__(self, code: str, field: Any) -> None:
        self.name = field.name
        self.field = field
        self.main = Table(
            f"{code}.{field.name}",
            capfirst(field.verbose_name),
            (*IDENTITY, ABOUT, SECTION_ID, TYPE, FIELD, ROW, VALUE),
        )
        self.lists = {
            (name, part): Table(
                f"{code}.{field.name}.{name}.{part}",
                rows.label,
                (*IDENTITY, ABOUT, SECTION_ID, ROW, *_columns(rows.child_block)),
            )
            for name, part, rows in self._lists()
        }

    @property
    def block(self) -> Any:
        return self.field.stream_block

    @property
    def tables(self) -> list[Table]:
        return [self.main, *self.lists.values()]

    def stored(self, page: Any) -> Any:
        return as_stored(getattr(page, self.name))

    def _lists(self) -> Iterator[tuple[str, str, Any]]:
        for name, block in self.block.child_blocks.items():
            for part, child in getattr(block, "child_blocks", {}).items() if _is_struct(block) else ():
                if isinstance(child, blocks.ListBlock) and is_row(child.child_block):
                    yield name, part, child

    def export(self, page: Any, at: Any) -> Bundle:
        bundle: Bundle = {table.code: [] for table in self.tables}
        for section in getattr(page, self.name):
            start = {SECTION_ID.code: section.id or "", TYPE.code: str(section.block.label)}
            lines = []
            for part, label, row_id, block, value in _parts(section.block, section.value):
                table = self.lists.get((section.block_type, part))
                if table is not None:
                    bundle[table.code] += [
                        {SECTION_ID.code: section.id or "", ROW.code: item.id or "", **_written(item.value, table, at)}
                        for item in value.bound_blocks
                    ]
                    continue
                text = kind_of_block(block).write(value, at)
                if text not in ("", None) and not (isinstance(block, blocks.BooleanBlock) and not value):
                    lines.append({**start, FIELD.code: label, ROW.code: row_id, VALUE.code: text})
            bundle[self.main.code] += lines or [{**start, FIELD.code: "", ROW.code: "", VALUE.code: ""}]
        return bundle

    def read(self, page: Any, bundle: Bundle, at: Any, problems: Problems) -> None:
        """Put the sections of a file into a page; what is wrong is added to ``problems``, and the page stays as it
        is."""
        before = len(problems)
        current = as_stored(getattr(page, self.name))
        found = Reading(self, current, at, problems)
        for row in bundle.get(self.main.code, []):
            found.take_line(row)
        for (section, part), table in self.lists.items():
            if table.code in bundle:
                for row in bundle[table.code]:
                    found.take_row(row, section, part, table)
            else:
                found.keep_rows(section, part)
        if len(problems) == before:
            setattr(page, self.name, self.block.to_python(found.stored()))


class Reading:
    """The sections of one page while lines are taken, as the database has them."""

    def __init__(self, sections: Sections, current: list[Any], at: Any, problems: Problems) -> None:
        self.sections = sections
        self.at = at
        self.problems = problems
        self.was = {item["id"]: item for item in current}
        self.taken: dict[str, dict[str, Any]] = {}
        self._latest: dict[str, Any] = {}
        self._last: Any = None

    def take_line(self, row: Row) -> None:
        table = self.sections.main
        try:
            name, block = self._type(words(row.get(TYPE.code)))
            part, child = self._part(block, words(row.get(FIELD.code)))
            section = self._section(row, name, block, part)
            if child is None:
                return
            self._put(section, part, child, row)
        except ValidationError as error:
            self.problems.add(error, table, row, VALUE)

    def _put(self, section: dict[str, Any], part: str, child: Any, row: Row) -> None:
        cell = row.get(VALUE.code)
        if not part:
            section["value"] = self._read(child, cell, section["value"])
        elif isinstance(child, blocks.ListBlock) and is_simple(child.child_block):
            row_id = id_of(row.get(ROW.code))
            was = {item["id"]: item["value"] for item in _items(self._held(section, part))}
            value = self._read(child.child_block, cell, was.get(row_id))
            section["value"].setdefault(part, []).append({"type": "item", "value": value, "id": row_id})
        else:
            section["value"][part] = self._read(child, cell, self._held(section, part))

    def take_row(self, row: Row, name: str, part: str, table: Table) -> None:
        section = self._section_of(row, name)
        row_id = id_of(row.get(ROW.code))
        was = {item["id"]: item["value"] for item in _items(self._held(section, part))}.get(row_id)
        struct = self.sections.block.child_blocks[name].child_blocks[part].child_block
        value = {} if was is None else dict(was)
        for column in table.columns:
            child = struct.child_blocks.get(column.code)
            if child is None or column.code not in row:
                continue
            try:
                read = self._read(child, row[column.code], value.get(column.code))
                if not (column.code in value and _is_nothing(read) and _is_nothing(value[column.code])):
                    value[column.code] = read
            except ValidationError as error:
                self.problems.add(error, table, row, column)
        section["value"].setdefault(part, []).append({"type": "item", "value": value, "id": row_id})

    def keep_rows(self, name: str, part: str) -> None:
        """The file has no such table: what the site has stays."""
        for section in self.taken.values():
            held = self._held(section, part) if section["type"] == name else None
            if held is not None:
                section["value"][part] = held

    def stored(self) -> list[Any]:
        """All that was taken. A part of which the file says nothing is empty; what an export leaves out stays."""
        for section in self.taken.values():
            block = self.sections.block.child_blocks[section["type"]]
            was = self.was.get(section["id"])
            if was is None or not _is_struct(block):
                continue
            for name, child in block.child_blocks.items():
                if name in section["value"] or name not in was["value"]:
                    continue
                if isinstance(child, blocks.ListBlock):
                    section["value"][name] = []
                else:
                    section["value"][name] = self._read(child, "", was["value"][name])
        return list(self.taken.values())

    def _read(self, block: Any, cell: Any, stored: Any) -> Any:
        """What the database has of the value of a cell."""
        column = Column(VALUE.code, VALUE.label, kind_of_block(block))
        value = block.to_python(stored) if stored is not None else _empty(block)
        if is_same(column, cell, value, self.at) and stored is not None:
            return stored
        read = read_cell(column, cell, value, self.at)
        if _is_nothing(read) and _is_nothing(stored) and stored is not None:
            return stored
        return plain(block.get_prep_value(read))

    def _held(self, section: dict[str, Any], part: str) -> Any:
        was = self.was.get(section["id"])
        return was["value"].get(part) if was and isinstance(was["value"], dict) else None

    def _section(self, row: Row, name: str, block: Any, part: str) -> dict[str, Any]:
        key = words(row.get(SECTION_ID.code))
        if not key:
            latest = self._latest.get(name)
            is_list = isinstance(getattr(block, "child_blocks", {}).get(part), blocks.ListBlock)
            if latest is not None and part and (is_list or part not in latest["value"]) and self._last is latest:
                return latest
        section = self._made(key, name)
        self._latest[name] = self._last = section
        return section

    def _section_of(self, row: Row, name: str) -> dict[str, Any]:
        key = words(row.get(SECTION_ID.code))
        if key in self.taken and self.taken[key]["type"] == name:
            return self.taken[key]
        same = next((section for section in self.taken.values() if section["type"] == name), None)
        if same is not None and not key:
            return same
        section = self._made(key, name)
        self._move_to_its_place(section)
        return section

    def _made(self, key: str, name: str) -> dict[str, Any]:
        key = id_of(key)
        if key in self.taken and self.taken[key]["type"] != name:
            key = str(uuid.uuid4())
        if key not in self.taken:
            was = self.was.get(key)
            struct = _is_struct(self.sections.block.child_blocks[name])
            value: Any = {} if struct else (was["value"] if was else None)
            self.taken[key] = {"type": name, "value": value, "id": key}
        return self.taken[key]

    def _move_to_its_place(self, section: dict[str, Any]) -> None:
        """Move a section that was made for a row to where sections of its kind usually stand."""
        order = list(self.sections.block.child_blocks)
        others = [one for one in self.taken.values() if one is not section]
        place = sum(order.index(one["type"]) <= order.index(section["type"]) for one in others)
        others.insert(place, section)
        self.taken = {one["id"]: one for one in others}

    def _type(self, typed: str) -> tuple[str, Any]:
        for name, block in self.sections.block.child_blocks.items():
            if folded(typed) == folded(name) or folded(typed) in in_every_language(block.label):
                return name, block
        labels = ", ".join(str(block.label) for block in self.sections.block.child_blocks.values())
        raise ValidationError(
            _("“%(typed)s” is no section. Write one of: %(words)s.") % {"typed": typed, "words": labels}
        )

    def _part(self, block: Any, typed: str) -> tuple[str, Any]:
        if not _is_struct(block):
            return "", block
        if not typed:
            return "", None
        for name, child in block.child_blocks.items():
            if folded(typed) == folded(name) or folded(typed) in in_every_language(child.label):
                return name, child
        labels = ", ".join(str(child.label) for child in block.child_blocks.values())
        raise ValidationError(
            _("“%(typed)s” is no part of this section. Write one of: %(words)s.") % {"typed": typed, "words": labels}
        )


def _is_struct(block: Any) -> bool:
    return isinstance(block, blocks.BaseStructBlock) and not isinstance(block, blocks.FieldBlock)


def _columns(struct: Any) -> Iterator[Column]:
    for name, child in struct.child_blocks.items():
        yield Column(name, child.label, kind_of_block(child))


def _written(value: Any, table: Table, at: Any) -> Row:
    return {column.code: column.kind.write(value[column.code], at) for column in table.columns if column.code in value}


def _parts(block: Any, value: Any) -> Iterator[tuple[str, str, str, Any, Any]]:
    """The parts of a section: name and label, the id of an item of a list, block and value."""
    if not _is_struct(block):
        yield "", "", "", block, value
        return
    for name, child in block.child_blocks.items():
        if isinstance(child, blocks.ListBlock) and is_simple(child.child_block):
            for item in value[name].bound_blocks:
                yield name, str(child.label), item.id or "", child.child_block, item.value
        else:
            yield name, str(child.label), "", child, value[name]


def _items(stored: Any) -> list[Any]:
    return [item for item in stored or [] if isinstance(item, dict) and "value" in item and "id" in item]


def _is_nothing(value: Any) -> bool:
    """Whether a value is empty. Older content has null where newer has an empty text; a cell shows both alike."""
    return value is None or value is False or value == ""


def _empty(block: Any) -> Any:
    if isinstance(block, blocks.BooleanBlock):
        return False
    return "" if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.ChoiceBlock | blocks.URLBlock) else None
