"""An initiative and those that took it up, as a plant that sheds its seeds."""

from math import atan2, cos, hypot, pi, radians, sin, sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from .geometry import HIDDEN

MOST_SEEDS = 60
"""Seeds of one plant that can be told apart; what shows the picture says how many there are besides."""

BUD, GROWTH = 220, 170
"""Area of a disc, over pi, without any replication, and what each adds to it."""
STEM = 28
"""From the disc to the nearest seed, in pixels."""
ROOM = 13
"""Seeds are as dense as discs of this radius."""
SEED = 5.5
EDGE = 12
"""Around the outermost seeds: for their marks, and for the width of lines."""
FAN, SPREAD = 5, 52
"""Up to how many seeds stand side by side above the disc, and how many degrees apart."""
GOLDEN = pi * (3 - sqrt(5))
"""The angle from each seed to the next: no two of them ever stand in line (Vogel 1979)."""
BEND = 0.14
"""Of a stem, in parts of its length."""

# Only constants of this module are marked safe. Each is drawn around the origin, pointing to the right.
SEEDS = {
    "inspire": '<circle class="es-seed__open" r="4.5"/>',
    "redo": f'<circle class="es-seed__full" r="{SEED}"/>',
    "scale_up": (
        f'<path class="es-seed__tuft" d="M0 0 12 0M0 0 9.5-7.5M0 0 9.5 7.5"/><circle class="es-seed__full" r="{SEED}"/>'
    ),
}
STOPPED = '<path class="es-seed__stop" d="M-9 9 9-9"/>'
OWN = '<circle class="es-seed__own" r="9.5"/>'


def plant_width(count):
    """How wide a plant can be, in pixels."""
    return 2 * (EDGE + max(hypot(*place) for place in seed_places(count))) if count else 2 * plant_radius(0)


def plant_radius(count):
    """Radius of the disc of an initiative that was taken up ``count`` times: its area grows with them."""
    return sqrt(BUD + GROWTH * min(count, MOST_SEEDS))


def seed_places(count, turn=0.0):
    """Where the seeds are, the nearest first: ``[(x, y)]`` in pixels from the disc's centre, y downwards.

    A few rise from the disc as a fan, many surround it; ``turn`` (0 to 1) makes each plant lean its own way. At most
    :data:`MOST_SEEDS`.
    """
    nearest = plant_radius(count) + STEM
    places = []
    for number in range(min(count, MOST_SEEDS)):
        if count <= FAN:
            lean = (turn - 0.5) * (FAN - count + 0.4) * 22
            angle = radians(-90 + lean + SPREAD * (number - (count - 1) / 2))
            distance = nearest + 9 * (number % 2)
        else:
            angle = 2 * pi * turn + GOLDEN * number
            distance = sqrt(nearest**2 + ROOM**2 * number)
        places.append((distance * cos(angle), distance * sin(angle)))
    return places


def plant(seeds, turn=0.0, *, url="", title="", dashed=False, mirrored=False):
    """A disc, and a seed on a stem for each replication.

    ``seeds``: ``[{"mode", "state", "hue", "url", "title"}]``, where ``hue`` is the number of a colour for one that has
    a sheet here, else ``None``; those without ``url`` lead nowhere. ``turn``: see :func:`seed_places`.

    Links cannot be reached with the keyboard: the same ones are in the words beside the picture.
    """
    radius = plant_radius(len(seeds))
    sign = -1 if mirrored else 1
    places = [(sign * x, y) for x, y in seed_places(len(seeds), turn)]
    across = max([radius + 2, *(abs(x) + EDGE for x, _y in places)])
    above = max([radius + 2, *(EDGE - y for _x, y in places)])
    below = max([radius + 2, *(EDGE + y for _x, y in places)])
    disc = format_html(
        '<circle class="es-plant__disc{}" r="{}"/>', " es-plant__disc--dashed" if dashed else "", round(radius, 1)
    )
    drawn = list(zip(places, seeds, strict=False))
    return format_html(
        '<svg class="es-plant" viewBox="{} {} {} {}" width="{}" height="{}" direction="ltr"{}>{}{}{}</svg>',
        *(round(number) for number in (-across, -above, *(2 * across, above + below) * 2)),
        HIDDEN,
        format_html_join(
            "",
            '<path class="es-plant__stem{}" d="{}"/>',
            ((_class_of(seed), _stem(place, radius, sign)) for place, seed in drawn),
        ),
        _linked(disc, url, title),
        format_html_join("", "{}", ((_seed(place, seed),) for place, seed in drawn)),
    )


def seed(mode, state="", own=False):
    """A seed by itself, as it is in a picture of :func:`plant`, to stand beside the words for it."""
    return format_html(
        '<svg class="es-plant es-plant--key" viewBox="-24 -12 36 24" width="36" height="24" direction="ltr"{}>'
        '<path class="es-plant__stem{}" d="M-23 4Q-12 5 0 0"/>{}</svg>',
        HIDDEN,
        _class_of({"state": state}),
        _marks(mode, state, own),
    )


def _class_of(seed):
    return f" es-plant__stem--{seed['state']}" if seed["state"] in ("planned", "stopped") else ""


def _stem(place, radius, sign):
    """A line from the disc's edge, bent as if there were wind."""
    x, y = place
    length = hypot(x, y)
    near = radius / length
    middle = (1 + near) / 2
    bend = sign * BEND * (1 - near)
    return f"M{x * near:.1f} {y * near:.1f}Q{x * middle - y * bend:.1f} {y * middle + x * bend:.1f} {x:.1f} {y:.1f}"


def _seed(place, seed):
    x, y = place
    drawing = format_html(
        '<g class="es-seed{}" transform="translate({} {}) rotate({})">{}</g>',
        "" if seed["hue"] is None else f" es-hue-{seed['hue']}",
        round(x, 1),
        round(y, 1),
        round(atan2(y, x) * 180 / pi),
        _marks(seed["mode"], seed["state"], seed["hue"] is not None),
    )
    return _linked(drawing, seed["url"], seed["title"])


def _marks(mode, state, own):
    # A disc without a look makes what can be pressed as large as a fingertip asks for.
    marks = ['<circle class="es-seed__touch" r="12"/>', OWN if own else "", SEEDS.get(mode, SEEDS["redo"])]
    return mark_safe("".join([*marks, STOPPED if state == "stopped" else ""]))  # noqa: S308


def _linked(drawing, url, title):
    if not url:
        return format_html("<g>{}<title>{}</title></g>", drawing, title) if title else drawing
    return format_html('<a href="{}" tabindex="-1">{}<title>{}</title></a>', url, drawing, title)
