"""An encounter, and people who register for it (a plugin of conftest)."""

from datetime import time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from essaimage_wagtail.encounters.models import EncounterPage, Pitch, Registration
from essaimage_wagtail.encounters.registering.facts import facts_of

from .site import saved


def register_url(page):
    return reverse("essaimage:encounters:register", args=[page.translation_key, page.locale.language_code])


def own_url(row):
    return reverse("essaimage:encounters:registration", args=[row.secret])


def withdraw_url(row):
    return reverse("essaimage:encounters:withdraw", args=[row.secret])


def ranks(page, *titles):
    """What a form sends for wishes in this order."""
    keys = dict(page.pitches.values_list("name", "translation_key"))
    return {f"wish-{keys[title]}": str(rank) for rank, title in enumerate(titles, start=1)}


def register(client, page, /, **data):
    """The answer to a form that a visitor fills in."""
    url = register_url(page)
    token = client.get(url).context["token"]
    return client.post(url, {"token": token, "name": "Awa Diop", "email": "awa@example.org", "consent": "on", **data})


def comes(page, name="Awa Diop", *, email=None, is_waiting=False, **fields):
    """Somebody who confirmed it a month ago."""
    since = timezone.now() - timedelta(days=30)
    given = {
        "email": f"{name.split()[0].lower()}@example.org" if email is None else email,
        "language": "fr",
        "consented_at": since,
        "confirmed_at": since,
        "is_waiting": is_waiting,
        "told": facts_of(page, is_waiting=is_waiting),
        **fields,
    }
    return Registration.objects.create(encounter_key=page.translation_key, site=Site.objects.get(), name=name, **given)


def publish(page, **fields):
    """With other fields. Returns it as it is then."""
    page = EncounterPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    return saved(page, publish=True)


@pytest.fixture
def make_encounter(site):
    """``make_encounter(pitches=["Garden"], in_days=20, **fields)``: a published one."""

    def make(title="Rencontre", *, pitches=(), in_days=20, language="fr", **fields):
        day = (timezone.now() + timedelta(days=in_days)).date()
        given = {"day": day, "begins": time(14), "ends": time(17, 30), "address": "72 rue Royale, Lille", **fields}
        page = EncounterPage(title=title, locale=site.locales[language], live=False, pitch="Venez.", **given)
        site.home[language].add_child(instance=page)
        page.pitches = [Pitch(name=name, locale=page.locale) for name in pitches]
        return saved(page, publish=True)

    return make


@pytest.fixture
def encounter(make_encounter):
    return make_encounter(pitches=["Jardin partagé", "Repair café", "Ressourcerie"])


@pytest.fixture
def written(client, django_capture_on_commit_callbacks):
    """``written(function, *arguments)``: its answer, and the messages that it sends."""

    def written(function, /, *arguments, **data):
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            answer = function(*arguments, **data)
        return answer, mail.outbox[before:]

    return written
