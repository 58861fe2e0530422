"""Sheets as PDF, of what nobody here wrote: nothing is fetched, nothing takes for ever, everything is printed."""

import socket
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from essaimage_wagtail.paper.drawings import is_drawn_soon

from .papers import PROSE, asked, elements_of, make_body, pages_of, text_of

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("pdf")]


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Épicerie")


@pytest.fixture
def no_network(monkeypatch):
    """Every address that somebody tried to connect to or to resolve."""
    tried = []

    def refuse(*args, **kwargs):
        tried.append(args)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


HOSTILE = """<p>Avant</p>
<img src="http://169.254.169.254/latest/meta-data/" alt="a"><img src="https://example.org/x.png" alt="b">
<img src="file:///etc/passwd" alt="c"><img src="/media/../settings.py" alt="d"><img src="//example.org/y.png" alt="e">
<link rel="stylesheet" href="http://example.org/x.css"><link rel="stylesheet" href="file:///etc/hostname">
<link rel="attachment" href="file:///etc/passwd"><a rel="attachment" href="file:///etc/passwd">pièce</a>
<style>@import "http://example.org/z.css"; p { background: url(http://example.org/b.png) }
@font-face { font-family: x; src: url(http://example.org/f.woff) }</style>
<svg><image href="http://example.org/s.png" width="10" height="10"/><use href="file:///etc/passwd#a"/></svg>
<iframe src="http://example.org/"></iframe><object data="file:///etc/passwd"></object><embed src="http://example.org/">
<p>Après</p>"""


def test_nothing_is_fetched(client, sheet, no_network):
    page = make_body(sheet, [("description", {"text": HOSTILE})])
    content = asked(client, page).content
    assert no_network == []
    assert b"EmbeddedFile" not in content
    text = text_of(content)
    assert "Avant" in text and "Après" in text and "root:" not in text


def test_a_file_beside_the_pictures_is_not_read(client, sheet, image_of, settings, tmp_path):
    """A document of a private collection is no picture of the page."""
    Image.new("RGB", (40, 40), "red").save(tmp_path / "secret.png")
    page = make_body(sheet, [("description", {"text": '<p>Avant</p><img src="/media/secret.png" alt="">'})])
    with pikepdf.open(BytesIO(asked(client, page).content)) as pdf:
        assert [image for page in pdf.pages for image in page.get_images()] == []


BOMB = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">
<g id="a0"><rect width="1" height="1"/></g>{}<use href="#a30"/>
<image href="file:///etc/passwd"/><image href="http://example.org/x.png"/></svg>"""


def test_a_picture_that_is_a_bomb_is_left_out(client, sheet, image_of, no_network, settings):
    settings.WAGTAILIMAGES_EXTENSIONS = ["png", "svg"]
    layers = "".join(f'<g id="a{n}">{f"""<use href="#a{n - 1}"/>""" * 10}</g>' for n in range(1, 31))
    pk = image_of("svg", (100, 100), BOMB.format(layers).encode())
    page = make_body(sheet, [("picture", {"image": pk, "alt": "Bombe"}), ("description", {"text": PROSE})])
    content = asked(client, page).content
    assert no_network == []
    assert "salades" in text_of(content)


def test_a_drawing_is_counted_as_it_is_drawn():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><rect/></g>{}</svg>'
    assert is_drawn_soon(svg.format('<use href="#a"/>' * 500).encode())
    assert not is_drawn_soon(svg.format('<use href="#a"/>' * 20_000).encode())
    assert not is_drawn_soon(svg.format('<g id="b"><use href="#b"/></g>').encode())
    assert not is_drawn_soon(svg.format("<pattern/>" * 13).encode())
    assert not is_drawn_soon(b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>')
    assert not is_drawn_soon(b"<svg>" + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>")


def test_a_picture_of_twenty_megapixels_is_made_small(client, sheet, image_of):
    pk = image_of("png", (5472, 3648))
    page = make_body(sheet, [("picture", {"image": pk, "alt": "Grande"})])
    content = asked(client, page).content
    assert len(content) < 400_000
    with pikepdf.open(BytesIO(content)) as pdf:
        (image,) = [image for page in pdf.pages for image in page.get_images().values()]
        assert (image.Width, image.Filter) == (640, "/DCTDecode")


def test_sixty_sections(client, sheet):
    page = make_body(sheet, [("text", {"title": f"Partie {n}", "text": PROSE * 6}) for n in range(60)])
    text = text_of(asked(client, page).content)
    assert all(f"Partie {n}" in text for n in range(60))
    assert text.count("salades") == 360


@pytest.mark.npm
def test_naughty_strings_are_printed(client, sheet, naughty_strings):
    """All of the Big List of Naughty Strings, in titles and in texts."""
    texts = [string for string in naughty_strings if string.strip() and "\0" not in string]
    page = make_body(
        sheet,
        [("vigilance", {"points": [{"title": text[:250], "response": text} for text in texts]})],
    )
    content = asked(client, page).content
    assert "undefined" in text_of(content)
    assert all(alt for kind, alt in elements_of(content) if kind == "Figure")
    assert pages_of(asked(client, page, "two-pages").content) <= 2
