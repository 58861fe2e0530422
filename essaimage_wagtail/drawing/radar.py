"""Several scores of one thing as a radar: an axis for each, and what stands for the absence of a score."""

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

    ``axes``: ``[(label, score, absence)]``; a score is a number from 0 to ``steps``, or ``None``, and then
    ``absence`` is a key of :data:`ABSENCES`. Scores of neighbours are joined, and what is between them is filled if all
    axes have one; nothing is drawn across an axis without a score, nor to its centre. Nothing for fewer than three
    axes.
    """
    if len(axes) < 3:
        return ""
    directions = [_direction(index, len(axes), mirrored) for index in range(len(axes))]
    scores = [None if score is None else max(0, min(steps, score)) / steps for _label, score, _absence in axes]
    return format_html(
        '<svg class="es-radar" viewBox="{} {} {} {}" direction="ltr" aria-hidden="true" focusable="false">'
        "{}{}{}{}{}</svg>",
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
            "",
            '<path class="es-radar__axis{}" d="M0 0L{} {}"/>',
            (
                (" es-radar__axis--absent" if score is None else "", *_at(direction, 1))
                for direction, score in zip(directions, scores, strict=True)
            ),
        ),
        _area(directions, scores),
        format_html_join(
            "",
            "{}",
            (
                (_mark(direction, score, absence),)
                for direction, score, (_label, _score, absence) in zip(directions, scores, axes, strict=True)
            ),
        ),
        format_html_join(
            "",
            '<text class="es-radar__label" x="{}" y="{}" text-anchor="{}">{}</text>',
            (_label(direction, axis[0]) for direction, axis in zip(directions, axes, strict=True)),
        ),
    )


def absence(reason):
    """The sign that a radar has for ``reason``, as a small drawing to stand beside the words."""
    return format_html(
        '<svg class="es-radar-sign" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        _sign(reason),
    )


def _sign(reason):
    return mark_safe(ABSENCES.get(reason, ABSENCES[""]))  # noqa: S308


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


def _area(directions, scores):
    """Lines between neighbours that both have a score, and what they enclose if all have one. No line goes to the
    centre for an axis without a score: it would be read as a score of nought."""
    tips = [
        None if score is None else _at(direction, score) for direction, score in zip(directions, scores, strict=True)
    ]
    sides = [(tip, following) for tip, following in zip(tips, [*tips[1:], tips[0]], strict=True) if tip and following]
    area = "" if None in tips else format_html('<path class="es-radar__area" d="{}Z"/>', _line(tips))
    edge = format_html('<path class="es-radar__edge" d="{}"/>', "".join(map(_line, sides))) if sides else ""
    return format_html("{}{}", area, edge)


def _mark(direction, score, reason):
    x, y = _at(direction, 1 if score is None else score)
    if score is None:
        return format_html('<g class="es-radar__absent" transform="translate({} {})">{}</g>', x, y, _sign(reason))
    return format_html('<circle class="es-radar__point" cx="{}" cy="{}" r="5"/>', x, y)


def _label(direction, text):
    """Place and alignment of a label outside the rings."""
    x, y = direction
    anchor = "middle" if abs(x) < 0.2 else ("start" if x > 0 else "end")
    return round(x * (RADIUS + 20), 1), round(y * (RADIUS + 18) + 5, 1), anchor, text
