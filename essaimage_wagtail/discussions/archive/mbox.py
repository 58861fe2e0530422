"""Messages as a file of e-mails (mbox), which mail programs and Python's ``mailbox`` read: with their threads, and
without anybody's address."""

from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from wagtail.models import Site

from ...wiki.names import Authors
from ...wiki.visitors.text import line
from ..models import Message
from ..threads.reading import name_of
from ..threads.text import quoted

TOGETHER = 200
MOST = 2000
"""Messages that a reader gets at once, the latest: a month has fewer."""
NOWHERE = "invalid"
"""The name of a domain that nobody can have (RFC 2606)."""
POLICY = default.clone(max_line_length=998, cte_type="8bit", utf8=False)


def mbox_of(messages: QuerySet[Message], site: Site, most: int | None = MOST) -> StreamingHttpResponse:
    """Messages in their order, some at a time; without ``most`` all of them."""
    latest = messages.order_by("-written_at", "-pk").values_list("pk", flat=True)[:most]
    response = StreamingHttpResponse(_parts([*latest][::-1], site), content_type="application/mbox")
    response.headers["Content-Disposition"] = 'attachment; filename="discussions.mbox"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _parts(keys: list[int], site: Site) -> Iterator[bytes]:
    for start in range(0, len(keys), TOGETHER):
        rows = Message.objects.filter(pk__in=keys[start : start + TOGETHER])
        found = {one.pk: one for one in rows.select_related("author", "answers", "thread")}
        names = Authors(one.author.user_id for one in found.values() if one.author)
        for key in keys[start : start + TOGETHER]:
            if key in found:
                yield entry(found[key], name_of(found[key], names).name, site)


def entry(message: Message, name: str, site: Site) -> bytes:
    """One e-mail with the line before it. A line that looks like that one is marked (mboxrd)."""
    mail = email_of(message, name, site)
    body = mail.as_bytes(policy=POLICY.clone(linesep="\n"))
    lines = [b">" + one if one.lstrip(b">").startswith(b"From ") else one for one in body.split(b"\n")]
    sent = f"{message.written_at:%a %b %d %H:%M:%S %Y}"
    return f"From {_user(message)}@{NOWHERE} {sent}\n".encode() + b"\n".join(lines).rstrip(b"\n") + b"\n\n"


def email_of(message: Message, name: str, site: Site) -> EmailMessage:
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address(line(name), _user(message), NOWHERE)
    mail["Date"] = format_datetime(message.written_at)
    mail["Subject"] = line(message.thread.title)
    mail["Message-ID"] = message_id(message, site)
    if message.answers:
        mail["In-Reply-To"] = mail["References"] = message_id(message.answers, site)
    mail["X-State"] = message.state
    mail.set_content("\n\n".join(filter(None, [quoted(message.quoted) if message.quoted else "", message.text])))
    mail["Content-Language"] = line(message.language)
    return mail


def message_id(message: Any, site: Site) -> str:
    return f"<{message.uuid}@{line(site.hostname)}>"


def _user(message: Message) -> str:
    return f"author-{message.author_id or 0}"
