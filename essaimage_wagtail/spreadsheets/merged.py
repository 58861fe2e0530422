"""What openpyxl does not tell of a workbook that it reads line by line: merged cells, formulas without a result."""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import column_index_from_string as column_number
from openpyxl.utils.cell import coordinate_from_string

MOST = 2_000
"""Merged ranges, and formulas without a result, that are looked at."""
BLOCK = 1_000_000
_RANGE = re.compile(rb'<mergeCell[^>]* ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>')


def _texts(archive: zipfile.ZipFile, part: str, overlap: int = 10_000) -> Iterator[bytes]:
    """A part of the file, a block at a time; blocks overlap, so that nothing is cut."""
    with archive.open(part) as stream:
        tail = b""
        while block := stream.read(BLOCK):
            yield tail + block
            tail = (tail + block)[-overlap:]


def merged_cells(archive: zipfile.ZipFile, part: str) -> list[tuple[int, int, int, int]]:
    """The merged ranges of a tab: first column and line, last column and line."""
    found = {match for text in _texts(archive, part) for match in _RANGE.findall(text)}
    return [range_boundaries(one.decode()) for one in sorted(found)[:MOST]]


def formulas_without_result(archive: zipfile.ZipFile, part: str) -> dict[int, list[int]]:
    """``{line: [columns]}`` of cells with a formula that no program has calculated yet."""
    found: dict[int, list[int]] = {}
    for text in _texts(archive, part):
        for name in _FORMULA.findall(text):
            letters, row = coordinate_from_string(name.decode())
            found.setdefault(row, []).append(column_number(letters))
        if len(found) > MOST:
            break
    return found


class Merged:
    """Fills the other cells of a merged range with what its first cell says."""

    def __init__(self, ranges: list[tuple[int, int, int, int]]) -> None:
        self.ranges = ranges
        self._values: dict[tuple[int, int, int, int], Any] = {}

    def filled(self, number: int, cells: list[Any]) -> list[Any]:
        for one in self.ranges:
            left, top, right, bottom = one
            if not top <= number <= bottom:
                continue
            if number == top and left <= len(cells):
                self._values[one] = cells[left - 1]
            cells += [None] * (min(right, left + 100) - len(cells))
            for place in range(left - 1, min(right, left + 100)):
                cells[place] = self._values.get(one)
        return cells
