"""What the setting ``ELASTICSEARCH`` says, with its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def _secret() -> Any:
    return field(default=None, repr=False)


@dataclass(frozen=True)
class Options:
    """Where the server is, and how it is asked. What is secret is left out when it is shown."""

    hosts: tuple[str, ...] = field(default=("http://127.0.0.1:9200",), repr=False)
    """Addresses of the server's nodes."""
    index_prefix: str = "essaimage"
    """What the names of the site's indexes begin with: each site on a server has its own."""
    api_key: str | None = _secret()
    basic_auth: tuple[str, str] | None = _secret()
    """User and password."""
    ca_certs: str | None = None
    """File of the authority that signed the server's certificate, if it is not a usual one."""
    shards: int = 1
    replicas: int = 1
    timeout: float = 5.0
    """Seconds in which a request must be answered."""
    network: str = ""
    """Wildcard or alias of the indexes of documents, the own ones among them or not, of the sites that can be searched
    together; without it the site is part of no network."""
    site_name: str = ""
    """What the other sites call this one; by default the name of Wagtail's default site."""
    site_address: str = ""
    """Where this one is read, such as ``https://lille.example.org``; by default the address of that site."""
    refresh: bool | str = True
    """When what was written is found: True at once, ``"wait_for"`` within the second for which the writer waits, False
    within that second without waiting."""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Raises ``ImproperlyConfigured`` for a key that does not exist."""
        known = {option.name for option in fields(cls)}
        if unknown := sorted(given.keys() - known):
            raise ImproperlyConfigured(f"ELASTICSEARCH has no {unknown[0]!r}. It may have: {', '.join(sorted(known))}.")
        values = dict(given)
        if "hosts" in values:
            values["hosts"] = (values["hosts"],) if isinstance(values["hosts"], str) else tuple(values["hosts"])
        if values.get("basic_auth"):
            values["basic_auth"] = tuple(values["basic_auth"])
        return cls(**values)

    @property
    def shown_hosts(self) -> str:
        """The addresses without what is secret in them."""
        parts = map(urlsplit, self.hosts)
        return ", ".join(f"{part.scheme}://{part.netloc.rpartition('@')[2]}" for part in parts)
