"""Doubts: warnings about values that look wrong. The page is saved all the same, and the editor is told."""


class Doubt(str):
    """A sentence about a value that looks wrong.

    ``anchor``: where the value stands in the form, as a content path of Wagtail's (a field's name, or
    ``body.<block id>`` for a section, and so on down to a field in it); empty when the sentence is about the whole. A
    section that doubts a value of its own gives the path from the section on.
    """

    anchor: str

    def __new__(cls, text: str, anchor: str = "") -> "Doubt":
        doubt = super().__new__(cls, text)
        doubt.anchor = anchor
        return doubt


def within(place: str, sentence: str) -> Doubt:
    """A doubt about something in ``place``; if ``sentence`` is a :class:`Doubt`, its anchor goes on from there."""
    return Doubt(sentence, ".".join(filter(None, [place, getattr(sentence, "anchor", "")])))
