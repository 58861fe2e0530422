"""Requests for an account, as visitors make them."""

import re

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from essaimage_wagtail.wiki.models import AccountRequest

ASKING = {"ACCOUNTS": {"ask": True, "groups": ["Editors"]}, "VISITORS": {"fewest_seconds": 0}}
AWA = {
    "name": "Awa Diop",
    "email": "awa@example.org",
    "place": "Lille",
    "contribution": "Notre jardin, rue des Arts.",
    "consent": "on",
}


def ask_url(code="fr"):
    return reverse("essaimage:wiki:ask", args=[code])


def ask(client, code="fr", /, status=302, meta=None, **changed):
    """What a visitor sends who fills in the form as it is shown."""
    token = client.get(ask_url(code)).context["token"]
    response = client.post(ask_url(code), {"token": token, **AWA, **changed}, **(meta or {}))
    assert response.status_code == status, response.content.decode()
    return response


def link_in(message):
    """The path of the first address of an e-mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def waiting(site, **fields):
    """A request whose address is confirmed."""
    given = {"name": "Awa Diop", "email": "awa@example.org", "contribution": "Un jardin.", "language": "fr"}
    given |= {"territory": site.territory.lille, "place": "Lille", "state": "waiting", "confirmed_at": timezone.now()}
    return AccountRequest.objects.create(**{**given, **fields})


def last_link():
    return link_in(mail.outbox[-1])
