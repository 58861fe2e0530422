"""Quotation marks in what is typed: words between them are looked for exactly as they are written."""

_MARKS = dict.fromkeys(map(ord, '"“”„«»＂'), " ")


def unquoted(text):
    """The same words without the marks."""
    return " ".join(text.translate(_MARKS).split())
