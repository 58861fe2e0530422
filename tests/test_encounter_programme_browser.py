"""The programme in a real browser: made and changed by keyboard, on a phone in Arabic, without scripts, on paper."""

import os

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from essaimage_wagtail.encounters.models import Meeting

from .browsing import AXE, PHONE, sign_in, unfold
from .rounds import make_encounter, register

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

OURS = ".es-programme"


def is_at_ease(tab, name):
    """axe finds nothing in what is ours, and nothing but the grid, which has a frame of its own, is wider than the
    screen."""
    violations = AXE.run(tab, context=OURS).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if directory := os.environ.get("SCREENSHOTS"):
        tab.screenshot(path=f"{directory}/{name}.png", full_page=True)


def test_programme_is_made_changed_and_read(admin, admin_user, client, live_server, new_page, site):
    page = make_encounter(
        site,
        {"name": "Ruches au collège", "tables": 2, "breaks": "2"},
        {"name": "Four à pain de la rue Royale", "is_step_free": False},
        "Repair café",
        "مطبخ الحي",
        rounds=4,
    )
    names = ("Amina Haddad", "Béatrice", "Carlos", "Dörte", "Élias", "فاطمة الزهراء", "Guo", "Zoé")
    for number, name in enumerate(names):
        first, second = ("Ruches au collège", "Repair café") if number % 2 else ("Repair café", "مطبخ الحي")
        register(page, name, first, second, "Four à pain de la rue Royale", needs_step_free=not number)
    address = live_server.url + reverse("essaimage_encounter_programme", args=[page.pk])

    admin.emulate_media(reduced_motion="reduce")
    # A portrait that Wagtail asks another server for would hold up the page.
    admin.route(lambda url: not url.startswith(live_server.url), lambda route: route.abort())
    admin.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk]))
    unfold(admin.get_by_role("button", name="Actions", exact=True).first)
    admin.get_by_role("link", name="Programme", exact=True).click()
    expect(admin).to_have_url(address)
    button = admin.get_by_role("button", name="Make the programme")
    button.focus()
    admin.keyboard.press("Enter")
    name = admin.get_by_role("region", name="Who is where").get_by_role("link", name="Amina Haddad").first
    name.wait_for()
    is_at_ease(admin, "programme")

    # A table that Amina cannot reach, chosen by keyboard.
    name.focus()
    admin.keyboard.press("Enter")
    before = Meeting.objects.get(registration__name="Amina Haddad", round=1)
    choice = admin.get_by_role("group", name="Round 1").get_by_label("Table")
    choice.wait_for()
    is_at_ease(admin, "programme-person")
    choice.focus()
    admin.keyboard.type("Four")
    expect(choice.locator("option:checked")).to_contain_text("Four à pain")
    admin.get_by_role("button", name="Save").press("Enter")
    expect(admin.get_by_text("Amina Haddad needs a step-free way").first).to_be_visible()
    kept = Meeting.objects.get(is_kept=True)
    assert kept.round == before.round and kept.pitch_key != before.pitch_key

    # On paper nothing is left of buttons and menus.
    admin.emulate_media(media="print")
    expect(admin.get_by_role("button", name="Make it again")).to_be_hidden()
    expect(admin.locator(".sidebar").first).to_be_hidden()
    is_at_ease(admin, "programme-printed")
    # Wagtail scrolls a part of the window, of which paper would have the first page alone.
    paper = pypdfium2.PdfDocument(admin.pdf(format="A4", landscape=True))
    assert "Zoé" in paper[len(paper) - 1].get_textpage().get_text_bounded()

    # On a phone, from right to left, without scripts.
    UserProfile.objects.filter(user=admin_user).update(preferred_language="ar")
    phone = sign_in(new_page(viewport=PHONE, java_script_enabled=False), client, admin_user, live_server.url)
    phone.goto(address)
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    phone.locator(f"{OURS} form[action$='repair/'] button").click()
    expect(phone.locator(".messages .success")).to_be_visible()
    assert Meeting.objects.filter(is_kept=True).count() == 1
    assert phone.locator("#wagtail-sidebar").is_hidden()
    if directory := os.environ.get("SCREENSHOTS"):
        phone.screenshot(path=f"{directory}/programme-phone.png", full_page=True)
