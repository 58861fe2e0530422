"""Parts of a whole, one after the other in one bar."""

from django.utils.html import format_html, format_html_join

from .geometry import HIDDEN, extent, place

NARROWEST = 7
"""Percent that it takes to write a number of two digits in a part, on a phone."""


def stack(percents, mirrored=False):
    """A bar of parts, numbered from 1 as in the list that stands beside it.

    ``percents``: of the whole, each above 0, together 100. Parts that are too narrow have no number: they can be
    told by their place. Nothing for fewer than two parts.
    """
    if len(percents) < 2:
        return ""
    parts, start = [], 0
    for number, percent in enumerate(percents, start=1):
        text = (
            format_html(
                '<text class="es-drawing__text" x="{}" y="20" text-anchor="middle">{}</text>',
                place(start + percent / 2, mirrored),
                number,
            )
            if percent >= NARROWEST
            else ""
        )
        fade = f"{0.5 - 0.42 * (number - 1) / (len(percents) - 1):.2f}"
        parts.append((*extent(start, start + percent, mirrored), fade, text))
        start += percent
    return format_html(
        '<svg class="es-drawing es-stack" width="100%" height="30"{}>{}</svg>',
        HIDDEN,
        format_html_join(
            "",
            '<rect class="es-stack__part" x="{}" y="1" width="{}" height="28" fill-opacity="{}"/>{}',
            parts,
        ),
    )
