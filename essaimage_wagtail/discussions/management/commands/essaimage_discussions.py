"""``essaimage_discussions``: sends the messages of discussions by e-mail, takes those that come, forgets old ones."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from ...incoming.boxes import Maildir, Mbox, Pipe
from ...incoming.imap import PASSWORD, USER, Imap, Unreachable
from ...incoming.run import NOT_READ, receive
from ...people import leaving
from ...sending import purge
from ...sending.run import send_due

TRY_AGAIN = 75
"""How a command tells a mail server to keep an e-mail, and to give it once more later (``EX_TEMPFAIL``)."""


class Command(BaseCommand):
    help = "Send the messages of discussions by e-mail, and take answers."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("send", help="Send what waits; every minute is right.")
        taking = actions.add_parser("receive", help="Take the e-mail on standard input, or those of a mailbox.")
        where = taking.add_mutually_exclusive_group()
        where.add_argument("--maildir", type=Path, metavar="DIRECTORY", help="What is taken is removed from it.")
        where.add_argument("--mbox", type=Path, metavar="FILE", help="What is taken is removed from it.")
        where.add_argument(
            "--imap", metavar="HOST[:PORT]", help=f"The user and the password are in {USER} and {PASSWORD}."
        )
        taking.add_argument("--folder", default="INBOX", help="The folder on the IMAP server.")
        taking.add_argument("--move-to", default="", metavar="FOLDER", help="Of what is taken, on the IMAP server.")
        taking.add_argument("--plain", action="store_true", help="IMAP without encryption, on the same machine.")
        taking.add_argument(
            "--recipient",
            default=os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT") or "",
            help="To whom the e-mail on standard input is delivered.",
        )
        taking.add_argument(
            "--rejected", type=Path, metavar="DIRECTORY", help="Where e-mails go that cannot be read; else they stay."
        )
        actions.add_parser("purge", help="Forget what is not needed any more; once a day is right.")

    def handle(self, action, **options):
        {"send": self.send, "receive": self.receive, "purge": self.purge}[action](**options)

    def send(self, **options):
        done = send_due()
        self.stdout.write(f"Sent: {done.sent}. Not taken by the mail server: {done.failed}.")
        if done.unavailable:
            raise CommandError("The mail server takes no messages now: what is due waits for the next run.")

    def receive(self, **options):
        try:
            counts = receive(self._box(**options), options["rejected"])
        except Unreachable as error:
            raise CommandError(f"The IMAP server gave no e-mails, or no more: {error}.") from None
        except OSError as error:
            raise CommandError(f"The mailbox cannot be read: {error.strerror}.", returncode=TRY_AGAIN) from None
        except (OperationalError, InterfaceError):
            raise CommandError("The database takes nothing now.", returncode=TRY_AGAIN) from None
        self.stdout.write(", ".join(f"{word}: {number}" for word, number in sorted(counts.items())) or "No e-mail.")
        if counts[NOT_READ] and not options["rejected"]:
            raise CommandError("An e-mail could not be read: it stays where it is.", returncode=TRY_AGAIN)

    def purge(self, **options):
        self.stdout.write(f"Forgotten: {leaving.purge()} people, {purge.purge()} e-mails.")

    def _box(self, *, maildir, mbox, imap, folder, move_to, plain, recipient, **options):
        if maildir or mbox:
            path = Path(maildir or mbox)
            if not path.exists():
                raise CommandError(f"There is no {path}.")
            return Maildir(path) if maildir else Mbox(path)
        if imap:
            host, port = _place(imap)
            return Imap(host, port, folder, move_to, plain)
        return Pipe(sys.stdin.buffer, recipient)


def _place(text):
    """The host and the port of ``HOST[:PORT]``; 0 for the usual port."""
    try:
        where = urlsplit(f"//{text}")
        host, port = where.hostname, where.port or 0
    except ValueError:
        host, port = None, 0
    if not host:
        raise CommandError(f"{text!r} is no HOST[:PORT].")
    return host, port
