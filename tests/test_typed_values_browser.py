"""Editors of five languages type figures, dates and points with the keyboard, in Wagtail's forms and its autosave."""

import pytest

from .browsing import loading
from .demo import sign_in

pytestmark = pytest.mark.browser

SHEET = "/fr/initiatives/epicerie-itinerante-exemple-fictif/"
TYPED = {
    "fr": ("15/03/2027", "1 950,50", "48,93354321"),
    "en": ("March 15, 2027", "1,950.50", "48.93354321"),
    "es": ("15 de marzo de 2027", "1.950,50", "48,93354321"),
    "de": ("15. März 2027", "1.950,50", "48,93354321"),
    "ar": ("١٥ مارس ٢٠٢٧", "١٬٩٥٠٫٥", "٤٨٫٩٣٣٥٤٣٢١"),
}
DAY, START, YEAR, AMOUNT = (
    "#id_reviewed_on",
    "[name$='-actions-0-value-start']",
    "#id_start_year",
    "[name$='-lines-0-value-amount']",
)
LATITUDE, LONGITUDE = "#id_latitude", "#id_longitude"


@pytest.fixture
def edit(demo, new_page):
    """``edit("fr")``: a tab with the form of a sheet, in a browser and an admin in that language."""

    def edit(language, browser_language=""):
        tab = new_page(locale=browser_language or language, viewport={"width": 1400, "height": 1000})
        tab.context.add_cookies([{"name": "django_language", "value": language, "url": demo}])
        sign_in(tab, demo)
        assert tab.locator("html").get_attribute("lang") == language
        tab.goto(f"{demo}{SHEET}")
        tab.goto(tab.locator("[data-wagtail-userbar] a[href*='/edit/']").evaluate("link => link.href"))
        return tab

    return edit


def open_tab_of(tab, field):
    """Bring the panel of a field to the front."""
    panel = field.evaluate("input => input.closest('[role=tabpanel]').id")
    tab.locator(f"[role=tab][href='#{panel}']").first.click()


def type_into(tab, selector, text):
    field = tab.locator(selector).first
    field.wait_for(state="attached")
    open_tab_of(tab, field)
    field.click()
    field.fill("")
    field.press_sequentially(text)
    field.press("Tab")
    return field


def value_of(tab, selector):
    field = tab.locator(selector).first
    field.wait_for(state="attached")
    return field.input_value()


def save(tab):
    with loading(tab):
        tab.locator("footer .action-save").first.click()


@pytest.mark.parametrize("language", TYPED)
def test_what_is_typed_in_a_language_is_what_is_stored(edit, language):
    """Over 10 s: a form of the admin is opened, saved and opened again in a browser."""
    tab = edit(language)
    day, amount, degrees = TYPED[language]
    point = "." if language in ("ar", "en") else ","
    expected = {
        LATITUDE: (degrees, f"48{point}933543"),
        LONGITUDE: (degrees, f"48{point}933543"),
        YEAR: ("٢٠١٤" if language == "ar" else "2014", "2014"),
        DAY: (day, "2027-03-15"),
        START: (day, "2027-03-15"),
        AMOUNT: (amount, f"1950{point}5"),
    }
    for selector, (text, _stored) in expected.items():
        assert type_into(tab, selector, text).input_value() == text
    save(tab)
    shown = {selector: value_of(tab, selector) for selector in expected}
    assert shown == {selector: stored for selector, (_text, stored) in expected.items()}


def test_what_is_not_understood_stays_and_is_said_beside_its_field(edit):
    tab = edit("fr", "en")
    typed = {
        DAY: "mars 2027",
        START: "31/02/2027",
        AMOUNT: "env. 300",
        YEAR: "2014-2016",
        LATITUDE: "48°56′",
    }
    for selector, text in typed.items():
        type_into(tab, selector, text)
    save(tab)
    for selector, text in typed.items():
        assert value_of(tab, selector) == text
        field = tab.locator(selector).first.locator("xpath=ancestor::*[contains(@class, 'w-field')][last()]")
        assert text in field.text_content()


def test_pair_from_a_map_fills_in_both_fields(edit):
    tab = edit("fr")
    for selector, pair in ((LATITUDE, "48.9335, 2.35221"), (LONGITUDE, "50,637; 3,0633")):
        type_into(tab, selector, pair)
        shown = [value_of(tab, name) for name in (LATITUDE, LONGITUDE)]
        assert shown == pair.replace(";", " ").replace(", ", " ").split()
    save(tab)
    assert [value_of(tab, name) for name in (LATITUDE, LONGITUDE)] == ["50,637", "3,0633"]
