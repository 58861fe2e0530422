"""The files of ``example_site/content/``, read and checked before anything is written.

``docs/how-to/demonstration.md`` describes their form.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from essaimage_wagtail.blocks import MethodBody, SheetBody

FOLDER = Path(__file__).resolve().parent.parent / "content"
LANGUAGES = ("fr", "en", "es", "de", "ar")


class ContentError(ValueError):
    """A content file cannot be loaded; the message names the file and what is wrong in it."""


@dataclass(frozen=True)
class Content:
    organisations: dict[str, Any]
    home: dict[str, Any]
    pages: dict[str, Any]
    frame: dict[str, Any]
    method: dict[str, Any]
    commons: list[dict[str, Any]]
    sheets: list[dict[str, Any]]
    replications: list[dict[str, Any]]
    encounters: list[dict[str, Any]]
    suggestions: list[dict[str, Any]]
    contributors: list[dict[str, Any]]
    account_requests: list[dict[str, Any]]
    submissions: list[dict[str, Any]]
    sponsorships: list[dict[str, Any]] = field(default_factory=list)
    discussions: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path = FOLDER) -> "Content":
        """Raises :class:`ContentError`."""
        content = cls(
            organisations=_load(folder / "organisations.yaml"),
            home=_load(folder / "home.yaml"),
            pages=_load(folder / "pages.yaml"),
            frame=_load(folder / "frame.yaml"),
            method=_load(folder / "method.yaml"),
            commons=[_load(path) for path in sorted((folder / "commons").glob("*.yaml"))],
            sheets=[_load(path) for path in sorted((folder / "sheets").glob("*.yaml"))],
            replications=_load(folder / "replications.yaml", list),
            encounters=_load(folder / "encounters.yaml", list),
            suggestions=_load(folder / "suggestions.yaml", list),
            contributors=_load(folder / "contributors.yaml", list),
            account_requests=_load(folder / "account_requests.yaml", list),
            submissions=_load(folder / "submissions.yaml", list),
            sponsorships=_load(folder / "sponsorships.yaml", list),
            discussions=_load(folder / "discussions.yaml", list),
        )
        content._check()
        return content

    def _check(self) -> None:
        _check_texts(self.frame, SheetBody)
        _check_texts(self.method, MethodBody)
        known_commons = {common["key"] for common in self.commons}
        for step in self.method["steps"]:
            _check_texts({"source": self.method["source"], **step}, MethodBody, "instructions")
            check_known(step["key"], "common", step["facts"].get("commons"), known_commons)
            check_known(step["key"], "frame", _one(step["facts"].get("frame")), {self.frame["key"]})
        for common in self.commons:
            _check_texts(common, None)
            organisations = [*_one(common["facts"].get("steward")), *(common["facts"].get("organisations") or [])]
            check_known(common["key"], "organisation", organisations, self.organisations)
        for sheet in self.sheets:
            _check_texts(sheet, SheetBody)
            check_known(sheet["key"], "language", (sheet.get("later") or {}).get("languages"), sheet["texts"])
            links = [link["common"] for link in sheet["facts"].get("commons") or []]
            check_known(sheet["key"], "common", links, known_commons)
            check_known(sheet["key"], "method", _one(sheet["facts"].get("method")), {self.method["key"]})
        known_sheets = {sheet["key"] for sheet in self.sheets}
        for replication in self.replications:
            ends = [replication["origin"], *_one(replication.get("adapted"))]
            check_known(replication["key"], "sheet", ends, known_sheets)
        for sponsorship in self.sponsorships:
            check_known(sponsorship["key"], "sheet", [sponsorship["sponsor"], sponsorship["sponsored"]], known_sheets)
        for encounter in self.encounters:
            _check_texts(encounter, MethodBody)
            organisation = _one(encounter["facts"].get("organisation"))
            check_known(encounter["key"], "organisation", organisation, self.organisations)
            sheets = [pitch["sheet"] for pitch in encounter["pitches"] if "sheet" in pitch]
            check_known(encounter["key"], "sheet", sheets, known_sheets)
            pitches = {pitch.get("sheet") or pitch["key"] for pitch in encounter["pitches"]}
            for person in encounter.get("people", []):
                check_known(encounter["key"], "pitch", person["wishes"], pitches)
        for suggestion in self.suggestions:
            check_known(suggestion["key"], "sheet", [suggestion["page"]], known_sheets)
        for discussion in self.discussions:
            check_known(discussion["key"], "sheet", _one(discussion.get("sheet")), known_sheets)


def _load(path: Path, form: type = dict) -> Any:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    if not isinstance(data, form):
        raise ContentError(f"{path.name}: must be a {'map' if form is dict else 'list'}.")
    return data


def _one(value: Any) -> list[Any]:
    return [value] if value else []


def check_known(key: str, what: str, values: Iterable[str] | None, known: Iterable[str]) -> None:
    for value in values or []:
        if value not in known:
            raise ContentError(f"{key}: unknown {what} {value!r}.")


def _check_texts(entry: dict[str, Any], body: type | None, field: str = "body") -> None:
    """The languages of an entry, and the blocks under ``field`` in each of them."""
    key = entry.get("key")
    for part in ("key", "source", "texts"):
        if part not in entry:
            raise ContentError(f"{key or 'an entry'}: {part!r} is missing.")
    if entry["source"] not in entry["texts"]:
        raise ContentError(f"{key}: there is no text in its original language {entry['source']!r}.")
    blocks = body().child_blocks if body else {}
    for language, text in entry["texts"].items():
        if language not in LANGUAGES:
            raise ContentError(f"{key}: unknown language {language!r}.")
        for block in text.get(field) or []:
            (name,) = block
            if name not in blocks:
                raise ContentError(f"{key}, {language}: unknown block {name!r}.")


def later_text(sheet: dict[str, Any]) -> dict[str, Any]:
    """The words of the original as it was published again, after its translations were made.

    A section that changed is found by the name of its block, the first of that name, and holds its new texts alone; one
    that was added is the last. Raises :class:`ContentError`.
    """
    original, later = sheet["texts"][sheet["source"]], sheet["later"]
    body = list(original["body"])
    for change in later.get("changed") or []:
        ((name, texts),) = change.items()
        places = [place for place, entry in enumerate(body) if name in entry]
        if not places:
            raise ContentError(f"{sheet['key']}: there is no block {name!r} to change.")
        body[places[0]] = {name: merge(body[places[0]][name], texts)}
    return {**original, **(later.get("texts") or {}), "body": [*body, *(later.get("added") or [])]}


def earlier_blocks(sheet: dict[str, Any], version: dict[str, Any], body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections of an original as they were in an earlier version, as they are stored, with the ids of today.

    ``without``: names of blocks that were not there; ``changed``: as under ``later``, and of a list as many entries as
    there were then. Raises :class:`ContentError`.
    """
    known = {block["type"] for block in body}
    check_known(sheet["key"], "block", version.get("without"), known)
    found = [block for block in body if block["type"] not in (version.get("without") or ())]
    for change in version.get("changed") or []:
        ((name, values),) = change.items()
        check_known(sheet["key"], "block", [name], known)
        place = next(place for place, block in enumerate(found) if block["type"] == name)
        found[place] = {**found[place], "value": _as_it_was(found[place]["value"], values)}
    return found


def _as_it_was(stored: Any, values: Any) -> Any:
    if isinstance(stored, dict) and isinstance(values, dict):
        return stored | {name: _as_it_was(stored.get(name), value) for name, value in values.items()}
    if isinstance(stored, list) and isinstance(values, list):
        pairs = zip(stored, values, strict=False)
        return [{**item, "value": _as_it_was(item["value"], value)} for item, value in pairs]
    return str(values) if isinstance(values, int) else values


def merge(source: Any, translated: Any) -> Any:
    """``source`` with the texts of ``translated`` in the same places: maps by key, lists by position."""
    if isinstance(source, dict) and isinstance(translated, dict):
        return {name: merge(value, translated.get(name)) for name, value in source.items()}
    if isinstance(source, list) and isinstance(translated, list):
        if len(source) != len(translated):
            raise ContentError(f"A list has {len(source)} entries, its translation {len(translated)}.")
        return [merge(*pair) for pair in zip(source, translated, strict=True)]
    return source if translated is None else translated
