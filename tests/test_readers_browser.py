"""What a reader of another language meets on a phone, in a real browser."""

import pytest

from .browsing import PHONE, is_at_ease
from .concepts import say
from .translating import translate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sheet(live_server, site, make_sheet):
    sheet = make_sheet("Jardins partagés", pitch="Un jardin à plusieurs")
    translate(sheet, "ar", lambda text: f"حديقة {text}")
    return sheet


@pytest.fixture
def visit(live_server, new_page, sheet):
    """``visit("ar")``: the French sheet on the phone of somebody whose browser prefers a language."""

    def visit(locale, path=sheet.url, **options):
        page = new_page(locale=locale, viewport=PHONE, **options)
        page.goto(live_server.url + path)
        return page

    return visit


def offered(page):
    return page.locator(".es-proposal:visible")


def test_a_first_visit_is_offered_the_language_of_the_browser(visit, site):
    page = visit("ar-EG")
    (offer,) = offered(page).all()
    assert (offer.get_attribute("lang"), offer.get_attribute("dir")) == ("ar", "rtl")
    box = offer.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    is_at_ease(page)
    offer.locator("a").click()
    page.wait_for_url("**/ar/**")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert offered(page).count() == 0
    # The choice holds for the address without a language, whatever the browser prefers.
    page.goto(page.url.partition("/ar/")[0])
    assert page.url.endswith("/ar/")


HIDDEN = """() => {
  const offer = document.querySelector('.es-proposal:not([hidden])').getBoundingClientRect();
  const { activeElement } = document;
  const { left, right, top, bottom } = activeElement.getBoundingClientRect();
  const isApart = right <= offer.left || left >= offer.right || bottom <= offer.top || top >= offer.bottom;
  const isNothing = activeElement === document.body || activeElement.closest('.es-proposal');
  return isApart || isNothing ? '' : activeElement.outerHTML;
}"""


def test_the_offer_hides_nothing_that_the_keyboard_reaches(visit):
    page = visit("ar-EG")
    offered(page).wait_for()
    page.emulate_media(reduced_motion="reduce")
    reached, hidden = 0, set()
    while page.evaluate("document.activeElement !== document.body") or not reached:
        page.keyboard.press("Tab")
        reached += 1
        hidden.add(page.evaluate(HIDDEN))
    assert hidden == {""}
    assert reached > 20


@pytest.mark.parametrize("locale", ["fr-CA", "de-DE", "xx"])
def test_nothing_is_offered_that_the_reader_has_or_that_there_is_not(visit, locale):
    page = visit(locale)
    page.wait_for_load_state("networkidle")
    assert offered(page).count() == 0


def test_who_declines_is_not_asked_again(visit):
    page = visit("ar")
    offered(page).locator("button").click()
    assert offered(page).count() == 0
    page.reload()
    page.wait_for_load_state("networkidle")
    assert offered(page).count() == 0


def test_who_chose_a_language_is_offered_that_one(visit):
    page = visit("fr")
    page.locator(".es-languages summary").click()
    page.locator(".es-languages a[hreflang=ar]").click()
    page.wait_for_url("**/ar/**")
    page.go_back()
    offered(page).wait_for()
    assert offered(page).get_attribute("lang") == "ar"


def test_without_javascript_the_switcher_asks_the_browser(visit):
    page = visit("ar", java_script_enabled=False)
    assert offered(page).count() == 0
    page.locator(".es-languages summary").click()
    page.locator(".es-languages noscript a, .es-languages__menu > p > a").click()
    page.wait_for_url("**/ar/**")
    assert page.locator("html").get_attribute("lang") == "ar"


def test_a_missing_page_says_so_in_arabic(visit, site, live_server, make_sheet):
    alone = make_sheet("Café des enfants (Lille)", pitch="Un café pour les enfants")
    page = visit("ar", alone.url)
    page.locator(".es-languages summary").click()
    page.locator(".es-languages a[hreflang=ar]").click()
    page.locator(".es-other").wait_for()
    assert page.locator("html").get_attribute("dir") == "rtl"
    right = "element => getComputedStyle(element).direction"
    title = page.locator("h1 > span")
    assert (title.get_attribute("lang"), title.evaluate(right)) == ("fr", "ltr")
    assert page.locator(".es-other__versions a").all_inner_texts() == ["Français\nCafé des enfants (Lille)"]
    is_at_ease(page)
    page.locator("input[name=q]").fill("حديقة")
    page.locator(".es-search button").click()
    page.wait_for_url("**/ar/directory/?q=*")
    assert page.locator("html").get_attribute("lang") == "ar"


@pytest.mark.parametrize(
    ("language", "words", "heading"),
    [("es", "huerto comunitario", "También en otros idiomas"), ("ar", "حديقة مجتمعية", "نتائج بلغات أخرى أيضًا")],
)
def test_words_of_the_reader_find_the_only_garden_which_is_french(
    visit, site, live_server, make_sheet, language, words, heading
):
    make_sheet("Un jardin partagé au bord du canal", pitch="Des voisins cultivent.")
    say(fr="jardin partagé", es="huerto comunitario", ar="حديقة مجتمعية")
    page = visit(language, site.directory[language].url)
    page.locator("[name=q]").first.fill(words)
    page.keyboard.press("Enter")
    across = page.locator(".es-across")
    across.wait_for()
    assert heading in across.inner_text()
    is_at_ease(page)
    across.locator("a[lang=fr]", has_text="canal").click()
    page.locator("h1", has_text="Un jardin partagé").wait_for()
