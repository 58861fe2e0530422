"""What is in a cell: as it is written into files, as it is kept between reading and importing, as it is compared."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ..admin.exports import without_formula

LONGEST = 32_767
"""Characters that a cell of a spreadsheet can have; programs cut off the rest without a word."""

TOO_LONG = "[…]"
"""Stands for a text that is longer than that: it is not exported, and stays on the site as it is."""

EXACT_DIGITS = 15
"""Digits of a number that spreadsheets keep."""

Cell = str | int | float | bool | None
"""As it is kept: JSON knows it."""


def kept(value: Any) -> Cell:
    """A cell as a file has it: a day as ISO 8601, text with one kind of line break and without blanks around."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").replace("\0", "").strip()
        # What an export put in front of a text that looks like a formula.
        return text[1:] if text.startswith("'") and without_formula(text[1:]) == text else text
    return value if isinstance(value, bool | int | float) or value is None else str(value)


def words(cell: Any) -> str:
    """A cell as text: a year that a spreadsheet took for a number is no “2014.0”."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).strip()


def compared(value: Any) -> str:
    """A cell as text for comparing: two equal texts mean that the file brings back what was exported."""
    text = words(kept(value))
    return TOO_LONG if len(text) > LONGEST else ILLEGAL_CHARACTERS_RE.sub("", text).strip()


def for_csv(value: Any) -> str:
    """A value as text for CSV. A number with three decimals gets a fourth: its point could be taken for that of
    thousands."""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return f"{text}0" if len(text.partition(".")[2]) == 3 else text
    return str(without_formula(words(kept(value)) if not isinstance(value, str) else value))


def for_xlsx(value: Any) -> Any:
    """A value that openpyxl writes as it is: it refuses control characters, and would cut long texts."""
    if isinstance(value, Decimal):
        exact = len(value.as_tuple().digits) <= EXACT_DIGITS
        return value if exact else for_csv(value)
    if not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return TOO_LONG if len(text) > LONGEST else without_formula(text)


def refuse_too_long(cell: Cell) -> None:
    """Raise ``ValidationError`` for the mark that an export puts in place of a text that is too long for a cell."""
    if cell == TOO_LONG:
        raise ValidationError(
            _("This text was too long for a cell, and is not in the file. Export as CSV: there it is whole.")
        )
