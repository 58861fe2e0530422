"""Places along a line, in percent of its length from where one starts to read.

Pictures that have text, or signs that must keep their shape, have no ``viewBox``: what is across is in percent,
what is up, down or written in pixels, so that they fill any width and are as legible on a phone.
"""

from django.utils.safestring import mark_safe

HIDDEN = mark_safe(' aria-hidden="true" focusable="false"')


def place(part, mirrored=False):
    """``part`` (0 to 100) as an x coordinate, from the other end when ``mirrored``."""
    return f"{100 - part if mirrored else part:.2f}%"


def extent(first, last, mirrored=False):
    """The left end and the width of what lies between two places, given in any order."""
    low, high = sorted((first, last))
    return place(high if mirrored else low, mirrored), f"{high - low:.2f}%"
