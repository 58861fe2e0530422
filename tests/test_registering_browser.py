"""Somebody without an account registers on a phone, confirms from the message, changes their wishes and withdraws: in a
real Chromium."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from essaimage_wagtail.encounters.models import Pitch, Registration

from .browsing import PHONE, is_at_ease, is_whole
from .encounter_days import plan
from .registering import ranks, register_url
from .site import saved
from .watching import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_once")]


@pytest.fixture
def place(live_server, make_encounter):
    return make_encounter("Speed-dating de l’essaimage", pitches=["Jardin partagé", "Repair café", "Ressourcerie"])


def read(tab, message, name):
    """Open the HTML of a message as a mail program does."""
    tab.set_content(message.alternatives[0][0])
    is_at_ease(tab, name)


def wishes():
    """The names in order."""
    names = dict(Pitch.objects.values_list("translation_key", "name"))
    return [names[wish.pitch_key] for wish in Registration.objects.get().wishes.all()]


def test_without_javascript_on_a_phone(live_server, place, new_page):
    visitor, mailbox = new_page(viewport=PHONE, java_script_enabled=False), new_page(viewport=PHONE)
    visitor.goto(live_server.url + place.url)
    visitor.locator('a[href*="/register/"]').click()
    visitor.locator("[name=name]").fill("Awa Diop")
    visitor.locator("[name=languages][value=ar]").check()
    for name in ranks(place, "Jardin partagé", "Repair café"):
        visitor.locator(f"[name='{name}']").select_option("1")
    visitor.locator("main button[type=submit]").click()
    # What is wrong is named, and what was typed is kept.
    expect(visitor.locator(".es-wishes .errorlist")).to_have_count(1)
    assert visitor.locator("[name=languages][value=ar]").is_checked()
    is_whole(visitor, "register-problems")
    for name, rank in ranks(place, "Repair café", "Jardin partagé").items():
        visitor.locator(f"[name='{name}']").select_option(rank)
    visitor.locator("[name=email]").fill("awa@example.org")
    visitor.locator("[name=consent]").check()
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/registered/**")
    is_whole(visitor, "registered")
    read(mailbox, mail.outbox[0], "mail-ask")
    visitor.goto(live_server.url + link(mail.outbox[0], "/registration/"))
    visitor.locator("button[name=confirm]").click()
    visitor.locator("details.es-registration__change summary").wait_for()
    is_whole(visitor, "registration")
    read(mailbox, mail.outbox[1], "mail-confirmed")
    assert mail.outbox[1].attachments
    assert wishes() == ["Repair café", "Jardin partagé"]
    # Once the programme is shown, the same address leads to it.
    plan(place, [Registration.objects.get()])
    visitor.reload()
    visitor.locator("a[href$='/programme/']").first.click()
    expect(visitor.locator("main")).to_contain_text("Repair café")
    visitor.goto(live_server.url + link(mail.outbox[1], "/withdraw/"))
    assert Registration.objects.get().is_coming
    visitor.locator("main button[type=submit]").click()
    visitor.locator("main h1").wait_for()
    is_whole(visitor, "withdrawn")
    assert Registration.objects.get().withdrawn_at


def test_in_arabic_by_keys(live_server, site, place, new_page):
    rows = [
        Pitch(name=row.name, translation_key=row.translation_key, locale=site.locales["ar"])
        for row in place.pitches.all()
    ]
    arabic = place.copy_for_translation(site.locales["ar"], copy_parents=True)
    arabic.title, arabic.pitches = "لقاءات سريعة", rows
    arabic = saved(arabic, publish=True)
    visitor, mailbox = new_page(locale="ar", viewport=PHONE), new_page(viewport=PHONE)
    visitor.goto(live_server.url + register_url(arabic))
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    add = visitor.locator(".es-wishes__pitch button:visible")
    expect(add).to_have_count(3)
    for _each in range(3):
        add.first.focus()
        visitor.keyboard.press("Enter")
    mine = visitor.locator(".es-wishes__mine li")
    expect(mine).to_have_count(3)
    # The last one goes up twice: its button keeps the focus until there is nothing above it.
    mine.nth(2).locator("button").first.focus()
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Enter")
    expect(mine.first).to_contain_text("Ressourcerie")
    expect(mine.first.locator("button").nth(1)).to_be_focused()
    mine.nth(1).locator("button").nth(2).press("Enter")
    expect(mine).to_have_count(2)
    is_at_ease(visitor, "register-ar")
    visitor.locator("[name=name]").fill("مريم")
    visitor.locator("[name=email]").fill("maryam@example.org")
    visitor.locator("[name=consent]").check()
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/registered/**")
    read(mailbox, mail.outbox[0], "mail-ask-ar")
    assert mailbox.locator("html").get_attribute("dir") == "rtl"
    visitor.goto(live_server.url + link(mail.outbox[0], "/registration/"))
    visitor.locator("button[name=confirm]").click()
    change = visitor.locator("details.es-registration__change summary")
    change.wait_for()
    assert wishes() == ["Ressourcerie", "Repair café"]
    change.click()
    expect(mine).to_have_count(2)
    mine.first.locator("button").nth(1).click()
    is_at_ease(visitor, "registration-ar")
    visitor.locator("button[name=save]").click()
    visitor.locator("main [role=status]").first.wait_for()
    assert wishes() == ["Repair café", "Ressourcerie"]
    visitor.locator('a[href*="/withdraw/"]').click()
    is_at_ease(visitor, "withdraw-ar")
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_function("!document.querySelector('main form')")
    assert Registration.objects.get().withdrawn_at
