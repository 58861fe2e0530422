"""Figures as they are kept between a measurement and its report: plain data, read and written as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles

Percentiles = tuple[float, float]
"""The 50th and the 95th, in milliseconds."""


@dataclass(frozen=True)
class Figure:
    """One number of ours, and of Wagtail's own search where it has one."""

    name: str
    value: float
    wagtail_value: float | None = None

    @property
    def ours(self) -> str:
        return _shown(self.value)

    @property
    def wagtail(self) -> str:
        return "" if self.wagtail_value is None else _shown(self.wagtail_value)


@dataclass(frozen=True)
class Latency:
    """How long one kind of question takes: ours, Wagtail's own search, and the bare database query."""

    name: str
    ours: Percentiles
    wagtail: Percentiles | None = None
    floor: Percentiles | None = None
    times: int = 0
    """How often ours was asked."""
    wagtail_times: int = 0

    @classmethod
    def of(
        cls, name: str, ours: Sequence[float], wagtail: Sequence[float] = (), floor: Sequence[float] = ()
    ) -> "Latency":
        """From the milliseconds of each question."""
        both = percentiles(wagtail) if wagtail else None
        return cls(name, percentiles(ours), both, percentiles(floor) if floor else None, len(ours), len(wagtail))

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Name, ours, Wagtail's, how many times ours that is, floor; for the 50th and the 95th percentile."""
        return [
            (
                f"{self.name}, p{share}, ms",
                _shown(self.ours[place]),
                _shown(self.wagtail[place]) if self.wagtail else "",
                _shown(self.wagtail[place] / self.ours[place]) if self.wagtail else "",
                _shown(self.floor[place]) if self.floor else "",
            )
            for place, share in enumerate((50, 95))
        ]


@dataclass(frozen=True)
class Measured:
    """One run: an engine (``sqlite`` or ``postgresql``) over a number of pages."""

    engine: str
    pages: int
    figures: list[Figure]
    latencies: list[Latency]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> "Measured":
        data = json.loads(path.read_text())
        figures = [Figure(**figure) for figure in data["figures"]]
        return cls(data["engine"], data["pages"], figures, [Latency(**latency) for latency in data["latencies"]])


def percentiles(values: Sequence[float]) -> Percentiles:
    # A row that ran out of patience at its first question has one time only.
    if len(values) == 1:
        return values[0], values[0]
    hundredths = quantiles(values, n=100, method="inclusive")
    return hundredths[49], hundredths[94]


def _shown(value: float) -> str:
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
