"""A document as text, for as long as it waits."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from ..types import SearchDocument


def encoded(document: SearchDocument) -> str:
    """JSON of a document. Values of facets become strings, numbers of any kind floats."""
    values = {item.name: getattr(document, item.name) for item in fields(document)}
    values["facets"] = {str(name): list(map(str, found)) for name, found in document.facets.items()}
    values["numbers"] = {str(name): float(number) for name, number in document.numbers.items()}
    return json.dumps(values, default=_plain)


def decoded(text: str) -> SearchDocument:
    """The document that JSON was made of. Raises ``ValueError``, ``TypeError`` or ``KeyError`` for other text."""
    values: dict[str, Any] = json.loads(text)
    values["dates"] = {name: datetime.fromisoformat(value) for name, value in values["dates"].items()}
    for name in ("valid_from", "valid_until"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["point"] = tuple(values["point"]) if values["point"] else None
    return SearchDocument(**values)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else str(value)
