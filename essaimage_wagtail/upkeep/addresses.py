"""Which addresses of other sites are asked, and which never: nothing that an editor types makes the server ask a
machine of its own network."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit, urlunsplit

from ..models.upkeep import LONGEST

_KEPT = "%/:=&?~#+!$,;'@()*[]|"
"""What stays as it is where an address is written in ASCII."""
_TRANSLATED = ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48")
"""IPv6 addresses that a gateway turns into the IPv4 address at their end (RFC 6052, RFC 8215)."""
WEB_PORTS = (80, 443)
PRIVATE_ENDINGS = ("localhost", "local", "internal", "lan", "test")


def asked_form(address: object) -> str:
    """An address as the check asks and keeps it: in ASCII, without the fragment (``#…``). Empty for an address that is
    never asked: another protocol, a password, a port of another service, too long, or no address at all."""
    try:
        parts = urlsplit(str(address or "").strip())
        host, port = parts.hostname or "", parts.port
        named = host if ":" in host else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in ("http", "https") or not named or parts.username is not None or parts.password is not None:
        return ""
    if port is not None and port not in WEB_PORTS and port < 1024:
        return ""
    netloc = (f"[{named}]" if ":" in named else named) + (f":{port}" if port is not None else "")
    asked = urlunsplit((parts.scheme, netloc, quote(parts.path, _KEPT), quote(parts.query, _KEPT), ""))
    return asked if len(asked) <= LONGEST else ""


def is_public(number: str) -> bool:
    """Whether an IP address belongs to a machine that everybody can reach."""
    try:
        ip = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    return all(
        one.is_global and not (one.is_multicast or one.is_reserved or getattr(one, "is_site_local", False))
        for one in _meant(ip)
    )


def is_private_name(host: str) -> bool:
    """Whether a host without a public IP address is one of a private network by its name, or is itself an IP
    address."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return "." not in host.rstrip(".") or ":" in host or last[:1].isdigit() or last in PRIVATE_ENDINGS


def _meant(ip: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The IP address itself, or the IPv4 addresses that an IPv6 address has inside it."""
    if isinstance(ip, IPv4Address):
        return [ip]
    if any(ip in network for network in _TRANSLATED):
        return [IPv4Address(int(ip) & 0xFFFFFFFF)]
    inside = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    return [one for one in inside if one is not None] or [ip]


def numbers_of(host: str, port: int) -> list[str]:
    """The IP addresses of a host, in the order in which they are tried. Raises ``OSError`` where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_family, place in found))
