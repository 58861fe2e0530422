"""People who discuss by e-mail: what they follow, and the e-mails that they write."""

import re
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.core import mail
from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.discussions.choices import About
from essaimage_wagtail.discussions.incoming.mail import Mail
from essaimage_wagtail.discussions.incoming.taking import take
from essaimage_wagtail.discussions.models import Author, Follow, Message, Sending, Thread
from essaimage_wagtail.discussions.sending.run import send_due
from essaimage_wagtail.discussions.writing import post

LIST = "liste@example.org"
BY_MAIL = {"DISCUSSIONS_MAIL": {"address": LIST}, "VISITORS": {"fewest_seconds": 0}}


def person(name="Awa", **fields):
    """Somebody whose address is confirmed, and whose messages need no moderator."""
    now = timezone.now()
    given = {"email": f"{name.lower()}@example.org", "language": "fr", "consented_at": now, "confirmed_at": now}
    return Author.objects.create(site=Site.objects.get(), name=name, **{**given, "is_trusted": True, **fields})


def thread(title="Composteurs", **fields):
    return Thread.objects.create(
        **{"site": Site.objects.get(), "about": About.SITE, "title": title, "language": "fr"} | fields
    )


def follows(author, thread=None):
    return Follow.objects.create(author=author, thread=thread, confirmed_at=timezone.now())


def begun(text="Qui a un bac ?", **fields):
    """A thread that Awa has begun, and that Ben follows, who was written to: ``(thread, ben, his e-mail)``."""
    about, ben = thread(**fields), person("Ben")
    follows(ben, about)
    post(about, person("Awa"), text)
    send_due()
    return about, ben, mail.outbox[-1]


def written(author, text, *, to=LIST, sender="", headers=(), **content):
    """An e-mail as a mail program makes it."""
    message = EmailMessage()
    message["From"], message["To"] = sender or author.email, to
    message["Subject"], message["Message-ID"] = "Re: Composteurs", make_msgid(domain="example.net")
    message.set_content(text, **content)
    for name, value in headers:
        del message[name]
        message[name] = value
    return message


def answer(author, sent, text, **more):
    """An answer to an e-mail that somebody got."""
    return written(author, text, to=sent.reply_to[0], **more)


def taken(message):
    """What became of an e-mail."""
    content = message if isinstance(message, bytes) else message.as_bytes()
    return take(Mail(content)).value


def said(thread):
    return list(Message.objects.filter(thread=thread).values_list("text", flat=True))


def waiting():
    return Sending.objects.filter(sent_at=None).count()


def stop_url(message):
    """The path that one click ends a thread at."""
    url = urlsplit(re.search("<(.*)>", message.extra_headers["List-Unsubscribe"])[1])
    return f"{url.path}?{url.query}"
