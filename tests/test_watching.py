"""Watching by e-mail: who asks, who is told what and when, what is never told, and the end of it."""

import logging
import re
import socketserver
import threading
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from essaimage_wagtail.models import Theme
from essaimage_wagtail.personal_data import person
from essaimage_wagtail.search import SearchUnavailable
from essaimage_wagtail.wiki.history.recording import record_those_before
from essaimage_wagtail.wiki.models import News, SentForm, Subscription, Version, Watcher
from essaimage_wagtail.wiki.models.watching import Pace, Watched
from essaimage_wagtail.wiki.visitors.mail import composed
from essaimage_wagtail.wiki.visitors.text import cleaned, line
from essaimage_wagtail.wiki.watching import subjects
from essaimage_wagtail.wiki.watching.edition import Entry
from essaimage_wagtail.wiki.watching.paces import last_time
from essaimage_wagtail.wiki.watching.sending import send_due
from essaimage_wagtail.wiki.watching.subjects import Search
from essaimage_wagtail.wiki.watching.watchers import number_watching, purge

from .site import LANGUAGES
from .translating import translate
from .visits import queries
from .watching import ask, change, changes_url, link, links, page_url, search_url, watches

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
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


# Asking and confirming


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


# What is told


def tell(now=None):
    """The messages of one run."""
    before = len(mail.outbox)
    send_due(now)
    return mail.outbox[before:]


def test_a_territory_with_its_parts_a_theme_a_kind_and_a_language(site, here, make_sheet):
    for number, query in enumerate(
        ["territory=FR-59", "theme=garden", "kind=commons", "in=en", "", "territory=FR-59&theme=repair"]
    ):
        watches(here, query, kind=Watched.CHANGES, email=f"{number}@example.org")
    garden = site.themes["garden"]["fr"]
    make_sheet("Lille", territory=site.territory.lille, themes=[garden])
    make_sheet("Ailleurs", territory=site.territory.france)
    make_sheet("Gardens", language="en", themes=[site.themes["garden"]["en"]])
    told = {message.to[0][0]: {line for line in message.body.splitlines() if line} for message in tell()}
    assert set(told) == {"0", "1", "3", "4"}
    assert "Lille – Lille" in told["0"]
    assert "Ailleurs – France" not in told["0"]
    assert {"Lille – Lille", "Gardens [English]"} <= told["1"]
    assert {"Lille – Lille", "Gardens [English]", "Ailleurs – France"} <= told["4"]
    assert "Lille – Lille" not in told["3"]


def test_a_search_tells_what_it_finds_now(site, here, client, asked, make_sheet, find):
    old = make_sheet("Composteur de quartier", pitch="Un bac")
    (question,) = asked(search_url(site.directory["fr"], "q=composteur&sort=title&page=3&view=map"), pace="at_once")
    one = Subscription.objects.get()
    assert one.subject == f"{site.directory['fr'].translation_key}:fr?q=composteur"
    assert "composteur" in one.title
    client.post(link(question, "/watching/"), {"confirm": "1"})
    make_sheet("Composteurs partagés")
    make_sheet("Jardin")
    (message,) = tell()
    assert "Composteurs partagés" in message.body
    assert "Jardin" not in message.body.replace("Jardins", "")
    assert "quartier" not in message.body
    change(old, pitch="Deux bacs")
    (message,) = tell(timezone.now() + DAY)
    assert "Composteur de quartier" in message.body
    # Of the whole site, and with a filter that is gone since: nothing, rather than everything.
    assert client.get(search_url(site.home["fr"], "q=bac")).status_code == 200
    watches(here, f"{site.directory['fr'].translation_key}:fr?theme=gone", kind=Watched.SEARCH, email="x@example.org")
    change(old, pitch="Trois bacs")
    assert {message.to[0] for message in tell(timezone.now() + 2 * DAY)} == {"awa@example.org"}


def test_what_may_not_be_seen_any_more_is_never_told(site, here, make_sheet):
    watches(here, "", kind=Watched.CHANGES)
    pages = {name: make_sheet(name) for name in ("withdrawn", "private", "unpublished", "deleted", "expired", "shown")}
    make_sheet("draft", publish=False)
    Version.objects.filter(page=pages["withdrawn"]).update(withdrawn_at=timezone.now())
    PageViewRestriction.objects.create(page=pages["private"], restriction_type="login")
    pages["unpublished"].unpublish()
    pages["deleted"].delete()
    Page.objects.filter(pk=pages["expired"].pk).update(expire_at=timezone.now() - DAY)
    (message,) = tell()
    said = message.body + message.alternatives[0][0]
    assert [name for name in (*pages, "draft") if name in said] == ["shown"]
    # Shown again later, it is told when it changes, and not for what was published meanwhile.
    PageViewRestriction.objects.all().delete()
    assert tell(timezone.now() + DAY) == []


def test_what_is_watched_may_go(client, site, here, sheet):
    for number, subject in enumerate(["theme=repair", "territory=FR-59350", "in=es"]):
        watches(here, subject, kind=Watched.CHANGES, email=f"{number}@example.org")
    search = f"{site.directory['es'].translation_key}:es?q=jardins"
    watches(here, search, kind=Watched.SEARCH, email="3@example.org")
    watches(here, str(uuid4()), email="4@example.org")
    Theme.objects.filter(slug="repair").delete()
    site.territory.lille.delete()
    Page.objects.get(pk=site.home["es"].pk).delete()
    site.locales["es"].delete()
    change(sheet, pitch="Autre")
    assert tell() == []
    assert {client.get(one.get_absolute_url()).status_code for one in Watcher.objects.all()} == {200}


def test_versions_that_are_written_down_afterwards_are_no_news(sheet, here):
    watches(here, str(sheet.translation_key))
    change(sheet, pitch="Autre")
    Version.objects.all().delete()
    assert record_those_before() > 0
    assert News.objects.count() == 0
    assert tell() == []


def test_a_message_in_each_language_is_what_mail_programs_expect(sheet, here, make_sheet):
    for code in LANGUAGES:
        watches(here, "", kind=Watched.CHANGES, email=f"{code}@example.org", code=code)
    change(sheet, "« Récolte » <b>\nà juin", pitch="Un autre")
    make_sheet("Garden\u202e <script>")
    found = {message.to[0][:2]: message for message in tell()}
    assert set(found) == set(LANGUAGES)
    for code, message in found.items():
        parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
        assert not parsed.defects
        assert [part.get_content_type() for part in parsed.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]
        text, html = (part.get_content() for part in parsed.iter_parts())
        assert not [part.defects for part in parsed.walk() if part.defects]
        # RFC 8058, 3.1 and 8.1: one address alone, in angle brackets, and exactly this second header.
        assert re.fullmatch(r"<https?://[^<>,\s]+>", parsed["List-Unsubscribe"].strip())
        assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        # RFC 2919: a list's name in angle brackets; RFC 5322: one Message-ID.
        assert re.fullmatch(r"<[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+>", parsed["List-Id"])
        assert re.fullmatch(r"<[^@<>\s]+@[^@<>\s]+>", parsed["Message-ID"])
        assert parsed["Auto-Submitted"] == "auto-generated"
        assert f'lang="{code}"' in html
        assert ('dir="rtl"' in html) == (code == "ar")
        assert "<script>" not in html
        assert "\u202e" not in parsed["Subject"]
        assert "Bcc" not in parsed
        assert all(stop in text for stop in ("/watching/", "/stop/"))
    assert len({message.extra_headers["Message-ID"] for message in found.values()}) == 5


@pytest.mark.npm
def test_hostile_and_strange_titles_come_through_whole(naughty_strings):
    """As the title, the summary, the territory and the name of what is watched."""
    strings = [text for text in naughty_strings if cleaned(text)]
    for text in strings:
        entry = Entry(text, "fr", "https://example.org/", False, "Une partie", said=[text], territory=text)
        one = Subscription(kind=Watched.CHANGES, title=text)
        context = {"site_name": text, "entries": [entry], "subscriptions": [one], "stop_url": "https://example.org/s"}
        message = composed("a@example.org", name="digest", subject=text, context=context, code="ar")
        parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
        assert not [part.defects for part in parsed.walk() if part.defects]
        assert parsed["Subject"].strip() == line(text)
        plain, html = (part.get_content() for part in parsed.iter_parts())
        assert cleaned(text) in cleaned(plain)
        read = BeautifulSoup(html, "html.parser")
        assert not read.find_all(["script", "img", "iframe", "svg", "form", "input"])
        assert not [tag for tag in read.find_all() if any(name.startswith("on") for name in tag.attrs)]
        assert {tag["href"] for tag in read.find_all("a", href=True)} <= {
            "https://example.org/",
            "https://example.org/s",
            "",
        }
        assert cleaned(read.find("blockquote").get_text()) == cleaned(text)
    assert len(strings) > 400


def test_a_translation_is_told_with_its_original_in_one_message(sheet, here):
    watches(here, str(sheet.translation_key), code="en")
    translate(sheet, "en")
    change(sheet, pitch="Un autre")
    (message,) = tell()
    titles = [line for line in message.body.splitlines() if "JARDINS" in line or "Jardins" in line]
    assert any("[Français]" in title for title in titles)
    assert '<h2><a href="' in message.alternatives[0][0]
    assert 'lang="fr"' in message.alternatives[0][0]


def test_a_digest_names_so_many_pages_and_links_to_the_rest(here, make_sheet, settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "WATCHING": {"most_pages": 2}}
    watches(here, "", kind=Watched.CHANGES)
    for number in range(5):
        make_sheet(f"Fiche {number}")
    (message,) = tell()
    assert [line for line in message.body.splitlines() if line.startswith("Fiche")] == ["Fiche 4", "Fiche 3"]
    assert "3" in message.body.partition("/recent/")[0].splitlines()[-2]


# When


@pytest.mark.parametrize(
    ("now", "pace", "expected"),
    [
        # 6 o'clock in Paris, on the days around the changes of the clock.
        ("2026-03-28T12:00", "daily", "2026-03-28T05:00"),
        ("2026-03-29T03:59", "daily", "2026-03-28T05:00"),
        ("2026-03-29T04:00", "daily", "2026-03-29T04:00"),
        ("2026-10-25T04:59", "daily", "2026-10-24T04:00"),
        ("2026-10-25T05:00", "daily", "2026-10-25T05:00"),
        # Monday, across a change of the clock and a year's end.
        ("2026-03-30T03:59", "weekly", "2026-03-23T05:00"),
        ("2026-03-30T04:00", "weekly", "2026-03-30T04:00"),
        ("2026-11-01T23:00", "weekly", "2026-10-26T05:00"),
        ("2027-01-03T12:00", "weekly", "2026-12-28T05:00"),
    ],
)
def test_a_day_and_a_week_begin_by_the_clock_of_the_site(now, pace, expected):
    moments = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (now, expected)]
    with timezone.override("Asia/Tokyo"):  # where an editor is
        assert last_time(pace, moments[0]) == moments[1]


def test_paces(sheet, here):
    for pace in Pace.values:
        watches(here, str(sheet.translation_key), email=f"{pace}@example.org", pace=pace)
    monday = timezone.now().replace(hour=12) + timedelta(days=14)
    monday -= timedelta(days=timezone.localtime(monday).weekday())
    Subscription.objects.update(told_at=monday)

    def written(days=0, **kwargs):
        return sorted(message.to[0].partition("@")[0] for message in tell(monday + timedelta(days=days, **kwargs)))

    change(sheet, pitch="1")
    assert written() == ["at_once"]
    change(sheet, pitch="2")
    assert written(minutes=59) == [], "at once is once an hour"
    assert written(minutes=60) == ["at_once"]
    assert written(days=1) == ["daily"]
    assert written(days=2) == [], "nothing has changed"
    change(sheet, pitch="3")
    # What changes after the digest of a day is told in that of the next one.
    assert written(days=2, hours=1) == ["at_once"]
    assert written(days=3) == ["daily"]
    assert written(days=6) == []
    assert written(days=7) == ["weekly"]


def test_a_change_is_told_once_to_whoever_watches_it_twice(sheet, here):
    watches(here, str(sheet.translation_key))
    watches(here, "", kind=Watched.CHANGES, pace=Pace.DAILY)
    change(sheet, pitch="1")
    now = timezone.now()
    first = tell(now)
    assert tell(now + 2 * DAY) == []
    change(sheet, pitch="2")
    second = tell(now + 4 * DAY)
    assert (len(first), len(second)) == (1, 1)
    assert first[0].extra_headers["Message-ID"] != second[0].extra_headers["Message-ID"]


def test_it_is_told_when_the_page_is_published(sheet, here, django_capture_on_commit_callbacks):
    watches(here, str(sheet.translation_key))
    watches(here, str(sheet.translation_key), email="later@example.org", pace=Pace.DAILY)
    with django_capture_on_commit_callbacks(execute=True):
        change(sheet, pitch="Autre")
    assert [message.to for message in mail.outbox] == [["awa@example.org"]]
    with django_capture_on_commit_callbacks(execute=True):
        change(sheet, pitch="Encore")
    assert len(mail.outbox) == 1, "the next one waits for an hour"


# The mail server


class Server(socketserver.StreamRequestHandler):
    """An SMTP server that answers recipients by ``codes``."""

    def handle(self):
        self.say("220 test")
        while line := self.rfile.readline().decode("latin-1").strip():
            verb = line.partition(" ")[0].upper()
            if verb == "RCPT":
                address = re.search("<(.*)>", line)[1]
                self.say(self.server.codes.get(address, "250 ok"))
            elif verb == "DATA":
                self.say("354 go on")
                data = b""
                while not data.endswith(b"\r\n.\r\n"):
                    data += self.rfile.readline()
                self.server.taken.append(data)
                self.say("250 ok")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def smtp(settings, codes):
    class Listening(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Listening(("127.0.0.1", 0), Server) as server:
        server.codes, server.taken = codes, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        backend = "django.core.mail.backends.smtp.EmailBackend"
        host, port = server.server_address
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = backend, host, port
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"host": host, "port": port}}}
        yield server
        server.shutdown()


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
