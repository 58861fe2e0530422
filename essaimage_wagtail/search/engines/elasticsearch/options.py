"""What the setting ``ELASTICSEARCH`` says, with its defaults."""

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from math import inf
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from elastic_transport.client_utils import parse_cloud_id

_INDEX_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_FINGERPRINT = re.compile(r"([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}")


def _secret() -> Any:
    return field(default=None, repr=False)


@dataclass(frozen=True)
class Options:
    """Where the server is, and how it is asked. What is secret is left out when it is shown."""

    hosts: tuple[str, ...] = ("http://127.0.0.1:9200",)
    """Addresses of the server's nodes, without user and password."""
    cloud_id: str | None = None
    """What Elastic Cloud calls a deployment, instead of :attr:`hosts`."""
    index_prefix: str = "essaimage"
    """What the names of the site's indexes begin with: each site on a server has its own."""
    api_key: str | None = _secret()
    username: str | None = None
    password: str | None = _secret()
    ca_certs: str | None = None
    """File of the authority that signed the server's certificate, if it is not a usual one."""
    ssl_assert_fingerprint: str | None = None
    """SHA-256 of the server's certificate, or of one that signed it: asked instead of any authority."""
    verify_certs: bool = True
    embedded_index: bool = False
    """Whether the index in the site's database is kept too, and answers while the server is away."""
    shards: int = 1
    replicas: int = 1
    timeout: float = 2.0
    """Seconds for which a visitor waits for the server, all requests and attempts of an answer together."""
    write_timeout: float = 30.0
    """Seconds in which a request that writes, or that is no visitor's, must be answered."""
    network: str = ""
    """Wildcard or alias of the indexes of documents, the own ones among them or not, of the sites that can be searched
    together; without it the site is part of no network."""
    site_name: str = ""
    """What the other sites call this one; by default the name of Wagtail's default site."""
    site_address: str = ""
    """The address of this site, such as ``https://lille.example.org``; by default that of Wagtail's
    default site."""
    refresh: bool | str = True
    """When what was written is found: True at once, ``"wait_for"`` within the second for which the writer waits, False
    within that second without waiting."""

    processes: int = 1
    """How many processes analyse texts during a rebuild."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """The options of a setting. Raises ``ImproperlyConfigured``, which names all faults and shows no value."""
        if problems := problems_of(given):
            del given  # Django's page for errors shows the variables of each frame, and what is secret in them.
            raise ImproperlyConfigured(" ".join(problems))
        values = {name: value for name, value in given.items() if value is not None}
        if "hosts" in values:
            parts = _parts(values["hosts"])
            values |= _credentials(parts)
            values["hosts"] = tuple(map(_without_credentials, parts))
        return cls(**values)

    @property
    def shown_hosts(self) -> str:
        """Where the server is, in words that may be shown."""
        if self.cloud_id:
            return "its cloud_id"
        return ", ".join(f"{part.scheme}://{part.netloc}" for part in _parts(self.hosts))


def problems_of(given: Mapping[str, Any]) -> list[str]:
    """What is wrong with the options, in sentences without their values."""
    known = {option.name for option in fields(Options)}
    problems = [
        f"ELASTICSEARCH has no {name!r}. It may have: {', '.join(sorted(known))}."
        for name in sorted(map(str, given.keys() - known))
    ]
    problems += [
        f"ELASTICSEARCH[{name!r}] must be {what}."
        for name, (is_right, what) in _RULES.items()
        if given.get(name) is not None and not is_right(given[name])
    ]
    return problems or _contradictions(given)


def _contradictions(given: Mapping[str, Any]) -> list[str]:
    """The contradictions between options that are right each by itself."""
    parts = _parts(given["hosts"]) if given.get("hosts") else []
    in_hosts = _credentials(parts)
    named = {name for name in ("api_key", "username", "password") if given.get(name)} | in_hosts.keys()
    problems = []
    if given.get("cloud_id") and parts:
        problems.append("ELASTICSEARCH has hosts and cloud_id: leave one of them out.")
    if "api_key" in named and len(named) > 1:
        problems.append("ELASTICSEARCH has api_key and a user: leave one of them out.")
    if len(named & {"username", "password"}) == 1:
        problems.append("ELASTICSEARCH has only one of username and password: the server needs both.")
    if in_hosts and (given.get("username") or len({(part.username, part.password) for part in parts}) > 1):
        problems.append("ELASTICSEARCH has several users: take them out of hosts, and write username and password.")
    encrypted = bool(given.get("cloud_id")) or bool(parts) and all(part.scheme == "https" for part in parts)
    for name in ("ca_certs", "ssl_assert_fingerprint"):
        if given.get(name) and not encrypted:
            problems.append(f"ELASTICSEARCH has {name}, and hosts that do not begin with https://.")
    return problems


def has_credentials_in_hosts(given: Mapping[str, Any]) -> bool:
    """Whether addresses hold a user or a password: Django's page for errors shows addresses, and hides options named
    ``password``. The options must be right."""
    return bool(given.get("hosts") and _credentials(_parts(given["hosts"])))


def _parts(hosts: Any) -> list[SplitResult]:
    """The addresses, split. Raises ``ValueError`` for what is none."""
    return [urlsplit(host) for host in ([hosts] if isinstance(hosts, str) else hosts)]


def _credentials(parts: list[SplitResult]) -> dict[str, str]:
    """User and password that stand in an address, if they do in any."""
    for part in parts:
        if part.username or part.password:
            found = {"username": unquote(part.username or ""), "password": unquote(part.password or "")}
            return {name: value for name, value in found.items() if value}
    return {}


def _without_credentials(part: SplitResult) -> str:
    return part._replace(netloc=part.netloc.rpartition("@")[2]).geturl()


def _are_addresses(value: Any) -> bool:
    if not isinstance(value, str | list | tuple) or not all(isinstance(host, str) for host in value):
        return False
    try:
        parts = _parts(value)
        return bool(parts) and all(
            part.scheme in ("http", "https") and part.hostname and part.port != 0 and not part.query for part in parts
        )
    except ValueError:
        return False


def _is_cloud_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and all(parse_cloud_id(value).es_address or [None])
    except ValueError:
        return False


def _are_certificates(value: Any) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=value)
    except (OSError, TypeError, ValueError):
        return False
    return True


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_words(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= 1024


def _is_duration(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value < inf


_SECONDS = "a number of seconds above 0"
_RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "hosts": (_are_addresses, 'an address such as "https://search.example.org:9200", or a list of some'),
    "cloud_id": (_is_cloud_id, "the Cloud ID of a deployment, as Elastic Cloud shows it"),
    "index_prefix": (
        lambda value: isinstance(value, str) and bool(_INDEX_PREFIX.fullmatch(value)),
        "of small letters, figures, -, _ and dots, and begin with a letter or a figure",
    ),
    "api_key": (_is_text, "a text, as the server gave it (“encoded”)"),
    "username": (_is_text, "a text"),
    "password": (_is_text, "a text"),
    "ca_certs": (_are_certificates, "the path of a file of certificates (PEM)"),
    "ssl_assert_fingerprint": (
        lambda value: isinstance(value, str) and bool(_FINGERPRINT.fullmatch(value)),
        "the SHA-256 of a certificate: 64 hexadecimal digits",
    ),
    "verify_certs": (_is_flag, "True or False"),
    "embedded_index": (_is_flag, "True or False"),
    "network": (_is_words, "a wildcard, names or an alias of indexes, as one text"),
    "site_name": (_is_words, "a text"),
    "site_address": (_is_words, "a text"),
    "shards": (_is_count(1), "a whole number from 1 upwards"),
    "replicas": (_is_count(0), "a whole number from 0 upwards"),
    "processes": (_is_count(1), "a whole number from 1 upwards"),
    "timeout": (_is_duration, _SECONDS),
    "write_timeout": (_is_duration, _SECONDS),
    "refresh": (lambda value: _is_flag(value) or value == "wait_for", 'True, False or "wait_for"'),
}
