"""Documents of other sites, read with care: their values may be of any type, or missing."""

import re
from collections.abc import Mapping
from typing import Any

from ...query.matching import Terms
from ...query.order import distance
from ...query.snippets import snippet
from ...types import Hit, Point
from .identity import plain
from .network import Member
from .server import Body

MAX_TITLE = 300
MAX_TEXT = 20_000
"""Characters of a text that a snippet is looked for in."""
MAX_LABEL = 100
MOST_LABELS = 50
"""Codes of one facet of a document, and facets with labels."""
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[A-Za-z0-9-]{1,20}")


def name_of(code: str, key: str) -> str:
    """The name of a document of another site, which no document of any site has as its key: no key has a space."""
    return f"{code} {key}"


def hit_of(
    found: Body, member: Member, site_name: str, score: float, terms: Terms, language: str, near: Point | None
) -> Hit | None:
    """A document of another site as a result has it; ``None`` if it has no title, or no key by which that site could be
    asked for it."""
    source = _mapping(found.get("_source"))
    text = _mapping(source.get("text"))
    title = plain(text.get("title"), MAX_TITLE)
    if not title or not _KEY.fullmatch(found["_id"]):
        return None
    said = " ".join(plain(text.get(name), MAX_TEXT) for name in ("summary", "body")).strip()
    point, facets = _point(source), list(_mapping(source.get("labels")))
    return Hit(
        key=found["_id"],
        score=score,
        title=title,
        snippet=snippet(said, terms),
        language=language,
        distance=distance(point, near) if point and near else None,
        site=member.code,
        site_name=site_name,
        address=member.identity.address_of(found["_id"]),
        shared={name: codes for name in facets[:MOST_LABELS] if (codes := labels_of(source, name))},
    )


def labels_of(source: Any, facet: str) -> dict[str, str]:
    """The codes of a facet of a document, with what they are called there."""
    said = _mapping(_mapping(_mapping(source).get("labels")).get(facet))
    found = {str(code): plain(label, MAX_LABEL) for code, label in list(said.items())[:MOST_LABELS]}
    return {code: label for code, label in found.items() if label}


def is_on_earth(point: Point) -> bool:
    return -90 <= point[0] <= 90 and -180 <= point[1] <= 180


def _point(source: Mapping[str, Any]) -> Point | None:
    latitude, longitude = source.get("latitude"), source.get("longitude")
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        return (latitude, longitude) if is_on_earth((latitude, longitude)) else None
    return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
