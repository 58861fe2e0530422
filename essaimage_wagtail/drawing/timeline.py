"""Spans of days as bars under one scale of months or years."""

from calendar import monthrange
from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join

from .geometry import HIDDEN, extent, place

STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)
"""Months between two ticks."""
MOST_MONTHS, MOST_YEARS = 5, 6
"""Intervals of each, so that every label has its place on a phone."""


def timeline(spans, today, today_label, mirrored=False):
    """The scale, and a bar for each of the ``spans``: ``(axis, [bar, ...])``.

    ``spans``: ``[(first, last, state)]``, dates that are in order and a word for the class of the bar; a span of one
    day is a diamond. ``today`` is marked when it is among them, or not far from them.
    """
    if not spans:
        return "", []
    first = _months(min(span[0] for span in spans))
    last = _months(max(span[1] for span in spans), whole=True)
    now = _months(today)
    near = max(6, (last - first) / 2)
    is_marked = first - near <= now <= last + near
    if is_marked:
        first, last = min(first, now), max(last, now)
    start, end, step = _scale(first, last)

    def at(months):
        return (months - start) / (end - start) * 100

    ticks = range(start, end, step)
    lines = format_html_join(
        "",
        '<line class="es-drawing__line" x1="{0}" x2="{0}" y1="0" y2="100%"/>',
        ((place(at(months), mirrored),) for months in [*ticks, end]),
    )
    labels = [(at(months), 15, "", _label(months, start, step), True) for months in ticks]
    if is_marked:
        labels.append((at(now), 35, " es-time__text--today", today_label, at(now) < 75))

    def today_from(y):
        line = '<line class="es-time__today" x1="{0}" x2="{0}" y1="{1}" y2="100%"/>'
        return format_html(line, place(at(now), mirrored), y) if is_marked else ""

    axis = format_html(
        '<svg class="es-drawing es-time" width="100%" height="{}" direction="ltr"{}>{}{}{}</svg>',
        42 if is_marked else 22,
        HIDDEN,
        lines,
        today_from(22),
        format_html_join("", "{}", ((_text(*label, mirrored),) for label in labels)),
    )
    return axis, [
        format_html(
            '<svg class="es-drawing es-time es-time--{}" width="100%" height="28"{}>{}{}{}</svg>',
            state,
            HIDDEN,
            lines,
            today_from(0),
            _bar(at(_months(begin)), at(_months(finish, whole=True)), begin == finish, mirrored),
        )
        for begin, finish, state in spans
    ]


def _months(day, whole=False):
    """The beginning of a day in months since the year 0, or its end when the ``whole`` day counts."""
    return day.year * 12 + day.month - 1 + (day.day - (not whole)) / monthrange(day.year, day.month)[1]


def _scale(first, last):
    """Where the scale starts and ends, and the step between its ticks, in whole months."""
    for step in STEPS:
        start, end = int(first // step) * step, -int(-last // step) * step
        if end - start <= step * (MOST_MONTHS if step < 12 else MOST_YEARS):
            break
    return start, max(end, start + step), step


def _label(months, start, step):
    """A year, or a month: with its year where that is not the one before."""
    year, month = divmod(months, 12)
    if step >= 12:
        return str(year)
    return format_date(date(year, month + 1, 1), "M Y" if months == start or month < step else "M")


def _text(part, y, modifier, label, is_behind, mirrored):
    """A label behind its place, or before it where there is no more room behind."""
    is_right = is_behind != mirrored
    return format_html(
        '<text class="es-drawing__text{}" x="{}" dx="{}" y="{}" text-anchor="{}">{}</text>',
        modifier,
        place(part, mirrored),
        5 if is_right else -5,
        y,
        "start" if is_right else "end",
        label,
    )


def _bar(first, last, is_one_day, mirrored):
    if is_one_day:
        return format_html(
            '<svg x="{}" y="50%" overflow="visible"><path class="es-time__bar" d="M0-8 8 0 0 8-8 0z"/></svg>',
            place((first + last) / 2, mirrored),
        )
    first = min(first, last - 1)
    return format_html(
        '<rect class="es-time__bar" x="{}" y="50%" width="{}" height="12" transform="translate(0 -6)"/>'
        '<line class="es-time__across" x1="{}" x2="{}" y1="50%" y2="50%"/>',
        *extent(first, last, mirrored),
        place(first, mirrored),
        place(last, mirrored),
    )
