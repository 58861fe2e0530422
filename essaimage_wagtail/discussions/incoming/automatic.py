"""E-mails that no person wrote: holiday notices, other lists, e-mails from this list itself, and messages that a mail
server sends back. The list answers none of them, or lists would answer one another for ever."""

import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

from wagtail.models import Site

from ..mail_options import mail_options
from ..sending.addresses import lists
from ..sending.letter import list_id
from .mail import Mail, decoded
from .phrases import AUTOMATIC_SUBJECT

BY_PROGRAMS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Response",
    "X-FC-MachineGenerated",
    "X-AutoReply-From",
)
PRECEDENCES = {"auto_reply", "auto-reply", "bulk", "junk", "list"}
PERMANENT = re.compile(r"5\.\d{1,3}\.\d{1,3}")
FULL = "5.2.2"
"""The mailbox is full: as most servers say, for good; their owners empty it all the same."""


def is_own(mail: Mail) -> bool:
    """Whether an e-mail came from this list, or goes in a circle."""
    own = {list_id(site) for site in Site.objects.all()}
    names = {name.strip(" <>").lower() for value in mail.raw("List-Id") for name in value.rpartition("<")[1:]}
    loops = {value.lower() for value in mail.raw("X-Loop")}
    hops = len(mail.raw("Received"))
    return bool(own & names) or bool(loops & (lists() | own)) or hops > mail_options().most_hops


def is_automatic(mail: Mail) -> bool:
    """Whether a program wrote an e-mail: programs say so in the head (RFC 3834); others are known by their subjects."""
    submitted = " ".join(mail.raw("Auto-Submitted")).partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or any(mail.raw(name) for name in BY_PROGRAMS)
        or any(value.lower() in PRECEDENCES for value in mail.raw("Precedence"))
        or bool(mail.raw("List-Id") or mail.raw("List-Unsubscribe"))
        or any(value.replace(" ", "") == "<>" for value in mail.raw("Return-Path"))
        or mail.sender.lower().startswith(("mailer-daemon@", "postmaster@", "noreply@", "no-reply@"))
        or mail.message.get_content_type() == "multipart/report"
        or bool(AUTOMATIC_SUBJECT.match(mail.text("Subject")))
    )


def is_bounce(mail: Mail) -> bool:
    """Whether a mail server says that it has given up delivering something (RFC 3464), for good."""
    return any(
        fields.get("action", "") == "failed" and PERMANENT.fullmatch(status) is not None and status != FULL
        for fields in _reports(mail.message)
        for status in [fields.get("status", "").split(" ")[0]]
    )


def _reports(message: Message) -> Iterator[dict[str, str]]:
    """What a report of a mail server says of each receiver: its fields, in small letters."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    parts: list[Any] = list(message.walk())
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                yield {name.lower(): str(value).strip().lower() for name, value in block.raw_items()}


def authentication(mail: Mail) -> str:
    """What the site's mail server found of the sender (RFC 8601): ``"pass"``, ``"fail"``, or empty if it says neither.

    The uppermost header in the name of that server counts: the server removes headers that others wrote in its name,
    and puts its own on top."""
    server = mail_options().authenticated_by.lower()
    for value in mail.raw("Authentication-Results") if server else []:
        name, _sign, results = decoded(value).lower().partition(";")
        if name.split(" ")[:1] != [server]:
            continue
        found = re.search(r"\bdmarc\s*=\s*(\w+)", re.sub(r"\([^()]*\)", " ", results))
        return found[1] if found and found[1] in ("pass", "fail") else ""
    return ""
