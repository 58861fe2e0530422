"""The map that can be moved, in a real Chromium under a policy that lets nothing of others in."""

import json
import random
from decimal import Decimal

import pytest
from django.utils.text import slugify
from playwright.sync_api import expect

from .browsing import DESKTOP, PHONE, is_at_ease

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
POLICY = "default-src 'self'"
PLACES = {
    "Brest": (48.39, -4.49),
    "Lyon": (45.76, 4.84),
    "Villeurbanne": (45.77, 4.88),
    "Riga": (56.95, 24.11),
}
VIEW = "() => document.querySelector('.es-map-live__ground').getBoundingClientRect().toJSON()"


@pytest.fixture
def sheets(site, make_sheet):
    """One sheet in each place, and one that is somewhere in France."""

    def make(language="fr"):
        for name, (latitude, longitude) in PLACES.items():
            point = {"latitude": Decimal(str(latitude)), "longitude": Decimal(str(longitude))}
            make_sheet(f"{name} {language}", language=language, **point)
        make_sheet(f"France {language}", language=language, territory=site.territory.france)

    return make


@pytest.fixture
def opened(live_server, new_page):
    """``opened(address, **options)``: a tab under the policy with the map of an address; what went wrong is told."""
    problems = []

    def guarded(route):
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": POLICY}
        route.fulfill(response=answer, headers=headers)

    def opened(address, marks=True, **options):
        tab = new_page(**{"viewport": DESKTOP, **options})
        tab.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: problems.append(str(error)))
        tab.on("request", lambda asked: problems.append(asked.url) if live_server.url not in asked.url else None)
        if options.get("java_script_enabled", True):
            tab.route(lambda url: url.startswith(live_server.url), guarded)
        tab.goto(live_server.url + address)
        if marks:
            tab.locator(".es-map-figure").scroll_into_view_if_needed()
            tab.locator(".es-map-mark").first.wait_for()
        return tab

    yield opened
    assert problems == []


def names(tab):
    return sorted(tab.locator(".es-map-mark").evaluate_all("marks => marks.map(mark => mark.ariaLabel)"))


def test_marks_lead_to_pages_and_groups_open(site, sheets, opened):
    sheets()
    tab = opened(f"{site.directory['fr'].url}?view=map")
    assert names(tab) == ["2 initiatives ici", "Brest fr", "Riga fr"]
    assert tab.locator("svg.es-map").is_hidden()
    tab.locator(".es-map-mark--many").click()
    tab.get_by_role("link", name="Villeurbanne fr").and_(tab.locator(".es-map-mark")).wait_for()
    assert {"Lyon fr", "Villeurbanne fr"} <= {*names(tab)}
    assert tab.locator(".es-map-live [role=status]").inner_text()[0] in "23"
    tab.locator(".es-map-mark[aria-label='Lyon fr']").click()
    tab.wait_for_url("**/directory/lyon-fr/")


def test_all_of_it_by_keyboard(site, sheets, opened):
    sheets()
    tab = opened(f"{site.directory['fr'].url}?view=map")
    tab.locator(".es-map-live__skip").focus()
    assert tab.locator(".es-map-live__skip").bounding_box()["width"] > 40, "what has the focus is seen"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.tagName") == "FIGCAPTION"
    tab.locator(".es-map-live__ground").focus()
    middle = tab.locator(".es-map-mark[aria-label='Brest fr']").bounding_box()
    tab.keyboard.press("ArrowRight")
    expect(tab.locator(".es-map-live__area")).to_be_visible()
    tab.wait_for_function(
        "x => document.querySelector(\".es-map-mark[aria-label='Brest fr']\").getBoundingClientRect().x < x - 20",
        arg=middle["x"],
    )
    # From the north to the south; the names of marks are told.
    tab.locator(".es-map-mark[aria-label='Riga fr']").focus()
    expect(tab.locator(".es-map-live__tip")).to_have_text("Riga fr")
    tab.keyboard.press("Escape")
    expect(tab.locator(".es-map-live__tip")).to_have_count(0)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.ariaLabel") == "2 initiatives ici"
    tab.keyboard.press("Enter")
    tab.locator(".es-map-mark[aria-label='Lyon fr']").wait_for()
    tab.wait_for_function("document.activeElement.matches('.es-map-mark')")
    assert tab.evaluate("document.activeElement.ariaLabel") in ("Lyon fr", "Villeurbanne fr")


def test_what_is_in_one_place_is_a_list(site, make_sheet, opened):
    for name in ("Un", "Deux", "مبادرة"):
        make_sheet(name, slug=slugify(name) or "three", territory=site.territory.lille)
    tab = opened(f"{site.directory['fr'].url}?view=map")
    mark = tab.locator(".es-map-mark--many")
    mark.focus()
    mark.press("Enter")
    expect(tab.locator(".es-map-list a")).to_have_count(3)
    assert tab.evaluate("document.activeElement.matches('.es-map-list a')")
    # It fades in.
    expect(tab.locator(".leaflet-popup")).to_have_css("opacity", "1")
    is_at_ease(tab, "map-list")
    tab.keyboard.press("Escape")
    expect(tab.locator(".es-map-list")).to_have_count(0)
    assert tab.evaluate("document.activeElement.matches('.es-map-mark--many')")


def test_the_area_that_is_seen_is_searched(site, sheets, opened):
    sheets()
    tab = opened(f"{site.directory['fr'].url}?view=map")
    assert tab.locator(".es-card").count() == 5
    expect(tab.locator(".es-map-live__area")).to_be_hidden()
    tab.locator(".es-map-mark--many").click()
    tab.locator(".es-map-mark[aria-label='Lyon fr']").wait_for()
    tab.locator(".es-map-live__ground").evaluate("ground => ground.dataset.same = 1")
    tab.locator(".es-map-live__area").click()
    tab.wait_for_url("**box=*")
    tab.locator(".es-chip--active").wait_for()
    assert sorted(tab.locator(".es-card__title").all_inner_texts()) == ["Lyon fr", "Villeurbanne fr"]
    # The map goes on where it was, and the same address shows the same.
    assert tab.locator(".es-map-live__ground").count() == 1
    assert tab.locator(".es-map-live__ground").get_attribute("data-same")
    assert names(tab) == ["Lyon fr", "Villeurbanne fr"]
    expect(tab.locator(".es-map-live__area")).to_be_hidden()
    shared = tab.url
    tab.goto(shared)
    tab.locator(".es-map-mark[aria-label='Lyon fr']").wait_for()
    assert sorted(tab.locator(".es-card__title").all_inner_texts()) == ["Lyon fr", "Villeurbanne fr"]
    # Where there is nothing the map is still there, to go on from.
    tab.goto(shared.partition("?")[0] + "?view=map&box=-160,-10,-150,0")
    expect(tab.locator(".es-map-live__ground")).to_be_visible()
    assert tab.locator(".es-map-mark").count() == 0


def test_list_and_map_are_in_step(site, sheets, opened):
    sheets()
    tab = opened(f"{site.directory['fr'].url}?view=map")
    told, cards = tab.locator(".es-map-mark--told"), tab.locator(".es-told .es-card__title")
    tab.locator(".es-card", has_text="Brest fr").hover()
    expect(told).to_have_count(1)
    expect(told).to_have_attribute("aria-label", "Brest fr")
    tab.mouse.move(0, 0)  # where nothing scrolls beneath it, which would be pointed at too
    tab.locator(".es-card", has_text="Lyon fr").locator("a").focus()
    expect(told).to_have_count(1)
    expect(told).to_have_attribute("aria-label", "2 initiatives ici")
    tab.locator(".es-card", has_text="France fr").locator("a").focus()
    expect(told).to_have_count(0)
    tab.locator(".es-map-mark--many").focus()
    expect(cards).to_have_count(2)
    assert sorted(cards.all_inner_texts()) == ["Lyon fr", "Villeurbanne fr"]
    tab.locator(".es-map-mark[aria-label='Riga fr']").focus()
    expect(cards).to_have_text(["Riga fr"])


def test_without_javascript_and_on_paper_there_is_the_picture(site, sheets, opened):
    sheets()
    address = f"{site.directory['fr'].url}?view=map"
    plain = opened(address, marks=False, java_script_enabled=False)
    assert plain.locator("svg.es-map").is_visible()
    assert plain.locator(".es-map__mark").count() == 3
    tab = opened(address)
    tab.emulate_media(media="print")
    expect(tab.locator(".es-map-live")).to_be_hidden()
    assert tab.locator("svg.es-map").is_visible()


def test_what_cannot_be_read_leaves_the_picture(site, sheets, new_page, live_server):
    sheets()
    tab = new_page(viewport=DESKTOP)
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.route("**/*format=geojson*", lambda route: route.fulfill(status=503))
    tab.goto(f"{live_server.url}{site.directory['fr'].url}?view=map")
    tab.locator(".es-map-figure").scroll_into_view_if_needed()
    tab.wait_for_function("performance.getEntriesByType('resource').some(one => one.name.includes('geojson'))")
    assert tab.locator("svg.es-map").is_visible()
    assert tab.locator(".es-map-live").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, {"width": 320, "height": 600}], ids=["390", "1280", "320"])
@pytest.mark.parametrize("code", ["fr", "ar"])
def test_the_map_is_at_ease(site, sheets, opened, code, size, scheme):
    sheets(code)
    tab = opened(f"{site.directory[code].url}?view=map", viewport=size, color_scheme=scheme, reduced_motion="reduce")
    is_at_ease(tab, f"map-{code}-{size['width']}-{scheme}")
    ground = tab.evaluate(VIEW)
    buttons = tab.locator(".leaflet-control-zoom").bounding_box()
    is_left = buttons["x"] + buttons["width"] / 2 < ground["x"] + ground["width"] / 2
    assert is_left == (code != "ar")
    country = {"fr": "Allemagne", "ar": "ألمانيا"}[code]
    if size == DESKTOP:
        expect(tab.locator(".es-map-live__name", has_text=country)).to_have_count(1)
    # Brest is in the west of Riga, whatever the direction of the page.
    brest, riga = (
        tab.locator(f".es-map-mark[aria-label='{name} {code}']").bounding_box() for name in ("Brest", "Riga")
    )
    assert brest["x"] < riga["x"]


def test_one_finger_scrolls_the_page(site, sheets, opened):
    sheets()
    tab = opened(f"{site.directory['fr'].url}?view=map", viewport=PHONE, has_touch=True, is_mobile=True)
    ground = tab.locator(".es-map-live__ground")
    assert ground.evaluate("ground => getComputedStyle(ground).touchAction") == "pan-x pan-y"
    # A finger cannot hover: the first touch says the name.
    tab.locator(".es-map-mark[aria-label='Brest fr']").tap()
    expect(tab.locator(".es-map-list a")).to_have_text("Brest fr")


def test_a_sheet_and_its_lineage_have_their_map(site, make_sheet, link, opened):
    one = make_sheet("Lavoir", territory=site.territory.lille)
    other = make_sheet("Buanderie", latitude=Decimal("48.39"), longitude=Decimal("-4.49"))
    link(one, other)
    tab = opened(one.url)
    assert names(tab) == ["Buanderie", "Lavoir"]
    assert tab.locator(".es-map-mark--here").get_attribute("aria-label") == "Lavoir"
    tab.locator("#taken-up li", has_text="Buanderie").hover()
    assert tab.locator(".es-map-mark--told").get_attribute("aria-label") == "Buanderie"
    is_at_ease(tab)
    tab = opened(f"{one.url}?view=lineage")
    assert names(tab) == ["Buanderie", "Lavoir"]
    is_at_ease(tab)


def test_nothing_is_loaded_before_the_map_is_on_the_screen(site, sheets, new_page, live_server):
    sheets()
    tab = new_page(viewport={"width": 390, "height": 300})
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    # A map far down on a long page.
    down = "document.addEventListener('readystatechange', () => { document.body.style.paddingTop = '3000px' })"
    tab.add_init_script(down)
    tab.goto(f"{live_server.url}{site.directory['fr'].url}?view=map")
    tab.wait_for_function("performance.getEntriesByType('resource').some(one => one.name.endsWith('js/map.js'))")
    assert not [url for url in asked if "leaflet" in url or "countries.json" in url or "geojson" in url]
    tab.locator(".es-map-figure").scroll_into_view_if_needed()
    tab.locator(".es-map-mark").first.wait_for()
    assert [url for url in asked if "leaflet.js" in url]


EDGES = [(90, 0), (-90, 180), (89.9, 10), (0, -180), (0, 180), (-33, 179.9), (-34, -179.9), (48.0, 2.0), (48.0, 2.0)]


def test_points_anywhere_are_marked_and_counted(site, sheets, new_page, live_server):
    """At the poles, on the line where the days change, thousands in one answer and in several."""
    sheets()
    rnd = random.Random(3)  # noqa: S311
    points = [*EDGES, *((rnd.uniform(-60, 70), rnd.uniform(-180, 180)) for _number in range(4_000))]
    tab = new_page(viewport=DESKTOP)
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))

    def answer(route):
        first = "page=2" not in route.request.url
        part = points[:2000] if first else points[2000:]
        features = [
            {"geometry": {"type": "Point", "coordinates": [x, y]}, "properties": {"title": f"{x} {y}", "url": f"/{n}"}}
            for n, (y, x) in enumerate(part, 0 if first else 2000)
        ]
        following = f"{route.request.url}&page=2" if first else None
        body = {"features": features, "next": following, "numberMatched": len(points)}
        route.fulfill(body=json.dumps(body), content_type="application/geo+json")

    tab.route("**/*format=geojson*", answer)
    tab.goto(f"{live_server.url}{site.directory['fr'].url}?view=map")
    tab.locator(".es-map-figure").scroll_into_view_if_needed()
    tab.locator(".es-map-mark").first.wait_for()
    shown = """() => [...document.querySelectorAll('.es-map-mark')].reduce(
      (sum, {ariaLabel}) => sum + (/ici$/.test(ariaLabel) ? parseInt(ariaLabel.replace(/\\s/g, '')) : 1), 0)"""
    tab.wait_for_function(f"({shown})() === {len(points)}")
    assert tab.locator(".es-map-mark").count() < 400
    assert errors == []
