"""Who a site is, as the index of its documents tells the other sites of a network (``_meta`` of its mapping)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import quote, urlsplit

from django.conf import settings as django_settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from wagtail.models import Site

from .options import Options

META = "essaimage"
"""The key of ``_meta`` that is ours."""
MAX_NAME = 80
MAX_ADDRESS = 300
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that set the direction of what follows them (Unicode Bidirectional Algorithm)."""


@dataclass(frozen=True, slots=True)
class Identity:
    name: str
    address: str
    """What the addresses of its documents begin with: each goes on with the document's key and a slash. Empty if it
    has no such addresses."""

    def address_of(self, key: str) -> str:
        return f"{self.address}{quote(key, safe=':')}/"


def own_identity(options: Options) -> Identity:
    """Who this site is: as its settings say, else as Wagtail's default site does. One query at most."""
    default = Site.objects.filter(is_default_site=True).first()
    root = options.site_address or (default.root_url if default else "")
    own_name = options.site_name or (default.site_name if default else "")
    name = own_name or str(getattr(django_settings, "WAGTAIL_SITE_NAME", "")) or urlsplit(root).hostname
    address = f"{root.rstrip('/')}{_path()}" if _path() else ""
    return Identity(plain(name, MAX_NAME) or options.index_prefix, address if is_address(address) else "")


def _path() -> str:
    """Where the plugin's addresses of documents begin, the same for every visitor."""
    with override(django_settings.LANGUAGE_CODE):
        try:
            return reverse("essaimage:document", args=["-"]).removesuffix("-/")
        except NoReverseMatch:
            return ""


def told(meta: Any) -> tuple[str, Identity] | None:
    """``(version, identity)`` as the ``_meta`` of any index says; ``None`` if it says nothing to us."""
    said = meta.get(META) if isinstance(meta, Mapping) else None
    if not isinstance(said, Mapping):
        return None
    address = said.get("address")
    name, version = plain(said.get("name"), MAX_NAME), plain(said.get("version"), MAX_NAME)
    return version, Identity(name, address if is_address(address) else "")


def plain(text: Any, length: int) -> str:
    """A text that anybody may have written, on one line, without the signs that would turn words around it; empty for
    anything but a text."""
    if not isinstance(text, str):
        return ""
    kept = _TURNING.sub("", _UNPRINTABLE.sub(" ", text[: 4 * length]))
    return " ".join(kept.split())[:length]


def is_address(text: Any) -> TypeGuard[str]:
    """Whether a text of anybody's is an address of the web."""
    if not isinstance(text, str) or len(text) > MAX_ADDRESS or not text.isprintable() or set(text) & set(" \\<>\"'`"):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
