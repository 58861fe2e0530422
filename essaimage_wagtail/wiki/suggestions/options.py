"""The site's choices about suggestions: ``ESSAIMAGE["SUGGESTIONS"]``, see ``docs/reference/settings.md``."""

from dataclasses import dataclass

from ...conf import settings
from ..visitors.options import chosen


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    anonymous: bool = True
    """Whether visitors without an account may suggest changes."""
    per_visitor: int = 10
    """Suggestions from one network address in an hour."""
    per_site: int = 200
    """Suggestions from everybody in an hour, but for people with an account."""
    per_email: int = 3
    """Messages to an unconfirmed e-mail address in a day."""
    most_characters: int = 20_000
    """Longest suggestion, all its texts together."""
    keep_days: int = 365
    """How long names, e-mails and refused or withdrawn suggestions are kept once they are decided."""


def options() -> Options:
    return chosen(Options, settings.SUGGESTIONS)
