"""How people write down words that mean the same."""

import re

MAX_SYNONYMS = 20
"""Of one word."""
_SEPARATORS = re.compile("[,;،؛、，；\n]")


def split_synonyms(text: str) -> list[str]:
    """The words that a text enumerates, with the separators of any script, each once."""
    return list(dict.fromkeys(part for piece in _SEPARATORS.split(text) if (part := " ".join(piece.split()))))
