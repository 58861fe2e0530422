"""Rows that belong to a page or a replication, each in a table of its own: offers, commons, sources, texts."""

import uuid
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from taggit.models import ItemBase
from wagtail.fields import StreamField
from wagtail.models import Locale, TranslatableMixin

from .cells import words
from .fields import content_fields, is_row, kind_of_block, kind_of_field
from .kinds import Json, Kind
from .stored import as_stored, id_of, plain
from .tables import ABOUT, IDENTITY, ROW, Bundle, Column, Problems, Row, Table, read_cell, used


class LocaleKind(Kind):
    """A language by its code."""

    def write(self, value: Any, at: Any) -> Any:
        return value.language_code if value else ""

    def read(self, cell: Any, at: Any, current: Any = None) -> Any:
        if words(cell) in at.locales:
            return at.locales[words(cell)]
        return no_language(words(cell), at)


def no_language(typed: str, at: Any) -> Any:
    raise ValidationError(
        _("“%(typed)s” is no language of this site. Write one of: %(codes)s.")
        % {"typed": typed, "codes": ", ".join(at.locales)}
    )


def is_flat(field: Any) -> bool:
    """Whether a StreamField is a list of rows of one kind."""
    children = list(field.stream_block.child_blocks.values())
    return len(children) == 1 and is_row(children[0])


class FlatStream:
    """A StreamField of one kind of rows."""

    def __init__(self, code: str, field: Any) -> None:
        self.name = field.name
        self.field = field
        [(self.type, self.struct)] = field.stream_block.child_blocks.items()
        columns = [Column(name, child.label, kind_of_block(child)) for name, child in self.struct.child_blocks.items()]
        self.table = Table(f"{code}.{field.name}", capfirst(field.verbose_name), (*IDENTITY, ABOUT, ROW, *columns))

    @property
    def tables(self) -> list[Table]:
        return [self.table]

    def stored(self, owner: Any) -> Any:
        return as_stored(getattr(owner, self.name))

    def export(self, owner: Any, at: Any) -> Bundle:
        rows = [
            {
                ROW.code: item.id or "",
                **{
                    name: self.table.by_code[name].kind.write(item.value[name], at) for name in self.struct.child_blocks
                },
            }
            for item in getattr(owner, self.name)
        ]
        return {self.table.code: rows}

    def read(self, owner: Any, bundle: Bundle, at: Any, problems: Problems) -> None:
        before = len(problems)
        held = {item["id"]: item["value"] for item in as_stored(getattr(owner, self.name))}
        stored = []
        for row in bundle[self.table.code]:
            row_id = id_of(row.get(ROW.code))
            value = dict(held.get(row_id, {}))
            native = self.struct.to_python(value)
            for column in used(self.table, row):
                if column is ROW:
                    continue
                try:
                    read = read_cell(column, row[column.code], native[column.code], at)
                    if read != native[column.code] or column.code not in value:
                        value[column.code] = plain(self.struct.child_blocks[column.code].get_prep_value(read))
                except ValidationError as error:
                    problems.add(error, self.table, row, column)
            stored.append({"type": self.type, "value": value, "id": row_id})
        if len(problems) == before:
            setattr(owner, self.name, self.field.stream_block.to_python(stored))


class ChildRows:
    """Rows of a child relation."""

    def __init__(self, code: str, relation: Any) -> None:
        self.model = relation.related_model
        self.name = relation.get_accessor_name()
        self.parent = relation.field.name
        fields = [field for field in content_fields(self.model) if field.name not in (self.parent, "sort_order")]
        self.streams = [field for field in self.model._meta.fields if isinstance(field, StreamField)]
        columns = [Column(field.name, field.verbose_name, kind_of_field(field)) for field in fields]
        columns += [Column(field.name, field.verbose_name, _stream_kind(field)) for field in self.streams]
        if not issubclass(self.model, TranslatableMixin):
            columns = [
                Column("locale", field.verbose_name, LocaleKind())
                for field in self.model._meta.concrete_fields
                if field.name == "locale" and field.related_model is Locale
            ] + columns
        label = self.model._meta.verbose_name_plural
        self.table = Table(f"{code}.{self.name}", capfirst(label), (*IDENTITY, ABOUT, ROW, *columns))

    @property
    def tables(self) -> list[Table]:
        return [self.table]

    def stored(self, owner: Any) -> Any:
        columns = [field for field in self.model._meta.concrete_fields if field.name not in (self.parent, "sort_order")]
        return [
            [plain(field.get_prep_value(getattr(row, field.attname))) for field in columns]
            for row in getattr(owner, self.name).all()
        ]

    def _key(self, row: Any) -> str:
        key = getattr(row, "translation_key", None) or row.pk
        return str(key) if key else ""

    def export(self, owner: Any, at: Any) -> Bundle:
        rows = [
            {
                ROW.code: self._key(row),
                **{
                    column.code: column.kind.write(getattr(row, column.code), at)
                    for column in self.table.columns
                    if hasattr(row, column.code) and column not in (*IDENTITY, ABOUT, ROW)
                },
            }
            for row in getattr(owner, self.name).all()
        ]
        return {self.table.code: rows}

    def read(self, owner: Any, bundle: Bundle, at: Any, problems: Problems) -> None:
        before = len(problems)
        held = {self._key(row): row for row in getattr(owner, self.name).all()}
        rows = []
        for number, line in enumerate(bundle[self.table.code]):
            row = held.pop(words(line.get(ROW.code)), None) or self._new(line, owner)
            for column in used(self.table, line):
                if column is not ROW:
                    self._set(row, line, column, at, problems)
            if any(field.name == "sort_order" for field in self.model._meta.fields):
                row.sort_order = number
            rows.append(row)
        if len(problems) == before:
            setattr(owner, self.name, rows)

    def _set(self, row: Any, line: Row, column: Column, at: Any, problems: Problems) -> None:
        current = getattr(row, column.code) if column.code != "locale" else (row.locale if row.locale_id else None)
        try:
            setattr(row, column.code, read_cell(column, line[column.code], current, at))
        except ValidationError as error:
            problems.add(error, self.table, line, column)

    def _new(self, line: Row, owner: Any) -> Any:
        row = self.model()
        if isinstance(row, TranslatableMixin):
            row.locale = owner.locale
            with suppress(ValueError):
                row.translation_key = uuid.UUID(words(line.get(ROW.code)))
        return row


def _stream_kind(field: Any) -> Kind:
    """A StreamField of a row of a page: as the database has it."""
    return Json(lambda value: plain(value.get_prep_value()), lambda stored: field.stream_block.to_python(stored or []))


def child_rows(code: str, model: Any) -> list[ChildRows]:
    """Of all that editors fill in below a page, but for tags, which are a column, and Wagtail's own comments."""
    return [
        ChildRows(code, relation)
        for relation in get_all_child_relations(model)
        if not issubclass(relation.related_model, ItemBase)
        and relation.related_model._meta.app_label != "wagtailcore"
        and content_fields(relation.related_model)
        and isinstance(relation, models.ManyToOneRel)
    ]
