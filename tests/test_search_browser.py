"""The search by keyboard and with a place, in a real Chromium."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from essaimage_wagtail.models import Theme

from .browsing import open_filters
from .engine import embedded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server, site, make_sheet):
    garden = site.themes["garden"]["fr"]
    make_sheet("Jardin du canal", themes=[garden], territory=site.territory.lille, start_year=2010)
    make_sheet("Jardin de Paris", themes=[garden], territory=site.territory.france, start_year=1990)
    return f"{live_server.url}{site.directory['fr'].url}"


def test_suggestions_by_keyboard(address, page):
    page.goto(address)
    field = page.get_by_role("combobox")
    assert field.get_attribute("aria-expanded") == "false"
    field.fill("jard")
    options = page.locator("[role=option]")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    texts = options.locator("span:first-child").all_inner_texts()
    assert texts[0] == "Jardins"
    assert "Jardin du canal" in texts
    for _step in range(texts.index("Jardin du canal") + 1):
        field.press("ArrowDown")
    marked = page.locator("[role=option][aria-selected=true]")
    assert marked.get_attribute("id") == field.get_attribute("aria-activedescendant")
    assert page.evaluate("document.activeElement.name") == "q"
    field.press("Enter")
    page.wait_for_url("**/directory/jardin-du-canal/")


def test_escape_and_leaving_close_the_suggestions(address, page):
    page.goto(address)
    field = page.locator("input[name=q]")
    field.fill("jard")
    page.locator("[role=option]").first.wait_for()
    field.press("Escape")
    assert page.locator("[role=listbox]").is_hidden()
    assert field.input_value() == "jard"
    field.press("ArrowDown")
    page.locator("[role=option]").first.wait_for()
    # One more than there are options is the field again, as is one less than the first.
    field.press("ArrowDown")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.blur()
    assert page.locator("[role=listbox]").is_hidden()


def test_suggestions_leave_the_results_beside_them_in_sight(address, page):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    page.locator("input[name=q]").fill("jard")
    page.locator("[role=option]").first.wait_for()
    page.wait_for_url("**q=jard")  # both are there: what replaces the results changes the address with them
    suggestions = page.locator("[role=listbox]").bounding_box()
    results = page.locator(".es-results-list").bounding_box()
    assert suggestions["x"] + suggestions["width"] <= results["x"]


def test_the_switcher_leads_to_what_was_typed(address, page):
    page.goto(address)
    page.locator("input[name=q]").press_sequentially("jardin", delay=30)
    page.wait_for_url("**q=jardin")
    page.locator(".es-languages summary").click()
    page.locator(".es-languages__menu a[hreflang=en]").click()
    page.wait_for_url("**/en/directory/?q=jardin")


def test_a_long_facet_is_cut_between_two_values(address, page, site, make_sheet):
    names = [f"Thème {number}" for number in range(20)]
    make_sheet("Jardin", themes=[Theme.objects.create(name=name, locale=site.locales["fr"]) for name in names])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    values = page.locator("[data-essaimage-facet=theme] li >> visible=true")
    assert values.count() == 8
    page.locator("[data-essaimage-facet=theme-others] > summary").click()
    assert values.count() == 21
    for part in page.locator("[data-essaimage-facet=theme] ul").all():
        assert part.evaluate("list => list.scrollHeight <= list.clientHeight")


def test_near_me_and_years(address, new_page):
    page = new_page(
        viewport={"width": 390, "height": 844},
        geolocation={"latitude": 50.6312, "longitude": 3.0587},
        permissions=["geolocation"],
    )
    page.goto(address)
    open_filters(page)
    page.locator("[data-essaimage-facet=near] summary").click()
    page.locator("[data-essaimage-here]").click()
    page.wait_for_url("**lat=50.63&lon=3.06*")
    page.locator(".es-chip--active").first.wait_for()
    assert page.evaluate("document.activeElement.name") == "here"
    expect(page.locator(".es-card__title")).to_have_text(["Jardin du canal", "Jardin de Paris"])
    assert "km" in page.locator(".es-card__where").first.inner_text()
    years = page.locator("input[name=year_to]")
    page.locator("[data-essaimage-facet=more] > summary").click()
    page.locator("[data-essaimage-facet=years] summary").click()
    years.fill("2000")
    years.press("Enter")
    page.wait_for_url("**year_to=2000*")
    page.locator(".es-chip--active").nth(1).wait_for()
    expect(page.locator(".es-card__title")).to_have_text(["Jardin de Paris"])


def test_a_device_that_does_not_say_where_it_is(address, page):
    page.goto(address)
    page.evaluate("""() => {
        window.asked = 0;
        navigator.geolocation.getCurrentPosition = (found, failed) => {
            window.asked += 1;
            window.refuse = failed;
        };
    }""")
    page.locator("[data-essaimage-facet=near] summary").click()
    here = page.get_by_role("button", name="Près de moi", exact=True)
    here.press("Enter")
    assert here.get_attribute("aria-disabled") == "true"
    here.press("Enter")  # not twice at a time
    assert page.evaluate("[window.asked, document.activeElement.name]") == [1, "here"]
    page.evaluate("window.refuse()")
    assert here.get_attribute("aria-disabled") is None
    assert page.evaluate("document.activeElement.name") == "here"
    said = page.locator("[data-essaimage-facet=near] [role=status]")
    assert said.inner_text() == "Votre appareil ne dit pas où vous êtes."


def test_a_list_is_gone_through_by_keyboard(address, page):
    page.clock.install()
    page.goto(address)
    page.locator("[data-essaimage-facet=near] summary").click()
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "?" in request.url else None)
    near, radius = page.locator("select[name=near]"), page.locator("select[name=radius]")
    near.focus()
    near.press("ArrowDown")
    near.press("ArrowDown")
    assert near.input_value() == "FR-59350"
    near.press("Tab")
    assert page.evaluate("document.activeElement.name") == "radius"
    radius.press("ArrowDown")
    radius.press("Tab")  # to the button
    page.clock.run_for(500)
    assert asked == []
    page.keyboard.press("Tab")
    page.wait_for_url("**near=FR-59350&radius=5")
    page.locator(".es-chip--active").wait_for()
    assert len(asked) == 1
    expect(page.locator(".es-card__title")).to_have_text(["Jardin du canal"])
    assert page.locator("form [role=status]").inner_text() == "1 initiative"
    assert page.evaluate("document.activeElement.matches('[data-essaimage-facet=more] > summary')")
    # By the button too, and by leaving with the mouse for something that works all the same.
    near.select_option("FR")
    page.locator("[data-essaimage-facet=near] button[type=submit]").click()
    page.wait_for_url("**near=FR&radius=5")
    page.go_back()
    page.wait_for_url("**near=FR-59350&radius=5")
    near.select_option("")
    page.locator("a[data-essaimage-link='territory:FR']").click()
    page.wait_for_url("**territory=FR&near=FR-59350&radius=5")


def test_without_javascript_there_is_a_form(address, new_page):
    page = new_page(java_script_enabled=False)
    page.goto(address)
    assert page.locator("input[name=q]").get_attribute("role") is None
    page.locator("[data-essaimage-facet=near] summary").click()
    assert page.locator("select[name=near]").is_visible()
    assert page.locator("[data-essaimage-here]").is_hidden()
    page.select_option("select[name=near]", "FR-59350")
    page.select_option("select[name=radius]", "25")
    page.locator("[data-essaimage-facet=near] button[type=submit]").click()
    page.wait_for_url("**near=FR-59350&radius=25*")
    expect(page.locator(".es-card__title")).to_have_text(["Jardin du canal"])


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_long_words_do_not_widen_a_phone(live_server, site, make_sheet, page, size):
    word = "Donaudampfschifffahrtsgesellschaft" * 6
    theme = Theme.objects.create(name=word[:200], slug="long", locale=site.locales["fr"])
    sheet = make_sheet(word, pitch=word, themes=[theme], territory=site.territory.lille)
    page.set_viewport_size({"width": 390, "height": 844})
    directory = site.directory["fr"].url
    for address in (
        directory,
        f"{directory}?theme=long&q={word}",
        f"{directory}?q={'x' * 200}",  # nothing found
        f"{directory}?near={'x' * 30}&year_from={'9' * 20}",  # notices
        f"{directory}?view=map",
        sheet.url,
        f"{sheet.url}?view=replicate",
    ):
        page.goto(live_server.url + address)
        page.add_style_tag(content=f"html.essaimage {{ font-size: {size} }}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address


def test_colours_of_the_visitors_own(address, new_page):
    page = new_page(forced_colors="active", viewport={"width": 390, "height": 844})
    page.goto(f"{address}?theme=garden&near=FR&year_from=2050")
    open_filters(page)
    page.locator("[data-essaimage-facet=theme] > summary").click()
    for filled in (".es-search .es-button .es-icon", ".es-facet__selected", "[aria-current] .es-facet__box"):
        picture = Image.open(BytesIO(page.locator(filled).first.screenshot()))
        ground, mark = sorted(picture.convert("L").getcolors(), reverse=True)[:2]
        assert abs(ground[1] - mark[1]) > 100, filled
    for edged in (".es-fields .es-button", ".es-chip", ".es-empty"):
        assert (
            page.locator(f"{edged} >> visible=true").first.evaluate("part => getComputedStyle(part).borderTopWidth")
            != "0px"
        )


def test_small_links_can_be_touched(address, page, make_sheet):
    make_sheet("Jardin français", language="en")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}?q=jardin&theme=garden&near=FR")
    for small in (".es-elsewhere a", ".es-footer a", ".es-sorts a", ".es-active a"):
        for link in page.locator(small).all():
            assert link.bounding_box()["height"] >= 24, small
    page.goto(f"{address}jardin-du-canal/")
    heights = [link.bounding_box()["height"] for link in page.locator(".es-breadcrumb a").all()]
    assert len(heights) == 3
    assert min(heights) >= 24


@embedded
def test_a_search_that_is_not_available_says_so_in_place_and_goes_on_later(
    address, page, settings, searching_at, nobody
):
    mistakes = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.goto(f"{address}?theme=garden")
    page.get_by_text("Jardin du canal").first.wait_for()
    before = settings.ESSAIMAGE
    searching_at(nobody)
    field = page.locator("input[name=q]")
    with page.expect_response(lambda response: "format=suggest" in response.url and response.status == 503):
        field.press_sequentially("jardi")
    heading = page.locator("[data-essaimage-count]")
    heading.and_(page.get_by_text("La recherche n’est pas disponible pour le moment.")).wait_for()
    page.wait_for_function("document.querySelector('[role=status]').textContent.includes('pas disponible')")
    assert field.input_value() == "jardi"
    assert field.evaluate("field => field === document.activeElement")
    assert page.locator("[role=listbox]").is_hidden()
    assert "theme=garden" in page.url
    settings.ESSAIMAGE = before
    page.get_by_role("link", name="Réessayer").click()
    page.get_by_role("heading", name="2 initiatives").wait_for()
    assert page.locator(".es-active").get_by_text("Jardins").count() == 1, "the filter is there still"
    assert mistakes == []


@embedded
def test_without_scripts_the_form_tries_again(address, new_page, settings, searching_at, nobody):
    page = new_page(java_script_enabled=False)
    before = settings.ESSAIMAGE
    searching_at(nobody)
    response = page.goto(f"{address}?q=canal&theme=garden")
    assert response.status == 503
    assert page.locator(".es-card").count() == 2, "the latest initiatives"
    settings.ESSAIMAGE = before
    page.locator("form[role=search] button").click()
    page.get_by_role("heading", name="1 initiative").wait_for()
    assert "q=canal" in page.url and "theme=garden" in page.url
