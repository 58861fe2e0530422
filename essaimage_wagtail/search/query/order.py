"""What brings a document forward among those that meet a query as well: the same in every engine."""

from math import asin, cos, inf, radians, sin, sqrt

from ..types import Box, Point

COMPLETENESS_BOOST = 0.01
FRESHNESS_BOOST = 0.01
"""Parts of its score that a complete document, and one reviewed today, gain: they tell equals apart."""
MAX_BOOST = 1 + COMPLETENESS_BOOST + FRESHNESS_BOOST
SECONDS_IN_A_YEAR = 365.25 * 24 * 3600
NEARNESS_FACTOR = 1.25
"""How much better a document is that has all the words close to one another."""
MAX_NEAR_WORDS = 8
"""Words of a query above which it is not asked whether they are close to one another."""
NEAR_WORDS_APART = 4
"""Words, for each of the query's, between the first and the last of those that are close to one another."""


def boost(completeness: float, reviewed: float | None, moment: float) -> float:
    """Between 1 and :data:`MAX_BOOST`: complete documents, and those reviewed lately, come first among equals. Times
    are seconds since 1970."""
    fresh = 0.0 if reviewed is None else 1 / (1 + max(0.0, moment - reviewed) / SECONDS_IN_A_YEAR)
    return 1 + COMPLETENESS_BOOST * min(1.0, max(0.0, completeness)) + FRESHNESS_BOOST * fresh


def is_inside(point: Point, box: Box) -> bool:
    west, south, east, north = box
    latitude, longitude = point
    within = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return south <= latitude <= north and within


def distance(first: Point, second: Point) -> float:
    """Kilometres along the great circle (haversine formula, mean radius of the Earth)."""
    lat1, lon1, lat2, lon2 = map(radians, (*first, *second))
    try:
        chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    except ValueError:  # no angle is infinite
        return inf
    return 2 * 6371.0 * asin(min(1.0, sqrt(chord)))
