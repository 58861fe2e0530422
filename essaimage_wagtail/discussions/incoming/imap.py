"""E-mails that wait on an IMAP server: those that nobody has seen. What was taken is marked as seen, or moved."""

import imaplib
import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..mail_options import mail_options
from .boxes import HEAD, Item, cut
from .mail import Mail

USER, PASSWORD = "ESSAIMAGE_IMAP_USER", "ESSAIMAGE_IMAP_PASSWORD"
"""The environment has them: other users of a machine see the arguments of commands."""
PATIENCE = 60
PORT, PLAIN_PORT = 993, 143
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Unreachable(Exception):
    """Why the server gave no e-mails; without what it answered, which may name people."""


@dataclass(slots=True)
class Imap:
    """``is_plain``: without encryption, as on the machine itself. ``move_to``: the folder for what was taken."""

    host: str
    port: int = 0
    folder: str = "INBOX"
    move_to: str = ""
    is_plain: bool = False

    def items(self) -> Iterator[Item]:
        try:
            server = self._connected()
            try:
                for number in _asked(server.uid("SEARCH", "UNSEEN", "UNDELETED"))[0].split():
                    if (found := _fetched(server, number.decode())) is not None:
                        yield Item(found, partial(self._done, server, number.decode()))
            finally:
                server.logout()
        except (imaplib.IMAP4.error, OSError) as error:
            raise Unreachable(type(error).__name__) from None

    def _connected(self) -> imaplib.IMAP4:
        server: imaplib.IMAP4
        if self.is_plain:
            server = imaplib.IMAP4(self.host, self.port or PLAIN_PORT, timeout=PATIENCE)
        else:
            context = ssl.create_default_context()
            server = imaplib.IMAP4_SSL(self.host, self.port or PORT, ssl_context=context, timeout=PATIENCE)
        server.login(os.environ.get(USER, ""), os.environ.get(PASSWORD, ""))
        _asked(server.select(_quoted(self.folder)))
        return server

    def _done(self, server: imaplib.IMAP4, number: str) -> None:
        """Only now does the server know that somebody read it: before, it would be lost with an error."""
        if not self.move_to:
            _asked(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))
            return
        if _can(server, b"MOVE"):
            _asked(server.uid("MOVE", number, _quoted(self.move_to)))
            return
        _asked(server.uid("COPY", number, _quoted(self.move_to)))
        _asked(server.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)"))
        if _can(server, b"UIDPLUS"):
            _asked(server.uid("EXPUNGE", number))


def _can(server: imaplib.IMAP4, what: bytes) -> bool:
    """Asked again once somebody is known: before, servers name little of what they can do."""
    return what in _asked(server.capability())[0].split()


def _fetched(server: imaplib.IMAP4, number: str) -> Mail | None:
    """``None`` for one that is gone. Its size is asked first: what is too large is not read but for its head."""
    size = SIZE.search(b" ".join(part for part in _asked(server.uid("FETCH", number, "(RFC822.SIZE)")) if part))
    if size is None:
        return None
    is_cut = int(size[1]) > mail_options().most_bytes
    asked = f"(BODY.PEEK[]<0.{HEAD}>)" if is_cut else "(BODY.PEEK[])"
    content = next((part[1] for part in _asked(server.uid("FETCH", number, asked)) if isinstance(part, tuple)), None)
    return content and (cut(content) if is_cut else Mail(content))


def _asked(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error("refused")
    return data


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'
