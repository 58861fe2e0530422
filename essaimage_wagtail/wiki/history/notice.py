"""Puts a notice into the page of any template, so that a version says of itself that it is one."""

import re

_MAIN = re.compile(r"<main\b[^>]*>", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


def with_notice(html: str, notice: str) -> str:
    """At the beginning of what the page is about; of a page without ``main``, at its very beginning. A template knows
    nothing of it, that of a site neither, and ordinary pages are served without a thought of versions."""
    place = _MAIN.search(html) or _BODY.search(html)
    end = place.end() if place else 0
    return html[:end] + notice + html[end:]
