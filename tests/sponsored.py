"""Somebody asks a team to accompany a new project, and both follow it up (a plugin of conftest)."""

import re
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.models import Contact
from essaimage_wagtail.sponsorships.addresses import path_of
from essaimage_wagtail.sponsorships.choices import Side
from essaimage_wagtail.sponsorships.models import Sponsorship

TEAM, ASKER = "equipe@example.org", "awa@example.org"
ASKED = {
    "project": "Jardin de la Halle",
    "place": "Lille",
    "request": "Une visite, et vos statuts.",
    "name": "Awa Diop",
    "email": ASKER,
    "consent": "on",
}


def ask_url(page, query=""):
    path = reverse("essaimage:sponsorships:ask", args=[page.translation_key, page.locale.language_code])
    return f"{path}?{query}" if query else path


def ask(client, url, /, **data):
    """The answer to a form that a visitor fills in."""
    token = client.get(url).context["token"]
    return client.post(url, {"token": token, **ASKED, **data})


def act(client, row, side, name, /, **data):
    """The answer to what a side does at its secret address, as its form sends it."""
    page = client.get(path_of(row, side))
    form = page.context["forms"].get(name)
    shown = {f"{name}-shown": form.initial["shown"]} if name == "promise" else {}
    return client.post(path_of(row, side), {"act": name, **shown, **data})


def links(message):
    return [urlsplit(url).path for url in re.findall(r"https?://\S+", message.body)]


@pytest.fixture
def team(make_sheet):
    """A sheet whose team the site can write to."""
    sheet = make_sheet("Jardins partagés")
    contact = Contact.objects.create(name="Léa Martin", email=TEAM, consent=True)
    sheet.contacts.add(contact)
    sheet.save()
    return sheet


@pytest.fixture
def sponsorship(site, request):
    """``sponsorship(state="accepted", **fields)``: one whose address is confirmed; of a sheet in tests with a ``team``,
    else of one that is gone."""
    key = request.getfixturevalue("team").translation_key if "team" in request.fixturenames else uuid4()

    def make(**fields):
        now = timezone.now()
        given = {
            "site": Site.objects.get(),
            "sponsor_key": key,
            "project": "Jardin de la Halle",
            "language": "fr",
            "asker_name": "Awa Diop",
            "asker_email": ASKER,
            "sponsor_email": TEAM,
            "request": "Une visite.",
            "territory": site.territory.lille,
            "consented_at": now,
            "confirmed_at": now,
        }
        row = Sponsorship.objects.create(**{**given, **{k: v for k, v in fields.items() if k != "changed_at"}})
        if "changed_at" in fields:
            Sponsorship.objects.filter(pk=row.pk).update(changed_at=fields["changed_at"])
        row.refresh_from_db()
        return row

    return make


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """``told(call, *args)``: the messages that a call sends."""

    def told(call, /, *args, **kwargs):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            call(*args, **kwargs)
        return mail.outbox[before:]

    return told


SIDES = (Side.SPONSOR, Side.SPONSORED)
