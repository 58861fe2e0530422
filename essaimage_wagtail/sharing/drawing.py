"""The card of a page as a picture, from plain data: its title, where it is, whose site it is on, and its cover.

1,200 by 630 pixels, which is what social networks ask for. No model and no request.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from unicodedata import bidirectional, category, normalize

from PIL import Image, ImageDraw, ImageFont, ImageOps, features

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
COVER_WIDTH = 480
SIZES = (84, 76, 68, 60, 52, 46)
"""Of the title, in pixels: the greatest in which it has room."""
MOST_LINES = 5
LEADING = {False: 1.14, True: 1.5}
"""Height of a line by size; letters that are written from right to left are higher."""
SMALL = 32
MOST_WRITTEN = 300
"""Letters of a title that are looked at."""

PAPER, INK, MUTED, ACCENT = "#fdfaf3", "#2a2421", "#655a52", "#0b6159"
FONT = Path(__file__).resolve().parent.parent / "data/fonts/card.ttf"
"""See ``scripts/card_fonts.py``."""
MARK = (
    # The circles of the plugin's mark (img/logo.svg), in a square of 48: x, y, radius, colour.
    (15, 17, 8.5, "#f0a92e"),
    (28, 11, 3.6, "#e4633f"),
    (35, 18.5, 2.8, "#f0a92e"),
    (37, 8, 2.4, "#23897d"),
    (44, 13.5, 1.9, "#e4633f"),
)
STEM = ((24, 45), (22.6, 37), (20.6, 29.5), (17, 23))
LEAF = ((22.5, 33), (28, 33.8), (34.5, 28.5), (28.5, 28), (24, 30))
FINER = 4
"""Pillow draws no soft edges: the mark is drawn so many times as large."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written; ``detail``: where the page's subject is, or what it is; ``is_rtl``: from right to left."""

    title: str
    detail: str
    site: str
    is_rtl: bool = False


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONT, size, layout_engine=engine)


@lru_cache(maxsize=2000)
def _has(letter: str) -> bool:
    """Whether the font has a letter: one that it has not looks like one that nothing has."""
    kind, font = category(letter), _font(SMALL)
    if kind in ("Zs", "Cf"):  # spaces, and marks of direction, which nobody sees
        return True
    if kind.startswith("C"):  # others that are no letters; Raqm fails on some
        return False
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def can_write(text: str) -> bool:
    """Whether the font has all letters, and Pillow can join those that are joined (by its library Raqm)."""
    text = _composed(text)
    if not features.check("raqm") and any(bidirectional(letter) in ("R", "AL") for letter in text):
        return False
    return bool(text) and all(map(_has, text))


def _composed(text: str) -> str:
    return normalize("NFC", " ".join(text[:MOST_WRITTEN].split()))


def card(words: Words, cover: BytesIO | None = None) -> tuple[bytes, str]:
    """The picture and its media type: PNG, or JPEG where there is a ``cover`` (the file of a bitmap), which would weigh
    a megabyte as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    room = WIDTH - 2 * MARGIN
    if cover is not None:
        shown = ImageOps.fit(ImageOps.exif_transpose(Image.open(cover)).convert("RGB"), (COVER_WIDTH, HEIGHT))
        picture.paste(shown, (0 if words.is_rtl else WIDTH - COVER_WIDTH, 0))
        room -= COVER_WIDTH
    _write(picture, words, room, COVER_WIDTH if cover is not None and words.is_rtl else 0)
    file = BytesIO()
    if cover is None:
        picture.quantize(128).save(file, "PNG", optimize=True)
        return file.getvalue(), "image/png"
    picture.save(file, "JPEG", quality=84, optimize=True, progressive=True)
    return file.getvalue(), "image/jpeg"


def _write(picture: Image.Image, words: Words, room: int, start: int) -> None:
    draw = ImageDraw.Draw(picture)
    left = start + MARGIN
    edge = left + room if words.is_rtl else left

    def line(text: str, top: float, size: int, colour: str, inset: int = 0) -> None:
        at = edge - inset if words.is_rtl else edge + inset
        anchor = "ra" if words.is_rtl else "la"
        draw.text((at, top), text, colour, _font(size), anchor=anchor, **_direction(words.is_rtl))

    draw.rectangle((start, 0, start + room + 2 * MARGIN, 12), ACCENT)
    size, lines = fitted(words.title, room, words.is_rtl)
    step = size * LEADING[words.is_rtl]
    detail = fitted_line(words.detail, room, SMALL, words.is_rtl)
    height = step * len(lines) + (SMALL * 2.2 if detail else 0)
    top = max(MARGIN - 8, (HEIGHT - 130 - height) / 2 + 10)
    for number, text in enumerate(lines):
        line(text, top + number * step, size, INK)
    if detail:
        line(detail, top + step * len(lines) + SMALL * 0.9, SMALL, ACCENT)
    mark = 64
    picture.paste(_mark(mark), (edge - mark if words.is_rtl else edge, HEIGHT - MARGIN - mark + 14))
    site = fitted_line(words.site, room - mark - 20, SMALL, words.is_rtl)
    if site and can_write(site):
        line(site, HEIGHT - MARGIN - SMALL - 2, SMALL, MUTED, mark + 20)


def _direction(is_rtl: bool) -> dict[str, str]:
    return {"direction": "rtl" if is_rtl else "ltr"} if features.check("raqm") else {}


def _length(text: str, size: int, is_rtl: bool) -> float:
    return _font(size).getlength(text, **_direction(is_rtl))


def fitted(title: str, room: int, is_rtl: bool = False) -> tuple[int, list[str]]:
    """The size and the lines of a title that has room in a width; one that is too long for any size is cut."""
    text = _composed(title)
    most = MOST_LINES - 1 if is_rtl else MOST_LINES
    lines: list[str] = []
    for size in SIZES:
        lines = _lines(text, room, size, is_rtl)
        fits = len(lines) * size * LEADING[is_rtl] <= HEIGHT - 2 * MARGIN - 130
        if len(lines) <= most and fits and all(_length(one, size, is_rtl) <= room for one in lines):
            return size, lines
    size = SIZES[-1]
    kept = lines[:most]
    if len(lines) > most:
        kept[-1] += "…"
    return size, [fitted_line(one, room, size, is_rtl) for one in kept]


def _lines(text: str, room: int, size: int, is_rtl: bool) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or _length(longer, size, is_rtl) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fitted_line(text: str, room: int, size: int, is_rtl: bool = False) -> str:
    """A text, or as much of its beginning as a width has room for."""
    text = _composed(text)
    if _length(text, size, is_rtl) <= room:
        return text
    text = text.removesuffix("…")
    while text and _length(f"{text}…", size, is_rtl) > room:
        text = text[:-1].rstrip()
    return f"{text}…" if text else ""


@cache
def _mark(size: int) -> Image.Image:
    scale = size * FINER / 48
    mark = Image.new("RGB", (size * FINER, size * FINER), PAPER)
    draw = ImageDraw.Draw(mark)
    draw.line([(x * scale, y * scale) for x, y in STEM], "#23897d", round(3 * scale), joint="curve")
    draw.polygon([(x * scale, y * scale) for x, y in LEAF], "#23897d")
    for x, y, radius, colour in MARK:
        draw.ellipse([(at + sign * radius) * scale for sign in (-1, 1) for at in (x, y)], colour)
    return mark.resize((size, size), Image.Resampling.LANCZOS)
