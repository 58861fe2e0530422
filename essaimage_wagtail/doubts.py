"""Doubts: warnings about values that look wrong. The page is saved all the same, and the editor is told."""


class Doubt(str):
    """A sentence about a value that looks wrong.

    ``anchor``: where the value stands in the form, as a content path of Wagtail's (a field's name, or
    ``body.<block id>`` for a section); empty when the sentence is about the whole.
    """

    anchor: str

    def __new__(cls, text: str, anchor: str = "") -> "Doubt":
        doubt = super().__new__(cls, text)
        doubt.anchor = anchor
        return doubt


def selector(anchor: str) -> str:
    """The CSS selector of a content path in Wagtail's forms."""
    return " ".join(f'[data-contentpath="{step}"]' for step in anchor.split("."))
