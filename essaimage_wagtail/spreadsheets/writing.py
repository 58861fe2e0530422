"""Exports: a workbook with a tab for each table, or a ZIP of CSV files. Lines are written one by one."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Any

from babel.numbers import get_decimal_symbol
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from ..forms.text import babel_locale
from .cells import for_csv, for_xlsx
from .kinds import folded
from .known import Known
from .subjects import Subject, subjects
from .tables import TAB, Row, Table, short

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
}
WIDE = {"value": 60, "title": 40, "pitch": 50, "description": 50, "id": 12}
WIDTH = 20


def lines(chosen: Iterable[Subject], user: Any, pages: Any = None) -> Iterator[tuple[Table, Row]]:
    """Every line that somebody may export, with its table; of ``pages`` (a queryset) alone, if there is one."""
    at = Known(user)
    for subject in chosen:
        tables = {table.code: table for table in subject.tables}
        own = subject.mine(user)
        if pages is not None and subject.code != "replications":
            own = own.filter(pk__in=pages.values("pk"))
        for owner in subject.latest(own):
            locale = getattr(owner, "locale", None)
            at.language = locale.language_code if locale else at.home
            for code, rows in subject.bundle(owner, at).items():
                for row in rows:
                    yield tables[code], row


def tables_of(chosen: Iterable[Subject]) -> list[tuple[Table, str]]:
    """Each table with the name of its tab: its words, and its code where any other table has the same words."""
    labels = [folded(short(str(table.label))) for subject in subjects().values() for table in subject.tables]
    found = []
    for table in (table for subject in chosen for table in subject.tables):
        name = short(str(table.label))
        if labels.count(folded(name)) > 1:
            name = f"{name[: max(0, TAB - len(table.code) - 1)]} {table.code}".strip()[-TAB:]
        found.append((table, name))
    return found


def write(file: IO[bytes], form: str, codes: Iterable[str], user: Any = None, pages: Any = None) -> int:
    """Write what somebody may export into a file; returns the number of pages and replications. ``form``: one of
    :data:`FORMATS`; ``codes``: those of subjects. Headings and choices are in the active language."""
    chosen = [subjects()[code] for code in codes]
    writer = _write_xlsx if form == "xlsx" else _write_csv
    return writer(file, chosen, lines(chosen, user, pages))


def _write_xlsx(file: IO[bytes], chosen: list[Subject], all_lines: Iterable[tuple[Table, Row]]) -> int:
    book = Workbook(write_only=True)
    tabs, number = {}, 0
    for table, name in tables_of(chosen):
        tab = book.create_sheet(name)
        tab.freeze_panes = "A2"
        for place, column in enumerate(table.columns):
            tab.column_dimensions[get_column_letter(place + 1)].width = WIDE.get(column.code, WIDTH)
        heading = []
        for column in table.columns:
            cell = WriteOnlyCell(tab, table.heading(column))
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            heading.append(cell)
        tab.append(heading)
        tabs[table.code] = tab
    mains = {subject.code for subject in chosen}
    for table, row in all_lines:
        tabs[table.code].append([for_xlsx(row.get(column.code)) for column in table.columns])
        number += table.code in mains
    book.save(file)
    return number


def separator() -> str:
    """What spreadsheets expect between cells where people write the active language."""
    return ";" if get_decimal_symbol(babel_locale()) == "," else ","


def _write_csv(file: IO[bytes], chosen: list[Subject], all_lines: Iterable[tuple[Table, Row]]) -> int:
    mains = {subject.code for subject in chosen}
    number = 0
    with ExitStack() as stack:
        parts = {}
        for table in (table for subject in chosen for table in subject.tables):
            part = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=1_000_000))
            text = io.TextIOWrapper(part, "utf-8-sig", newline="", write_through=True)
            writer = csv.writer(text, delimiter=separator())
            writer.writerow([table.heading(column) for column in table.columns])
            parts[table.code] = (part, text, writer)
        for table, row in all_lines:
            parts[table.code][2].writerow([for_csv(row.get(column.code)) for column in table.columns])
            number += table.code in mains
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for code, (part, text, _writer) in parts.items():
                text.flush()
                part.seek(0)
                with archive.open(f"{code}.csv", "w") as entry:
                    while block := part.read(65_536):
                        entry.write(block)
                text.detach()
    return number
