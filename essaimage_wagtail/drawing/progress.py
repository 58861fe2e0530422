"""One figure on its way from where it started to where it should arrive."""

from django.utils.html import format_html

from .bars import flag
from .geometry import HIDDEN, place


def progress(share, doubtful=False, mirrored=False):
    """A bar from the start (``share`` 0) to the figure, with a flag at the target (``share`` 1).

    Below 0 the figure has moved away from the target, and the bar goes back from a mark at the start; above 1 it
    has gone past the flag. A ``doubtful`` figure is hatched. As wide as its container.
    """
    share = float(share)
    low, high = min(0.0, share), max(1.0, share)
    start, end, target = ((part - low) / (high - low) * 100 for part in (0, share, 1))
    return format_html(
        '<svg class="es-drawing es-course{}" width="100%" height="24"{}>'
        '<line class="es-course__track" x1="0" x2="100%" y1="17" y2="17"/>{}{}{}</svg>',
        " es-course--doubtful" if doubtful else "",
        HIDDEN,
        format_html(
            '<line class="es-course__fill" x1="{}" x2="{}" y1="17" y2="17"/>',
            place(start, mirrored),
            place(end, mirrored),
        )
        if share
        else "",
        format_html('<line class="es-drawing__mark" x1="{0}" x2="{0}" y1="10" y2="24"/>', place(start, mirrored))
        if share < 0
        else "",
        # The target is most often at the edge.
        flag(place(target, mirrored), backwards=True, mirrored=mirrored),
    )
