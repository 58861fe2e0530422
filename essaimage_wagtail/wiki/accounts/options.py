"""The site's choices about accounts: ``ESSAIMAGE["ACCOUNTS"]``, see ``docs/reference/settings.md``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...conf import settings
from ..visitors.options import chosen

BY_MODERATOR, WHEN_CONFIRMED = "moderator", "confirmed"


@dataclass(frozen=True, slots=True)
class Options:
    """Every key may be left out."""

    ask: bool = False
    """Whether visitors may ask for an account."""
    pages: bool = False
    """Whether people sign in on the plugin's own pages; they do wherever visitors may ask."""
    sign_in_url: str = ""
    """Where people sign in instead: the name of an address, or a path."""
    charter_url: str = ""
    """A page of the site that people accept when they ask."""
    rule: str = BY_MODERATOR
    """Who accepts: a moderator, the confirmation of the address, or a callable by its dotted path."""
    maker: str = ""
    """Dotted path of the callable that makes the account of a request, where the site's model needs more."""
    groups: Sequence[str] = field(default_factory=list)
    """Names of the groups that a new account joins."""
    groups_by_territory: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Code of a territory to names of groups: for accounts of that territory, and of all within it."""
    per_visitor: int = 5
    """Requests from one network address in an hour."""
    per_site: int = 100
    """Requests from everybody in an hour."""
    per_email: int = 3
    """Messages to an e-mail address in a day."""
    attempts: int = 20
    """Failed attempts to sign in, and messages to set a password, for one network address in an hour."""
    confirm_days: int = 7
    """How long a request can be confirmed."""
    keep_days: int = 365
    """How long a request is kept once it is decided."""

    @property
    def has_pages(self) -> bool:
        return self.ask or self.pages


def options() -> Options:
    return chosen(Options, settings.ACCOUNTS)
