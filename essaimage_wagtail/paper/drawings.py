"""Drawings (SVG) of others: a few parts that repeat one another would keep a processor busy for ever."""

from collections.abc import Iterator
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

MOST_PARTS = 20_000
"""Elements, each counted as often as it is drawn."""
MOST_PATTERNS = 12
"""Elements that may be within one another through a style, which is not read."""


def is_drawn_soon(content: bytes) -> bool:
    """Whether a drawing is well-formed, and does not repeat its parts without end."""
    try:
        root = fromstring(content)
        patterns = [part for part in root.iter() if _name(part) in ("pattern", "mask", "marker", "filter")]
        return len(patterns) <= MOST_PATTERNS and _parts(root, _named(root), {}) <= MOST_PARTS
    except (ParseError, DefusedXmlException, RecursionError):
        return False


def _name(part: Any) -> str:
    return str(part.tag).rpartition("}")[2]


def _named(root: Any) -> dict[str, Any]:
    return {part.get("id"): part for part in root.iter() if part.get("id")}


def _parts(part: Any, named: dict[str, Any], known: dict[Any, float]) -> float:
    """How many elements are drawn for one of them; without end for one that repeats itself."""
    if part not in known:
        known[part] = float("inf")
        known[part] = 1 + sum(_parts(other, named, known) for other in (*part, *_repeated(part, named)))
    return known[part]


def _repeated(part: Any, named: dict[str, Any]) -> Iterator[Any]:
    if _name(part) == "use":
        for name, value in part.items():
            if name.rpartition("}")[2] == "href" and value.strip().removeprefix("#") in named:
                yield named[value.strip().removeprefix("#")]
