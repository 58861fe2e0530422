"""Write the figures into the documentation: ``python -m benchmarks.report DIRECTORY`` reads what was measured there
(``benchmarks.search --write``, ``benchmarks.relevance --write``) and writes tables and a picture into
``docs/explanation``. The text around the tables stays as it is: they stand between two comments.
"""

import argparse
import re
from math import log10
from pathlib import Path

from .relevance.__main__ import read
from .relevance.scores import tables
from .results import Latency, Measured

DOCS = Path(__file__).parents[1] / "docs" / "explanation"
PAGE = DOCS / "search-benchmarks.md"
PICTURE = DOCS / "search-benchmarks.svg"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
SHOWN = ("Search", "Search, 5 facets", "Suggestions", "Similar pages", "Corrected words")
"""What the picture compares."""
COLOURS = {"sqlite": "#1f6f5c", "postgresql": "#b4552d"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    directory = parser.parse_args().directory
    runs = sorted(
        map(Measured.read, directory.glob("search-*.json")), key=lambda run: (run.engine != "sqlite", run.pages)
    )
    answers = {}
    for engine in (*DATABASES, "elasticsearch"):
        if (path := directory / f"relevance-{engine}.json").exists():
            answers |= read(path, engine)
    text = PAGE.read_text(encoding="utf-8")
    if answers:
        text = replaced(text, "relevance", "\n\n".join(map(markdown, tables(answers))))
    if runs:
        text = replaced(text, "speed", "\n\n".join(speed(run) for run in runs))
        PICTURE.write_text(picture(runs), encoding="utf-8")
    PAGE.write_text(text, encoding="utf-8")


def replaced(text: str, name: str, content: str) -> str:
    """The text with other content between the comments of a name."""
    pattern = rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
    return re.sub(pattern, lambda match: f"{match[1]}\n{content}\n\n{match[2]}", text, flags=re.DOTALL)


def speed(run: Measured) -> str:
    heading = f"### {run.pages:,} pages, {DATABASES[run.engine]}"
    figures = [("", "ours", "Wagtail"), *((figure.name, figure.ours, figure.wagtail) for figure in run.figures)]
    latencies = [("p50 / p95, ms", "ours", "Wagtail", "times ours, p95", "bare query", "asked (Wagtail)")]
    latencies += map(cells, run.latencies)
    return "\n\n".join((heading, markdown(figures), markdown(latencies)))


def cells(latency: Latency) -> tuple[str, ...]:
    middle, high = latency.rows()
    both = [f"{low} / {top}" if low else "" for low, top in zip(middle[1:], high[1:], strict=True)]
    asked = f"{latency.times} ({latency.wagtail_times})" if latency.wagtail_times else str(latency.times)
    return latency.name, both[0], both[1], high[3], both[3], asked


def markdown(rows: list[tuple[str, ...]]) -> str:
    """A table, the first row its header, all but the first column to the right."""
    header, *others = rows
    lines = ["| " + " | ".join(row) + " |" for row in (header, ("---", *["---:"] * (len(header) - 1)), *others)]
    return "\n".join(lines)


def picture(runs: list[Measured]) -> str:
    """Bars of the 95th percentiles on a logarithmic scale from 0.1 ms to 1,000 s: ours filled, Wagtail's outlined."""
    left, width, row, top = 300, 420, 16, 56
    lines: list[str] = []
    y = top
    for name in SHOWN:
        bars = [(run, latency) for run in runs for latency in run.latencies if latency.name == name]
        if not bars:
            continue
        y += 14
        lines.append(f'<text x="12" y="{y}" font-weight="bold">{name}</text>')
        y += 6
        for run, latency in bars:
            label = f"{DATABASES[run.engine]}, {run.pages:,} pages"
            lines.append(f'<text x="{left - 8}" y="{y + 11}" text-anchor="end">{label}</text>')
            for value, own in ((latency.wagtail and latency.wagtail[1], False), (latency.ours[1], True)):
                if value:
                    length = width * along(value)
                    fill = COLOURS[run.engine] if own else "none"
                    lines.append(
                        f'<rect x="{left}" y="{y + 2}" width="{length:.1f}" height="11" fill="{fill}" '
                        f'stroke="{COLOURS[run.engine]}"/>'
                    )
            y += row
        y += 8
    for exponent in range(-1, 7):
        x = left + width * along(10**exponent)
        unit = f"{10**exponent:g} ms" if exponent < 3 else f"{10 ** (exponent - 3):,} s"
        lines.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{y}" stroke="#8884"/>')
        lines.append(f'<text x="{x:.1f}" y="{top - 8}" text-anchor="middle" font-size="10">{unit}</text>')
    title = "Time of one question, 95th percentile: this plugin filled, Wagtail’s own search outlined"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 40} {y + 12}" role="img" '
            'font-family="sans-serif" font-size="12">',
            f"<title>{title}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="12" y="22" font-size="14">{title}</text>',
            *lines,
            "</svg>\n",
        ]
    )


def along(milliseconds: float) -> float:
    """How far along the scale a value is, from 0 to 1."""
    return min(1, max(0.005, (log10(milliseconds) + 1) / 7))


if __name__ == "__main__":
    main()
