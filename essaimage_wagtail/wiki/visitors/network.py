"""Telling visitors apart, for a day, without keeping their addresses."""

import hmac
import ipaddress
import secrets
from hashlib import sha256

from django.http import HttpRequest
from django.utils import timezone

from ..models.visitors import Salt
from .options import options

SAME_NETWORK = 64
"""Bits of an IPv6 address that a household shares."""


def visitor(request: HttpRequest) -> str:
    """The visitor's network address as a hash that changes each day and that nobody can undo once the day is over."""
    given = request.META.get(options().address_header or "REMOTE_ADDR", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        network = given
    else:
        bits = SAME_NETWORK if address.version == 6 else 32
        network = str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
    return hashed(network)


def hashed(text: str) -> str:
    """A hash that tells one text from another for a day, and that nobody can undo once the day is over."""
    salt, _created = Salt.objects.get_or_create(day=timezone.now().date(), defaults={"value": secrets.token_hex(32)})
    return hmac.new(salt.value.encode(), text.encode(), sha256).hexdigest()


def forget_old_salts() -> None:
    """Delete the salts of former days: from then on, nobody can undo the hashes that were made with them."""
    Salt.objects.filter(day__lt=timezone.now().date()).delete()
