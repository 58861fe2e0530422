"""Redo is one thread, in a real Chromium: walked on a phone and a desktop, in French and Arabic, with and without
JavaScript; and each initiative has a checklist of its own."""

import json
import re

import pytest
from playwright.sync_api import expect

from .browsing import DESKTOP, PHONE, is_at_ease, is_whole
from .pages import step
from .translating import translate

pytestmark = pytest.mark.browser


@pytest.fixture
def sheets(make_sheet):
    return [make_sheet("Jardin partagé"), make_sheet("Repair Café")]


def address(live_server, page, sheet=None, mode="redo"):
    return f"{live_server.url}{page.url}?mode={mode}" + (f"&initiative={sheet.translation_key}" if sheet else "")


def ticked(tab):
    return [box.is_checked() for box in tab.locator("[data-essaimage-item]").all()]


def tick(tab, number=0):
    summary = tab.locator(".es-steps__checklist:not([open]) summary")
    while summary.count():
        summary.first.click()
    tab.locator("[data-essaimage-item]").nth(number).check()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("scripted", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_walk_from_a_sheet_to_ones_own(
    live_server, make_sheet, make_method, make_step, new_page, settings, size, language, scripted
):
    settings.ESSAIMAGE = {"ACCOUNTS": {"ask": True}}
    title = {"fr": "Jardin partagé", "ar": "حديقة مشتركة"}[language]
    sheet = make_sheet(title, language=language)
    method = make_method("Essaimer", language=language)
    for name in ("Lire", "Adapter"):
        make_step(method, name, checklist=[f"{name} ?"])
    tab = new_page(viewport=size, java_script_enabled=scripted)
    look = is_at_ease if scripted else is_whole
    shot = f"redo-{language}-{size['width']}" if scripted else ""

    def here(pattern, picture):
        tab.wait_for_url(re.compile(pattern))
        expect(tab.locator(".es-thread__initiative").first).to_have_text(title)
        look(tab, shot and f"{shot}-{picture}")

    tab.goto(f"{live_server.url}{sheet.url}")
    tab.locator("a[href$='?view=replicate']").last.click()
    tab.locator(".es-ways a[href*='mode=redo']").click()
    here(r"mode=redo&initiative=[0-9a-f-]{36}#steps$", "method")
    tab.locator(".es-steps__title a").first.click()
    here(r"mode=redo&initiative=", "step")
    assert not tab.locator("a[href*='view=start']").count()
    tab.locator(".es-step__neighbour--next").click()
    here(r"mode=redo&initiative=", "last")
    tab.locator("a[href*='view=start']").click()
    here(r"view=start&mode=redo$", "start")
    tab.locator(".es-act .es-button").first.click()
    here(r"/ask/\?mode=redo&initiative=", "ask")
    assert title in tab.locator("[name=contribution]").input_value()
    # What is refused is still about the initiative.
    tab.locator("form.es-form__form button[type=submit]").click()
    tab.locator("[aria-invalid=true], .es-form__errors, [role=alert]").first.wait_for()
    assert title in tab.locator("[name=contribution]").input_value()
    here(r"/ask/\?mode=redo&initiative=", "")


def test_each_initiative_has_its_own_ticks_and_the_method_lists_them(live_server, method, sheets, page):
    garden, repair = sheets
    page.set_viewport_size(PHONE)
    page.goto(address(live_server, method, garden))
    tick(page)
    expect(page.locator("[data-essaimage-begun]")).to_be_hidden()  # Nothing but what the page is about.
    page.goto(address(live_server, step(method, "Lire"), garden))
    assert ticked(page) == [True, False]
    for other in (address(live_server, method, repair), address(live_server, method)):
        page.goto(other)
        assert ticked(page) == [False, False, False]
    page.goto(address(live_server, method, repair, "inspire"))
    tick(page, 1)

    page.goto(f"{live_server.url}{method.url}")
    begun = page.locator("[data-essaimage-begun] li")
    expect(begun.locator("a")).to_have_text(["Jardin partagé", "Repair Café"])
    is_at_ease(page, "redo-begun")
    begun.locator("a").nth(1).click()
    page.wait_for_url(f"{address(live_server, method, repair, 'inspire')}#steps")
    assert ticked(page) == [False, True]
    expect(begun.locator("[aria-current]")).to_have_text("Repair Café")

    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-essaimage-do=reset]").click()
    expect(begun.locator("a")).to_have_text(["Jardin partagé"])
    page.goto(address(live_server, method, garden))
    assert ticked(page) == [True, False, False]


def test_ticks_from_before_and_those_without_an_initiative_stay_apart(live_server, method, sheets, page):
    page.goto(address(live_server, method))
    tick(page)
    page.goto(address(live_server, method, sheets[0]))
    assert ticked(page) == [False, False, False]
    tick(page, 1)
    begun = page.locator("[data-essaimage-begun] li a")
    expect(begun).to_have_count(2)
    begun.last.click()
    page.wait_for_url(re.compile(r"essaimer/\?#steps$|essaimer/#steps$"))
    assert ticked(page) == [True, False, False]


def test_ticks_go_from_language_to_language(live_server, method, sheets, page, django_capture_on_commit_callbacks):
    page.goto(address(live_server, method, sheets[0]))
    tick(page)
    translate(method, "en")
    translate(step(method, "Lire"), "en")
    page.goto(address(live_server, method, sheets[0]))
    page.locator("[data-essaimage-languages]").first.locator("xpath=ancestor::details").locator("summary").click()
    page.locator("[data-essaimage-languages] a[hreflang=en]").click()
    page.wait_for_url(re.compile(r"/en/.*mode=redo&initiative="))
    assert ticked(page) == [True, False]
    expect(page.locator(".es-thread__initiative").first).to_have_attribute("lang", "fr")


def test_the_saved_checklist_says_for_which_initiative(live_server, method, sheets, page):
    page.goto(address(live_server, method, sheets[0]))
    tick(page, 1)
    with page.expect_download() as download:
        page.locator("[data-essaimage-do=text]").click()
    first, second, *_rest = download.value.path().read_text(encoding="utf-8").splitlines()
    assert first == "Essaimer" and second.endswith("Jardin partagé")
    with page.expect_download() as download:
        page.locator("[data-essaimage-do=data]").click()
    assert json.loads(download.value.path().read_text(encoding="utf-8"))["initiative"] == "Jardin partagé"


KEY = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "null",
        "[1, null]",
        '{"x": {"title": "y"}, "__proto__": {"title": "z"}}',
        json.dumps({KEY: {"title": 7}}),
        json.dumps({KEY: {"title": "<img src=x onerror=alert(1)>", "language": '"><b>', "dir": "up", "mode": "&x=1#"}}),
    ],
)
def test_what_others_left_in_the_storage_does_no_harm(live_server, method, sheets, page, kept):
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    plain = f"{live_server.url}{method.url}"
    page.goto(plain)
    page.evaluate(
        "([method, key, kept]) => { localStorage.setItem(`essaimage-checklists:${method}`, kept);"
        " localStorage.setItem(`essaimage-checklist:${method}:${key}`, '[\"a\"]'); }",
        [str(method.translation_key), KEY, kept],
    )
    page.goto(address(live_server, method, sheets[0]))
    tick(page)
    page.goto(plain)
    titles = page.locator("[data-essaimage-begun] li a").all_inner_texts()
    assert "Jardin partagé" in titles
    assert not page.locator("[data-essaimage-begun] :is(img, b)").count()
    for link in page.locator("[data-essaimage-begun] li a").all():
        assert link.get_attribute("href").startswith(f"{method.url}?")
    assert problems == []
