"""Sheets as PDF: asked for, and read (no tests)."""

import re
from io import BytesIO

import pikepdf
from pypdfium2 import PdfDocument


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
