"""The site's choices about discussions by e-mail: ``ESSAIMAGE["DISCUSSIONS_MAIL"]``, see
``docs/reference/settings.md``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..conf import settings
from ..wiki.visitors.options import chosen


@dataclass(frozen=True, slots=True)
class MailOptions:
    """Every key may be left out."""

    address: str = ""
    """The list's e-mail address, to which people write; empty: nobody answers by e-mail."""
    addresses: Mapping[str, str] = field(default_factory=dict)
    """By the host name of a site, its own address, where a project has several sites."""
    separator: str = "+"
    """What stands in the address for answers between the list's name and the secret word."""
    authenticated_by: str = ""
    """The mail server whose ``Authentication-Results`` are believed, by the name that it writes there."""
    most_bytes: int = 10_000_000
    """Of an e-mail with its attachments; a larger one is not read."""
    most_hops: int = 25
    """Servers through which an e-mail came; more of them are a circle."""
    per_author: int = 20
    """E-mails from one person in an hour."""
    per_site: int = 500
    """E-mails from everybody in an hour."""
    welcomes: int = 50
    """E-mails in an hour that tell strangers how to join."""
    keep_days: int = 365
    """How long a message can be answered by e-mail."""


def mail_options() -> MailOptions:
    return chosen(MailOptions, settings.DISCUSSIONS_MAIL)
