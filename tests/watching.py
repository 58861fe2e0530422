"""Somebody who watches: asks, confirms, is written to (a plugin of conftest)."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.wiki.history.summaries import keep
from essaimage_wagtail.wiki.models import Subscription, Watcher
from essaimage_wagtail.wiki.models.watching import Pace, Watched
from essaimage_wagtail.wiki.watching.numbering import last_number
from essaimage_wagtail.wiki.watching.sending import send_due


def page_url(page):
    return reverse("essaimage:wiki:watch_page", args=[page.translation_key, page.locale.language_code])


def changes_url(code="fr"):
    return reverse("essaimage:wiki:watch_changes", args=[code])


def search_url(directory, query):
    key, code = directory.translation_key, directory.locale.language_code
    return f"{reverse('essaimage:wiki:watch_search', args=[key, code])}?{query}"


def ask(client, url, /, **data):
    """The answer to a form that a visitor fills in."""
    token = client.get(url).context["token"]
    return client.post(url, {"token": token, "pace": "daily", "email": "awa@example.org", "consent": "on", **data})


def watches(site, subject, *, kind=Watched.PAGE, email="awa@example.org", pace=Pace.AT_ONCE, code="fr"):
    """A confirmed subscription, made a week ago."""
    since = timezone.now() - timedelta(days=7)
    defaults = {"language": code, "consented_at": since, "confirmed_at": since}
    watcher, _created = Watcher.objects.get_or_create(site=site, email=email, defaults=defaults)
    about = {"watcher": watcher, "kind": kind, "subject": subject, "title": f"<{subject[:20]}>"}
    return Subscription.objects.create(**about, pace=pace, confirmed_at=since, told_at=since, told=last_number())


def change(page, summary="", **fields):
    """Publish a page with other fields. Returns it as it is then."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    revision = page.save_revision()
    keep(revision.pk, summary)
    revision.publish()
    return type(page).objects.get(pk=page.pk)


def links(message):
    """The paths of the addresses in a message."""
    return [urlsplit(url)._replace(scheme="", netloc="").geturl() for url in re.findall(r"https?://\S+", message.body)]


def link(message, part):
    """The path of the address that has a part."""
    return next(url for url in links(message) if part in url)


def tell(now=None):
    """The messages of one run."""
    before = len(mail.outbox)
    send_due(now)
    return mail.outbox[before:]


@pytest.fixture
def at_once(settings):
    """Forms are sent as soon as they are shown."""
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins", body=[("description", {"text": "<p>On sème.</p>"})])


@pytest.fixture
def here(site):
    return Site.objects.get()


@pytest.fixture
def asked(client, django_capture_on_commit_callbacks):
    """``asked(url, **data)``: the message that the owner of the address gets, if any."""

    def asked(url, /, **data):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask(client, url, **data)
        assert answer.status_code == 302, answer.content.decode()
        assert answer.url == reverse("essaimage:wiki:watch_asked", args=["fr"])
        return mail.outbox[before:]

    return asked
