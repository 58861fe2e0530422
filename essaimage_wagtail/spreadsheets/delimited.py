"""CSV as programs write it: in any of the usual encodings, with commas, semicolons, tabs or bars between cells."""

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

SEPARATORS = ",;\t|"
LONGEST_CELL = 10_000_000
LOOKED_AT = 64_000
"""Characters by which the separator is told."""


def decoded(content: bytes, notes: list[str]) -> str:
    """The text of a file. Where no encoding fits all of it, each line is read by itself, and a note says so. Raises
    ``ValueError`` for a file that is no text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    if encoding := _wide(content[:4096]):
        return content.decode(encoding, errors="replace")
    if content[:4096].count(0) > 8:
        raise ValueError(_("This is no spreadsheet. Send a file .xlsx, or .csv."))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lines = content.removeprefix(codecs.BOM_UTF8).split(b"\n")
    texts = [_line(line) for line in lines]
    if any(is_utf8 for _text, is_utf8 in texts):
        notes.append(
            _(
                "The file mixes two encodings. Accents are read as well as they can be: look at them in the report, "
                "or save the file again as “CSV UTF-8”."
            )
        )
    else:
        notes.append(
            _("The file is not in UTF-8; it was read as Windows (Western Europe) writes it. Check the accents.")
        )
    return "\n".join(text for text, _is_utf8 in texts)


def _wide(start: bytes) -> str:
    """The name of the encoding if a file is UTF-16 without a mark, which shows when every other byte is zero, as in
    Latin text; else empty."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    half = len(start) // 2 or 1
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else ""


def _line(line: bytes) -> tuple[str, bool]:
    """The text of a line, and whether it has letters beyond ASCII in UTF-8."""
    try:
        return line.decode("utf-8"), not line.isascii()
    except UnicodeDecodeError:
        # errors="replace", since five bytes have no meaning in the encoding of Windows.
        return line.decode("cp1252", errors="replace"), False


def separator_of(text: str) -> str:
    """The separator of cells: the one that divides the first lines most evenly, and then into the most cells."""
    best, score = ",", (-1.0, 0)
    for separator in SEPARATORS:
        try:
            rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)][:20]
        except csv.Error:
            continue
        # Leave out the last row, which may be cut.
        counts = [len(row) for row in rows[:-1] or rows]
        if not counts or max(counts) == 1:
            continue
        usual = max(set(counts), key=counts.count)
        found = (counts.count(usual) / len(counts) if usual > 1 else 0.0, usual)
        if found > score:
            best, score = separator, found
    return best


def delimited(content: bytes, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file with the numbers of their lines as spreadsheets count them. Raises ``ValueError``."""
    # Old Macs end a line with a carriage return alone.
    text = decoded(content, notes).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    separator = ""
    first, _end, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel’s own line, by which it knows the separator.
        separator, text = first.strip()[-1], rest
    if csv.field_size_limit() < LONGEST_CELL:
        csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or separator_of(text[:LOOKED_AT]))
    return _rows(reader, start=2 if separator else 1)


def _rows(reader: Iterator[list[str]], start: int) -> Iterator[tuple[int, list[str]]]:
    number = start
    try:
        for row in reader:
            yield number, row
            number += 1
    except csv.Error as error:
        raise ValueError(
            _("Line %(number)d cannot be read: %(reason)s.") % {"number": number, "reason": error}
        ) from error
