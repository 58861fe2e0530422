"""A method in a real Chromium: what is ticked is kept, saved, shared by tabs, and printed."""

import json
import re

import pytest

from .pages import step
from .translating import translate

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(live_server, method, page):
    """A phone on the method's page, in a mode; what a visitor would see fail makes the test fail."""
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}{method.url}?mode=redo")
    yield page
    assert problems == []


def ticked(page):
    return [box.is_checked() for box in page.locator("[data-essaimage-item]").all()]


def test_ticks_are_kept_from_page_to_page_and_from_language_to_language(
    opened, live_server, method, django_capture_on_commit_callbacks
):
    opened.locator(".es-steps__checklist summary").first.click()
    opened.get_by_label("Lire la fiche").check()
    status = opened.get_by_role("status")
    assert re.search(r"\b1\D+3", status.inner_text())
    opened.reload()
    assert ticked(opened) == [True, False, False]

    opened.get_by_role("link", name="Lire", exact=True).click()
    opened.wait_for_url("**/lire/?mode=redo")
    assert ticked(opened) == [True, False]
    # With the keyboard alone.
    opened.get_by_label("En parler").focus()
    opened.keyboard.press("Space")
    assert re.search(r"\b2\D+2", opened.get_by_role("status").inner_text())
    opened.get_by_role("link", name="Adapter").click()
    opened.wait_for_url("**/adapter/?mode=redo")
    assert ticked(opened) == [False]

    english = translate(method, "en")
    translate(step(method, "Lire"), "en")
    opened.goto(f"{live_server.url}{english.url}")
    assert ticked(opened) == [True, True]
    assert opened.locator("[data-essaimage-step][data-done]").count() == 1


def test_the_checklist_is_saved_and_reset(opened):
    opened.locator(".es-steps__checklist summary").first.click()
    opened.get_by_label("En parler").check()
    with opened.expect_download() as download:
        opened.locator("[data-essaimage-do=text]").click()
    assert download.value.suggested_filename == "essaimer.txt"
    text = download.value.path().read_text(encoding="utf-8")
    assert text == "Essaimer\n\n1. Lire\n[ ] Lire la fiche\n[x] En parler\n\n2. Adapter\n[ ] Comparer\n"
    with opened.expect_download() as download:
        opened.locator("[data-essaimage-do=data]").click()
    saved = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert (saved["method"], saved["language"]) == ("Essaimer", "fr")
    assert [item["ticked"] for item in saved["steps"][0]["items"]] == [False, True]

    opened.once("dialog", lambda dialog: dialog.dismiss())
    opened.locator("[data-essaimage-do=reset]").click()
    assert ticked(opened) == [False, True, False]
    opened.once("dialog", lambda dialog: dialog.accept())
    opened.locator("[data-essaimage-do=reset]").click()
    assert ticked(opened) == [False, False, False]
    opened.reload()
    assert ticked(opened) == [False, False, False]


def test_two_tabs_agree(opened):
    other = opened.context.new_page()
    other.goto(opened.url)
    other.locator(".es-steps__checklist summary").first.click()
    other.get_by_label("Lire la fiche").check()
    opened.wait_for_function("document.querySelector('[data-essaimage-item]').checked")
    opened.locator(".es-steps__checklist summary").first.click()
    opened.get_by_label("En parler").check()
    other.reload()
    assert ticked(other) == [True, True, False]


@pytest.mark.parametrize("kept", ["{", "null", "7", '"text"', '{"a": 1}', "[1, null]"])
def test_what_others_left_in_the_storage_does_no_harm(opened, method, kept):
    opened.evaluate(
        "([key, value]) => localStorage.setItem(key, value)", [f"essaimage-checklist:{method.translation_key}", kept]
    )
    opened.reload()
    opened.locator(".es-steps__checklist summary").first.click()
    opened.get_by_label("Lire la fiche").check()
    opened.reload()
    assert ticked(opened) == [True, False, False]


@pytest.mark.parametrize("storage", ["no JavaScript", "no storage"])
def test_boxes_work_where_nothing_is_kept(live_server, method, new_page, storage):
    tab = new_page(java_script_enabled=storage != "no JavaScript")
    if storage == "no storage":
        tab.add_init_script(
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
        )
    tab.goto(f"{live_server.url}{step(method, 'Lire').url}")
    tab.get_by_label("Lire la fiche").check()
    assert tab.locator("[data-essaimage-unkept]").is_visible()
    assert tab.locator("[data-essaimage-progress]").is_hidden()


def test_printed_method_shows_its_closed_checklists_and_no_tools(opened):
    item = opened.get_by_text("Lire la fiche")
    assert item.is_hidden()
    opened.emulate_media(media="print")
    assert item.bounding_box()["height"] > 0
    for gone in ("[data-essaimage-tools]", ".es-modes", "[role=status]"):
        assert opened.locator(gone).is_hidden()
