"""The files of ``example_site/content/``, read and checked before anything is written.

``docs/how-to/demonstration.md`` describes their form.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from essaimage_wagtail.blocks import SheetBody

FOLDER = Path(__file__).resolve().parent.parent / "content"
LANGUAGES = ("fr", "en", "es", "de", "ar")


class ContentError(ValueError):
    """A content file cannot be loaded; the message names the file and what is wrong in it."""


@dataclass(frozen=True)
class Content:
    vocabulary: dict[str, Any]
    home: dict[str, Any]
    sheets: list[dict[str, Any]]

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Content":
        """Raises :class:`ContentError`."""
        vocabulary = _load(folder / "vocabulary.yaml")
        sheets = [_load(path) for path in sorted((folder / "sheets").glob("*.yaml"))]
        for sheet in sheets:
            _check(sheet, vocabulary)
        return cls(vocabulary, _load(folder / "home.yaml"), sheets)


def _load(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    if not isinstance(data, dict):
        raise ContentError(f"{path.name}: must be a map.")
    return data


def _check(sheet: dict[str, Any], vocabulary: dict[str, Any]) -> None:
    key = sheet.get("key")
    for part in ("key", "source", "facts", "texts"):
        if part not in sheet:
            raise ContentError(f"{key or 'a sheet'}: {part!r} is missing.")
    if sheet["source"] not in sheet["texts"]:
        raise ContentError(f"{key}: there is no text in its original language {sheet['source']!r}.")
    for language in sheet["texts"]:
        if language not in LANGUAGES:
            raise ContentError(f"{key}: unknown language {language!r}.")
    for facet in ("themes", "audiences"):
        for slug in sheet["facts"].get(facet) or []:
            if slug not in vocabulary[facet]:
                raise ContentError(f"{key}: unknown {facet[:-1]} {slug!r}.")
    blocks = SheetBody().child_blocks
    for language, text in sheet["texts"].items():
        for entry in text.get("body") or []:
            (name,) = entry
            if name not in blocks:
                raise ContentError(f"{key}, {language}: unknown block {name!r}.")


def merge(source: Any, translated: Any) -> Any:
    """``source`` with the texts of ``translated`` in the same places: maps by key, lists by position."""
    if isinstance(source, dict) and isinstance(translated, dict):
        return {name: merge(value, translated.get(name)) for name, value in source.items()}
    if isinstance(source, list) and isinstance(translated, list):
        if len(source) != len(translated):
            raise ContentError(f"A list has {len(source)} entries, its translation {len(translated)}.")
        return [merge(*pair) for pair in zip(source, translated, strict=True)]
    return source if translated is None else translated
