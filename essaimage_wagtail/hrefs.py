"""Addresses from the database, checked where they are shown.

Forms refuse ``javascript:`` and its like, but imports, translations and code write past them. What a browser would run
is not linked; Wagtail knows which addresses these are.
"""

import re

from bs4 import BeautifulSoup
from bs4.formatter import HTMLFormatter
from django.utils.html import escape
from wagtail.whitelist import check_url

ADDRESSES = frozenset({"action", "background", "cite", "data", "formaction", "href", "poster", "src", "xlink:href"})
"""Attributes of HTML that hold an address."""

_MAY_HOLD_ADDRESS = re.compile(rf"[\s/\"'](?:{'|'.join(sorted(ADDRESSES))})\s*=", re.IGNORECASE)


def checked_address(address: object) -> str:
    """The address if it leads to a page, a file, a mailbox or a telephone; else nothing."""
    address = str(address or "").strip()
    return address if check_url(address) else ""


def checked_html(html: str) -> str:
    """HTML without the addresses that :func:`checked_address` refuses; everything else stays as it was. HTML
    without any address is not parsed."""
    if not _MAY_HOLD_ADDRESS.search(html):
        return html
    document = BeautifulSoup(html, "html.parser")
    refused = [
        (tag, name)
        for tag in document.find_all(True)
        for name, value in tag.attrs.items()
        if name.lower() in ADDRESSES and not checked_address(value)
    ]
    for tag, name in refused:
        del tag[name]
    return document.decode(formatter=HTMLFormatter(escape))
