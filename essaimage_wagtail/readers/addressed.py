"""The words in an address, as somebody would type them into a search."""

import re
import unicodedata
from urllib.parse import unquote_to_bytes
from uuid import UUID

MOST_WORDS = 8
LONGEST = 300
"""Characters of a part of an address that are looked at: more than any slug has."""
NO_WORDS = frozenset({"default", "index"})
"""What servers call the page of a folder."""

_EXTENSION = re.compile(r"\.[a-z]{1,4}\d?$", re.IGNORECASE | re.ASCII)


def words_of(path: str) -> str:
    """The words of the last part of a path that has any: ``"initiatives/jardin-partage.html"`` as “jardin partage”.

    Django leaves bytes that are no UTF-8 as ``%E9``: they are read as those of an old site in Western Europe. What
    holds a digit is a number, a date or a key, and no word; nor is a single letter, but for those that are words (漢).
    A part with no more than two letters is an abbreviation, or a language.
    """
    for part in reversed(path.split("/")):
        words = [word for word in words_in(_decoded(part[:LONGEST])) if word.lower() not in NO_WORDS]
        if sum(map(_weight, words)) > 2 and not _is_key(part):
            return " ".join(words[:MOST_WORDS])
    return ""


def _decoded(part: str) -> str:
    if "%" in part:
        raw = unquote_to_bytes(part)
        try:
            part = raw.decode()
        except UnicodeDecodeError:
            part = raw.decode("cp1252", errors="replace")
    return _EXTENSION.sub("", part)


def words_in(text: str) -> list[str]:
    """Letters with their marks belong together, everything else is between words."""
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    return [word for word in kept.split() if _is_word(word)]


def _is_word(word: str) -> bool:
    return _weight(word) > 1 and not any(unicodedata.category(sign)[0] == "N" for sign in word)


def _weight(word: str) -> int:
    """How many letters a word has; one of a script in which a letter may be a word counts for two."""
    return sum(1 if sign.lower() != sign.upper() else 2 for sign in word if sign.isalpha())


def _is_key(part: str) -> bool:
    try:
        return bool(UUID(part))
    except ValueError:
        return False
