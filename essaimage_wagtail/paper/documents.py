"""Which documents there are of a sheet, where they are asked for, and what they are called."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..contexts.page import PageContext
from .extra import code_of, is_available

SHEET, TWO_PAGES = "pdf", "two-pages"
TEMPLATES = {
    SHEET: "essaimage_wagtail/paper/sheet.html",
    TWO_PAGES: "essaimage_wagtail/paper/two_pages.html",
}
"""Documents of a sheet by the value of ``?view=``."""
LONGEST_NAME = 80

_NOT_IN_NAMES = re.compile(
    r'[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff/\\:*?"<>|]+'
)
"""Characters that a file name must not have on some system, or that turn its letters around."""


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    label: str
    url: str


class Papers:
    """The ``papers`` of a sheet's template: what can be had of it on paper. No query."""

    def __init__(self, page: Any, page_context: PageContext) -> None:
        self._page = page
        self._around = page_context

    @cached_property
    def address(self) -> str:
        """The page's own, as it is read from paper."""
        return self._page.get_full_url(self._around.request) or ""

    @property
    def code(self) -> SafeString:
        """:attr:`address` as a QR code; nothing without the extra ``pdf``."""
        return code_of(self.address, _("QR code of the page on the web"))

    @property
    def documents(self) -> list[Document]:
        """Those that can be downloaded: none without the extra, nor of a page that is not published."""
        url = self._page.get_url(self._around.request)
        if not url or not self._page.live or not is_available():
            return []
        labels = {SHEET: _("PDF, whole sheet"), TWO_PAGES: _("PDF, two pages for the council")}
        return [Document(name, label, f"{url}?view={name}") for name, label in labels.items()]


def file_name(name: str, title: str) -> str:
    """A readable name for a document, in letters of any writing."""
    title = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:LONGEST_NAME].strip(". ") or "essaimage"
    if name == TWO_PAGES:
        title = pgettext("name of a file", "%(title)s, two pages") % {"title": title}
    return f"{title}.pdf"
