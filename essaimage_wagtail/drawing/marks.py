"""Marks that stand beside a figure or a word: a bar, a row of dots."""

from django.utils.html import format_html, format_html_join


def bar(percent, striped=False):
    """A bar filled to ``percent`` (0 to 100; more or less is cut off), as wide as its container.

    A striped one is for a figure that not everybody believes.
    """
    percent = max(0, min(100, percent))
    return format_html(
        '<svg class="es-bar{}" viewBox="0 0 100 10" width="100" height="10" preserveAspectRatio="none"'
        ' aria-hidden="true" focusable="false">'
        '<path class="es-bar__track" d="M0 5h100"/>{}</svg>',
        " es-bar--striped" if striped else "",
        # An empty path has round ends all the same: draw nothing at nought.
        format_html('<path class="es-bar__fill" d="M0 5h{}"/>', percent) if percent else "",
    )


def dots(score, out_of):
    """``score`` filled dots of ``out_of``."""
    return format_html(
        '<svg class="es-dots" viewBox="0 0 {0} 12" width="{0}" height="12" aria-hidden="true"'
        ' focusable="false">{1}</svg>',
        out_of * 14,
        format_html_join(
            "",
            '<circle cx="{}" cy="6" r="4.5" class="{}"/>',
            ((number * 14 + 7, "es-dots__on" if number < score else "es-dots__off") for number in range(out_of)),
        ),
    )
