"""An e-mail as it came, and what its head says. Nothing here asks the database.

The head is read as text, not by the standard library's table of header classes: what these make of a broken or an
endless header is an exception, or minutes of work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from functools import cached_property
from hashlib import sha256

from ..sending.addresses import lists, token_in

LONGEST_HEADER = 20_000
LONGEST_ID = 250
MOST_IDS = 20
ADDRESSED_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
ID = re.compile(r"<([^<>\s]{1,250})>")


@dataclass(frozen=True)
class Mail:
    """``recipient``: to whom the mail server delivers it, if it says so beside the e-mail. ``is_cut``: whether only its
    head was read, because all of it is too large."""

    content: bytes
    recipient: str = ""
    is_cut: bool = False

    @cached_property
    def message(self) -> Message:
        return BytesParser().parsebytes(self.content, headersonly=self.is_cut)

    def raw(self, name: str) -> list[str]:
        """All headers of a name as they came, each on one line, cut after :data:`LONGEST_HEADER` characters."""
        return [_plain(value) for key, value in self.message.raw_items() if key.lower() == name.lower()]

    def text(self, name: str) -> str:
        """The first header of a name, decoded; empty without one."""
        return decoded(next(iter(self.raw(name)), ""))

    @cached_property
    def sender(self) -> str:
        """The address that the e-mail gives as its sender; empty where it gives none, or several."""
        found = {address for address in self._addresses("From") if "@" in address}
        return found.pop() if len(found) == 1 else ""

    @cached_property
    def recipients(self) -> list[str]:
        """The addresses to which the e-mail was delivered, and those to which it is written."""
        given = [self.recipient] if self.recipient else []
        return given + [address for name in ADDRESSED_TO for address in self._addresses(name)]

    @property
    def token(self) -> str:
        """The secret word in the address to which the e-mail is written; empty without one."""
        return next((token for address in self.recipients if (token := token_in(address))), "")

    @property
    def list_address(self) -> str:
        """The address of the list to which the e-mail is written; empty if it is written to none."""
        known = lists()
        return next((address.lower() for address in self.recipients if address.lower() in known), "")

    @cached_property
    def number(self) -> str:
        """What identifies the e-mail: its ``Message-ID``, or without one the hash of its content."""
        found = ID.search(next(iter(self.raw("Message-ID")), ""))
        return found[1] if found else f"sha256:{sha256(self.content).hexdigest()}"

    @property
    def own_id(self) -> str:
        return "" if self.number.startswith("sha256:") else self.number

    @property
    def answers(self) -> list[str]:
        """The ``Message-ID`` of each e-mail that this one answers, the closest first."""
        direct = ID.findall(" ".join(self.raw("In-Reply-To")))
        # Read from the end: the head may name ten thousand e-mails.
        above = ID.findall(" ".join(value[-LONGEST_HEADER:] for value in self._whole("References")))
        return list(dict.fromkeys([*direct, *reversed(above)]))[:MOST_IDS]

    def _whole(self, name: str) -> Iterator[str]:
        return (str(value) for key, value in self.message.raw_items() if key.lower() == name.lower())

    def _addresses(self, name: str) -> list[str]:
        return [address.strip() for _name, address in getaddresses(self.raw(name)) if address]


def _plain(value: object) -> str:
    text = str(value)[:LONGEST_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(text.split())


def decoded(value: str) -> str:
    """A header with its encoded words (RFC 2047) as text; unchanged if they are broken."""
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return value
