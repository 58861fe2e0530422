"""Files of the spreadsheets of a site: made, changed as editors change them, and taken in."""

import io

from openpyxl import Workbook, load_workbook

from essaimage_wagtail.spreadsheets.models import State
from essaimage_wagtail.spreadsheets.running import advance, begin, check_again
from essaimage_wagtail.spreadsheets.staging import stage
from essaimage_wagtail.spreadsheets.writing import write

ALL = ["sheets", "commons", "replications"]


def exported(form="xlsx", codes=ALL, user=None):
    file = io.BytesIO()
    write(file, form, codes, user)
    file.seek(0)
    return file


def taken(file, name="file.xlsx", user=None, run=True, **options):
    """The import of a file, after its check and the import itself."""
    kept = stage(file, name, user, options)
    if kept.state == State.MAPPING:
        check_again(kept)
    assert advance(kept.pk)
    kept.refresh_from_db()
    if run:
        begin(kept)
        advance(kept.pk)
        kept.refresh_from_db()
    return kept


def problems(kept):
    lines = kept.lines.filter(is_main=True).exclude(problems=[])
    return [(line.number, problem["column"], problem["message"]) for line in lines for problem in line.problems]


def changed(file, table, **cells):
    """A workbook in which the first line of a table says something else."""
    book = load_workbook(file)
    tab = next(tab for tab in book.worksheets if tab.title == table)
    headings = [cell.value for cell in tab[1]]
    for heading, value in cells.items():
        tab.cell(2, headings.index(heading) + 1, value)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def book_of(*rows, name="Sheets"):
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    return out


def draft(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def book(tabs):
    made = Workbook()
    made.remove(made.active)
    for name, rows in tabs.items():
        tab = made.create_sheet(name)
        for row in rows:
            tab.append(row)
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out
