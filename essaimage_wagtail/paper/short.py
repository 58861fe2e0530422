"""The two pages that one takes to a council: what a sheet says of the need, of means, of results and of risks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.text import Truncator

from ..blocks import (
    ActorsBlock,
    BudgetBlock,
    DescriptionBlock,
    LessonsBlock,
    MeansBlock,
    NeedBlock,
    ResultsBlock,
    TransferabilityBlock,
    VigilanceBlock,
)
from ..contexts.sheet import SheetContext


@dataclass(frozen=True, slots=True)
class Measure:
    """How much there is room for: words of a text, rows of a list."""

    words: int
    rows: int


MEASURES = (Measure(220, 12), Measure(130, 8), Measure(80, 6), Measure(45, 4), Measure(25, 3))
"""From the most generous on: the first of them with which a sheet fits on two pages is taken."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a list, and how many more the page has."""

    shown: Sequence[Any]
    more: int

    def __bool__(self) -> bool:
        return bool(self.shown)


class TwoPages:
    """The ``short`` of the template's context: the sections of a sheet that its readers decide by, cut to a measure."""

    def __init__(self, sheet: SheetContext, measure: Measure) -> None:
        self._sheet = sheet
        self._measure = measure

    def _values(self, kind: type) -> Iterator[Any]:
        """What the sections of a kind hold; those that are left in another language are left out."""
        for section in self._sheet.sections:
            if isinstance(section.block.block, kind) and not section.language:
                yield section.block.value

    def _cut(self, rows: Sequence[Any]) -> Rows:
        most = self._measure.rows
        # One more is as short as to say that there is one.
        most += len(rows) == most + 1
        return Rows(rows[:most], max(0, len(rows) - most))

    def _beginning(self, texts: Iterator[Any]) -> str:
        return Truncator("".join(text.source for text in texts)).words(self._measure.words, html=True, truncate=" …")

    @cached_property
    def description(self) -> str:
        """The beginning of the description, as HTML."""
        return self._beginning(value["text"] for value in self._values(DescriptionBlock))

    @cached_property
    def need(self) -> str:
        """The beginning of the need, as HTML."""
        return self._beginning(value["need"] for value in self._values(NeedBlock))

    @cached_property
    def objectives(self) -> Rows:
        return self._cut([text for value in self._values(NeedBlock) for text in value["objectives"] if text])

    @cached_property
    def means(self) -> list[dict[str, Any]]:
        """``[{label, rows}]``: people, places, equipment; the rows as :class:`Rows`."""
        groups = [group for value in self._values(MeansBlock) for group in value.groups()]
        return [{"label": group["label"], "rows": self._cut(group["rows"])} for group in groups]

    @cached_property
    def budget(self) -> dict[str, Any] | None:
        """Currency, balance and sides of the first budget; the largest lines of each side come first."""
        value = next((value for value in self._values(BudgetBlock) if value.rows), None)
        if value is None:
            return None
        sides = [{**side, "lines": self._cut(sorted(side["lines"], key=_size))} for side in value.sides()]
        return {"currency": value["currency"], "sides": [side for side in sides if side["lines"]]}

    @cached_property
    def actors(self) -> Rows:
        """Those who have to be on board, the most influential first."""
        return self._cut([row for value in self._values(ActorsBlock) for row in value.rows()])

    @cached_property
    def failed(self) -> str:
        """The beginning of what did not work, as HTML."""
        return self._beginning(value["failed"] for value in self._values(LessonsBlock))

    @cached_property
    def results(self) -> Rows:
        return self._cut([row for value in self._values(ResultsBlock) for row in value.rows()])

    @cached_property
    def vigilance(self) -> Rows:
        return self._cut([row for value in self._values(VigilanceBlock) for row in value.rows()])

    @cached_property
    def core(self) -> Rows:
        """What must stay as it is where it is taken up."""
        texts = [
            text for value in self._values(TransferabilityBlock) for text in value["core"] if text and text.strip()
        ]
        return self._cut(texts)

    @cached_property
    def sources(self) -> Rows:
        return self._cut(self._sheet.sources)


def _size(line: Any) -> Any:
    return -(line["amount"] or 0)
