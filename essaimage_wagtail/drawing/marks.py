"""Marks that stand beside a word: a row of dots."""

from django.utils.html import format_html, format_html_join


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
