"""Discussions by e-mail: who gets which message, once, whatever the mail server does."""

import logging
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from essaimage_wagtail.discussions.choices import About
from essaimage_wagtail.discussions.models import Author, Follow, Received, Sending, Thread
from essaimage_wagtail.discussions.sending.checks import check_mail
from essaimage_wagtail.discussions.sending.purge import purge
from essaimage_wagtail.discussions.sending.run import send_due
from essaimage_wagtail.discussions.writing import hide, post, show

from .mail_server import smtp
from .mailing import BY_MAIL, LIST, answer, begun, follows, person, said, stop_url, taken, thread, waiting, written

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def here(site, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, **BY_MAIL}
    return Site.objects.get()


def test_a_thread_is_followed_answered_by_e_mail_and_ended_by_one_click(client):
    about, ben, first = begun()
    chloe = person("Chloé", email="chloe@example.org", language="ar")
    follows(chloe, about)
    assert (
        taken(answer(ben, first, "Moi, derrière l'école.\n\nLe 2 juin 2015 à 10:11, Awa a écrit :\n> Qui ?\n"))
        == "posted"
    )
    assert said(about) == ["Qui a un bac ?", "Moi, derrière l'école."]
    send_due()
    (second,) = [one for one in mail.outbox if one.to == ["chloe@example.org"]]
    assert not [one for one in mail.outbox[1:] if one.to == [ben.email]], "not his own message back"
    assert "ردّوا" in second.body or "Answer this e-mail" in second.body
    assert client.get(stop_url(second)).status_code == 200
    assert Follow.objects.filter(author=chloe).exists(), "a program that looks at links ends nothing"
    done = Client(enforce_csrf_checks=True).post(stop_url(second), {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    post(about, person("Dan"), "Et moi.")
    send_due()
    assert {one.to[0] for one in mail.outbox[2:]} == {ben.email}
    assert Author.objects.filter(pk=chloe.pk).exists()


def test_what_is_shown_is_sent_by_a_task_at_once(django_capture_on_commit_callbacks):
    about, ben = thread(), person("Ben")
    follows(ben, about)
    with django_capture_on_commit_callbacks(execute=True):
        post(about, person("Awa"), "Bonjour.")
        assert mail.outbox == []
    assert [one.to for one in mail.outbox] == [[ben.email]]


def test_the_heads_that_mail_programs_and_servers_go_by(here, settings):
    about, ben = thread("Bacs\r\nBcc: all@example.org à Lille"), person("Ben")
    follows(ben, about)
    awa = person('Awa "A", Diop\r\nBcc: x@example.org')
    first = post(about, awa, "Bonjour.\n.\nFrom là-bas <b>gras</b>")
    post(about, awa, "Encore.", answers=first)
    with smtp(settings, {}) as server:
        assert send_due().sent == 2
    one, two = (message_from_bytes(data[:-5], policy=policy.default) for data in server.taken)
    token = Sending.objects.get(message=first).reply_token
    assert one["Reply-To"] == f"liste+{token}@example.org"
    assert one["From"].addresses[0].addr_spec == LIST
    assert one["From"].addresses[0].display_name.startswith('Awa "A", Diop Bcc: x@example.org')
    assert one["Bcc"] is None
    assert one["Message-ID"] == f"<{first.uuid}@localhost>"
    assert two["In-Reply-To"] == two["References"] == one["Message-ID"]
    assert one["List-Id"] == "<discussions.localhost>"
    assert one["List-Post"] == f"<mailto:{LIST}>"
    assert one["Precedence"] == "list"
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # As it is, for mail programs decode nothing in it, and do not join its lines.
    assert f"unfollow/{ben.secret}/?thread={about.uuid}>".encode() in server.taken[0]
    assert one["List-Archive"].strip().startswith("<http")
    assert not one["Subject"].strip().startswith("Re:")
    assert two["Subject"].strip() == f"Re: {one['Subject'].strip()}"
    html = one.get_body(("html",)).get_content()
    assert "&lt;b&gt;gras" in html
    assert "From là-bas <b>gras</b>" in one.get_body(("plain",)).get_content()


def test_ends_of_threads_of_the_site_and_of_all(client):
    about, other, ben = thread(), thread("Jardins"), person("Ben")
    for one in (None, about, other):
        follows(ben, one)
    left = Follow.objects.filter(author=ben)
    root = f"/essaimage/discussions/unfollow/{ben.secret}/"
    for query, number in [("?thread=no", 3), ("?thread=site", 2), (f"?thread={about.uuid}", 1), ("", 0), ("", 0)]:
        assert client.post(root + query).status_code == 200
        assert left.count() == number


def test_new_threads_of_the_site_are_told_by_their_first_message_alone():
    follows(person("Ben"))
    about, awa = thread(), person("Awa")
    first = post(about, awa, "Un.")
    post(about, awa, "Deux.")
    hide(first)
    show(first)
    assert send_due().sent == 1
    assert "Un." in mail.outbox[0].body
    assert "?thread=site" in stop_url(mail.outbox[0])


def test_what_is_hidden_ended_or_about_a_page_that_became_private_goes_no_more(make_sheet):
    sheet = make_sheet("Jardins")
    about = thread(about=About.PAGE, subject=str(sheet.translation_key))
    ben, chloe, awa = person("Ben"), person("Chloe"), person("Awa")
    follows(ben, about)
    follows(chloe, about)
    hidden = post(about, awa, "Un.")
    hide(hidden)
    post(about, awa, "Deux.")
    Follow.objects.filter(author=chloe).delete()
    send_due()
    assert [(one.to, "Deux." in one.body) for one in mail.outbox] == [([ben.email], True)]
    post(about, awa, "Trois.")
    PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    send_due()
    assert (len(mail.outbox), waiting()) == (1, 0)
    # An answer to what was sent before is not shown either, and goes back to its author.
    assert taken(answer(ben, mail.outbox[0], "Quatre.")) == "closed"
    assert "Quatre." not in said(about)


def test_a_mail_server_that_is_away_or_refuses_loses_nothing(settings, caplog):
    caplog.set_level(logging.DEBUG)
    about, now = thread(), timezone.now()
    for name in ("gone", "full", "good"):
        follows(person(name), about)
    post(about, person("Awa"), "Un.")
    with smtp(settings, {}) as server:
        server.shutdown()
        server.server_close()
        assert send_due(now).unavailable
        with pytest.raises(CommandError):
            call_command("essaimage_discussions", "send")
    with smtp(settings, {"gone@example.org": "550 no such user", "full@example.org": "452 full"}) as server:
        assert (send_due(now).sent, len(server.taken)) == (1, 1)
        assert send_due(now).failed == 0, "not at once again"
        for hours in (1, 2):
            send_due(now + timedelta(hours=hours))
        server.codes = {"gone@example.org": "550 no such user"}
        assert send_due(now + timedelta(hours=6)).sent == 1, "the full mailbox was emptied"
    gone = Author.objects.get(email="gone@example.org")
    assert (gone.failures, bool(gone.paused_at)) == (3, True)
    post(about, person("Dan"), "Deux.")
    assert not Sending.objects.filter(author=gone, message__text="Deux.").exists()
    assert not [record for record in caplog.records if "@example.org" in record.getMessage()]


def test_a_clock_that_was_in_the_future_holds_nothing_for_years():
    follows(person("Ben"), about := thread())
    post(about, person("Awa"), "Un.")
    Sending.objects.update(held_until=timezone.now() + timedelta(days=900))
    assert send_due().sent == 1


def test_a_thousand_followers_cost_as_many_questions_as_ten(django_assert_max_num_queries):
    about, now = thread(), timezone.now()
    given = {"site": Site.objects.get(), "language": "fr", "consented_at": now, "confirmed_at": now}
    people = [Author(name=f"P{number}", email=f"p{number}@example.org", **given) for number in range(1000)]
    Follow.objects.bulk_create(
        Follow(author=author, thread=about, confirmed_at=now) for author in Author.objects.bulk_create(people)
    )
    awa = person("Awa")
    with django_assert_max_num_queries(25):
        message = post(about, awa, "Un.")
    assert waiting() == 1000
    Sending.objects.exclude(author__in=people[:200]).delete()
    # One to note each that went, and no more than these for two hundred.
    with django_assert_max_num_queries(200 + 14):
        assert send_due().sent == 200
    assert len({one.to[0] for one in mail.outbox}) == 200
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 1
    assert message.sendings.exclude(sent_at=None).count() == 200


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_time_send_nothing_twice(settings):
    if connection.vendor != "postgresql":
        pytest.skip("in memory there is one connection; the run on PostgreSQL has this test")
    about = thread()
    for number in range(12):
        follows(person(f"p{number}"), about)
    post(about, person("Awa"), "Un.")
    Sending.objects.update(sent_at=None, held_until=None)
    mail.outbox.clear()
    barrier = threading.Barrier(3)

    def run():
        barrier.wait()
        try:
            send_due()
        finally:
            close_old_connections()

    threads = [threading.Thread(target=run) for _time in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    send_due()
    assert sorted(one.to[0] for one in mail.outbox) == sorted(f"p{number}@example.org" for number in range(12))


def test_old_rows_are_forgotten():
    _about, ben, sent = begun()
    assert taken(answer(ben, sent, "Oui.")) == "posted"
    assert purge() == 0
    old = timezone.now() - timedelta(days=400)
    Sending.objects.update(created_at=old)
    Received.objects.update(received_at=old)
    call_command("essaimage_discussions", "purge")
    assert not Sending.objects.exists()
    assert not Received.objects.exists()
    assert taken(answer(ben, sent, "Encore.")) == "unknown"
    assert Thread.objects.count() == 1
    assert "Encore." not in str(written(ben, "x"))


def test_settings_to_which_nobody_can_answer_are_told(settings):
    def told(**given):
        settings.ESSAIMAGE = {**settings.ESSAIMAGE, "DISCUSSIONS_MAIL": given}
        return [one.msg for one in check_mail(None)]

    assert told(address=LIST, addresses={"other.example.org": "other@example.org"}) == []
    assert told() == []
    for given in (
        {"address": "list"},
        {"address": f"{'l' * 31}@example.org"},
        {"addresses": {"x": 3}},
        {"adress": LIST},
    ):
        assert len(told(**given)) == 1
    assert "separator" in told(address=LIST, separator="")[0]
