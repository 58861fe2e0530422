"""Reminders that are sent once, and people who are forgotten: by time, when they ask, when they withdraw consent."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from essaimage_wagtail.personal_data import person
from essaimage_wagtail.sponsorships.checks import check_options, check_wiki
from essaimage_wagtail.sponsorships.choices import State
from essaimage_wagtail.sponsorships.models import Sponsorship
from essaimage_wagtail.sponsorships.people import purge
from essaimage_wagtail.sponsorships.reminding import MOST, remind

from .mail_server import smtp
from .sponsored import ASKER, TEAM

pytestmark = pytest.mark.django_db

PUBLIC = {"sponsor_agrees": True, "sponsored_agrees": True}


def ago(days):
    return timezone.now() - timedelta(days=days)


def sent(now=None):
    before = len(mail.outbox)
    remind(now)
    return [message.to for message in mail.outbox[before:]]


def test_both_are_reminded_of_the_next_date_once(sponsorship):
    row = sponsorship(state=State.UNDER_WAY, next_on=timezone.localdate() + timedelta(days=10))

    assert sent() == []
    soon = timezone.now() + timedelta(days=8)
    assert sent(soon) == [[ASKER], [TEAM]]
    assert sent(soon) == []
    assert sent(soon + timedelta(days=1)) == []
    # The next date is another one.
    Sponsorship.objects.filter(pk=row.pk).update(next_on=timezone.localdate() + timedelta(days=30))
    assert sent(timezone.now() + timedelta(days=29)) == [[ASKER], [TEAM]]


def test_a_long_silence_is_told_some_times_then_left_to_moderators(sponsorship):
    sponsorship(state=State.ACCEPTED, changed_at=ago(91))

    times = [len(sent(timezone.now() + timedelta(days=91 * number))) for number in range(6)]

    assert times == [2] * MOST + [0] * (6 - MOST)


def test_who_has_written_is_not_asleep(sponsorship):
    sponsorship(state=State.UNDER_WAY, changed_at=ago(80))
    sponsorship(state=State.UNDER_WAY, changed_at=ago(200), next_on=timezone.localdate() + timedelta(days=30))
    sponsorship(state=State.ENDED, changed_at=ago(200))

    assert sent() == []


def test_the_team_alone_is_reminded_of_a_question(sponsorship):
    sponsorship(confirmed_at=ago(31), changed_at=ago(31))

    assert [sent(), sent()] == [[[TEAM]], []]


def test_a_mail_server_that_is_away_loses_no_reminder(sponsorship, settings):
    sponsorship(state=State.UNDER_WAY, next_on=timezone.localdate())
    with smtp(settings, {}) as server:
        server.shutdown()
        server.server_close()
        with pytest.raises(CommandError, match="next run"):
            call_command("essaimage_sponsorships", "remind", stdout=StringIO())
    told = StringIO()

    with smtp(settings, {}):
        call_command("essaimage_sponsorships", "remind", stdout=told)

    assert told.getvalue() == "Sent: 2. Not taken by the mail server: 0.\n"


def test_what_is_forgotten_when(sponsorship):
    waiting = sponsorship(confirmed_at=None)
    old = sponsorship(confirmed_at=None)
    Sponsorship.objects.filter(pk=old.pk).update(created_at=ago(8))
    sponsorship(state=State.ENDED, changed_at=ago(366), sponsor_agrees=True)
    public = sponsorship(state=State.ENDED, changed_at=ago(366), **PUBLIC)
    public.meetings.create(on="2026-01-05", text="Public", is_public=True)
    public.meetings.create(on="2026-01-05", text="Privé")
    going = sponsorship(state=State.UNDER_WAY, changed_at=ago(366))

    assert purge() == (1, 2)
    assert purge() == (0, 0)

    assert {*Sponsorship.objects.values_list("pk", flat=True)} == {waiting.pk, public.pk, going.pk}
    secret = public.sponsored_secret
    public.refresh_from_db()
    assert (public.asker_name, public.asker_email, public.sponsor_email, public.request) == ("", "", "", "")
    assert public.sponsored_secret != secret
    assert [one.text for one in public.meetings.all()] == ["Public"]
    going.refresh_from_db()
    assert going.asker_email == ASKER


@pytest.mark.parametrize("asked", ["AWA@example.org", "awa  diop"])
def test_who_asked_is_exported_and_erased(sponsorship, asked):
    hidden, public = sponsorship(), sponsorship(state=State.ENDED, **PUBLIC)

    found = person.find(asked)
    (first, second) = person.export(found)["sponsorships"]
    person.erase(found)

    assert (first["id"], first["email"], first["request"]) == (hidden.pk, ASKER, "Une visite.")
    assert "contact_email" not in second
    (left,) = Sponsorship.objects.all()
    assert (left.pk, left.asker_name, left.asker_email) == (public.pk, "", "")
    assert left.sponsor_email == TEAM


def test_who_answers_for_a_team_is_erased_without_the_other_side(sponsorship):
    row = sponsorship(state=State.UNDER_WAY)

    found = person.find(TEAM)
    (data,) = person.export(found)["sponsorships"]
    person.erase(found)

    assert "email" not in data
    assert data["contact_email"] == TEAM
    left = Sponsorship.objects.get(pk=row.pk)
    assert (left.sponsor_email, left.asker_email) == ("", ASKER)
    assert left.sponsor_secret != row.sponsor_secret


def test_checks(settings, monkeypatch):
    assert check_wiki(None) == check_options(None) == []
    monkeypatch.delitem(apps.app_configs, "essaimage_wiki")
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "SPONSORSHIPS": {"keep_days": "long", "who": 1, "asleep_days": 9}}
    (missing,), wrong = check_wiki(None), check_options(None)
    assert missing.id == "essaimage_wagtail.E221"
    assert [one.id for one in wrong] == ["essaimage_wagtail.W221"] * 2
