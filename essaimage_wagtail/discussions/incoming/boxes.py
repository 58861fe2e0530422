"""Where e-mails wait to be read: standard input, a Maildir, an mbox. What was taken is removed from there."""

import mailbox
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ..mail_options import mail_options
from .mail import Mail

HEAD = 65_536
"""Bytes that are kept of an e-mail that is too large: its head."""
DRAINED = 1_000_000


@dataclass(slots=True)
class Item:
    """``done``: takes it out of the box, once it is taken."""

    mail: Mail
    done: Callable[[], object]


class Box(Protocol):
    def items(self) -> Iterator[Item]:
        """The e-mails, one after the other, so that memory never holds two."""
        ...


def mail_in(file: Any, recipient: str = "") -> Mail:
    """Read an e-mail from a file, but never more than the settings allow: of a longer one, the head alone."""
    most = mail_options().most_bytes
    content = file.read(most + 1)
    return cut(content, recipient) if len(content) > most else Mail(content, recipient)


def cut(content: bytes, recipient: str = "") -> Mail:
    return Mail(content[:HEAD], recipient, is_cut=True)


@dataclass(slots=True)
class Pipe:
    """One e-mail, as Postfix, Exim and procmail give it to a command."""

    file: Any
    recipient: str = ""

    def items(self) -> Iterator[Item]:
        found = mail_in(self.file, self.recipient)
        while self.file.read(DRAINED):
            # Read to the end: a mail server would take it for a failure if nobody reads all that it sends.
            pass
        yield Item(found, lambda: None)


@dataclass(slots=True)
class Maildir:
    path: Path

    def items(self) -> Iterator[Item]:
        box = mailbox.Maildir(self.path, create=False)
        for key in sorted(box.keys()):
            try:
                with closing(box.get_file(key)) as file:
                    found = mail_in(file)
            except (KeyError, FileNotFoundError):
                # Another program took it meanwhile.
                continue
            yield Item(found, partial(box.discard, key))


@dataclass(slots=True)
class Mbox:
    path: Path

    def items(self) -> Iterator[Item]:
        """The e-mails; the file is locked meanwhile, so that no program delivers into it."""
        box = mailbox.mbox(self.path, create=False)
        box.lock()
        try:
            for key in list(box.keys()):
                with closing(box.get_file(key)) as file:
                    found = mail_in(file)
                # A line that begins so would begin the next e-mail: programs that deliver write a sign before it.
                plain = re.sub(rb"(?m)^>(>*From )", rb"\1", found.content)
                yield Item(Mail(plain, is_cut=found.is_cut), partial(box.discard, key))
        finally:
            box.flush()
            box.unlock()
            box.close()
