"""The site's choices about encounters: ``ESSAIMAGE["ENCOUNTERS"]``, see ``docs/reference/settings.md``."""

from dataclasses import dataclass

from ...conf import settings
from ...wiki.visitors.options import chosen


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    remind_days: int = 3
    """Days before an encounter on which its people are reminded."""
    confirm_days: int = 7
    """How long a registration is kept that nobody confirms."""
    keep_days: int = 180
    """How long registrations are kept after the encounter."""
    most_wishes: int = 12
    """Wishes of one person."""
    per_visitor: int = 10
    """Forms from one network address in an hour."""
    per_site: int = 200
    """Forms from everybody in an hour."""
    per_email: int = 5
    """Messages to one e-mail address in a day that answer a form."""


def options() -> Options:
    return chosen(Options, settings.ENCOUNTERS)
