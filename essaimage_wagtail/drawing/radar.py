"""Several scores of one thing as a radar, an axis for each; and what stands for a score that is missing, in a list."""

from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

RADIUS = 100
"""Of the outermost ring, in the units of the drawing."""
WIDTH, HEIGHT = 400, 290
"""With room around the rings for the labels."""

# Only constants of this module are marked safe. Each is drawn around the origin.
ABSENCES = {
    "not_wanted": '<circle r="7"/><path d="M-4.9 4.9 4.9-4.9"/>',
    "not_applicable": '<circle r="7"/><path d="M-3.5 0h7"/>',
    "": '<circle r="7" stroke-dasharray="2.2 2.2"/>',
}
"""Why there is no score, each with a sign of its own: none is a score of nought."""


def radar(axes, steps, mirrored=False):
    """A radar of ``axes``, clockwise from the top (the other way round when ``mirrored``).

    ``axes``: ``[(label, score, ...)]``; a score is a number from 0 to ``steps``, or ``None``: such an axis is left out,
    since it could be read as a score of nought. Nothing for fewer than three scores.
    """
    scored = [(label, max(0, min(steps, score)) / steps) for label, score, *_rest in axes if score is not None]
    if len(scored) < 3:
        return ""
    directions = [_direction(index, len(scored), mirrored) for index in range(len(scored))]
    tips = [_at(direction, score) for direction, (_label, score) in zip(directions, scored, strict=True)]
    return format_html(
        '<svg class="es-radar" viewBox="{} {} {} {}" direction="ltr" aria-hidden="true" focusable="false">'
        '{}{}<path class="es-radar__area" d="{}Z"/>{}{}</svg>',
        -WIDTH / 2,
        -HEIGHT / 2,
        WIDTH,
        HEIGHT,
        format_html_join(
            "",
            '<path class="es-radar__ring" d="{}Z"/>',
            ((_line(_points(directions, step / steps)),) for step in range(1, steps + 1)),
        ),
        format_html_join(
            "", '<path class="es-radar__axis" d="M0 0L{} {}"/>', (_at(direction, 1) for direction in directions)
        ),
        _line(tips),
        format_html_join("", '<circle class="es-radar__point" cx="{}" cy="{}" r="5"/>', tips),
        format_html_join(
            "",
            '<text class="es-radar__label" x="{}" y="{}" text-anchor="{}">{}</text>',
            (_label(direction, label) for direction, (label, _score) in zip(directions, scored, strict=True)),
        ),
    )


def absence(reason):
    """The sign for ``reason`` (a key of :data:`ABSENCES`), a small drawing to stand beside the words."""
    return format_html(
        '<svg class="es-radar-sign" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        mark_safe(ABSENCES.get(reason, ABSENCES[""])),  # noqa: S308
    )


def _direction(index, count, mirrored):
    """The unit vector of an axis; y grows downwards."""
    angle = 2 * pi * index / count
    return (-sin(angle) if mirrored else sin(angle), -cos(angle))


def _at(direction, distance):
    """A point on an axis, ``distance`` from the centre as a part of the radius."""
    return tuple(round(part * distance * RADIUS, 1) + 0 for part in direction)


def _points(directions, distance):
    return [_at(direction, distance) for direction in directions]


def _line(points):
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _label(direction, text):
    """Place and alignment of a label outside the rings."""
    x, y = direction
    anchor = "middle" if abs(x) < 0.2 else ("start" if x > 0 else "end")
    return round(x * (RADIUS + 20), 1), round(y * (RADIUS + 18) + 5, 1), anchor, text
