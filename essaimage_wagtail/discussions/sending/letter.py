"""The e-mail that brings one message to one person who follows its thread."""

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import Site

from ...contexts.page import language
from ...wiki.visitors.mail import composed, one_click, site_name
from ...wiki.visitors.text import line
from ..models import Author, Sending, Thread
from .addresses import list_address, reply_address
from .batch import Batch

LONGEST_SUBJECT = 150
SITE = "site"
"""In the address that ends something: all new threads of the site, rather than one thread."""


def letter(row: Sending, batch: Batch) -> EmailMessage:
    """In the follower's language; the words of the message are as they were written."""
    message, reader, site = row.message, row.author, row.message.thread.site
    reply = reply_address(site, row.reply_token)
    is_by_thread = batch.is_by_thread(row)
    stop = f"{site.root_url}{stop_path(reader, message.thread if is_by_thread else None)}"
    with translation.override(reader.language):
        name = line(message.author.name) if message.author else _("Somebody")
        via = pgettext("sender of an e-mail", "%(name)s via %(site)s") % {"name": name, "site": site_name(site)}
    context = {
        "site_name": site_name(site),
        "title": message.thread.title,
        "title_language": language(message.thread.language),
        "name": name,
        "text": message.text,
        "text_language": language(message.language),
        "left_out": message.left_out,
        "thread_url": thread_url(message.thread),
        "is_by_thread": is_by_thread,
        "stop_url": stop,
        "can_answer": bool(reply) and not message.thread.is_closed,
    }
    made = composed(
        reader.email,
        name="message",
        subject=_subject(row, batch),
        context=context,
        code=reader.language,
        headers={**_headers(row, batch, stop), "From": formataddr((via, list_address(site) or _own_address()))},
        folder="discussions",
    )
    if reply:
        # Both what people answer and what mail servers send back come to this one person's address.
        made.from_email, made.reply_to = reply, [reply]
    return made


def _subject(row: Sending, batch: Batch) -> str:
    words = line(f"[{site_name(row.message.thread.site)}] {row.message.thread.title}")[:LONGEST_SUBJECT]
    return words if batch.is_first(row) else f"Re: {words}"


def _headers(row: Sending, batch: Batch, stop: str) -> dict[str, str]:
    """What mail programs sort, thread and end a list by (RFC 2369, 2919, 5322, 8058), and know it by (RFC 3834)."""
    site, address = row.message.thread.site, list_address(row.message.thread.site)
    headers = {
        **one_click(stop, list_id(site)),
        "Precedence": "list",
        "List-Archive": f"<{thread_url(row.message.thread)}>",
        "List-Post": f"<mailto:{address}>" if address else "NO",
        "X-Loop": address or list_id(site),
        "Message-ID": f"<{message_id(row.message.uuid, site)}>",
    }
    if above := batch.above(row):
        names = []
        for one in above:
            names.append(f"<{message_id(one.uuid, site)}>")
            if one.message_id and one.author == row.author_id:
                # Their own e-mail lies in their mailbox under its own name, which is told to nobody else.
                names.append(f"<{line(one.message_id)}>")
        headers |= {"In-Reply-To": f"<{message_id(above[-1].uuid, site)}>", "References": " ".join(names)}
    return headers


def message_id(uuid: object, site: Site) -> str:
    """The same for everybody, and for what is sent again: a mailbox shows it once, and an answer names it."""
    return f"{uuid}@{site.hostname}"


def list_id(site: Site) -> str:
    return f"discussions.{site.hostname}"


def _own_address() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("<")[2].strip("> ")


def stop_path(author: Author, thread: Thread | None) -> str:
    """The address at which one click ends a thread, or new threads."""
    path = reverse("essaimage:discussions:unfollow", args=[author.secret])
    return f"{path}?thread={thread.uuid if thread else SITE}"


def thread_url(thread: Thread) -> str:
    """Where everybody reads it."""
    return _on(thread.site, "essaimage:discussions:thread", thread.uuid)


def home_url(site: Site) -> str:
    """Where all discussions of a site are."""
    return _on(site, "essaimage:discussions:threads")


def _on(site: Site, name: str, *args: object) -> str:
    try:
        return f"{site.root_url}{reverse(name, args=args)}"
    except NoReverseMatch:
        # The site's own pages show discussions in another way.
        return f"{site.root_url}/"
