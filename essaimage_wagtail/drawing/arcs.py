"""Who is linked with whom: things one under the other, and an arc between each two that are linked."""

from django.utils.html import format_html, format_html_join

from .geometry import HIDDEN

REACH = 128
"""Of the control points of the widest arc, so that the arc itself nearly fills a width of 100."""
WIDEST = 6
"""Lines between the ends of an arc that fills the width, unless another has more."""


def arcs(links, count, mirrored=False):
    """Arcs in front of a list of ``count`` lines of equal height, which they stretch to.

    ``links``: ``[(line, line)]``, numbered from 0; the further apart, the wider the arc.
    """
    widest = max([WIDEST, *(abs(one - other) for one, other in links)])
    edge, sign = (0, 1) if mirrored else (100, -1)

    def bend(one, other):
        return round(edge + sign * REACH * (0.15 + 0.85 * abs(one - other) / widest), 1)

    return format_html(
        '<svg class="es-drawing es-arcs" viewBox="0 0 100 {}" preserveAspectRatio="none"{}>{}</svg>',
        count,
        HIDDEN,
        format_html_join(
            "",
            '<path d="M{0} {1}C{2} {1} {2} {3} {0} {3}" vector-effect="non-scaling-stroke"/>',
            ((edge, one + 0.5, bend(one, other), other + 0.5) for one, other in links),
        ),
    )
