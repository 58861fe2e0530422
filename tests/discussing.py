"""People who write in discussions (a plugin of conftest)."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.discussions.choices import About, State
from essaimage_wagtail.discussions.models import Author, Message, Thread
from essaimage_wagtail.discussions.writing import show


def address(name, *args, query=""):
    return reverse(f"essaimage:discussions:{name}", args=args) + (f"?{query}" if query else "")


def written(client, url, /, **data):
    """The answer to a form that somebody without an account fills in."""
    token = client.get(url).context["token"]
    given = {"title": "Arroser", "text": "Qui arrose en août ?", "written_in": "fr", "name": "Awa"}
    given |= {"email": "awa@example.org", "consent": "on", "follow": "on", "token": token, **data}
    return client.post(url, {name: value for name, value in given.items() if value is not None})


def own_links(message):
    """The paths of the secret addresses in a message."""
    found = (urlsplit(url) for url in re.findall(r"https?://\S+/own/\S+", message.body))
    return [one._replace(scheme="", netloc="").geturl() for one in found]


@pytest.fixture
def make_author(site):
    """``make_author("Awa", is_trusted=True)``: somebody who has confirmed an address."""

    def make(name="Awa", **fields):
        now = timezone.now()
        email = f"{name.lower()}@example.org" if name.isascii() else "other@example.org"
        given = {"email": email, "language": "fr", "consented_at": now, "confirmed_at": now, **fields}
        author, _created = Author.objects.get_or_create(site=Site.objects.get(), name=name, defaults=given)
        return author

    return make


@pytest.fixture
def make_thread(site, make_author):
    """``make_thread("Title", "First message", "Second", about=page)``: a thread with messages that are shown."""

    def make(title, *texts, about=None, author=None, language="fr", **fields):
        kind, subject = (About.SITE, "") if about is None else (About.PAGE, str(about.translation_key))
        given = {"about": kind, "subject": subject, "title": title, "language": language, **fields}
        thread = Thread.objects.create(site=Site.objects.get(), **given)
        for text in texts or ("Bonjour",):
            say(thread, text, author or make_author())
        thread.refresh_from_db()
        return thread

    return make


def say(thread, text, author, *, state=State.SHOWN, **fields):
    """A message as it is once a moderator has let it pass, or before."""
    given = {"language": thread.language, **fields}
    message = Message.objects.create(thread=thread, author=author, text=text, state=State.WAITING, **given)
    if state == State.SHOWN:
        show(message)
    else:
        Message.objects.filter(pk=message.pk).update(state=state)
    message.refresh_from_db()
    return message


@pytest.fixture
def mailed(django_capture_on_commit_callbacks):
    """``mailed(function, *args)``: what it returns, and the messages that were sent meanwhile."""

    def mailed(function, *args, **kwargs):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            result = function(*args, **kwargs)
        return result, mail.outbox[before:]

    return mailed
