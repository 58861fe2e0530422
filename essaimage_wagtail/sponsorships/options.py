"""The site's choices about sponsorships: ``ESSAIMAGE["SPONSORSHIPS"]``, see ``docs/reference/settings.md``."""

from dataclasses import dataclass

from ..conf import settings
from ..wiki.visitors.options import chosen


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    remind_days: int = 3
    """How many days before the next date both sides are reminded of it."""
    asleep_days: int = 90
    """After how many days without anything both sides are asked how it goes; of a question without an answer, a third
    of it."""
    per_visitor: int = 5
    """Forms from one network address in an hour."""
    per_site: int = 100
    """Forms from everybody in an hour."""
    per_email: int = 5
    """Messages to one e-mail address in a day that ask whether it is right."""
    confirm_days: int = 7
    """How long a request is kept whose address nobody confirms."""
    keep_days: int = 365
    """How long names and addresses are kept after the end, and sponsorships that are not public."""


def options() -> Options:
    return chosen(Options, settings.SPONSORSHIPS)
