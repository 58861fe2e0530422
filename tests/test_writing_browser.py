"""A new sheet from nothing to published in a real Chromium, and what happens to it when the site does not answer."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from essaimage_wagtail.models import ProjectFrame
from essaimage_wagtail.pages.models import SheetPage

from .browsing import DESKTOP, PHONE, loading, sign_in, unfold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAME = [
    ("description", {"text": "<p>De quoi s’agit-il ?</p>"}),
    ("actors", {"introduction": "Qui compte ?"}),
    ("budget", {"introduction": "Combien ?"}),
]
CLICKS = "window.clicks = 0; window.addEventListener('click', event => { if (event.detail) clicks += 1 }, true)"
"""Counts what a hand does with the mouse: a key that presses a button makes a click without detail."""
TYPES = "document.getElementById('body-root').rootBlock.children.map(section => section.type)"
WRITTEN = "[...document.querySelectorAll('input[name$=-value-text]')]"
"""What the form would send of rich text."""
SECTION = "document.activeElement.closest('[data-streamfield-child]')?.querySelector('[name$=-type]').value"


@pytest.fixture
def frame(site):
    return ProjectFrame.objects.create(name="Trame", locale=site.locales["fr"], body=FRAME)


@pytest.fixture
def writer(live_server, admin_user, client, new_page):
    """``writer("fr")``: the tab of somebody in whose language the admin is."""

    def writer(language, **options):
        UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": language})
        tab = new_page(viewport=DESKTOP, **options)
        problems = []
        tab.on("pageerror", lambda error: problems.append(str(error)))
        tab.problems = problems
        return sign_in(tab, client, admin_user, live_server.url)

    return writer


@pytest.fixture
def edit(live_server):
    """``edit(tab, sheet)``: the form of a sheet, once Wagtail takes notice of what is done there."""

    def edit(tab, sheet):
        tab.goto(f"{live_server.url}{reverse('wagtailadmin_pages:edit', args=[sheet.pk])}")
        settle(tab)
        return tab

    return edit


def settle(tab):
    """What a form holds two seconds after it is drawn counts as what was loaded, for Wagtail; nothing shows it."""
    tab.locator("#body-root").wait_for(state="attached")
    tab.wait_for_timeout(3_000)


def saved(tab):
    """Wagtail saves by itself what was just done, and the form is told of it."""
    return tab.expect_response(lambda answer: answer.url.endswith("/state/"))


def percent(tab):
    return int(tab.locator("progress").get_attribute("value"))


def grows(tab, before):
    tab.wait_for_function("before => document.querySelector('progress').value > before", arg=before)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_sheet_from_nothing_to_published_in_one_sitting(live_server, site, frame, writer, language):
    tab = writer(language)
    tab.add_init_script(CLICKS)
    tab.goto(f"{live_server.url}{reverse('wagtailadmin_explore', args=[site.directory['fr'].pk])}")
    tab.locator("a[href$='/add_subpage/']").first.click()
    with loading(tab):
        tab.locator("a[href*='/pages/add/essaimage_pages/sheetpage/']").click()
    settle(tab)
    assert tab.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert tab.evaluate(TYPES) == ["description", "actors", "budget"]
    with saved(tab):
        tab.locator("[name=title]").press_sequentially("Lavoir des Tilleuls")
    tab.evaluate("clicks = 0")

    # The panel leads to the field that comes next, whatever the tab.
    tab.locator("[role=tab]").nth(1).click()
    following = tab.locator("[data-essaimage-link=next]")
    following.click()
    expect(tab.locator("[name=pitch]")).to_be_focused()
    with saved(tab):
        tab.keyboard.type("On lave, on étend, on bavarde.")
    tab.locator("[role=tab]").nth(1).click()
    expect(following).to_have_attribute(
        "data-essaimage-go",
        tab.locator("#body-root [data-contentpath]").first.evaluate("e => `body.${e.dataset.contentpath}`"),
    )
    before = percent(tab)
    following.press("Enter")
    tab.wait_for_function(f"{SECTION} === 'description'")
    tab.keyboard.type("Un lavoir ouvert le samedi.")
    grows(tab, before)
    assert "De quoi s’agit-il" not in tab.locator("[name=body-0-value-text]").input_value()

    # A section that the form lacks is added where one tells it, by keyboard; the focus is in its first field.
    group = tab.locator("[data-essaimage-purpose=redo]")
    group.locator("summary").press("Enter")
    group.locator("[data-essaimage-section=governance]").press("Enter")
    tab.wait_for_function(f"{SECTION} === 'governance'")
    assert tab.evaluate(TYPES) == ["description", "governance", "actors", "budget"]
    tab.keyboard.type("L’assemblée")
    # Rich text reaches the form a moment later: what Wagtail notices at the next key.
    tab.wait_for_timeout(1_000)
    tab.keyboard.type(" décide.", delay=100)
    tab.wait_for_function(f"{WRITTEN}.some(({{ value }}) => value.includes('décide'))")
    expect(group.locator("[data-essaimage-go]")).to_have_count(8)
    assert group.get_attribute("open") is not None
    # It is added once.
    assert tab.locator("[data-essaimage-section=governance]").count() == 0
    assert tab.locator(".messages li").count() == 0

    unfold(tab.locator("footer .w-dropdown__toggle"))
    assert tab.evaluate("clicks") == 4
    with loading(tab):
        tab.locator("button[name=action-publish]").click()
    expect(tab.locator(".messages .success")).to_have_count(1)
    expect(tab.locator(".messages .info")).to_have_count(1)
    sheet = SheetPage.objects.get(title="Lavoir des Tilleuls")
    assert [section.value.is_blank for section in sheet.body] == [False, False, True, True]
    tab.goto(f"{live_server.url}{sheet.get_url()}")
    text = tab.locator(".es-sheet__text").inner_text()
    assert "Un lavoir ouvert le samedi." in text
    assert "L’assemblée décide." in text
    assert "De quoi s’agit-il" not in text
    titles = tab.locator(".es-sheet__text h2").all_inner_texts()
    assert "Gouvernance" in titles
    assert "Budget" not in titles
    assert tab.problems == []


def test_doubts_stand_beside_their_fields_as_one_types(site, make_sheet, writer, edit):
    body = [("planning", {"actions": [{"name": "Ouvrir", "start": "2027-03-02", "end": "2027-03-01"}]})]
    sheet = make_sheet("Lavoir", body=body, start_year=2000)
    tab = edit(writer("fr"), sheet)
    row = sheet.body[0].value["actions"].bound_blocks[0].id
    note = tab.locator(f"[data-contentpath='{row}'] > .es-doubt")
    expect(note).to_contain_text("Ouvrir")
    tab.locator("[role=tab]").nth(1).click()
    expect(note).to_be_visible()
    tab.locator("[role=tab]").nth(0).click()
    year = tab.locator("[name=end_year]")
    # Many savings while somebody types say the same once.
    for _ in range(2):
        with saved(tab):
            year.fill("1990")
            year.blur()
        with saved(tab):
            year.fill("1991")
            year.blur()
    expect(tab.locator("[data-contentpath=end_year] .es-doubt")).to_have_count(1)
    assert tab.locator(".es-doubt").count() == 3
    assert [mark.split()[0] for mark in tab.locator(".es-doubts-count").all_inner_texts()] == ["2", "1"]
    described = tab.locator(f"#{year.get_attribute('aria-describedby').split()[-1]}")
    expect(described).to_contain_text("1991")
    with saved(tab):
        year.fill("")
        year.blur()
    expect(tab.locator("[data-contentpath=end_year] .es-doubt")).to_have_count(0)
    assert tab.locator(".es-doubt").count() == 1
    assert tab.locator(".messages li").count() == 0
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.problems == []


@pytest.mark.parametrize("ours", [True, False], ids=["with our script", "as Wagtail counts"])
def test_errors_inside_sections_are_counted_on_their_tab(make_sheet, writer, edit, ours):
    """The workaround in ``js/editor/errors.js`` can go when the second of these fails."""
    sheet = make_sheet("Lavoir", body=[("budget", {"lines": [{"label": "Savon", "amount": "3"}]})])
    tab = writer("fr")
    if not ours:
        tab.route("**/js/editor.js", lambda route: route.abort())
    edit(tab, sheet)
    tab.locator("[role=tab]").nth(1).click()
    tab.locator("[name$='-lines-0-value-amount']").fill("beaucoup")
    with loading(tab):
        tab.locator("button.action-save").first.click()
    tab.locator(".error-message").first.wait_for(state="attached")
    tab.wait_for_timeout(500)
    total = tab.locator("[role=tab]").nth(1).locator("[data-w-count-target=total]").inner_text()
    assert total == ("1" if ours else "")


class Site:
    """What a site answers when a form is sent to it: ``fault`` is empty, ``"500"``, ``"away"`` or ``"signed out"``."""

    fault = ""

    def answer(self, route):
        if route.request.method != "POST" or not self.fault:
            route.continue_()
        elif self.fault == "500":
            route.fulfill(status=500, body="<h1>Server Error (500)</h1>", content_type="text/html")
        elif self.fault == "signed out":
            route.fulfill(status=200, body="<h1>Sign in</h1>", content_type="text/html")
        else:
            route.abort("connectionrefused")


def test_nothing_typed_is_lost_while_the_site_does_not_answer(make_sheet, writer, edit):
    sheet = make_sheet("Lavoir", publish=False)
    tab, site = writer("fr"), Site()
    tab.route("**/admin/pages/*/edit/", site.answer)
    edit(tab, sheet)
    pitch, button, notice = (tab.locator(one) for one in ("[name=pitch]", "button.action-save", ".es-not-saved"))
    for fault in ("500", "signed out", "away"):
        site.fault = fault
        pitch.fill(f"Écrit pendant : {fault}")
        pitch.blur()
        tab.locator(".w-autosave-indicator__state--paused:visible").wait_for()
        button.first.click()
        if fault == "away":
            # Wagtail asks first, and can be answered that it should save all the same.
            tab.locator("[data-w-dialog-target=confirm]:visible").click()
        notice.wait_for()
        assert pitch.input_value() == f"Écrit pendant : {fault}"
        expect(button.first).to_be_enabled()
        site.fault = ""
        with tab.expect_response(lambda answer: answer.url.endswith("/edit/") and answer.ok):
            pitch.press("End")
            pitch.press("!")
            pitch.blur()
        notice.wait_for(state="detached")
    with loading(tab):
        button.first.click()
    assert tab.locator("[name=pitch]").input_value() == "Écrit pendant : away!"
    assert SheetPage.objects.get(pk=sheet.pk).get_latest_revision_as_object().pitch == "Écrit pendant : away!"


def test_two_editors_on_one_page_are_told_by_wagtail(make_sheet, writer, edit):
    sheet = make_sheet("Lavoir", publish=False)
    first = edit(writer("fr"), sheet)
    second = edit(writer("fr"), sheet)
    with saved(second):
        second.locator("[name=pitch]").fill("La seconde écrit.")
        second.locator("[name=pitch]").blur()
    with first.expect_response(lambda answer: "/edit/" in answer.url and answer.request.method == "POST") as refused:
        first.locator("[name=start_year]").fill("1999")
        first.locator("[name=start_year]").blur()
    assert refused.value.json()["error_code"] == "invalid_revision"
    assert first.locator("[name=start_year]").input_value() == "1999"
    assert SheetPage.objects.get(pk=sheet.pk).get_latest_revision_as_object().pitch == "La seconde écrit."
    assert first.problems == second.problems == []
