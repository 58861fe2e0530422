"""Quotation marks in what is typed: words between them are looked for exactly as they are written."""

import re
import unicodedata

_MARKS = '"“”„«»＂'
_PARTS = re.compile(rf"[{_MARKS}][^{_MARKS}]*[{_MARKS}]|[^\s{_MARKS}]+|[{_MARKS}]")
"""A phrase with its marks, a word, or a mark that has no second one."""


def as_typed(text, correction):
    """What to ask for ``text`` itself, where ``correction`` would be searched instead: the words that differ are put
    in quotes, where none is corrected; all else stays."""
    typed, better = (_PARTS.findall(each) for each in (text, correction))
    corrected = {
        word
        for word, other in zip(typed, better, strict=False)
        if unicodedata.normalize("NFKC", word) != unicodedata.normalize("NFKC", other)
    }

    def part(found):
        if found[0] in _MARKS:
            return " "  # it means nothing where it is, but would join the quotes that are added
        return f'"{found[0]}"' if found[0] in corrected else found[0]

    return " ".join(_PARTS.sub(part, text).split())


def unquoted(text):
    """The same words without the marks."""
    return " ".join(text.translate(dict.fromkeys(map(ord, _MARKS), " ")).split())
