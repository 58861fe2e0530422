"""The day on phones: the next table, who is here, and an intention that becomes a replication: in a real Chromium."""

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from essaimage_wagtail.encounters.models import Intention, Registration
from essaimage_wagtail.models import Replication

from .browsing import AXE, DESKTOP, PHONE, is_at_ease, is_whole, sign_in
from .encounter_days import make_encounter, plan, register
from .watching import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_once")]

LONG = "Coopérative d’habitantes et d’habitants pour la réparation des vélos et des machines à laver du quartier"


@pytest.fixture
def sheets(live_server, site, make_sheet):
    return [make_sheet("Jardins", territory=site.territory.lille), make_sheet(LONG), make_sheet("Four à pain")]


@pytest.fixture
def encounter(site, sheets):
    page = make_encounter(site.home["fr"], sheets)
    make_encounter(site.home["ar"], title="لقاء الاستنبات", key=page.translation_key)
    return page


def at(live_server, name, *args):
    return live_server.url + reverse(name, args=args)


def rules(tab):
    return {rule["id"] for rule in AXE.run(tab).response["violations"]}


def test_from_the_table_to_a_replication(live_server, site, sheets, encounter, admin, new_page):
    awa = register(encounter, "Awa Diop", needs_step_free=True, agrees_to_be_named=True)
    sara = register(encounter, "سارة الخطيب", language="ar")
    plan(encounter, [awa, sara])
    door = admin
    door.set_viewport_size(PHONE)
    for person, code, direction in ((awa, "fr", "ltr"), (sara, "ar", "rtl")):
        phone = new_page(locale=code, viewport=PHONE, java_script_enabled=False)
        phone.goto(at(live_server, "essaimage:encounters:my_programme", person.secret))
        assert phone.locator("html").get_attribute("dir") == direction
        now = phone.locator(".es-mine__now")
        expect(now).to_contain_text("1" if person == awa else "2")
        expect(phone.locator(".es-mine__round")).to_have_count(2)
        phone = new_page(locale=code, viewport=PHONE)
        phone.goto(at(live_server, "essaimage:encounters:my_programme", person.secret))
        is_at_ease(phone, f"my-programme-{code}")
    # At the door.
    door.goto(at(live_server, "essaimage_encounter_presence", encounter.pk))
    door.locator(f"#person-{awa.pk} button[name=here]").click()
    expect(door.locator(f"#person-{awa.pk} button[name=unknown]")).to_be_visible()
    is_at_ease(door, "presence")
    assert list(Registration.objects.order_by("pk").values_list("is_present", flat=True)) == [True, None]
    # What each wants, in their language.
    for person, code in ((awa, "fr"), (sara, "ar")):
        phone = new_page(locale=code, viewport=PHONE)
        phone.goto(at(live_server, "essaimage:encounters:intentions", person.secret))
        others = phone.locator(".es-others:not([open]) > summary")
        if others.count():  # of those whose table they have not met yet
            others.click()
        field = phone.locator(".es-form__group").filter(has_text="Jardins")
        field.locator("select").select_option("start")
        field.locator("textarea").fill("Avec la mairie de Lille")
        field.locator("input").fill("Lille")
        if person == sara:
            phone.locator(".es-form__group").filter(has_text=LONG).locator("select").select_option("sponsor")
        is_at_ease(phone, f"intentions-{code}")
        phone.locator("main .es-act button").click()
        phone.locator("[role=status]").wait_for()
    assert Intention.objects.count() == 3
    # Organisers plan a replication, and confirm it.
    desk = door
    desk.set_viewport_size(DESKTOP)
    desk.goto(at(live_server, "essaimage_encounter_balance", encounter.pk))
    desk.locator("a[href$='/balance/intentions/']").click()
    desk.locator("form[action*='/sponsorship/'] button").click()
    desk.locator("text=سارة الخطيب").first.wait_for()
    desk.locator("form[action*='/replication/'] button").first.click()
    desk.locator("a[href*='/decide/']").click()
    desk.locator("button[name=confirm]").click()
    desk.wait_for_url("**/replication/**")
    assert Replication.objects.get().live
    # Whoever wants to be accompanied confirms it, in their language.
    phone = new_page(locale="ar", viewport=PHONE, java_script_enabled=False)
    phone.goto(live_server.url + link(mail.outbox[0], "/sponsored/"))
    assert phone.locator("html").get_attribute("dir") == "rtl"
    is_whole(phone, "sponsorship-of-an-encounter-ar")
    phone.locator("button[value=confirm]").click()
    expect(phone.locator("button[value=confirm]")).to_have_count(0)
    desk.goto(at(live_server, "essaimage_encounter_intentions", encounter.pk))
    expect(desk.locator("main a[href*='/sponsorships/']")).to_have_count(1)
    # axe finds nothing there that it does not find on Wagtail's own pages.
    desk.goto(at(live_server, "wagtailadmin_reports:site_history"))
    theirs = rules(desk)
    for name, *args in (
        ("day", encounter.pk),
        ("balance_person", encounter.pk, awa.pk),
        ("intentions", encounter.pk),
        ("balance", encounter.pk),
    ):
        desk.goto(at(live_server, f"essaimage_encounter_{name}", *args))
        assert rules(desk) <= theirs, name
    desk.locator("[name=people_present]").fill("")
    desk.locator("form[action$='/balance/'] button").click()
    desk.wait_for_url("**/balance/")
    visitor = new_page(viewport=PHONE)
    visitor.goto(f"{live_server.url}{sheets[0].url}?view=lineage")
    expect(visitor.locator("main")).to_contain_text("Jardins – Lille")
    visitor.goto(live_server.url + encounter.url)
    expect(visitor.locator(".es-outcome__figure--unknown")).not_to_have_count(0)
    expect(visitor.locator("#balance")).to_contain_text("Jardins – Lille")
    is_at_ease(visitor, "encounter-balance")


def test_the_large_screen_counts_down(live_server, client, admin_user, encounter, new_page):
    people = [register(encounter, f"Person {number}", agrees_to_be_named=number == 1) for number in range(3)]
    plan(encounter, people)
    screen = sign_in(new_page(viewport={"width": 1280, "height": 720}), client, admin_user, live_server.url)
    address = at(live_server, "essaimage_encounter_screen", encounter.pk)
    screen.goto(f"{address}?names=1")
    digits = screen.locator("[data-essaimage-left]")
    first = digits.inner_text()
    assert ":" in first
    expect(digits).not_to_have_text(first)
    expect(screen.locator(".es-screen__tables")).to_contain_text("Person 1")
    is_at_ease(screen, "screen")
    # Without JavaScript the page says minutes, and asks again by itself.
    plain = sign_in(new_page(java_script_enabled=False), client, admin_user, live_server.url)
    plain.goto(address)
    assert "min" in plain.locator("[data-essaimage-left]").inner_text()
    assert plain.locator("meta[http-equiv=refresh]").get_attribute("content") == "15"
