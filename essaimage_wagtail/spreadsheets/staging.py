"""Takes a file in: recognises its tables, and keeps its lines in the database until they are checked and imported."""

import uuid
from collections.abc import Iterator
from typing import IO, Any

from django.db import transaction
from django.db.models import Min
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ..search.batches import batches
from .cells import words
from .foreign import guessed, remembered
from .models import ImportLine, SpreadsheetImport, State
from .reading import NO_RESULT, Line, Refused, Sheet, read
from .subjects import subjects
from .tables import ID, LANGUAGE, Table

TOGETHER = 500
HEADINGS_WITHIN = 10
"""Lines at the top of a table among which its headings are."""
FOREIGN = "directory"
"""The table of a file that is not in the form of our exports."""


@transaction.atomic
def stage(file: IO[bytes], name: str, user: Any, options: dict[str, Any]) -> SpreadsheetImport:
    """Keep what a file says. Raises :class:`.reading.Refused`, and nothing is kept."""
    SpreadsheetImport.forget_old()
    kept = SpreadsheetImport.objects.create(
        user=user, file_name=name[:255], language=get_language() or "", options=options
    )
    found = _Found(kept)
    for rows in batches(found.rows(read(file, name)), TOGETHER):
        ImportLine.objects.bulk_create(rows)
    kept.total = kept.lines.filter(is_main=True).count()
    if not kept.total:
        raise Refused(found.why_nothing())
    kept.notes = [*found.notes, *found.lists_alone(), *_orphans(kept)]
    if found.headers:
        kept.state = State.MAPPING
        kept.headers = found.headers
        kept.columns = remembered(found.headers) or guessed(found.headers)
    kept.save()
    return kept


def _orphans(kept: SpreadsheetImport) -> Iterator[str]:
    """A note for each table with lines that belong to no page of the file, so that they are not dropped silently."""
    tables = {table.code: table for subject in subjects().values() for table in subject.tables}
    owners = kept.lines.filter(is_main=True).values("key")
    lost = kept.lines.filter(is_main=False).exclude(key__in=owners)
    for code, number in lost.order_by("table").values_list("table").annotate(first=Min("number")):
        text = _("Lines of “%(name)s” belong to no page of the file, such as line %(number)d: check id and language.")
        yield text % {"name": tables[code].label, "number": number}


class _Found:
    """What is found in a file while it is read."""

    def __init__(self, kept: SpreadsheetImport) -> None:
        self.kept = kept
        self.notes: list[str] = []
        self.headers: list[str] = []
        self.tables: set[str] = set()
        self.unknown: list[str] = []
        self.lines = 0

    def rows(self, sheets: Iterator[Sheet]) -> Iterator[ImportLine]:
        for sheet in sheets:
            top: list[Line] = []
            for line in sheet.lines:
                top.append(line)
                if len(top) == HEADINGS_WITHIN:
                    break
            if top:
                yield from self._table(sheet, top)
            self.notes += sheet.notes

    def _table(self, sheet: Sheet, top: list[Line]) -> Iterator[ImportLine]:
        table, place = _recognised(sheet.name, top)
        if table is not None and table.code not in self.tables:
            self.tables.add(table.code)
            yield from self._ours(table, top, place, sheet.lines)
        elif not self.tables and not self.headers:
            yield from self._foreign(top, sheet.lines)
        else:
            self.notes.append(_("“%(name)s” is none of our tables: it was left out.") % {"name": sheet.name})

    def _ours(self, table: Table, top: list[Line], place: int, rest: Iterator[Line]) -> Iterator[ImportLine]:
        headings = [table.code_of(cell) for cell in top[place].cells]
        for code in {code for code in headings if code and headings.count(code) > 1}:
            column = table.heading(table.by_code[code])
            raise Refused(_("The column “%(name)s” is there twice: delete one of them.") % {"name": column})
        for cell, code in zip(top[place].cells, headings, strict=True):
            if not code and words(cell):
                self.notes.append(
                    _("The column “%(name)s” of “%(table)s” is not known: it was left out.")
                    % {"name": words(cell), "table": table.label}
                )
        for line in _all(top[place + 1 :], rest):
            if [table.code_of(cell) for cell in line.cells if words(cell)] == [code for code in headings if code]:
                # Headings once more, in another language or as codes.
                continue
            cells = {code: cell for code, cell in zip(headings, line.cells, strict=False) if code}
            cells |= {code: None for code in headings[len(line.cells) :] if code}
            yield self._line(table.code, line.number, cells, is_main=table.code in subjects())

    def _line(self, table: str, number: int, cells: dict[str, Any], is_main: bool) -> ImportLine:
        self.lines += 1
        has_languages = table.partition(".")[0] != "replications"
        language = words(cells.get(LANGUAGE)) if has_languages else ""
        owner = (
            table
            if is_main
            else next(code for code in sorted(subjects(), key=len, reverse=True) if table.startswith(code))
        )
        key = words(cells.get(ID)).lower()
        # A new line without an id has a key of its own, so that no other line belongs to it.
        named = f"{owner}|{key}|{language}" if key else str(uuid.uuid4())
        return ImportLine(of=self.kept, table=table, number=number, cells=cells, is_main=is_main, key=named[:200])

    def _foreign(self, top: list[Line], rest: Iterator[Line]) -> Iterator[ImportLine]:
        place = _widest(top)
        self.headers = [words(cell) for cell in top[place].cells]
        while self.headers and not self.headers[-1]:
            self.headers.pop()
        for line in _all(top[place + 1 :], rest):
            cells = {str(number): cell for number, cell in enumerate(line.cells) if cell not in (None, "")}
            yield ImportLine(
                of=self.kept, table=FOREIGN, number=line.number, cells=cells, is_main=True, key=str(uuid.uuid4())
            )

    def lists_alone(self) -> Iterator[str]:
        """A note for each list that was left out because the file lacks the table of sections: only that table tells to
        which section a row belongs."""
        for part in (part for subject in subjects().values() for part in subject.parts):
            main, *lists = part.tables
            for table in lists:
                if table.code in self.tables and main.code not in self.tables:
                    yield _("“%(name)s” was left out: it needs the table “%(other)s” of the same export.") % {
                        "name": table.label,
                        "other": main.label,
                    }

    def why_nothing(self) -> str:
        if self.tables or self.headers:
            return _("The file has headings, and no line below them.")
        return _("The file is empty.")


def _all(top: list[Line], rest: Iterator[Line]) -> Iterator[Line]:
    yield from top
    yield from rest


def _recognised(name: str, top: list[Line]) -> tuple[Table | None, int]:
    """The table of ours that a sheet is, by its name or by its headings, and the number of the line with the headings
    among the first lines; ``None`` for a sheet that is not ours."""
    tables = [table for subject in subjects().values() for table in subject.tables]
    named = [table for table in tables if table.is_called(name)]
    best: tuple[int, int, Table | None] = (0, 0, None)
    for table in named or tables:
        for place, line in enumerate(top):
            known = [table.code_of(cell) for cell in line.cells]
            # A table of ours has an id column; without one it could be anybody's list.
            if ID in known and len(set(known) - {""}) > best[0]:
                best = (len(set(known) - {""}), place, table)
    return best[2], best[1]


def _widest(top: list[Line]) -> int:
    """The number of the line with the headings: the first one that has texts in most of its cells. A title above it has
    fewer."""
    counts = [sum(isinstance(cell, str) and bool(cell) and cell != NO_RESULT for cell in line.cells) for line in top]
    filled = [sum(cell not in (None, "") for cell in line.cells) for line in top]
    return next(place for place, count in enumerate(counts) if count >= max(filled) * 0.6 or count == max(counts))
