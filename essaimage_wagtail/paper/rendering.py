"""From a sheet to a document: HTML by the templates of ``essaimage_wagtail/paper/``, and PDF by WeasyPrint."""

import re
from hashlib import sha256
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from .. import __version__
from ..interface import interface_for
from .documents import TEMPLATES, TWO_PAGES, Papers
from .short import MEASURES, Measure, TwoPages

STYLE, DRAWINGS = "essaimage_wagtail/css/paper.css", "essaimage_wagtail/css/paper-drawings.css"
MOST_PAGES = 2
"""Of the form for a council."""

_DRAWING = re.compile(r'(<svg class="es-(?!code)[^>]*>)')


class Rendering:
    """One document of a page, for the readers of a request: :attr:`html` is quick, :meth:`pdf` takes seconds.

    The same readers of the same page have the same HTML until something changes that it shows: :attr:`digest` tells.
    """

    def __init__(self, page: Any, request: HttpRequest, name: str) -> None:
        self.page = page
        self.name = name
        self._request = request
        # That of the page, whatever the browser asks for: the same for everybody.
        self.language = interface_for(page.locale.language_code)
        with translation.override(self.language):
            self.context = page.get_context(request)
        self.papers: Papers = self.context["papers"]
        self.base = self.papers.address or request.build_absolute_uri()
        self.html = self._html(MEASURES[0])

    def _html(self, measure: Measure) -> str:
        context = dict(self.context)
        with translation.override(self.language):
            if self.name == TWO_PAGES:
                context["short"] = TwoPages(context["sheet"], measure)
            return _NO_HTML.sub(" ", render_to_string(TEMPLATES[self.name], context, self._request))

    @property
    def digest(self) -> str:
        return sha256(f"{__version__}\0{_static(STYLE)}\0{_static(DRAWINGS)}\0{self.html}".encode()).hexdigest()

    def pdf(self) -> bytes:
        """Tagged, as PDF/UA asks; of two pages by the most generous measure with which it has no more."""
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration

        from .files import SiteFiles
        from .tags import mend_tags

        files, fonts, pictures = SiteFiles(self.base), FontConfiguration(), {}
        options = {"pdf_variant": "pdf/ua-1", "pdf_identifier": self.digest.encode(), "cache": pictures}
        for measure in MEASURES:
            html = self.html if measure == MEASURES[0] else self._html(measure)
            source = HTML(string=_with_styled_drawings(html), base_url=self.base, url_fetcher=files)
            document = source.render(font_config=fonts, **options)
            if self.name != TWO_PAGES or len(document.pages) <= MOST_PAGES:
                break
        return document.write_pdf(finisher=mend_tags, **options)


_NO_HTML = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that no document may have, or that WeasyPrint stumbles over where lines end (those that separate lines and
paragraphs); some word processors leave them in what is pasted."""


def _with_styled_drawings(html: str) -> str:
    """A drawing within a page has no style but its own in WeasyPrint."""
    return _DRAWING.sub(lambda svg: f"{svg[0]}<style>{_static(DRAWINGS)}</style>", html)


def _static(name: str) -> str:
    path = finders.find(name)
    if not path:
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()
