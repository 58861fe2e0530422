"""The site's choices about discussions on the web: ``ESSAIMAGE["DISCUSSIONS"]``, see ``docs/reference/settings.md``."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..conf import settings
from ..wiki.visitors.options import chosen

EVERYONE, MEMBERS = "everyone", "members"


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    readers: str = EVERYONE
    """Who reads: ``"everyone"``, or ``"members"``: people who are signed in."""
    anonymous: bool = True
    """Whether people without an account may write and follow, once they have confirmed an e-mail address."""
    languages: Sequence[str] = field(default_factory=list)
    """Codes of the languages in which people write; by default those of the site."""
    per_visitor: int = 10
    """Forms from one network address, or one account, in an hour."""
    per_site: int = 200
    """Forms from everybody without an account in an hour."""
    per_email: int = 10
    """Messages to one e-mail address in a day that ask whether it is right."""
    confirm_days: int = 7
    """How long is kept what nobody confirms."""
    keep_days: int = 365
    """How long messages are kept that a moderator has hidden, and addresses that nothing is written from or sent to."""


def options() -> Options:
    return chosen(Options, settings.DISCUSSIONS)
