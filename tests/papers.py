"""Sheets as PDF: asked for, and read (no tests)."""

from io import BytesIO

import pikepdf
from pypdf import PdfReader


def asked(client, page, name="pdf", **headers):
    return client.get(page.url, {"view": name}, headers=headers)


def text_of(content):
    """The words of a document, white space made even."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def pages_of(content):
    return len(PdfReader(BytesIO(content)).pages)


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
