"""Where an encounter is held, in words and on the map."""

from typing import Any
from urllib.parse import quote

from django.utils.translation import get_language


def place_words(page: Any) -> str:
    """Address and territory on one line, in the active language; the territory once, if the address names it too."""
    parts = address_lines(page)
    territory = page.territory.display_name(get_language()) if page.territory else ""
    if territory and territory.casefold() not in " ".join(parts).casefold():
        parts.append(territory)
    return ", ".join(parts)


def address_lines(page: Any) -> list[str]:
    return [line.strip(" ,") for line in page.address.splitlines() if line.strip(" ,")]


def map_url(page: Any) -> str:
    """The place on a map that everybody can use, at its point, else searched by its address; empty without any."""
    if page.latitude is not None and page.longitude is not None:
        point = f"{float(page.latitude):.5f}", f"{float(page.longitude):.5f}"
        return "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=17/{0}/{1}".format(*point)
    if page.address.strip():
        return f"https://www.openstreetmap.org/search?query={quote(place_words(page), safe='')}"
    return ""
