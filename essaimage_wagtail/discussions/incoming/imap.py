"""E-mails that wait unseen on an IMAP server. An e-mail that was taken is marked as seen, or moved to a folder."""

import imaplib
import os
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    """Why the server gave no e-mails, or no more; without what it answered, which may name people."""


@dataclass(slots=True)
class Imap:
    """``is_plain``: without encryption, as on the machine itself. ``move_to``: the folder for what was taken."""

    host: str
    port: int = 0
    folder: str = "INBOX"
    move_to: str = ""
    is_plain: bool = False

    def items(self) -> Iterator[Item]:
        with _in_words():
            server = self._connected()
            try:
                for number in (_asked(server.uid("SEARCH", "UNSEEN", "UNDELETED"))[0] or b"").split():
                    if (found := _fetched(server, number.decode())) is not None:
                        yield Item(found, partial(self._done, server, number.decode()))
            finally:
                with suppress(imaplib.IMAP4.error, OSError):
                    server.logout()

    def _connected(self) -> imaplib.IMAP4:
        server: imaplib.IMAP4
        if self.is_plain:
            server = imaplib.IMAP4(self.host, self.port or PLAIN_PORT, timeout=PATIENCE)
        else:
            context = ssl.create_default_context()
            server = imaplib.IMAP4_SSL(self.host, self.port or PORT, ssl_context=context, timeout=PATIENCE)
        _sign_in(server)
        if self.move_to:
            # Check the folder before taking anything: an e-mail that cannot be moved would come again and again.
            _check(server.status(_quoted(self.move_to), "(MESSAGES)"), self.move_to)
        _check(server.select(_quoted(self.folder)), self.folder)
        return server

    def _done(self, server: imaplib.IMAP4, number: str) -> None:
        """Mark an e-mail as read, or move it. The server learns it only after the e-mail was taken, so that an error
        loses nothing."""
        with _in_words():
            if self.move_to:
                self._move(server, number)
            else:
                _asked(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))

    def _move(self, server: imaplib.IMAP4, number: str) -> None:
        if _can(server, b"MOVE"):
            _asked(server.uid("MOVE", number, _quoted(self.move_to)))
            return
        _asked(server.uid("COPY", number, _quoted(self.move_to)))
        _asked(server.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)"))
        if _can(server, b"UIDPLUS"):
            _asked(server.uid("EXPUNGE", number))


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn any error of a server or a connection into :class:`Unreachable`."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"its certificate is not trusted ({error.verify_message})") from None
    except ssl.SSLError:
        raise Unreachable("it does not encrypt as it should at that port") from None
    except OSError as error:
        raise Unreachable(f"the connection failed ({error.strerror or type(error).__name__})") from None
    except imaplib.IMAP4.abort:
        raise Unreachable("it ended the connection") from None
    except imaplib.IMAP4.error:
        raise Unreachable("it refused what was asked") from None


def _sign_in(server: imaplib.IMAP4) -> None:
    user, password = os.environ.get(USER, ""), os.environ.get(PASSWORD, "")
    try:
        if user.isascii() and password.isascii():
            server.login(user, password)
        else:
            server.authenticate("PLAIN", lambda _asked: f"\0{user}\0{password}".encode())
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise Unreachable(f"it does not take the user and the password that {USER} and {PASSWORD} name") from None


def _check(answer: tuple[str, list[Any]], folder: str) -> None:
    if answer[0] != "OK":
        raise Unreachable(f"it has no folder {folder!r} that can be opened")


def _can(server: imaplib.IMAP4, what: bytes) -> bool:
    """Whether a server has a capability. It is asked after signing in: before, servers name few of them."""
    return what in _asked(server.capability())[0].split()


def _fetched(server: imaplib.IMAP4, number: str) -> Mail | None:
    """An e-mail; ``None`` if it is gone. The size is asked first: of one that is too large, only the head is read."""
    size = SIZE.search(b" ".join(part for part in _asked(server.uid("FETCH", number, "(RFC822.SIZE)")) if part))
    if size is None:
        return None
    is_cut = int(size[1]) > mail_options().most_bytes
    asked = f"(BODY.PEEK[]<0.{HEAD}>)" if is_cut else "(BODY.PEEK[])"
    content = next((part[1] for part in _asked(server.uid("FETCH", number, asked)) if isinstance(part, tuple)), None)
    if content is None:
        return None
    return cut(content) if is_cut else Mail(content)


def _asked(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error("refused")
    return data


def _quoted(folder: str) -> str:
    """The name of a folder, with letters beyond ASCII as IMAP writes them (RFC 3501, 5.1.3)."""
    coded = re.sub(r"&|[^\x20-\x7e]+", _coded, folder)
    escaped = coded.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


def _coded(found: re.Match[str]) -> str:
    letters = "" if found[0] == "&" else b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
    return f"&{letters}-"
