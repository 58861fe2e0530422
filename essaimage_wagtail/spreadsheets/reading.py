"""Files that people send: workbooks, CSV in any encoding, ZIP files of CSV. Lines are read one by one.

What a file is, its content says and not its name. Nothing in it is run: of a formula, the result that the file holds is
read.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .cells import Cell, kept
from .delimited import delimited
from .merged import Merged, formulas_without_result, merged_cells

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 300
"""How many times smaller a part of a real file is at the most when it is packed."""
MAX_LINES = 100_000
MAX_COLUMNS = 400

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


DAMAGED = (InvalidFileException, KeyError, ValueError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile)
"""What openpyxl raises for a file that is not what it says."""


class Refused(Exception):
    """Why nothing of a file is taken, in words for the person who sent it."""


@dataclass
class Line:
    """``number``: as spreadsheets count, from 1."""

    number: int
    cells: list[Cell]

    @property
    def is_blank(self) -> bool:
        return all(cell in (None, "") for cell in self.cells)


@dataclass
class Sheet:
    """One table of a file; ``lines`` can be read once."""

    name: str
    lines: Iterator[Line]
    notes: list[str] = field(default_factory=list)


def read(file: IO[bytes], name: str = "") -> Iterator[Sheet]:
    """The tables of a file. Raises :class:`Refused`, while lines are read too."""
    start = file.read(4096)
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refused(_("The file is larger than %(limit)d MB. Divide it into several.") % {"limit": limit})
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n,;"):
        raise Refused(_("The file is empty."))
    _refuse_other_formats(start, file)
    if start.startswith(b"PK"):
        yield from _counted(_packed(file))
    else:
        yield from _counted(iter([_csv(file.read(), name)]))


def _refuse_other_formats(start: bytes, file: IO[bytes]) -> None:
    if start.startswith(OLE):
        encrypted = ENCRYPTED in file.read()
        file.seek(0)
        if encrypted:
            raise Refused(_("The file is protected by a password. Save it without one, and send it again."))
        raise Refused(_("This is an old Excel file (.xls). Open it, save it as .xlsx, and send that."))
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta")):
        raise Refused(_("This is a web page or XML, whatever its name. Open it, save it as .xlsx, and send that."))
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise Refused(_("This is no spreadsheet. Send a file .xlsx, or .csv."))


def _packed(file: IO[bytes]) -> Iterator[Sheet]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise Refused(_("The file is damaged. Open it, save it again, and send that.")) from error
    with archive:
        infos = archive.infolist()
        if any(info.flag_bits & 1 for info in infos):
            raise Refused(_("The file is protected by a password. Save it without one, and send it again."))
        unpacked = sum(info.file_size for info in infos)
        blown = any(info.file_size > 1_000_000 and info.file_size > MAX_RATIO * info.compress_size for info in infos)
        if unpacked > MAX_UNPACKED or blown:
            raise Refused(_("Unpacked, the file would be too large. Divide it into several, without pictures."))
        names = {info.filename for info in infos}
        if "xl/workbook.xml" in names:
            yield from _workbook(file, archive)
        elif "mimetype" in names or "content.xml" in names:
            raise Refused(_("This is a file of LibreOffice (.ods). Save it as .xlsx, and send that."))
        elif "xl/workbook.bin" in names:
            raise Refused(_("This is a binary Excel file (.xlsb). Open it, save it as .xlsx, and send that."))
        elif texts := [info for info in infos if info.filename.lower().endswith((".csv", ".tsv", ".txt"))]:
            for info in texts:
                if "__MACOSX" not in info.filename:
                    yield _csv(archive.read(info), info.filename.rpartition("/")[2])
        else:
            raise Refused(_("There is no spreadsheet in this ZIP file. Send a file .xlsx, or .csv."))


def _csv(content: bytes, name: str) -> Sheet:
    notes: list[str] = []
    try:
        rows = delimited(content, notes)
    except ValueError as error:
        raise Refused(str(error)) from error
    lines = (Line(number, [kept(cell) for cell in cells]) for number, cells in rows)
    return Sheet(re.sub(r"\.(csv|tsv|txt)$", "", name, flags=re.IGNORECASE), lines, notes)


def _workbook(file: IO[bytes], archive: zipfile.ZipFile) -> Iterator[Sheet]:
    for info in archive.infolist():
        if info.filename.endswith((".xml", ".rels")):
            with archive.open(info) as part:
                start = part.read(2048).replace(b"\0", b"")
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise Refused(_("The file holds something that no spreadsheet needs. Save it again, and send that."))
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        for tab in book.worksheets:
            if tab.sheet_state == "visible":
                yield _tab(tab, archive)
    except Refused:
        raise
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        SyntaxError,
        zipfile.BadZipFile,
    ) as error:
        raise Refused(_("The file is damaged. Open it, save it again, and send that.")) from error


def _tab(tab: Any, archive: zipfile.ZipFile) -> Sheet:
    tab.reset_dimensions()
    part = tab._worksheet_path.lstrip("/")
    merged = Merged(merged_cells(archive, part))
    notes = []
    if merged.ranges:
        notes.append(
            _("Tab “%(name)s” has merged cells. Each of them counts as if the text stood in all.") % {"name": tab.title}
        )
    lost = formulas_without_result(archive, part)
    return Sheet(tab.title, _lines(tab, merged, lost), notes)


def _lines(tab: Any, merged: Merged, lost: dict[int, list[int]]) -> Iterator[Line]:
    for number, cells in enumerate(tab.iter_rows(values_only=True), start=1):
        line = Line(number, merged.filled(number, without_end([kept(cell) for cell in cells[:MAX_COLUMNS]])))
        for column in lost.get(number, ()):
            line.cells += [None] * (column - len(line.cells))
            if line.cells[column - 1] is None:
                line.cells[column - 1] = NO_RESULT
        yield line


def without_end(cells: list[Cell]) -> list[Cell]:
    """Without the blank cells at its end: some programs say that a line has thousands."""
    while cells and cells[-1] in (None, ""):
        cells.pop()
    return cells


NO_RESULT = "#?"
"""A formula that has no result in the file: what the cell says is not known."""


def _counted(sheets: Iterator[Sheet]) -> Iterator[Sheet]:
    """The tables, whose lines together are no more than are taken."""
    number = 0

    def counted(lines: Iterator[Line]) -> Iterator[Line]:
        nonlocal number
        for line in lines:
            if line.is_blank:
                continue
            number += 1
            if number > MAX_LINES:
                raise Refused(
                    _("The file has more than %(limit)s lines. Divide it into several.") % {"limit": f"{MAX_LINES:,}"}
                )
            yield line

    for sheet in sheets:
        sheet.lines = counted(sheet.lines)
        yield sheet
