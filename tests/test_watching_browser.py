"""Somebody without an account watches a page, is told what changed, and ends it by one click: in a real Chromium."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from essaimage_wagtail.wiki.models import Subscription, Watcher
from essaimage_wagtail.wiki.watching.sending import send_due

from .browsing import PHONE, is_at_ease, is_whole
from .translating import translate
from .watching import change, link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = [("description", {"text": "<p>On sème en mars.</p>"})]


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}


@pytest.fixture
def sheet(live_server, site, make_sheet):
    place = {"territory": site.territory.lille, "themes": [site.themes["garden"]["fr"]]}
    return make_sheet("Jardin partagé du Vert-Bois", slug="jardins", body=TEXT, **place)


def read(tab, message, name):
    """Open the HTML of a message as a mail program does."""
    tab.set_content(message.alternatives[0][0])
    is_at_ease(tab, name)


def test_without_javascript_on_a_phone(live_server, sheet, new_page):
    visitor, mailbox = new_page(viewport=PHONE, java_script_enabled=False), new_page(viewport=PHONE)
    visitor.goto(live_server.url + sheet.url)
    visitor.locator('a[href*="/watch/page/"]').click()
    assert "Jardin partagé" in visitor.locator("main .es-breadcrumb").inner_text()
    visitor.locator("[name=pace][value=at_once]").check()
    visitor.locator("main button[type=submit]").click()
    # What is missing is named, and what was chosen is kept.
    assert visitor.locator("[name=pace][value=at_once]").is_checked()
    is_whole(visitor, "watch-form")
    visitor.locator(".es-form__problems a").first.click()
    visitor.locator("[name=email]").fill("awa@example.org")
    visitor.locator("[name=consent]").check()
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/watch/asked/fr/")
    is_whole(visitor, "watch-asked")
    (question,) = mail.outbox
    read(mailbox, question, "mail-question")
    own = link(question, "/watching/")
    visitor.goto(live_server.url + own)
    visitor.locator("button[name=confirm]").click()
    visitor.locator("select[name^=pace-]").wait_for()
    is_whole(visitor, "watching")

    change(sheet, "Les semis sont avancés, il fait plus chaud", pitch="Un jardin ouvert")
    message = mail.outbox[-1]
    assert "Jardin partagé" in message.subject
    read(mailbox, message, "mail-digest")
    visitor.goto(live_server.url + link(message, "/compare/"))
    assert "Un jardin ouvert" in visitor.locator("main").inner_text()
    visitor.goto(live_server.url + link(message, "/stop/"))
    assert Watcher.objects.exists()
    visitor.locator("main button[type=submit]").click()
    visitor.locator("main h1").wait_for()
    is_whole(visitor, "stopped")
    assert not Watcher.objects.exists()


def test_in_arabic_with_a_territory_and_a_search(live_server, site, sheet, new_page):
    arabic = translate(sheet, "ar", lambda words: "حديقة مشتركة" if words.startswith("Jardin") else words)
    visitor, mailbox = new_page(locale="ar", viewport=PHONE), new_page(viewport=PHONE)
    visitor.goto(f"{live_server.url}/essaimage/wiki/recent/?language=ar")
    visitor.locator('a[href*="/watch/changes/"]').click()
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    visitor.locator("[name=territory]").select_option("FR-59")
    visitor.locator("[name=email]").fill("awa@example.org")
    visitor.locator("[name=consent]").check()
    is_at_ease(visitor, "watch-form-ar")
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/watch/asked/ar/")
    visitor.goto(live_server.url + link(mail.outbox[0], "/watching/"))
    is_at_ease(visitor, "waiting-ar")
    visitor.locator("button[name=confirm]").click()
    visitor.locator("select[name^=pace-]").select_option("at_once")
    visitor.locator("main .es-act button[name=save]").click()
    visitor.locator("select[name^=pace-]").wait_for()
    is_at_ease(visitor, "watching-ar")
    assert Subscription.objects.get().pace == "at_once"
    # Within the hour, both are told together.
    Watcher.objects.update(mailed_at=timezone.now())
    change(sheet, "La ville a ouvert le jardin", pitch="Un jardin ouvert")
    change(arabic, pitch="حديقة مفتوحة")
    send_due(timezone.now() + timedelta(hours=1))
    message = mail.outbox[-1]
    assert "حديقة مشتركة" in message.subject
    assert {"حديقة مشتركة – Lille", "Jardin partagé du Vert-Bois [Français] – Lille"} <= {*message.body.splitlines()}
    read(mailbox, message, "mail-digest-ar")
    assert mailbox.locator("html").get_attribute("dir") == "rtl"
    # A search is watched from its results.
    visitor.goto(f"{live_server.url}{site.directory['fr'].url}?q=jardin")
    visitor.locator('a[href*="/watch/search/"]').click()
    assert "jardin" in visitor.locator("main .es-breadcrumb").inner_text()
    is_at_ease(visitor, "watch-search")
