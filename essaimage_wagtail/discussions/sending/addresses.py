"""The addresses of a list: that of all, and that of the answer of one person to one message."""

import re
import secrets

from wagtail.models import Site

from ..mail_options import mail_options

TOKEN = re.compile(r"[0-9a-f]{32}")
"""Small letters alone: mail servers may change the case of an address."""


def new_token() -> str:
    return secrets.token_hex(16)


def list_address(site: Site) -> str:
    """The address to which people write on a site; empty where it has no list."""
    return str(mail_options().addresses.get(site.hostname) or mail_options().address)


def reply_address(site: Site, token: str) -> str:
    """The address by which one person answers one message: ``list+TOKEN@example.org``; empty without a list."""
    name, at, domain = list_address(site).partition("@")
    return f"{name}{mail_options().separator}{token}@{domain}" if at else ""


def lists() -> set[str]:
    """All list addresses, in small letters."""
    return {str(one).lower() for one in (mail_options().address, *mail_options().addresses.values()) if one}


def token_in(address: str) -> str:
    """The secret word in an address of :func:`reply_address`; empty for any other address."""
    name, _at, domain = address.lower().rpartition("@")
    for own in lists():
        own_name, _at, own_domain = own.partition("@")
        begins = own_name + mail_options().separator
        if domain == own_domain and name.startswith(begins):
            found = TOKEN.fullmatch(name.removeprefix(begins))
            return found[0] if found else ""
    return ""


def site_of_list(address: str) -> Site | None:
    """The site that has this list address for itself; ``None`` for the address that all other sites share."""
    for hostname, own in mail_options().addresses.items():
        if str(own).lower() == address.lower():
            return Site.objects.filter(hostname=hostname).first()
    return None
