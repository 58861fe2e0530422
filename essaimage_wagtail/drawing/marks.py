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


def levels(scores, out_of):
    """A bar for each score, as high as that is of ``out_of``; a hollow ring for none."""
    return format_html(
        '<svg class="es-dots" viewBox="0 0 {0} 16" width="{0}" height="16" aria-hidden="true"'
        ' focusable="false">{1}</svg>',
        len(scores) * 9,
        format_html_join("", "{}", ([_level(score, out_of, number * 9 + 1)] for number, score in enumerate(scores))),
    )


def _level(score, out_of, x):
    if score is None:
        return format_html('<circle cx="{}" cy="12" r="2.5" class="es-dots__off"/>', x + 3.5)
    height = round(14 * score / out_of, 1)
    return format_html(
        '<rect x="{}" y="{}" width="7" height="{}" rx="1.5" class="es-dots__on"/>', x, round(15 - height, 1), height
    )
