"""Pictures of a sheet's figures, actors, risks and plans, in the direction of reading."""

from decimal import Decimal

from babel.numbers import format_percent
from django import template
from django.utils.translation import get_language_bidi, gettext

from .. import drawing
from ..forms.text import babel_locale

register = template.Library()


@register.filter
def percent(value):
    """``12.3`` as “12%” or “12 %”; a share that is not nought is never shown as nought."""
    if value is None:
        return ""
    if 0 < value < 1:
        return f"< {format_percent(Decimal('0.01'), locale=babel_locale())}"
    return format_percent(Decimal(value) / 100, locale=babel_locale())


@register.inclusion_tag("essaimage_wagtail/includes/matrix.html")
def matrix(scales):
    """``scales``: ``{"points": [(number, x, y)], "across": {"label", "words"}, "up": {"label", "words"}}``."""
    across, up = scales["across"], scales["up"]
    cells = drawing.matrix(scales["points"], len(across["words"]), len(up["words"]))
    return {
        "across": {"label": across["label"], "words": _ends(across["words"])},
        "up": {"label": up["label"]},
        "rows": [{"word": word, "cells": row} for word, row in zip(reversed(_ends(up["words"])), cells, strict=True)],
    }


def _ends(words):
    """The words that there is room for: of a longer scale, the first and the last."""
    return words if len(words) <= 3 else [words[0], *[""] * (len(words) - 2), words[-1]]


@register.simple_tag
def arcs(links, count):
    return drawing.arcs(links, count, mirrored=get_language_bidi())


@register.simple_tag
def progress(share, doubtful=False):
    return drawing.progress(share, doubtful, mirrored=get_language_bidi())


@register.simple_tag
def bars(series):
    """``[(indicator, svg), ...]`` of a :class:`~..blocks.series.Series`."""
    rows = series.rows
    values, targets, doubts = zip(*((row["value"], row["target"], row["contested"]) for row in rows), strict=True)
    return list(zip(rows, drawing.bars(values, targets, doubts, mirrored=get_language_bidi()), strict=True))


@register.simple_tag
def stack(shares):
    """The positive ones of ``[{"percent"}]``, which come first."""
    percents = [share["percent"] for share in shares if share["percent"]]
    return drawing.stack([float(percent) for percent in percents], mirrored=get_language_bidi())


@register.simple_tag
def timeline(actions, today):
    """``{"axis": svg, "rows": [(action, svg), ...]}`` of actions that have a ``span``."""
    spans = [(*action.span, action["state"] or "") for action in actions]
    axis, bars = drawing.timeline(spans, today, gettext("Today"), mirrored=get_language_bidi())
    return {"axis": axis, "rows": list(zip(actions, bars, strict=True))}


@register.simple_tag
def plant(plant):
    """An initiative and its replications, as :attr:`essaimage_wagtail.cloud.context.CloudContext.clusters` has them."""
    entry = plant["entry"]
    return drawing.plant(
        plant["seeds"],
        plant["turn"],
        url=entry["url"],
        title=entry["title"],
        dashed=entry["fictional"],
        mirrored=get_language_bidi(),
    )


@register.simple_tag
def seed(mode, state="", own=False):
    return drawing.seed(mode, state, own)
