"""Reads the judged queries, and the documents that they are asked of."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from ..corpus import Corpus, Sheet

JUDGED = Path(__file__).parent / "judged"
DEMONSTRATION = Path(__file__).parents[2] / "example_site" / "content"
KINDS = ("inflected", "unaccented", "typo", "compound", "question", "one-wrong")
GENERATED = 2000
"""Pages among which the judged documents are looked for: none of their words is one that is asked for."""
NOT_TEXT = {"url", "slug", "key"}
"""Of a text of the demonstration: what no reader sees as words."""


@dataclass(frozen=True)
class Query:
    language: str
    kind: str
    text: str
    relevant: frozenset[str]
    """Names of documents of the query's language."""


def queries() -> list[Query]:
    return [
        Query(path.stem, kind, text, frozenset(relevant))
        for path in sorted(JUDGED.glob("*.yaml"))
        for kind, asked in _read(path)["queries"].items()
        for text, relevant in asked.items()
    ]


def documents() -> dict[tuple[str, str], Sheet]:
    """By language and name: our own and the demonstration's, each as a sheet."""
    found = {}
    for path in sorted(JUDGED.glob("*.yaml")):
        for name, text in _read(path).get("documents", {}).items():
            found[path.stem, name] = as_sheet(path.stem, name, text["title"], text["pitch"], (text["text"],))
    languages = {path.stem for path in JUDGED.glob("*.yaml")}
    for page in _demonstration():
        for language, text in page["texts"].items():
            if language in languages:
                found[language, page["key"]] = _of_demonstration(language, page["key"], text)
    return found


def sheets() -> list[Sheet]:
    """All that is searched: the judged documents and the generated pages."""
    return [*documents().values(), *Corpus(GENERATED, real_words=False).sheets()]


def _demonstration() -> Iterator[dict[str, Any]]:
    for path in sorted(DEMONSTRATION.glob("*/*.yaml")):
        yield _read(path)
    yield from _read(DEMONSTRATION / "method.yaml")["steps"]


def _of_demonstration(language: str, name: str, text: dict[str, Any]) -> Sheet:
    first = next((field for field in ("pitch", "usage", "purpose") if text.get(field)), "")
    rest = {field: value for field, value in text.items() if field not in ("title", first)}
    return as_sheet(language, name, text["title"], text.get(first, ""), tuple(_texts(rest)))


def _texts(value: Any) -> Iterator[str]:
    """All that is read in a nested value, without markup."""
    if isinstance(value, str):
        if text := unescape(re.sub(r"<[^>]+>", " ", value)).strip():
            yield text
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in NOT_TEXT:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def as_sheet(language: str, name: str, title: str, pitch: str, paragraphs: tuple[str, ...]) -> Sheet:
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{language}/{name}")
    return Sheet(language, title, pitch, paragraphs, key=key)


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
