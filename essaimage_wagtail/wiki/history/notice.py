"""Puts a notice into a rendered page, whatever its template, so that readers see that it is a version."""

import re

_MAIN = re.compile(r"<main\b[^>]*>", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


def with_notice(html: str, notice: str) -> str:
    """``html`` with the notice at the beginning of ``main``; without ``main``, at the beginning of ``body``; without
    either, before everything. Templates, those of a site too, need nothing for it, and ordinary pages cost nothing."""
    place = _MAIN.search(html) or _BODY.search(html)
    end = place.end() if place else 0
    return html[:end] + notice + html[end:]
