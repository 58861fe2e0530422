"""Watching by e-mail: who is told what and when, and what is never told."""

import re
import sys
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.models import Theme
from essaimage_wagtail.wiki.history.recording import record_those_before
from essaimage_wagtail.wiki.models import News, Subscription, Version, Watcher
from essaimage_wagtail.wiki.models.watching import Pace, Watched
from essaimage_wagtail.wiki.visitors.mail import composed
from essaimage_wagtail.wiki.visitors.text import cleaned, line
from essaimage_wagtail.wiki.watching.edition import Entry
from essaimage_wagtail.wiki.watching.paces import last_time

from .site import LANGUAGES
from .translating import translate
from .watching import change, link, search_url, tell, watches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
DAY = timedelta(days=1)


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
        # Python before 3.12.4 loses spaces between encoded words (its issue 92081).
        assert parsed["Subject"].strip() == line(text) or (
            sys.version_info < (3, 12, 4) and "".join(parsed["Subject"].split()) == "".join(line(text).split())
        )
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
