"""What visitors type, without what nobody can see."""

import unicodedata

MIXING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Characters that turn the direction of what follows, so that a text reads otherwise than it is written."""


def cleaned(text: str) -> str:
    """What somebody typed or pasted, without control characters and turns of direction."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").translate(MIXING)
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co"))
    return "".join(kept).strip()


def line(text: str) -> str:
    """A name or a title on one line, for a field or the subject of an e-mail."""
    return " ".join(cleaned(text).split())
