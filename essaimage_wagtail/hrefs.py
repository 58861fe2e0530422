"""Addresses and rich text from the database, checked where they are shown.

Forms refuse ``javascript:`` and scripts, but imports, translations and code write without forms. So this module takes
out what a browser would run, before a page shows it; Wagtail's ``check_url`` knows the harmful addresses.
"""

import re

from bs4 import BeautifulSoup
from bs4.formatter import HTMLFormatter
from django.utils.html import escape
from wagtail.whitelist import check_url

ADDRESSES = frozenset({"action", "background", "cite", "data", "formaction", "href", "poster", "src", "xlink:href"})
"""Attributes of HTML that hold an address."""

_MAY_HOLD = re.compile(rf"<script|[\s/\"'](?:{'|'.join(sorted(ADDRESSES))}|srcdoc|on\w+)\s*=", re.IGNORECASE)


_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)
"""How Wagtail draws a link to a page or a file that is gone: it looks like a link, and keyboards skip it."""


def without_dead_links(html: str) -> str:
    """HTML in which a link that leads nowhere is plain text."""
    return _NOWHERE.sub(r"\1", html) if "<a>" in html else html


def checked_address(address: object) -> str:
    """The address if it leads to a page, a file, a mailbox or a telephone; else nothing."""
    address = str(address or "").strip()
    return address if check_url(address) else ""


def checked_html(html: str) -> str:
    """HTML without scripts, and without the addresses that :func:`checked_address` refuses; everything else stays as it
    was. HTML without any of these is not parsed."""
    if not _MAY_HOLD.search(html):
        return html
    document = BeautifulSoup(html, "html.parser")
    for script in document.find_all("script"):
        script.decompose()
    refused = [
        (tag, name)
        for tag in document.find_all(True)
        for name, value in tag.attrs.items()
        if _is_run(name.lower(), value)
    ]
    for tag, name in refused:
        del tag[name]
    return document.decode(formatter=HTMLFormatter(escape))


def _is_run(name: str, value: object) -> bool:
    """Whether a browser may run what an attribute holds."""
    return name.startswith("on") or name == "srcdoc" or (name in ADDRESSES and not checked_address(value))
