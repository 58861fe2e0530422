"""Indicators that count the same thing at several times: one series rather than several figures."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")


@dataclass(frozen=True)
class Series:
    """``rows``: two indicators or more with the same name and unit, each with a value and a period of its own, in the
    order of their years."""

    rows: Sequence[Any]

    is_series = True

    @property
    def name(self) -> str:
        return self.rows[0]["name"]

    @property
    def unit(self) -> str:
        return self.rows[0]["unit"]

    @property
    def latest(self) -> Any:
        return self.rows[-1]

    @property
    def contested(self) -> bool:
        """Whether all its indicators are contested."""
        return all(row["contested"] for row in self.rows)

    @cached_property
    def range(self) -> Any:
        """The first indicator, if all have the same baseline and target; else ``None``."""
        return self._shared("baseline", "target")

    @cached_property
    def proof(self) -> Any:
        """The first indicator, if all have the same source and were obtained in the same way; else ``None``."""
        return self._shared("obtained", "source", "source_url")

    def _shared(self, *names: str) -> Any:
        return self.rows[0] if len({tuple(row[name] for name in names) for row in self.rows}) == 1 else None


def grouped(rows: Iterable[Any]) -> list[Any]:
    """Indicators in their order; a :class:`Series` stands where its first indicator stood."""
    groups: dict[Any, list[Any]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(_subject(row) or number, []).append(row)
    found: list[Any] = []
    for group in groups.values():
        periods = {_words(row["period"]) for row in group}
        # Two figures of one time are no series: one of them may contest the other.
        found += [Series(_in_time(group))] if 1 < len(group) == len(periods) else group
    return found


def _subject(row: Any) -> tuple[str, str] | None:
    """What an indicator counts; nothing for one that cannot stand in a series."""
    is_dated = row["value"] is not None and _words(row["period"]) and _words(row["name"])
    return (_words(row["name"]), _words(row["unit"])) if is_dated else None


def _words(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _in_time(rows: list[Any]) -> list[Any]:
    """The rows by the first year that each period names; in their given order if a period names none."""
    years = [YEAR.search(row["period"]) for row in rows]
    if not all(years):
        return rows
    return [row for _year, row in sorted(zip(years, rows, strict=True), key=lambda pair: int(pair[0].group()))]
