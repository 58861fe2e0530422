"""Figures of one thing over time, as bars on one scale."""

from django.utils.html import format_html

from .geometry import HIDDEN, place


def bars(values, targets=(), doubts=(), mirrored=False):
    """A bar for each of ``values`` from nought, all on the scale of the greatest (and the least, where below nought).

    ``targets``: at the same index, where a flag stands, or ``None``; ``doubts``: whether a bar is hatched. Each is as
    wide as its container, and to be drawn in containers of the same width.
    """
    values = [float(value) for value in values]
    flags = [None if target is None else float(target) for target in targets] or [None] * len(values)
    doubts = list(doubts) or [False] * len(values)
    known = [0.0, *values, *(flag for flag in flags if flag is not None)]
    low, high = min(known), max(known)

    def at(value):
        return place((value - low) / (high - low) * 100 if high > low else 0, mirrored)

    return [
        format_html(
            '<svg class="es-drawing es-course{}" width="100%" height="24"{}>'
            '<line class="es-course__track" x1="0" x2="100%" y1="17" y2="17"/>{}{}{}</svg>',
            " es-course--doubtful" if doubtful else "",
            HIDDEN,
            format_html('<line class="es-course__fill" x1="{}" x2="{}" y1="17" y2="17"/>', at(0), at(value))
            if value
            else "",
            format_html('<line class="es-drawing__mark" x1="{0}" x2="{0}" y1="10" y2="24"/>', at(0)) if low < 0 else "",
            "" if target is None else flag(at(target), backwards=target - low > (high - low) / 2, mirrored=mirrored),
        )
        for value, target, doubtful in zip(values, flags, doubts, strict=True)
    ]


def flag(where, backwards, mirrored=False):
    """The flag of a target; it flies ``backwards`` where it could be at the edge of the picture."""
    return format_html(
        '<svg x="{}" overflow="visible"><path class="es-drawing__mark" d="M0 23V1"/>'
        '<path class="es-drawing__flag" d="M0 1h{}v7H0z"/></svg>',
        where,
        10 if backwards == mirrored else -10,
    )
