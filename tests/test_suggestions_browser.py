"""Somebody without an account improves a page, and a moderator decides: in a real Chromium."""

import pytest

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.wiki.models import Suggestion

from .browsing import PHONE, is_at_ease
from .translating import translate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = [
    ("description", {"text": "<p>On sème en <b>mars</b>.</p><p>On récolte en juin.</p>"}),
    ("swot", {"strengths": ["Un terrain"], "weaknesses": ["Peu d’eau"]}),
    ("context", {"text": "<p>De la place.</p>"}),
]


@pytest.fixture(autouse=True)
def at_once(settings):
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "VISITORS": {"fewest_seconds": 0}}


@pytest.fixture
def sheet(live_server, site, make_sheet):
    return make_sheet("Jardins", slug="jardins", body=BODY)


def improve(tab, live_server, page, number=0):
    tab.goto(live_server.url + page.url)
    tab.locator(f"#section-{page.body[number].id} .es-improve a").click()
    tab.locator("main form").wait_for()


def decide(admin, live_server, suggestion, button):
    admin.goto(f"{live_server.url}/admin/essaimage/suggestions/")
    admin.locator(f'a[href$="/essaimage/suggestions/{suggestion.pk}/"]').first.click()
    admin.locator(f'[name="{button}"]').wait_for()


def test_a_visitor_without_javascript_is_heard(live_server, sheet, new_page, admin):
    visitor = new_page(viewport=PHONE, java_script_enabled=False)
    improve(visitor, live_server, sheet)
    assert "On récolte en juin." in visitor.locator("main .es-form__shown").inner_text()
    visitor.locator("[name=text-1]").fill("On récolte en juillet.")
    visitor.locator("[name=name]").fill("Awa")
    visitor.locator("main button[type=submit]").click()
    # Nothing is lost: the consent is asked for, and what was typed is there.
    assert visitor.locator("[name=text-1]").input_value() == "On récolte en juillet."
    visitor.locator(".es-form__problems a").click()
    visitor.locator("[name=consent]").check()
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/suggestion/**")
    one = Suggestion.objects.get()
    own = visitor.url

    decide(admin, live_server, one, "publish")
    assert (admin.locator("del").all_inner_texts(), admin.locator("ins").all_inner_texts()) == (["juin"], ["juillet"])
    is_at_ease(admin, "moderation")
    admin.locator('[name="publish"]').click()
    admin.locator(".messages .success").wait_for()
    visitor.goto(own)
    visitor.locator(".es-form__header a[href*='#section-']").click()
    assert "On récolte en juillet." in visitor.locator("main").inner_text()

    # A conflict: the text changes between the suggestion and the decision.
    improve(visitor, live_server, SheetPage.objects.get(pk=sheet.pk))
    visitor.locator("[name=text-0]").fill("On sème en avril.")
    visitor.locator("main button[type=submit]").click()
    visitor.wait_for_url("**/suggestion/**")
    page = SheetPage.objects.get(pk=sheet.pk)
    page.body[0].value["text"].source = page.body[0].value["text"].source.replace("mars", "février")
    page.save_revision().publish()
    decide(admin, live_server, Suggestion.objects.latest("pk"), "accept")
    assert admin.locator("ins").all_inner_texts() == ["février", "avril"]
    assert "On sème en mars." in admin.locator("main").inner_text()
    is_at_ease(admin, "conflict")
    admin.locator('[name="accept"]').click()
    admin.locator(".messages .error").wait_for()
    admin.locator('[name="text-0"]').fill("On sème de février à avril.")
    admin.locator('[name="compared-0"]').check()
    admin.locator('[name="publish"]').click()
    admin.locator(".messages .success").wait_for()
    visitor.goto(live_server.url + sheet.url)
    assert "On sème de février à avril." in visitor.locator("main").inner_text()


def test_by_keyboard_in_arabic_on_a_phone(live_server, sheet, new_page, admin):
    translate(sheet, "ar", lambda words: words.replace("On récolte en juin.", "نحصد في يونيو."))
    arabic = SheetPage.objects.get(locale__language_code="ar")
    arabic.get_latest_revision().publish()
    arabic.refresh_from_db()
    visitor = new_page(locale="ar", viewport=PHONE)
    visitor.goto(live_server.url + arabic.url)
    visitor.locator(f"#section-{arabic.body[0].id} .es-improve a").focus()
    visitor.keyboard.press("Enter")
    visitor.locator("main form").wait_for()
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    is_at_ease(visitor, "form-ar")
    visitor.locator("[name=kind]:checked").focus()
    for _press in range(3):
        visitor.keyboard.press("Tab")
    assert visitor.evaluate("document.activeElement.name") == "text-1"
    visitor.keyboard.press("Control+End")
    visitor.keyboard.type(" كل عام.")
    for _press in range(20):
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement.type") == "submit":
            break
        assert visitor.evaluate("document.activeElement.name") != "website"
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/suggestion/**")
    is_at_ease(visitor, "suggestion-ar")
    one = Suggestion.objects.get()
    assert one.texts[0]["words"] == "نحصد في يونيو. كل عام."
    decide(admin, live_server, one, "publish")
    admin.locator('[name="publish"]').click()
    admin.locator(".messages .success").wait_for()
    visitor.goto(live_server.url + arabic.url)
    assert "نحصد في يونيو. كل عام." in visitor.locator("main").inner_text()


def test_whoever_may_edit_comes_to_the_section_in_the_editor(live_server, sheet, admin):
    improve(admin, live_server, sheet, 2)
    is_at_ease(admin, "form-fr")
    admin.locator(".es-form__ways a").first.click()
    panel = admin.locator(f"#block-{sheet.body[2].id}-section")
    panel.wait_for()
    admin.wait_for_function(
        "id => { const box = document.getElementById(id).getBoundingClientRect(); return box.top < innerHeight }",
        arg=f"block-{sheet.body[2].id}-section",
    )
