"""What a word is in a text, and which letters are worth the same; nothing here knows a language."""

import re
import unicodedata
from collections.abc import Iterator

from . import inclusive
from .morphology import ARABIC_LETTERS


def _ranges(wanted: tuple[str, ...]) -> str:
    """The characters of these Unicode categories, as the inside of a regular expression's class."""
    found: list[list[int]] = []
    for code in range(0x300, 0x1E950):
        if unicodedata.category(chr(code)) in wanted:
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


_MARKS = _ranges(("Mn", "Mc", "Me"))
_JOINERS = "\u00ad\u200d\u2060\ufeff\u200e\u200f"
_PIECE = rf"[\w{_MARKS}{_JOINERS}]+"
_INSIDE = re.compile(rf"[\w{_MARKS}{_JOINERS}]|'(?=[\w{_MARKS}{_JOINERS}])")
_BEFORE = re.compile(rf"[\w{_MARKS}{_JOINERS}]'?\Z")
_ACRONYM = rf"(?:[^\W\d_]+')?[^\W\d_](?:\.\u00a0?[^\W\d_])+(?![\w'{_MARKS}{_JOINERS}])"  # S.E.L., l'O.N.U., e. V.
_THOUSANDS = r"\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\w)"  # the groups of one number
_SHORT = r"(?=\w{1,4}[.'°\u00a0\u2009\u202f])"  # most words are longer: they are not looked at twice
_TOKEN = rf"{_SHORT}(?:{_ACRONYM}|{_THOUSANDS}|[nN]°)|{_PIECE}(?:'{_PIECE})*"
TOKEN = re.compile(rf"{_TOKEN}(?:{inclusive.ENDING})?")
_PLAIN_TOKEN = re.compile(_TOKEN)  # takes half the time
HYPHENATED = re.compile(rf"{_PIECE}(?:'{_PIECE})*(?:-{_PIECE}(?:'{_PIECE})*){{1,5}}")
"""What hyphens hold together; longer runs, as in addresses, are seen in parts."""
_PAIRED = (
    "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\uac00-\ud7af\U00020000-\U0003ffff"
)
_TRIPLED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
RUNS = re.compile(rf"(?P<paired>[{_PAIRED}]+)|(?P<tripled>[{_TRIPLED}]+)|[^{_PAIRED}{_TRIPLED}]+")
HAS_RUNS = re.compile(f"[{_PAIRED}{_TRIPLED}]")

_CLOSING = frozenset(',.;:!?)»”"')
_HALF_WIDTH = re.compile("[\uff65-\uff9f]+")

# One character for one, so that offsets stay those of the text.
_UNIFIED = [(other, "'") for other in "’ʼ‘＇`´"] + [("_", " "), ("\u200c", " "), ("‐", "-"), ("‑", "-")]
_UNIFIED += [("nº", "n°"), ("Nº", "N°")]
_SPACED = re.compile(r"\. (?=[^\W\d_]\.)(?<=(?<!\w)[^\W\d_]\. )")
_FOLDED = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
        "ı": "i", "ŋ": "n", "ς": "σ", "ə": "e", "ƒ": "f", "ĸ": "k",
    }
)  # fmt: skip
# Only marks that a reader may leave out: in Indic scripts, marks are vowels.
_OPTIONAL_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
REMOVED = re.compile(rf"[^\w{_MARKS}]|_")


def unified(text: str) -> str:
    """One apostrophe, and spaces for what separates words like them; replacing is faster than translating."""
    text = inclusive.without_underscores(text)
    for other, usual in _UNIFIED:
        text = text.replace(other, usual)
    return held(text)


def held(text: str) -> str:
    """Initials with spaces that hold them together: *e. V.* is one word, as *e.V.* is."""
    return _SPACED.sub(".\u00a0", text)


def _folded(text: str) -> str:
    bare = _OPTIONAL_MARKS.sub("", unicodedata.normalize("NFD", text))
    folded = unicodedata.normalize("NFC", bare).translate(_FOLDED).translate(ARABIC_LETTERS)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in folded)


# Letter by letter, so that folding a word is one pass; what is not listed, Hangul for one, stays as it is.
_FOLDABLE = (*range(0x80, 0x3100), *range(0xA620, 0xABFA))
_DECIMALS = (code for code in range(0xFF10, 0x1FC00) if chr(code).isdecimal())
_FOLDS = {code: folded for code in (*_FOLDABLE, *_DECIMALS) if (folded := _folded(chr(code))) != chr(code)}


def fold(text: str) -> str:
    """Without accents, vowel points, ligatures and the Arabic letters that stand for one another."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text).translate(_FOLDS)


def sort_key(name: str) -> str:
    """By what names stand in the order of the alphabet: accents and case make no difference."""
    return fold(name.casefold())


def composed(text: str) -> str:
    """A text whose letters are whole: scripts that are cut letter by letter must not be cut within one.

    Texts and queries go through this before places in them are told."""
    if "\uff9e" in text or "\uff9f" in text:  # marks that are letters of their own
        text = _HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    return unicodedata.normalize("NFC", text)


def cut(text: str) -> list[str]:
    """The words of a unified text, in order, each as :data:`TOKEN` matches it."""
    found: list[str] = []
    # No word holds a space, and most are nothing but letters, or letters and a comma: seeing that takes a third of the
    # time.
    for run in text.split(" "):
        if run.isalnum():
            found.append(run)
        elif run[-1:] in _CLOSING and run[:-1].isalnum():
            found.append(run[:-1])
        elif run:
            found += (TOKEN if inclusive.MAYBE.search(run) else _PLAIN_TOKEN).findall(run)
    return found


def places(written: str, text: str) -> Iterator[int]:
    """Where a word begins in a text that has it between characters of no word."""
    at = text.find(written)
    while at >= 0:
        end = at + len(written)
        if not (_INSIDE.match(text, end) or (at and _BEFORE.search(text[max(0, at - 2) : at]))):
            yield at
        at = text.find(written, end)
