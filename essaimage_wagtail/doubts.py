"""Doubts: warnings about values that look wrong. The page is saved all the same, and the editor is told."""


class Doubt(str):
    """A sentence about a value that looks wrong.

    ``anchor``: where the value stands in the form, as a content path of Wagtail's (a field's name, or
    ``body.<block id>`` for a section, and so on down to a field in it); empty when the sentence is about the whole. In
    what a section says of itself it begins in the section.
    """

    anchor: str

    def __new__(cls, text: str, anchor: str = "") -> "Doubt":
        doubt = super().__new__(cls, text)
        doubt.anchor = anchor
        return doubt


def within(place: str, sentence: str) -> Doubt:
    """A sentence about something that stands in ``place``; where in it, a :class:`Doubt` says."""
    return Doubt(sentence, ".".join(filter(None, [place, getattr(sentence, "anchor", "")])))
