"""Watching by e-mail: what happens while messages are sent, what it costs, and the end of it."""

import logging
import threading
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from essaimage_wagtail.personal_data import person
from essaimage_wagtail.search import SearchUnavailable
from essaimage_wagtail.wiki.models import SentForm, Subscription, Version, Watcher
from essaimage_wagtail.wiki.models.watching import Pace, Watched
from essaimage_wagtail.wiki.watching.sending import send_due
from essaimage_wagtail.wiki.watching.subjects import Search
from essaimage_wagtail.wiki.watching.watchers import number_watching, purge

from .mail_server import smtp
from .visits import queries
from .watching import change, page_url, tell, watches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
DAY = timedelta(days=1)


def test_a_mail_server_that_is_away_or_refuses_loses_nothing(sheet, here, settings, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("gone", "full", "good"):
        watches(here, str(sheet.translation_key), email=f"{name}@example.org")
    change(sheet, pitch="Autre")
    now = timezone.now()
    with smtp(settings, {}) as server:
        server.shutdown()
        server.server_close()
        done = send_due(now)
        assert (done.sent, done.failed, done.unavailable) == (0, 0, True)
        with pytest.raises(CommandError):
            call_command("essaimage_watch", "send")
    assert set(Watcher.objects.values_list("failures", "held_until", "paused_at")) == {(0, None, None)}
    with smtp(settings, {"gone@example.org": "550 no such user", "full@example.org": "452 mailbox full"}) as server:
        assert (send_due(now).sent, len(server.taken)) == (1, 1)
        assert b"To: good@example.org" in server.taken[0]
        assert send_due(now).failed == 0, "not at once again"
        for hours in (1, 2):
            send_due(now + timedelta(hours=hours))
        server.codes = {"gone@example.org": "550 no such user"}
        send_due(now + timedelta(hours=6))
        assert len(server.taken) == 2, "the full mailbox was emptied, and nobody was told twice"
    gone = Watcher.objects.get(email="gone@example.org")
    assert (gone.failures, bool(gone.paused_at)) == (3, True)
    assert send_due(now + DAY).sent == 0
    assert not [record for record in caplog.records if "@example.org" in record.getMessage()]
    # Its owner comes back.
    Client().post(gone.get_absolute_url(), {"confirm": "1"})
    with smtp(settings, {}) as server:
        assert send_due(now + DAY).sent == 1


def test_a_message_that_cannot_be_made_holds_up_no_other(sheet, here):
    for name in ("a", "b", "c"):
        watches(here, str(sheet.translation_key), email=f"{name}@example.org")
    Watcher.objects.filter(email="a@example.org").update(email="a\n@example.org")
    watches(here, "no search", email="b@example.org", kind=Watched.SEARCH)
    change(sheet, pitch="Autre")
    done = send_due()
    assert (done.sent, done.failed) == (1, 2)
    assert mail.outbox[0].to == ["c@example.org"]


def test_a_search_server_that_is_away_holds_up_searches_alone(site, sheet, here, monkeypatch):
    search = f"{site.directory['fr'].translation_key}:fr?q=jardins"
    for name in ("a", "b"):
        watches(here, str(sheet.translation_key), email=f"{name}@example.org")
        watches(here, search, email=f"{name}{name}@example.org", kind=Watched.SEARCH)
    change(sheet, pitch="Autre")

    def away(self):
        raise SearchUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(Search, "found", away)
        assert sorted(message.to[0][0] for message in tell()) == ["a", "b"]
    assert sorted(message.to[0] for message in tell()) == ["aa@example.org", "bb@example.org"]


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_tell_each_watcher_once(sheet, here):
    if connection.vendor != "postgresql":
        pytest.skip("in memory there is one connection; the run on PostgreSQL has this test")
    for number in range(60):
        watches(here, str(sheet.translation_key), email=f"{number}@example.org")
    change(sheet, pitch="Autre")
    barrier = threading.Barrier(3)

    def run():
        try:
            barrier.wait()
            send_due()
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run) for _time in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Counter(message.to[0] for message in mail.outbox).values()) == [1] * 60


def test_what_another_run_holds_is_left_to_it(sheet, here):
    watches(here, str(sheet.translation_key))
    change(sheet, pitch="Autre")
    now = timezone.now()
    Watcher.objects.update(claim=uuid4(), held_until=now + timedelta(minutes=20))
    assert send_due(now).sent == 0
    assert send_due(now + timedelta(minutes=21)).sent == 1, "the other run was killed"


def test_a_version_that_is_committed_late_is_told(sheet, here):
    """One that was published before the last run, by a transaction that ended after it."""
    watches(here, str(sheet.translation_key))
    now = timezone.now()
    send_due(now)
    change(sheet, pitch="Autre")
    Version.objects.update(published_at=now - timedelta(hours=1))
    assert send_due(now + DAY).sent == 1


# What it costs


def test_pages_cost_the_same(client, sheet, here, site):
    watches(here, str(sheet.translation_key))
    for url in (sheet.url, f"{site.directory['fr'].url}?q=jardins"):
        assert not [sql for sql in queries(client, url) if "essaimage_wiki" in sql]
    assert "/watch/search/" in client.get(f"{site.directory['fr'].url}?q=jardins").content.decode()
    assert "/watch/changes/fr/?theme=garden" in client.get(
        reverse("essaimage:wiki:recent"), {"language": "fr", "theme": "garden"}
    ).content.decode().replace("&amp;", "&")


def cost(site, here, make_sheet, watchers):
    subjects = [("", Watched.CHANGES), ("territory=FR-59", Watched.CHANGES), ("theme=garden", Watched.CHANGES)]
    since = timezone.now() - DAY
    rows = Watcher.objects.bulk_create(
        Watcher(site=here, email=f"{uuid4()}@example.org", language="fr", consented_at=since, confirmed_at=since)
        for _number in range(watchers)
    )
    Subscription.objects.bulk_create(
        Subscription(
            watcher=row, kind=kind, subject=subject, title="x", confirmed_at=since, told_at=since, pace=Pace.AT_ONCE
        )
        for row in rows
        for subject, kind in subjects
    )
    with CaptureQueriesContext(connection) as context:
        assert send_due().sent == watchers
    Watcher.objects.all().delete()
    return len(context)


def test_a_watcher_more_costs_two_statements(site, here, make_sheet):
    for number in range(6):
        change(make_sheet(f"Fiche {number}", territory=site.territory.lille), pitch="Autre")
    cost(site, here, make_sheet, 1)  # what is read once and kept
    few, many = cost(site, here, make_sheet, 5), cost(site, here, make_sheet, 45)
    assert many - few == 40 * 2, "that its subscriptions were told, and that it was written to"


# Personal data


def test_addresses_are_exported_erased_and_forgotten_in_time(sheet, here, asked, capsys, editor):
    watches(here, str(sheet.translation_key), email="Awa@example.org")
    found = person.find("awa@EXAMPLE.org")
    (exported,) = person.export(found)["watchers"]
    assert (exported["email"], exported["watches"][0]["pace"]) == ("Awa@example.org", "at_once")
    assert number_watching(sheet) == 1
    shown = editor.get(reverse("essaimage_versions", args=[sheet.pk])).content.decode()
    assert "Awa@example.org" not in shown
    person.erase(found)
    assert not Watcher.objects.exists()
    # Nobody confirms it; an address that does not exist any more; one that watches nothing.
    asked(page_url(sheet))
    gone = watches(here, str(sheet.translation_key), email="gone@example.org").watcher
    kept = watches(here, str(sheet.translation_key), email="kept@example.org").watcher
    Watcher.objects.filter(pk=gone.pk).update(paused_at=timezone.now() - timedelta(days=91))
    assert purge() == 1
    Watcher.objects.update(created_at=timezone.now() - timedelta(days=8))
    Subscription.objects.update(created_at=timezone.now() - timedelta(days=8))
    SentForm.objects.update(sent_at=timezone.now() - timedelta(days=2))
    assert purge() == 1
    assert list(Watcher.objects.all()) == [kept]
    assert not SentForm.objects.exists()
    with pytest.raises(CommandError, match="every ten minutes"):
        call_command("essaimage_watch", "status")
    call_command("essaimage_watch", "send")
    call_command("essaimage_watch", "status")
    assert "Watchers: 1. Subscriptions: 1." in capsys.readouterr().out
