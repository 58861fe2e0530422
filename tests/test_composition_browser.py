"""Lists and pages in a real Chromium: the first screen of a phone, filters, width, weight, and bad input."""

import re
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.images import get_image_model

from essaimage_wagtail.directory.results import Results
from essaimage_wagtail.models import Organisation

from .browsing import DESKTOP, PHONE, SHIFT, is_at_ease, is_whole

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILTERS = ".es-filters > summary"
LONG_WORD = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    + "überprüfungsausschussmitglieder"
)
LONG_TITLE = ("Un jardin partagé au pied des tours, entre la voie ferrée et l'école maternelle, " * 4)[:255]
"""As long as a title may be."""


def photograph(size):
    data = BytesIO()
    Image.new("RGB", size, "#8ab").save(data, "JPEG")
    file = ImageFile(BytesIO(data.getvalue()), name="photograph.jpg")
    return get_image_model().objects.create(title="Photograph", file=file)


@pytest.fixture
def address(live_server, site, make_sheet):
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["fr"]
    for number in range(4):
        make_sheet(f"Jardin {number}", themes=[garden], territory=site.territory.lille, cover=photograph((900, 600)))
    make_sheet("Atelier", themes=[repair], status="mature", cover=photograph((600, 900)))
    return f"{live_server.url}{site.directory['fr'].url}"


# The first screen of a phone, and filters


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("javascript", [True, False])
def test_a_phone_shows_the_first_result_without_scrolling(
    live_server, site, make_sheet, new_page, language, javascript
):
    for number in range(3):
        make_sheet(f"Jardin {number}", language=language, territory=site.territory.lille)
    page = new_page(viewport=PHONE, java_script_enabled=javascript)
    page.goto(f"{live_server.url}{site.directory[language].url}")
    assert page.locator(FILTERS).is_visible()
    assert page.locator(".es-facet__title").first.is_hidden()
    title = page.locator(".es-card__title").first.bounding_box()
    assert title["y"] + title["height"] < PHONE["height"]


def test_filters_open_without_javascript_and_lead_to_the_results(address, new_page):
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(address)
    page.locator(FILTERS).click()
    page.locator("[data-essaimage-facet=theme] > summary").click()
    page.locator("[data-essaimage-facet=theme] a").first.click()
    page.wait_for_url("**theme=**")
    assert page.locator(f"{FILTERS} .es-facet__selected").inner_text().startswith("1")
    page.locator(FILTERS).click()
    page.locator(".es-filters__results a").click()
    page.wait_for_url("**#es-results-count")


def test_filters_stay_open_while_one_chooses(address, new_page):
    page = new_page(viewport=PHONE)
    page.goto(address)
    page.locator(FILTERS).click()
    page.locator("[data-essaimage-facet=theme] > summary").click()
    page.locator("[data-essaimage-facet=theme] a").first.click()
    page.locator(f"{FILTERS} .es-facet__selected").wait_for()
    assert page.locator("[data-essaimage-facet=theme] a[aria-current]").is_visible()
    is_at_ease(page, "filters-phone")
    page.locator(FILTERS).press("Enter")
    assert page.locator(".es-facet__title").first.is_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_on_a_desktop_facets_are_beside_the_results(address, new_page, javascript):
    page = new_page(viewport=DESKTOP, java_script_enabled=javascript)
    page.goto(address)
    assert page.locator(FILTERS).is_hidden()
    facet = page.locator("[data-essaimage-facet=theme] a").first
    assert facet.is_visible()
    assert facet.bounding_box()["x"] < page.locator(".es-card").first.bounding_box()["x"]


def test_a_window_that_gets_narrow_puts_the_filters_away(address, new_page):
    page = new_page(viewport=DESKTOP)
    page.goto(address)
    page.locator(".es-filters[open]").wait_for(state="attached")
    page.set_viewport_size(PHONE)
    page.locator(".es-filters:not([open])").wait_for(state="attached")
    page.set_viewport_size(DESKTOP)
    page.locator("[data-essaimage-facet=theme] a").first.wait_for()


# Bad input


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_nothing_is_cut_off_by_what_is_too_long_or_missing(
    live_server, site, make_sheet, make_common, usages, new_page, width, language
):
    page = new_page(viewport={"width": width, "height": 900})
    directory = f"{live_server.url}{site.directory[language].url}"
    page.goto(directory)
    is_whole(page, f"nothing-{language}-{width}")
    make_sheet(LONG_TITLE, language=language, cover=photograph((200, 900)), tags=[f"tag {n}" for n in range(200)])
    page.goto(directory)
    is_whole(page, f"one-{language}-{width}")
    gone = photograph((901, 600))
    gone.file.storage.delete(gone.file.name)
    make_sheet(LONG_WORD, language=language, pitch=LONG_WORD, cover=gone)
    steward = Organisation.objects.create(name=LONG_WORD)
    useful = [names["fr"] for names in usages.values()]
    make_common(LONG_TITLE, language=language, usages=useful, steward=steward, licence="")
    make_common(
        LONG_WORD,
        language=language,
        usages=useful,
        pitch=LONG_WORD,
        governance_state="done",
    )
    for query in ("", "?sort=usage", f"?q={LONG_WORD}", f"?q={'x' * 120}"):
        page.goto(f"{directory}{query}")
        is_whole(page, f"long-{language}-{width}-{len(query)}")
        boxes = page.locator(".es-card").evaluate_all("cards => cards.map(one => [one.scrollWidth, one.clientWidth])")
        assert all(inside <= outside for inside, outside in boxes)


@pytest.mark.parametrize("width", [320, 1280])
def test_ten_thousand_results(address, new_page, monkeypatch, width):
    monkeypatch.setattr(Results, "total", 10_000)
    monkeypatch.setattr(Results, "last", 834)
    page = new_page(viewport={"width": width, "height": 900})
    for number in (1, 417, 834):
        page.goto(f"{address}?page={number}")
        page.locator(".es-pagination [aria-current]").wait_for()
        is_whole(page, f"many-{width}-{number}")


# Pictures


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_pictures_keep_their_place_and_are_as_wide_as_shown(address, new_page, viewport):
    page = new_page(viewport=viewport)
    page.goto(address, wait_until="load")
    assert page.evaluate(SHIFT) == 0
    first = page.locator(".es-card__cover img").first
    assert first.get_attribute("loading") is None
    assert page.locator(".es-card__cover img[loading=lazy]").count() == 4
    shown, name = first.evaluate("image => [image.clientWidth, image.currentSrc]")
    assert shown <= int(re.search(r"fill-(\d+)x", name).group(1)) <= 720
    assert re.search(r"\.(avif|webp)$", name)
