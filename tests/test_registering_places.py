"""Who gets a place, who moves up, and what people are told: once, whoever comes at the same moment."""

import threading
from datetime import timedelta
from smtplib import SMTPDataError

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from essaimage_wagtail.encounters.models import EncounterPage, Registration
from essaimage_wagtail.encounters.registering import granting, news
from essaimage_wagtail.encounters.registering.facts import facts_of
from essaimage_wagtail.encounters.registering.news import send_due
from essaimage_wagtail.encounters.showing.states import begun_at

from .mail_server import mailed_by, no_server
from .registering import comes, own_url, publish, register, withdraw_url

pytestmark = pytest.mark.django_db


def unconfirmed(page, name):
    return comes(page, name, confirmed_at=None, told={"place": "asked"})


def names(rows):
    return [row.name for row in rows]


def test_who_comes_too_late_waits_and_moves_up(client, make_encounter, written):
    page = make_encounter(capacity=1)
    key = page.translation_key
    rows = [unconfirmed(page, name) for name in ("Awa", "Badu", "Chloé")]
    messages = [written(client.post, own_url(row), {"confirm": "1"})[1][0] for row in rows]
    assert [bool(message.attachments) for message in messages] == [True, False, False], "who waits has no appointment"
    assert "2" in messages[2].body
    assert [client.get(own_url(row)).context["position"] for row in rows] == [0, 1, 2]
    assert "es-registration" in client.get(page.url).content.decode()
    _answer, (withdrawn, moved) = written(client.post, withdraw_url(rows[0]))
    assert (withdrawn.to, moved.to) == (["awa@example.org"], ["badu@example.org"])
    assert moved.attachments
    assert names(Registration.objects.coming_to(key)) == ["Badu"]
    # Who comes back is the last.
    written(client.post, own_url(rows[0]), {"confirm": "1"})
    assert names(Registration.objects.waiting_for(key)) == ["Chloé", "Awa"]


def test_more_places_bring_people_up_when_the_page_is_published(make_encounter, written):
    page = make_encounter(capacity=1)
    comes(page, "Awa")
    for name in ("Badu", "Chloé", "Dia"):
        comes(page, name, is_waiting=True)
    draft = EncounterPage.objects.get(pk=page.pk)
    draft.capacity = 3
    _revision, none = written(draft.save_revision)
    assert none == [], "a draft gives nothing"
    _page, messages = written(publish, page, capacity=3)
    assert [message.to[0] for message in messages] == ["badu@example.org", "chloé@example.org"]
    assert written(publish, page, capacity=1)[1] == [], "nobody loses a place"
    assert Registration.objects.coming_to(page.translation_key).count() == 3
    assert written(publish, page, capacity=None)[1][0].to == ["dia@example.org"]


def test_a_changed_day_a_cancellation_and_its_end_are_told_once(make_encounter, written):
    page = make_encounter(in_days=2, pitches=["A"], capacity=2)
    comes(page, "Awa", language="ar", reminded_at=timezone.now())
    comes(page, "Badu", is_waiting=True)
    unconfirmed(page, "Chloé")
    comes(page, "Dia", withdrawn_at=timezone.now())
    comes(page, "Without mail", email="")
    assert written(publish, page, title="Autre titre")[1] == []
    later = page.day + timedelta(days=30)
    _page, messages = written(publish, page, day=later)
    assert [message.to[0] for message in messages] == ["awa@example.org", "badu@example.org"]
    assert 'dir="rtl"' in messages[0].alternatives[0][0]
    assert str(later.year) in messages[0].body
    assert "<s>" in messages[0].alternatives[0][0], "what was told before"
    assert Registration.objects.get(name="Awa").reminded_at is None, "they are reminded of the new day"
    assert written(publish, page)[1] == []
    _page, messages = written(publish, page, is_cancelled=True)
    assert [message.subject.partition(":")[2].strip() for message in messages] == ["Autre titre", "Autre titre"]
    assert "STATUS:CANCELLED" in messages[0].attachments[0][1]
    assert written(publish, page, address="Ailleurs")[1] == [], "nobody comes"
    assert len(written(publish, page, is_cancelled=False)[1]) == 2
    assert send_due().sent == 0


def test_people_are_reminded_once_some_days_before(make_encounter, settings):
    page = make_encounter(in_days=20, time_zone="Pacific/Auckland")
    waits = comes(page, "Badu", is_waiting=True)
    comes(page, "Awa")
    comes(page, "Withdrawn", withdrawn_at=timezone.now())
    begins = begun_at(page)
    comes(page, "Late", confirmed_at=begins - timedelta(days=1))
    assert send_due(begins - timedelta(days=3, minutes=1)).sent == 0
    assert send_due(begins - timedelta(days=2)).sent == 1
    assert [message.to for message in mail.outbox] == [["awa@example.org"]]
    assert mail.outbox[0].attachments
    assert send_due(begins - timedelta(days=1)).sent == 0
    Registration.objects.update(reminded_at=None)
    assert send_due(begins + timedelta(minutes=1)).sent == 0, "it has begun"
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ENCOUNTERS": {"remind_days": 10}}
    Registration.objects.filter(pk=waits.pk).update(is_waiting=False, told=facts_of(page, is_waiting=False))
    assert send_due(begins - timedelta(days=9)).sent == 2


def test_what_the_mail_server_does_not_take_is_sent_by_the_next_run(make_encounter, capsys):
    page = make_encounter(in_days=2)
    comes(page, "Awa")
    comes(page, "Badu", told={**facts_of(page, is_waiting=False), "day": "2020-01-01"})
    with no_server(), pytest.raises(CommandError, match="no messages now"):
        call_command("essaimage_encounters", "remind")
    call_command("essaimage_encounters", "remind")
    assert sorted(message.to[0] for message in mail.outbox) == [
        "awa@example.org",
        "badu@example.org",
        "badu@example.org",
    ]
    call_command("essaimage_encounters", "remind")
    assert len(mail.outbox) == 3
    assert "Sent: 0" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.usefixtures("at_once")
def test_the_first_messages_are_not_lost_either(client, make_encounter, written, capsys):
    """Asking the address, and what its owner gets: a mail server that takes nothing keeps nobody from registering."""
    page = make_encounter(capacity=1)
    refusing = "tests.test_registering_places.Refusing"
    with mailed_by(refusing):
        assert written(register, client, page, email="awa@example.org")[1] == []
    row = Registration.objects.get()
    call_command("essaimage_encounters", "remind")
    (question,) = mail.outbox
    assert (question.to, own_url(row) in question.body) == (["awa@example.org"], True)
    waits = unconfirmed(page, "Badu")
    with mailed_by(refusing):
        for one in (row, waits):
            written(client.post, own_url(one), {"confirm": "1"})
    for _run in range(2):
        call_command("essaimage_encounters", "remind")
    first, second = mail.outbox[1:]
    assert (first.to, second.to) == (["awa@example.org"], ["badu@example.org"])
    assert first.attachments and not second.attachments, "who waits has no appointment"
    # Nobody is asked about what is cancelled meanwhile.
    unconfirmed(page, "Chloé")
    Registration.objects.filter(name="Chloé").update(told={})
    EncounterPage.objects.update(is_cancelled=True)
    call_command("essaimage_encounters", "remind")
    assert [message.to[0] for message in mail.outbox[3:]] == ["awa@example.org", "badu@example.org"]


class Refusing(BaseEmailBackend):
    """A mail server that is there, and takes no message."""

    def send_messages(self, messages):
        raise SMTPDataError(451, b"Try again later")


def test_of_two_runs_the_second_one_finds_that_it_is_told(make_encounter, monkeypatch):
    """Both have read the row before one of them writes to its person."""
    page = make_encounter(in_days=2)
    row = comes(page, "Awa", told={**facts_of(page, is_waiting=False), "address": "Avant"})
    for _run in range(2):
        news._tell_one(row, facts_of(page, is_waiting=False), news.Done())
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_people_who_confirm_beside_each_other_two_get_the_last_two_places(make_encounter):
    """Eight, in threads of their own with connections of their own, where the database has such."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection is all that there is to a database in memory")
    page = make_encounter(capacity=2)
    rows = [unconfirmed(page, f"P{number}") for number in range(8)]
    begin = threading.Barrier(len(rows))

    def confirm(row):
        begin.wait()
        try:
            granting.confirm(row)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Registration.objects.coming_to(page.translation_key).count() == 2
    assert Registration.objects.waiting_for(page.translation_key).count() == 6


def test_nobody_gets_a_place_once_it_has_begun_or_is_cancelled(client, make_encounter):
    for fields in ({"in_days": -1}, {"is_cancelled": True}):
        page = make_encounter(**fields)
        row = unconfirmed(page, "Awa")
        assert client.post(own_url(row), {"confirm": "1"}).status_code == 302
        assert not Registration.objects.get(pk=row.pk).confirmed_at
        assert "es-notice" in client.get(own_url(row)).content.decode()
        row.delete()
    # Who asked before the last day may confirm it after.
    page = make_encounter(deadline=(timezone.now() - timedelta(days=3)).date())
    row = unconfirmed(page, "Awa")
    with transaction.atomic():
        assert granting.confirm(row)
