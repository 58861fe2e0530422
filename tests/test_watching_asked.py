"""Watching by e-mail: who asks, and confirms it."""

import re
from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from essaimage_wagtail.wiki.models import SentForm, Subscription, Version, Watcher
from essaimage_wagtail.wiki.models.watching import Pace
from essaimage_wagtail.wiki.watching import subjects
from essaimage_wagtail.wiki.watching.sending import send_due

from .watching import ask, change, changes_url, link, links, page_url, search_url, watches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
DAY = timedelta(days=1)


def test_somebody_asks_confirms_is_told_and_ends_it(client, sheet, asked):
    assert page_url(sheet) in client.get(sheet.url).content.decode()
    (question,) = asked(page_url(sheet), pace="at_once")
    assert question.to == ["awa@example.org"]
    assert "Jardins" in question.subject
    own = link(question, "/watching/")
    change(sheet, pitch="Avant")
    assert send_due().sent == 0, "nobody has confirmed it"
    assert client.get(own).status_code == 200
    assert not Watcher.objects.get().confirmed_at, "a program that looks at the links of a message confirms nothing"
    client.post(own, {"confirm": "1"})
    page = change(sheet, "La ville a ouvert le jardin", pitch="Un jardin ouvert")
    assert send_due().sent == 1
    told = mail.outbox[-1]
    assert told.to == ["awa@example.org"]
    assert "La ville a ouvert le jardin" in told.body
    assert "Avant" not in told.body, "what was published before"
    new, old = Version.objects.latest_first()[:2]
    assert link(told, "/compare/") == reverse("essaimage:wiki:compare", args=[old.revision_id, new.revision_id])
    assert client.get(link(told, "/compare/")).status_code == 200
    assert page.url in links(told)
    assert send_due(timezone.now() + 2 * DAY).sent == 0, "once"
    # One click, as a mail program sends it: without cookies, and without looking at the answer.
    stop = urlsplit(told.extra_headers["List-Unsubscribe"].strip("<>")).path
    assert client.get(stop).status_code == 200
    assert Watcher.objects.exists(), "a program that looks at the links of a message ends nothing"
    stranger = Client(enforce_csrf_checks=True)
    for _time in range(2):
        assert stranger.post(stop, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded").status_code == 200
    assert not Watcher.objects.exists()
    assert not Subscription.objects.exists()
    change(sheet, pitch="Encore")
    assert send_due(timezone.now() + 2 * DAY).sent == 0


def test_nobody_learns_from_the_form_what_an_address_watches(client, sheet, asked, here):
    watches(here, str(sheet.translation_key), email="Owner@example.org")
    answers = set()
    for email in ("new@example.org", "owner@EXAMPLE.org"):
        answer = ask(client, page_url(sheet), email=email)
        answers.add((answer.status_code, answer.url, re.sub(rb"csrf\S+", b"", client.get(answer.url).content)))
    assert len(answers) == 1
    (told,) = asked(page_url(sheet), email="owner@example.org")
    assert told.to == ["Owner@example.org"]
    assert Subscription.objects.get(watcher__email="Owner@example.org").pace == Pace.AT_ONCE, (
        "a stranger changes nothing"
    )
    # What a stranger asks for in somebody's name waits for them.
    asked(changes_url(), email="owner@example.org", territory="FR-59")
    own = Watcher.objects.get(email="Owner@example.org").get_absolute_url()
    assert [one.title for one in client.get(own).context["waiting"]] == ["Nord"]
    change(sheet, pitch="Autre")
    before = len(mail.outbox)
    send_due()
    assert [message.to for message in mail.outbox[before:]] == [["Owner@example.org"]]
    assert client.get(reverse("essaimage:wiki:watching", args=[uuid4()]), follow=True).status_code == 404


def test_what_is_watched_is_changed_at_the_secret_address(client, sheet, asked):
    own = link(asked(page_url(sheet))[0], "/watching/")
    asked(changes_url(), theme="garden", territory="FR-59", kind="sheets", **{"in": "fr"})
    client.post(own, {"confirm": "1"})
    one, other = Subscription.objects.order_by("pk")
    assert other.subject == "in=fr&kind=sheets&theme=garden&territory=FR-59"
    assert all(word in other.title for word in ("Nord", "Jardins", "Français"))
    client.post(own, {f"pace-{one.pk}": "weekly", f"pace-{other.pk}": "hourly", "language": "ar", "save": "1"})
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.pace, other.pace, Watcher.objects.get().language) == ("weekly", "daily", "ar")
    client.post(own, {"language": "xx", "save": "1"})
    assert Watcher.objects.get().language == "ar"
    assert 'dir="rtl"' in client.get(own).content.decode()
    stranger = watches(Site.objects.get(), "x", email="other@example.org")
    client.post(own, {"remove": str(stranger.pk)})
    client.post(own, {"remove": "9" * 30})
    client.post(own, {"remove": str(one.pk)})
    assert set(Subscription.objects.all()) == {other, stranger}
    answer = client.get(own)
    assert ("no-store" in answer["Cache-Control"], answer["X-Robots-Tag"]) == (True, "noindex, nofollow")
    assert answer["Referrer-Policy"] == "same-origin"


def test_whoever_has_confirmed_an_address_adds_to_what_it_watches_without_another_message(client, sheet, asked, here):
    own = link(asked(page_url(sheet))[0], "/watching/")
    watcher = Watcher.objects.get()
    url = f"{changes_url()}?as={watcher.secret}"
    assert 'name="email"' in client.get(url).content.decode(), "nobody has confirmed it yet"
    client.post(own, {"confirm": "1"})
    assert url in client.get(own).content.decode()
    shown = client.get(url).content.decode()
    assert 'name="email"' not in shown
    assert "awa@example.org" in shown
    before = len(mail.outbox)
    answer = ask(client, url, territory="FR-59", email="other@example.org")
    assert (answer.url, len(mail.outbox)) == (own, before)
    assert watcher.subscriptions.exclude(confirmed_at=None).count() == 2
    assert Watcher.objects.count() == 1
    for secret in (uuid4(), "forged"):
        assert 'name="email"' in client.get(f"{changes_url()}?as={secret}").content.decode()


def test_robots_floods_and_forged_forms_are_kept_out(
    client, sheet, make_sheet, settings, django_capture_on_commit_callbacks
):
    url, other = page_url(sheet), page_url(make_sheet("Autre"))
    for data, status in (
        ({"website": "x"}, 422),
        ({"consent": ""}, 422),
        ({"email": "awa@example.org\r\nBcc: x@example.org"}, 422),
        ({"email": f"{'a' * 300}@example.org"}, 422),
        ({"pace": "hourly"}, 422),
        ({"token": "forged"}, 422),
        ({"token": client.get(other).context["token"]}, 422),
    ):
        answer = ask(client, url, **data)
        assert answer.status_code == status, data
        assert "es-form__problems" in answer.content.decode()
    for address in (url, changes_url()):
        # It is answered before anything reads it: Django would refuse three megabytes otherwise.
        assert ask(client, address, filler="x" * 3_000_000).status_code == 413
    assert Client(enforce_csrf_checks=True).post(url, {"email": "awa@example.org"}).status_code == 403
    assert not Watcher.objects.exists()
    # A form that is sent twice counts once.
    token = client.get(url).context["token"]
    for _time in range(2):
        assert ask(client, url, token=token).status_code == 302
    assert SentForm.objects.count() == 1
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "WATCHING": {"per_email": 2, "per_visitor": 100, "per_site": 8}}
    with django_capture_on_commit_callbacks(execute=True):
        statuses = Counter(ask(client, url, email=f"{number % 2}@example.org").status_code for number in range(10))
    assert statuses == {302: 7, 429: 3}
    assert Counter(message.to[0] for message in mail.outbox) == {"0@example.org": 2, "1@example.org": 2}
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "WATCHING": {"per_visitor": 1}}
    assert ask(client, other, email="w@example.org").status_code == 429


def test_ten_thousand_forms_in_an_hour_change_nothing(client, sheet):
    SentForm.objects.bulk_create(SentForm(form=uuid4(), kind="watch", visitor=str(number)) for number in range(10_000))
    answer = ask(client, page_url(sheet))
    assert answer.status_code == 429
    assert 'value="awa@example.org"' in answer.content.decode(), "what was typed is kept"
    assert not Watcher.objects.exists()


def test_an_address_is_asked_a_few_times_a_day_and_its_owner_loses_nothing(sheet, make_sheet, asked, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "WATCHING": {"per_email": 2, "most_watched": 1}}
    assert len(asked(page_url(sheet))) == 1
    assert len(asked(page_url(make_sheet("Autre")))) == 0, "it watches as much as it may"
    assert len(asked(page_url(sheet))) == 0, "asked too often today"
    assert Subscription.objects.count() == 1


def test_a_search_with_more_filters_than_are_kept_is_refused(client, site, monkeypatch):
    url = search_url(site.directory["fr"], "q=jardin")
    token = client.get(url).context["token"]
    monkeypatch.setattr(subjects, "LONGEST_SUBJECT", 20)
    answer = client.post(url, {"token": token, "pace": "daily", "email": "awa@example.org", "consent": "on"})
    assert (answer.status_code, Watcher.objects.count()) == (422, 0)
    assert "es-notice" in answer.content.decode()


def test_nothing_is_watched_that_nobody_may_see(client, sheet, site, make_sheet):
    draft = make_sheet("Brouillon", publish=False)
    for url in (page_url(draft), changes_url("xx"), search_url(sheet, "q=x")):
        assert client.get(url, follow=True).status_code == 404
    token = client.get(page_url(sheet)).context["token"]
    PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    assert client.get(page_url(sheet), follow=True).status_code == 404
    client.post(page_url(sheet), {"email": "a@example.org", "token": token, "pace": "daily", "consent": "on"})
    assert not Watcher.objects.exists()
