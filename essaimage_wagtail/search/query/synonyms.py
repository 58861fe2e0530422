"""How people write down words that mean the same."""

import re
import unicodedata

MAX_SYNONYMS = 20
"""Synonyms of one word, at most."""
_SEPARATORS = re.compile("[,;،؛、，；\n]")
_JOINERS = "\u200c\u200d"
"""Letters of Persian and of Indic scripts are told apart by them."""


def tidied(text: str) -> str:
    """A text with single spaces, and without characters that nobody sees: those that turn the direction of writing
    around would show the words next to them in another order."""
    text = " ".join(text.split())
    kept = (letter for letter in text if letter in _JOINERS or unicodedata.category(letter) not in ("Cc", "Cf"))
    return "".join(kept).strip()


def split_synonyms(text: str) -> list[str]:
    """The words that a text enumerates, with the separators of any script, each once."""
    return list(dict.fromkeys(part for piece in _SEPARATORS.split(text) if (part := tidied(piece))))
