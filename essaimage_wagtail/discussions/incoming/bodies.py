"""What somebody wrote, out of the parts of an e-mail, and how many attachments it has besides."""

import re
from codecs import lookup
from dataclasses import dataclass
from email.message import Message
from typing import Any

from .flowed import joined
from .plain import plain_text

LONGEST = 200_000
"""Characters that are read, with what is quoted."""
MOST_PARTS, MOST_DEPTH = 500, 30
NOT_FOR_TEXT = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
"""Encodings that Python knows and that no mail program writes."""
AS_BROWSERS_DO = {"iso8859-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030"}
"""What calls itself Latin 1 has Windows' quotation marks, and ASCII is whatever it is."""
SIGNATURES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-encrypted",
    "application/pgp-keys",
    "message/delivery-status",
}
"""Parts that no author attaches: nobody misses them."""
SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: .*\n)*\n(.*?)\n-----BEGIN PGP SIGNATURE-----.*?"
    r"-----END PGP SIGNATURE-----\n?",
    re.DOTALL,
)


@dataclass(slots=True)
class Body:
    text: str
    left_out: int = 0


def body_of(message: Message) -> Body:
    """The text parts one after the other; of alternatives, plain text where there is any."""
    reader = _Reader()
    text = "\n\n".join(part for part in reader.texts(message, 0) if part.strip())
    return Body(_without_armour(text.replace("\x00", ""))[:LONGEST].strip("\n"), reader.left_out)


class _Reader:
    def __init__(self) -> None:
        self.left_out = 0
        self._parts = 0

    def texts(self, part: Message, depth: int) -> list[str]:
        self._parts += 1
        if self._parts > MOST_PARTS or depth > MOST_DEPTH:
            return []
        kind = part.get_content_type()
        children = part.get_payload()
        if part.is_multipart() and not kind.startswith("message/") and isinstance(children, list):
            return self._in_parts(kind, children, depth)
        if kind in ("text/plain", "text/html") and not _is_attached(part):
            text = decoded(part)
            return [plain_text(text) if kind == "text/html" else _as_written(part, text)]
        self.left_out += self._is_missed(part, kind)
        return []

    def _in_parts(self, kind: str, children: list[Any], depth: int) -> list[str]:
        if kind != "multipart/alternative":
            return [text for child in children for text in self.texts(child, depth + 1)]
        found = [(child.get_content_type(), self.texts(child, depth + 1)) for child in children]
        has_words = [(name, texts) for name, texts in found if any(text.strip() for text in texts)]
        plain = [texts for name, texts in has_words if name == "text/plain"]
        return (plain or [texts for _name, texts in has_words] or [[]])[0]

    @staticmethod
    def _is_missed(part: Message, kind: str) -> bool:
        """Whether a part that is left out is one that the author attached, rather than a logo or a program's
        signature."""
        if kind in SIGNATURES or part.is_multipart() and not kind.startswith("message/"):
            return False
        is_drawn = kind.startswith("image/") and (part.get("Content-ID") or part.get_content_disposition() == "inline")
        return not is_drawn


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def decoded(part: Message) -> str:
    """The characters of a text part, also of one whose encoding is wrong, unknown or broken."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    for name in (_encoding(part), "utf-8"):
        try:
            return _unified(content.decode(name))
        except (LookupError, UnicodeError):
            continue
    return _unified(_mended(content))


def _mended(content: bytes) -> str:
    """Text in a broken encoding: UTF-8 if only a few of its letters are cut in half, else the encoding of Windows."""
    text = content.decode("utf-8", "replace")
    broken, whole = text.count("\ufffd"), sum(char > "\x7f" for char in text)
    return text if whole > 2 * broken else content.decode("cp1252", "replace")


def _encoding(part: Message) -> str:
    name = part.get_content_charset() or "utf-8"
    try:
        name = lookup(name).name
    except (LookupError, ValueError):
        return "utf-8"
    return AS_BROWSERS_DO.get(name, "utf-8" if name in NOT_FOR_TEXT else name)


def _unified(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _as_written(part: Message, text: str) -> str:
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    return joined(text, deletes_space=str(part.get_param("delsp", "")).lower() == "yes")


def _without_armour(text: str) -> str:
    """The text inside an OpenPGP signature, with the dashes at line starts put back as they were."""
    return SIGNED.sub(lambda found: re.sub(r"^- ", "", found[1], flags=re.MULTILINE) + "\n", text)
