"""The server of map tiles that a site names: ``ESSAIMAGE["MAP"]``, see ``docs/reference/settings.md``."""

from typing import Any

from ..conf import settings

DEFAULTS: dict[str, Any] = {"tiles": "", "attribution": "", "max_zoom": 19}
"""The keys of the setting with their defaults."""
PLACEHOLDERS = ("{z}", "{x}", "{y}")


def problems() -> list[str]:
    """What is wrong with the setting, as sentences."""
    given = settings.MAP
    found = [
        f"has the unknown key {name!r}. Known are: {', '.join(DEFAULTS)}." for name in given if name not in DEFAULTS
    ]
    found += [
        f"{name!r} must be of the type {type(value).__name__}."
        for name, value in DEFAULTS.items()
        if type(given.get(name, value)) is not type(value)
    ]
    if not found and (address := given.get("tiles")):
        if not all(part in address for part in PLACEHOLDERS):
            found.append(f"'tiles' must hold {', '.join(PLACEHOLDERS)}.")
        if not given.get("attribution"):
            found.append("'attribution' must say whose the tiles of 'tiles' are.")
    return found


def tiles() -> dict[str, Any] | None:
    """``{tiles, attribution, max_zoom}``, nothing where the site names no server, or :func:`problems` hinder it."""
    return {**DEFAULTS, **settings.MAP} if settings.MAP.get("tiles") and not problems() else None
