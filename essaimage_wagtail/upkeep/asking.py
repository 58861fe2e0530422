"""Asks one address on another site whether it is still there.

The name is resolved once, its numbers are looked at, and the connection goes to a number that was looked at: a name
server that answers otherwise the second time changes nothing. The same holds for each address that a site leads to.
Nothing of the page is read, and no proxy, cookie or password of the server is used.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..models.upkeep import LinkReason, LinkState
from .addresses import asked_form, is_private_name, is_public, numbers_of

SECONDS = 10.0
"""That a site has to answer, each time it is asked."""
MOST_HOPS = 5
LONGEST_WAIT = 7 * 24 * 3600
GONE = (404, 410)
MOVED = (301, 302, 303, 307, 308)
AGENT = "essaimage-wagtail link check"


@dataclass(frozen=True, slots=True)
class Answer:
    """``status``: of HTTP, if there was an answer; ``wait``: seconds that the site wants to be left alone for."""

    state: LinkState
    reason: str = ""
    status: int | None = None
    wait: int = 0


class _Refused(Exception):
    """The host has an IP address that is not public; the exception names the host."""


class _Connection(HTTPConnection):
    """A connection to a host at the first of its IP addresses that answers; the caller has checked them all."""

    def __init__(self, host: str, port: int, numbers: list[str], seconds: float, secure: bool) -> None:
        super().__init__(host, port, timeout=seconds)
        self.numbers = numbers
        self.secure = secure
        # ``http.client`` leaves the usual port out of the name that it sends.
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        *others, last = self.numbers
        self.sock: Any = None
        for number in others:
            with suppress(OSError):
                self.sock = socket.create_connection((number, self.port), self.timeout)
                break
        self.sock = self.sock or socket.create_connection((last, self.port), self.timeout)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def ask(
    address: str,
    *,
    agent: str = AGENT,
    seconds: float = SECONDS,
    is_allowed: Callable[[str], bool] = is_public,
) -> Answer:
    """Ask what is at an address. ``is_allowed``: whether an IP address may be asked at all."""
    try:
        for _hop in range(MOST_HOPS + 1):
            status, headers = _ask_once(address, agent, seconds, is_allowed)
            if status not in MOVED or "Location" not in headers:
                return _told(status, headers.get("Retry-After", ""))
            address = _next(address, headers["Location"])
        return Answer(LinkState.UNSURE, LinkReason.LOOP)
    except _Refused as refused:
        # What a name leads to may be a matter of this machine's network.
        state = LinkState.BROKEN if is_private_name(str(refused)) else LinkState.UNSURE
        return Answer(state, LinkReason.PRIVATE)
    except ssl.SSLCertVerificationError:
        return Answer(LinkState.UNSURE, LinkReason.CERTIFICATE)
    except (socket.gaierror, UnicodeError):
        return Answer(LinkState.UNSURE, LinkReason.NO_SITE)
    except (OSError, HTTPException, ValueError):
        return Answer(LinkState.UNSURE, LinkReason.NO_ANSWER)


def _next(address: str, location: str) -> str:
    """Where a site leads to. Raises ``ValueError`` for what is not asked."""
    # Headers come as Latin-1; browsers take them for UTF-8.
    text = location.encode("latin-1", "replace").decode("utf-8", "replace")
    if not (asked := asked_form(urljoin(address, text))):
        raise ValueError(location)
    return asked


def _told(status: int, wait: str) -> Answer:
    if status < 400:
        return Answer(LinkState.FINE, status=status)
    if status in GONE:
        return Answer(LinkState.BROKEN, LinkReason.GONE, status)
    seconds = min(int(wait), LONGEST_WAIT) if wait.isdecimal() else 0
    reason = LinkReason.FAILING if status >= 500 and status < 600 else LinkReason.REFUSED
    return Answer(LinkState.UNSURE, reason, status, seconds)


def _ask_once(
    address: str, agent: str, seconds: float, is_allowed: Callable[[str], bool]
) -> tuple[int, dict[str, str]]:
    """The status and the headers; the page itself is asked for where a site has no answer to the shorter question."""
    status, headers = _send("HEAD", address, agent, seconds, is_allowed)
    if status < 400 or status == 429:
        return status, headers
    return _send("GET", address, agent, seconds, is_allowed)


def _send(
    method: str, address: str, agent: str, seconds: float, is_allowed: Callable[[str], bool]
) -> tuple[int, dict[str, str]]:
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    numbers = numbers_of(host, port)
    if not all(map(is_allowed, numbers)):
        raise _Refused(host)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    headers = {"User-Agent": agent, "Accept": "text/html,*/*;q=0.5", "Connection": "close"}
    with closing(_Connection(host, port, numbers, seconds, secure)) as connection:
        connection.connect()
        # A site that sends a letter a second would never end otherwise.
        stop = Timer(seconds, _shut, [connection.sock])
        stop.daemon = True
        stop.start()
        try:
            connection.request(method, path, headers=headers)
            response: HTTPResponse = connection.getresponse()
            return response.status, {name.title(): value for name, value in response.getheaders()}
        finally:
            stop.cancel()


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # it may have ended meanwhile
        sock.shutdown(socket.SHUT_RDWR)
