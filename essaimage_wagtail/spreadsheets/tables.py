"""Tables and their columns: their codes, which never change, and their words, which are understood in any language."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .cells import Cell, compared, refuse_too_long, words
from .kinds import Kind, folded, in_every_language

Row = dict[str, Any]
"""The cells of a line by the codes of their columns."""

Bundle = dict[str, list[Row]]
"""All lines about one page or replication, by the codes of their tables."""

ID, LANGUAGE, VERSION = "id", "language", "version"
LINE = "*line"
"""Where a row of a file keeps the number of its line."""


@dataclass(frozen=True)
class Column:
    code: str
    label: Any
    kind: Kind = field(default_factory=Kind)
    told: bool = False
    """It only tells: what is typed there is not read."""

    def __hash__(self) -> int:
        return hash(self.code)


@dataclass(frozen=True)
class Table:
    code: str
    label: Any
    columns: tuple[Column, ...]

    @cached_property
    def by_code(self) -> dict[str, Column]:
        return {column.code: column for column in self.columns}

    def heading(self, column: Column) -> str:
        """Its words; with its code where they could mean another column of the table, in any language."""
        text = capfirst(str(column.label))
        return text if self.names.get(folded(text)) == column.code else f"{text} [{column.code}]"

    @cached_property
    def names(self) -> dict[str, str]:
        """``{folded name: code}`` of all that may stand above a column."""
        found: dict[str, str] = {}
        for column in self.columns:
            for name in in_every_language(column.label):
                found.setdefault(name, column.code)
                found[f"{name} [{column.code.lower()}]"] = column.code
        return found | {column.code.lower(): column.code for column in self.columns}

    def code_of(self, heading: Any) -> str:
        """The code of the column with this heading; empty for a column that is not ours."""
        text = words(heading)
        tail = text.rpartition("[")[2].rstrip("]").strip()
        if text.endswith("]") and tail in self.by_code:
            return tail
        return self.names.get(folded(text), "")

    def is_called(self, name: str) -> bool:
        """Whether a tab or a file of this name is this table: by its words in any language, or by its code."""
        said = folded(name)
        labels = in_every_language(self.label)
        return said == self.code or said.endswith(f" {self.code}") or said in labels | {short(one) for one in labels}


TAB = 31
"""Characters that the name of a tab can have."""


def short(name: str) -> str:
    """As much of it as the tab of a spreadsheet takes."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in name)[:TAB].strip()


IDENTITY = (
    Column(ID, pgettext_lazy("column of a spreadsheet", "id")),
    Column(LANGUAGE, pgettext_lazy("column of a spreadsheet", "language")),
)
ABOUT = Column("about", pgettext_lazy("column of a spreadsheet", "title of the page"), told=True)
ROW = Column("row_id", pgettext_lazy("column of a spreadsheet", "line id"))
KEEPS = Column(VERSION, pgettext_lazy("column of a spreadsheet", "version"))
STATE = Column("publication", _("publication"), told=True)
ADDRESS = Column("page_address", _("address on the site"), told=True)


@dataclass
class Problem:
    """What is wrong with a cell, and what to do."""

    message: str
    table: str = ""
    line: int = 0
    column: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"message": self.message, "table": self.table, "line": self.line, "column": self.column}


class Problems(list[Problem]):
    def add(self, error: Any, table: Table | None = None, row: Row | None = None, column: Column | None = None) -> None:
        for message in error.messages if isinstance(error, ValidationError) else [str(error)]:
            self.append(
                Problem(
                    message,
                    str(table.label) if table else "",
                    (row or {}).get(LINE, 0),
                    table.heading(column) if table and column else "",
                )
            )


def is_same(column: Column, cell: Cell, value: Any, at: Any) -> bool:
    """Whether a cell says the same as an export of ``value`` would."""
    return compared(column.kind.write(value, at)) == words(cell)


def read_cell(column: Column, cell: Cell, value: Any, at: Any) -> Any:
    """The value that a cell means. ``value``: what the site has, which is returned unchanged if the cell says the
    same."""
    if is_same(column, cell, value, at):
        return value
    refuse_too_long(cell)
    read = column.kind.read(cell, at, value)
    return value if column.kind.same(read, value) else read


def used(table: Table, row: Row) -> Iterator[Column]:
    """The columns of a row from which values are read, without those that only identify its page."""
    for column in table.columns:
        if column.code in row and not column.told and column not in IDENTITY and column.code != VERSION:
            yield column


def cells_of(table: Table, row: Row) -> tuple[str, ...]:
    """The cells of a row, as texts for comparing."""
    return tuple(compared(row.get(column.code)) for column in table.columns if not column.told and column != KEEPS)
