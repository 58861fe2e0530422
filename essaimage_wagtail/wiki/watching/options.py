"""The site's choices about watching: ``ESSAIMAGE["WATCHING"]``, see ``docs/reference/settings.md``."""

from dataclasses import dataclass

from ...conf import settings
from ..visitors.options import chosen


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    hour: int = 6
    """From which hour on, by the site's clock, the digests of a day and of a week go."""
    most_pages: int = 20
    """Pages that one digest tells of; it links to the others."""
    most_watched: int = 100
    """Subscriptions of one e-mail address."""
    per_visitor: int = 10
    """Forms from one network address in an hour."""
    per_site: int = 200
    """Forms from everybody in an hour."""
    per_email: int = 10
    """Messages to one e-mail address in a day that ask whether it is right."""
    confirm_days: int = 7
    """How long an address is kept that nobody confirms."""
    keep_days: int = 90
    """How long an address is kept that does not exist any more."""


def options() -> Options:
    return chosen(Options, settings.WATCHING)
