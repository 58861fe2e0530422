"""A sheet goes from French to Spanish and back in a real Chromium: translated, behind, brought up to date, adopted."""

import re

import pytest
from playwright.sync_api import expect
from wagtail_localize.models import Translation

from essaimage_wagtail.multilingual.comparison import url_of
from essaimage_wagtail.pages.models import SheetPage

from .browsing import unfold

pytestmark = pytest.mark.browser

BODY = [
    ("description", {"text": "<p>On sème.</p>"}),
    ("context", {"text": "<p>De la place.</p>"}),
    ("governance", {"text": "<p>Une assemblée.</p>"}),
]


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins", slug="jardins", body=BODY, status="running", start_year=1997)


def spanish(sheet):
    return SheetPage.objects.get(translation_key=sheet.translation_key, locale__language_code="es")


def translate_all(tab):
    """Every text in wagtail-localize's editor, on each of its tabs."""
    for place in range(tab.locator('[role="tab"]').count()):
        tab.locator('[role="tab"]').nth(place).click()
        todo = tab.locator("button:visible", has_text=re.compile(r"^\s*Translate\s*$"))
        while todo.count():
            todo.first.click()
            field = tab.locator("textarea:visible").first
            expect(field).to_have_attribute("lang", "es")
            field.fill(f"es {field.input_value() or place}")
            tab.locator("button:visible", has_text=re.compile(r"^\s*Save\s*$")).first.click()
            tab.locator("textarea:visible").wait_for(state="detached")


def publish(tab):
    tab.get_by_role("button", name=re.compile("Publish in")).click()
    tab.locator(".messages .success").wait_for()


def insert_at_the_end(tab, section, words):
    """Words before the full stop of a section's text, in Wagtail's editor."""
    text = tab.locator(f'[data-streamfield-child]:has([name="body-{section}-type"]) .public-DraftEditor-content')
    text.click()
    tab.keyboard.press("Control+End")
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.type(words)
    # What is typed reaches the form a moment later.
    expect(tab.locator(f'[name="body-{section}-value-text"]')).to_have_value(re.compile(words))


def publish_in_the_editor(tab):
    unfold(tab.locator("footer [data-w-dropdown-target=toggle]").last)
    tab.locator('[name="action-publish"]').click()


def notice(tab):
    return " ".join(tab.locator(".es-notice").first.inner_text().split())


def test_a_sheet_is_translated_falls_behind_is_updated_and_becomes_the_original(admin, page, live_server, site, sheet):
    url = live_server.url
    # Translate.
    admin.goto(f"{url}/admin/localize/submit/page/{sheet.pk}/")
    admin.get_by_label("Español").check()
    admin.locator("form .button[type=submit]").click()
    admin.wait_for_url("**/edit/")
    admin.locator(".js-translation-editor [role=tab]").first.wait_for()
    translate_all(admin)
    publish(admin)
    target = spanish(sheet)
    assert (target.live, target.pitch[:3], target.body[1].value["text"].source[:6]) == (True, "es ", "<p>es ")
    page.goto(f"{url}{target.url}")
    assert "1997" in page.locator("main").inner_text()
    assert "Cambios" not in notice(page)

    # The original gets another fact, and other words in two sections.
    admin.goto(f"{url}/admin/pages/{sheet.pk}/edit/")
    admin.locator('[name="start_year"]').fill("1998")
    admin.get_by_role("tab", name="Sections").click()
    insert_at_the_end(admin, 0, " encore")
    insert_at_the_end(admin, 1, " et de l’eau")
    publish_in_the_editor(admin)
    admin.wait_for_url(f"**/admin/pages/{sheet.get_parent().pk}/")
    page.reload()
    assert "1998" in page.locator("main").inner_text()
    assert "Cambios en: 2 secciones." in notice(page)

    # The report leads to both side by side, where they are synced and reviewed.
    admin.goto(f"{url}/admin/reports/essaimage-translations/")
    admin.get_by_role("link", name="Changed: 2 sections.").click()
    admin.wait_for_url(f"**{url_of(Translation.objects.get().pk)}")
    assert admin.locator("ins").all_inner_texts() == [" encore", " et de l’eau"]
    admin.get_by_role("link", name="Sync the translations").click()
    admin.locator("input[type=submit]").click()
    admin.wait_for_url(f"**{url_of(Translation.objects.get().pk)}")
    admin.get_by_role("button", name="Still right", exact=True).first.click()
    admin.locator("form textarea").fill("es Sitio y agua.")
    admin.get_by_role("button", name="Save the new words").click()
    admin.locator(".messages a", has_text="Open the translation").click()
    admin.locator(".js-translation-editor [role=tab]").first.wait_for()
    publish(admin)
    page.reload()
    assert "Sitio y agua." in page.locator("main").inner_text()
    assert "Cambios" not in notice(page)

    # The Spanish team takes over.
    admin.goto(f"{url}{url_of(Translation.objects.get().pk)}")
    admin.get_by_role("link", name=re.compile("Adopt as original")).click()
    admin.get_by_role("button", name="Adopt as original").click()
    admin.locator('[name="pitch"]').fill("Una acogida nueva")
    publish_in_the_editor(admin)
    admin.wait_for_url(f"**/admin/pages/{target.get_parent().pk}/")
    page.reload()
    assert "Una acogida nueva" in page.locator("main").inner_text()
    assert page.locator(".es-notice", has_text="Français").count() == 0
    page.goto(f"{url}{sheet.url}")
    assert "Español" in notice(page)
    assert "Modifié" in notice(page)
    assert SheetPage.objects.get(pk=sheet.pk).pitch == "Pitch"
