"""Sheets as PDF: made of sections and pictures, asked for, and read (a plugin of conftest)."""

import re
from io import BytesIO

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from PIL import Image
from pypdfium2 import PdfDocument
from wagtail.images import get_image_model

from essaimage_wagtail.paper import extra

PROSE = "<p>Les voisins viennent le samedi et repartent avec des salades.</p>"


@pytest.fixture
def pdf():
    """The extra, and the libraries of the system that it needs."""
    if not extra.is_available():
        pytest.skip(f"no PDF: {extra.missing_library() or 'pip install essaimage-wagtail[pdf]'}")
    cache.clear()


def raw(body):
    return [{"type": name, "value": value, "id": f"id-{place}"} for place, (name, value) in enumerate(body)]


def make_body(sheet, body):
    """The sheet, published with these sections: ``[(kind, value)]``."""
    field = sheet._meta.get_field("body")
    sheet.body = field.to_python(raw(body))
    sheet.save_revision().publish()
    return type(sheet).objects.get(pk=sheet.pk)


@pytest.fixture
def image_of(db, settings, tmp_path):
    """``image_of("png", (1200, 800))``: the number of a stored image."""
    settings.MEDIA_ROOT = tmp_path

    def make(kind, size=(1200, 800), content=None):
        if content is None:
            written = BytesIO()
            Image.effect_noise((64, 64), 80).convert("RGB").resize(size).save(written, kind.upper())
            content = written.getvalue()
        file = ImageFile(BytesIO(content), name=f"image.{kind}")
        return get_image_model().objects.create(title="Image", file=file, width=size[0], height=size[1]).pk

    return make


def asked(client, page, name="pdf", **headers):
    return client.get(page.url, {"view": name}, headers=headers)


def text_of(content, first=0):
    """The words of a document from a page on, white space made even, and whole where a line ends in one."""
    text = "\n".join(page.get_textpage().get_text_bounded() for page in list(PdfDocument(content))[first:])
    return " ".join(re.sub(r"(?<=\w)[-\u2010\u00ad\x02\ufffe]\s*\n", "", text).split())


def pages_of(content):
    return len(PdfDocument(content))


def elements_of(content):
    """The structure of a document as its reader has it: ``[(kind, alternative text)]``, in order."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return list(_elements(pdf.Root.StructTreeRoot))


def _elements(element):
    kids = element.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S).lstrip("/"), str(kid.get("/Alt", ""))
            yield from _elements(kid)
