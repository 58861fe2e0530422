"""Pages of territories and themes in a real browser: on a phone and a desktop, in French and Arabic."""

import pytest

from .browsing import DESKTOP, PHONE, is_at_ease

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gardens(live_server, site, make_sheet):
    """Two sheets in Lille, one of them in Arabic too, and a place without any."""
    garden = site.themes["garden"]["fr"]
    site.territory.lille.names = {"ar": "ليل"}
    site.territory.lille.save()
    shown = {"themes": [garden], "territory": site.territory.lille}
    sheet = make_sheet("Jardin des Olieux", **shown)
    make_sheet("حديقة مشتركة", language="ar", translation_key=sheet.translation_key, **shown)
    make_sheet("W" * 120, pitch="x" * 280, **shown)
    site.territory.nord.add_child(name="Roubaix", code="FR-59512", level="city", latitude="50.69", longitude="3.18")
    return sheet


@pytest.fixture
def visit(live_server, site, gardens, new_page):
    """``visit("territory/FR/france/", "ar", PHONE)``: below the directory of a language."""

    def visit(path, language="fr", viewport=PHONE, **options):
        page = new_page(viewport=viewport, locale=language, **options)
        page.goto(f"{live_server.url}{site.directory[language].url}{path}")
        return page

    return visit


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_they_are_at_ease(visit, language, viewport, scheme):
    page = visit("territory/FR-59350/", language, viewport, color_scheme=scheme)
    for path in ("", "../../FR-59512/roubaix/", "../../../theme/garden/"):
        if path:
            page.goto(page.url + path)
        is_at_ease(page, f"subject-{language}-{viewport['width']}-{scheme}-{len(path)}")
        assert page.locator("h1").count() == 1


def test_wandering_from_a_sheet_to_its_territory_to_the_wider_one_and_into_its_parts(visit, site, gardens):
    page = visit(gardens.slug)
    page.locator(".es-breadcrumb a").last.click()
    page.wait_for_url("**/territory/FR-59350/lille/")
    assert page.locator("h1").inner_text() == "Lille"
    assert page.locator(".es-card").count() == 2
    page.locator(".es-breadcrumb a", has_text="France").click()
    page.wait_for_url("**/territory/FR/france/")
    page.locator(".es-subject__links a", has_text="Nord").click()
    page.wait_for_url("**/territory/FR-59/nord/")
    # The map that moves has taken the place of the drawn one.
    page.locator(".es-map-mark").first.wait_for()
    page.locator(".es-map-mark").first.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a", has_text="Jardin des Olieux").press("Enter")
    page.wait_for_url("**/jardin-des-olieux/")


def test_without_javascript_in_another_language(visit, site):
    page = visit("territory/FR-59350/", java_script_enabled=False)
    page.locator(".es-languages__button").click()
    page.locator(".es-languages__menu a[hreflang=ar]").click()
    page.wait_for_url("**/ar/**/territory/FR-59350/lille/")
    assert page.locator("h1").inner_text() == "ليل"
    assert page.locator("html").get_attribute("dir") == "rtl"
    # The title stands at the right, the map at the left of the list.
    title, viewport = page.locator("h1").bounding_box(), page.viewport_size
    assert title["x"] + title["width"] > viewport["width"] / 2


def test_on_a_desktop_the_map_stands_beside_the_first_results(visit):
    for language, before in (("fr", False), ("ar", True)):
        page = visit("territory/FR-59350/", language, DESKTOP)
        figure, card = (page.locator(name).first.bounding_box() for name in (".es-map-figure", ".es-card"))
        assert figure["y"] < DESKTOP["height"] / 2
        assert (figure["x"] < card["x"]) == before


def test_a_place_without_initiatives_leads_to_the_nearest(visit):
    page = visit("territory/FR-59512/")
    assert page.locator(".es-card__title", has_text="Jardin des Olieux").is_visible()
    assert page.locator(".es-card__where", has_text="km").count() == 2
