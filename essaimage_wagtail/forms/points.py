"""Decimal degrees as they are copied from maps: “48.9335”, “48,9335”."""

import re
from decimal import Decimal

from .text import NotUnderstoodError, plain

DEGREES_PLACES = 6
"""Decimals of a degree that are kept: eleven centimetres."""

_DEGREES = re.compile(r"([+-]?\d{1,3})(?:[.,٫](\d+))?°?")


def parse_degrees(text):
    """Decimal degrees, rounded to :data:`DEGREES_PLACES`; a comma is always that of decimals.

    Raises :class:`.text.NotUnderstoodError`.
    """
    match = _DEGREES.fullmatch(plain(text))
    if match is None:
        raise NotUnderstoodError(text)
    return round(Decimal(f"{match[1]}.{match[2] or 0}"), DEGREES_PLACES)
