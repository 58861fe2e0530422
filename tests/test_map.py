"""Maps: what they show, where their points are, and what browsers are told of them."""

import json
import re
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from babel import Locale
from django.core.checks import run_checks
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import ngettext

from essaimage_wagtail.contexts.map import plural_forms
from essaimage_wagtail.contexts.page import PageContext
from essaimage_wagtail.contexts.tiles import tiles
from essaimage_wagtail.directory.map import map_of
from essaimage_wagtail.models import Territory
from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, get_engine

from .npm import installed
from .visits import get

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parent.parent / "essaimage_wagtail" / "static" / "essaimage_wagtail"
LEAFLET = STATIC / "vendor" / "leaflet"
VERSION = "1.9.4"
TILES = {"tiles": "https://tiles.example/{z}/{x}/{y}.png", "attribution": "© Tiles & others"}


def config_of(html):
    (found,) = re.findall(r'data-essaimage-map="([^"]*)"', html)
    return json.loads(unescape(found))


def directory(client, site, **params):
    response = get(client, site.directory["fr"].url, view="map", **params)
    return response.context["directory"], response.content.decode()


# Where an initiative is


@pytest.mark.parametrize(
    ("level", "is_place"),
    [
        ("world_region", False),
        ("country", False),
        ("region", False),
        ("county", True),
        ("city", True),
        ("district", True),
    ],
)
def test_a_wide_territory_is_no_place(client, site, make_sheet, level, is_place):
    territory = Territory.add_root(name="Là", code="LA", level=level, latitude=46, longitude=2)
    make_sheet("Quelque part", territory=territory)
    view, html = directory(client, site)
    points = get(client, site.directory["fr"].url, format="geojson").json()["features"]
    assert len(points) == is_place
    assert ("es-map__mark" in html) == is_place
    assert (view.map.unplaced is None) == is_place
    assert (client.get(site.directory["fr"].url + "quelque-part/").context["sheet"].point is not None) == is_place


def test_its_own_point_is_a_place_in_any_territory(client, site, make_sheet):
    make_sheet("Ici", territory=site.territory.france, latitude=Decimal("48.39"), longitude=Decimal("-4.49"))
    (point,) = get(client, site.directory["fr"].url, format="geojson").json()["features"]
    assert point["geometry"]["coordinates"] == [-4.49, 48.39]


def test_what_has_no_place_is_listed_apart(client, site, make_sheet):
    make_sheet("En France", territory=site.territory.france)
    make_sheet("Nulle part")
    make_sheet("À Lille", territory=site.territory.lille)
    view, _html = directory(client, site)
    found = get(client, view.map.unplaced["url"]).context["directory"]
    assert {hit["title"] for hit in found.results.hits} == {"En France", "Nulle part"}
    assert found.question.layout == "list" and found.question.notices == []
    (chip,) = found.facets.active
    assert get(client, chip["url"]).context["directory"].results.total == 3


# A part of the map


def placed(number, point):
    key = f"00000000-0000-4000-8000-{number:012}:fr"
    return SearchDocument(key, "fr", "Jardin", path="x", point=point, facets={"type": ["essaimage_pages.sheetpage"]})


POINTS = [(48.0, 2.0), (-33.0, 179.5), (-34.0, -179.5), (90.0, 0.0), (-90.0, 180.0), (0.0, -180.0), None]


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        ((0, 40, 10, 50), {0}),
        ((2, 48, 2, 48), {0}),
        ((179, -40, -179, -30), {1, 2}),
        ((-180, -90, 180, 90), {0, 1, 2, 3, 4, 5}),
        ((10, 40, 0, 50), set()),
        ((-10, 80, 10, 90), {3}),
        ((3, 40, 10, 50), set()),
    ],
)
def test_a_part_of_the_map_holds_what_is_in_it(box, inside):
    engine = get_engine()
    engine.upsert(placed(number, point) for number, point in enumerate(POINTS))
    query = SearchQuery("jardin", "fr", scope=Scope(paths=("x",)), box=box)
    keys = {placed(number, None).key for number in inside}
    assert {key for key, _point in engine.points(query)} == keys
    assert engine.search(query).total == len(keys)


def test_what_has_no_point_is_found_by_itself():
    engine = get_engine()
    engine.upsert(placed(number, point) for number, point in enumerate(POINTS))
    (hit,) = engine.search(SearchQuery("jardin", "fr", scope=Scope(paths=("x",)), unplaced=True)).hits
    assert hit.key == placed(6, None).key


def test_a_part_of_the_map_is_searched(client, site, make_sheet):
    make_sheet("À Lille", territory=site.territory.lille)
    make_sheet("À Brest", latitude=Decimal("48.39"), longitude=Decimal("-4.49"))
    view, html = directory(client, site)
    area = config_of(html)["area"]
    assert "near" not in area and "view=map" in area
    found = get(client, area.replace("{box}", "2,50,4,51.5")).context["directory"]
    assert [hit["title"] for hit in found.results.hits] == ["À Lille"]
    assert found.map.box == (2, 50, 4, 51.5)
    assert found.addresses.url() == area.replace("{box}", "2%2C50%2C4%2C51.5")
    # Marks lead around their places, whatever part was looked at.
    assert "box" not in re.sub(r"\{box\}", "", found.map._mark(found.map._clusters[0], {})[1])


def test_an_empty_part_of_the_map_keeps_its_map(client, site, make_sheet):
    make_sheet("À Lille", territory=site.territory.lille)
    view, html = directory(client, site, box="-160,-10,-150,0")
    assert view.results.total == 0
    config = config_of(html)
    assert (config["box"], config["url"], config["features"]) == ([-160, -10, -150, 0], "", [])
    (chip,) = view.facets.active
    assert get(client, chip["url"]).context["directory"].results.total == 1


@pytest.mark.parametrize(
    "box",
    ["1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "0,91,1,92", "0,50,1,40", "-181,0,1,1", "nan,0,1,1", "1e1,0,1,1", ",,,"],
)
def test_what_is_no_part_of_a_map_is_left_out(client, site, make_sheet, box):
    make_sheet("À Lille", territory=site.territory.lille)
    view, _html = directory(client, site, box=box)
    assert view.results.total == 1
    (notice,) = view.question.notices
    assert box[:20] in notice


# What browsers are told


def test_a_map_says_where_its_points_are(client, site, make_sheet):
    make_sheet("À Lille", territory=site.territory.lille)
    view, html = directory(client, site)
    config = config_of(html)
    assert config["url"] == view.addresses.points
    assert ["Lille", 50.63, 3.06, 8] in config["names"]
    assert not any(name == "France" for name, *_rest in config["names"]), "browsers name countries"
    assert config["tiles"] is None
    for address in [*config["files"].pop("modules"), *config["files"].values()]:
        assert (STATIC / address.partition("essaimage_wagtail/")[2]).is_file(), address


def test_text_of_a_place_cannot_leave_the_attribute(client, site, make_sheet, link):
    title = "\"><script>alert('x')</script>&quot;"
    one, other = (make_sheet(f"{title} {n}", territory=site.territory.lille) for n in "12")
    link(one, other)
    html = client.get(one.url).content.decode()
    assert {feature["properties"]["title"] for feature in config_of(html)["features"]} == {f"{title} 1", f"{title} 2"}
    assert "<script>alert" not in html


@pytest.mark.parametrize("code", ["fr", "en", "es", "de", "ar"])
def test_every_plural_form_is_told(code):
    with translation.override(code):
        forms = plural_forms(lambda n: ngettext("%(shown)s initiative here", "%(shown)s initiatives here", n))
        plural = Locale(code).plural_form
        for number in [*range(130), 1_000_000]:
            said = ngettext("%(shown)s initiative here", "%(shown)s initiatives here", number)
            if code != "fr" or number:
                assert forms[plural(number)] == said % {"shown": "{shown}"}


def test_a_sheet_shows_where_it_was_taken_up(client, site, make_sheet, link):
    one = make_sheet("Lavoir", territory=site.territory.lille)
    assert client.get(one.url).context["sheet"].map is None, "one place is no map"
    other = make_sheet("Buanderie", latitude=Decimal("48.39"), longitude=Decimal("-4.49"))
    link(one, other)
    link(one, name="Laverie", territory=site.territory.lille, url="https://laverie.example/")
    link(one, name="Quelque part en France", territory=site.territory.france)
    link(one, name="Piège", territory=site.territory.lille, url="javascript:alert(1)")
    response = client.get(one.url)
    places = {place.title: place for place in response.context["sheet"].map.places}
    assert set(places) == {"Lavoir", "Buanderie", "Laverie", "Piège"}
    assert places["Lavoir"].here and not places["Buanderie"].here
    assert places["Buanderie"].point == (48.39, -4.49)
    assert places["Laverie"].url == "https://laverie.example/"
    assert places["Piège"].url == "#taken-up"
    html = response.content.decode()
    assert f'href="{other.url}" aria-label="Buanderie"' in html
    for page in ({}, {"view": "lineage"}):
        assert "js/map.js" in client.get(one.url, page).content.decode()
    lineage = client.get(one.url, {"view": "lineage"}).context["lineage"]
    assert {place.title for place in lineage.map.places} == set(places)


def test_a_sheet_that_may_not_be_seen_is_on_no_map(client, site, make_sheet, link):
    one = make_sheet("Lavoir", territory=site.territory.lille)
    link(one, make_sheet("Buanderie", territory=site.territory.lille))
    link(one, make_sheet("Secret", territory=site.territory.lille, publish=False))
    assert "Secret" not in client.get(one.url).content.decode()


def test_the_map_of_a_site_for_any_page(site, make_sheet):
    make_sheet("À Lille", territory=site.territory.lille)
    make_sheet("À Brest", latitude=Decimal("48.39"), longitude=Decimal("-4.49"))
    request = RequestFactory().get("/fr/", {"q": "nothing of this", "territory": "FR"}, headers={"host": "localhost"})
    around = PageContext(site.home["fr"], request)
    with translation.override("fr"):
        everything, nord = map_of(around, request), map_of(around, request, territory="FR-59")
    assert everything.picture.count("es-map__reach") == 2
    assert nord.picture.count("es-map__reach") == 1
    assert "territory=FR-59" in nord.data_url and "territory=FR-59" in nord.area_url
    assert map_of(around, request, q="rien du tout") is None
    assert request.GET["q"] == "nothing of this"


# Tiles


def test_tiles_are_a_sites_own_choice(client, site, make_sheet, settings):
    settings.ESSAIMAGE = {"MAP": TILES}
    make_sheet("À Lille", territory=site.territory.lille)
    assert config_of(directory(client, site)[1])["tiles"] == {**TILES, "max_zoom": 19}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"tiles": "https://tiles.example/{z}/{x}/{y}.png"}, "attribution"),
        ({**TILES, "tiles": "https://tiles.example/"}, "{z}"),
        ({**TILES, "zoom": 3}, "zoom"),
        ({**TILES, "max_zoom": "19"}, "int"),
    ],
)
def test_wrong_tiles_are_reported_and_left_out(settings, given, word):
    settings.ESSAIMAGE = {"MAP": given}
    (problem,) = [found for found in run_checks() if found.id == "essaimage_wagtail.E003"]
    assert word in problem.msg
    assert tiles() is None


# What is shipped


@pytest.mark.npm
def test_leaflet_is_that_of_npm():
    package = installed("leaflet", {"leaflet": VERSION}) / "leaflet"
    for path in filter(Path.is_file, LEAFLET.rglob("*")):
        name = path.relative_to(LEAFLET)
        original = package / name if name.name == "LICENSE" else package / "dist" / name
        assert path.read_bytes() == original.read_bytes(), name


def test_shapes_have_their_countries():
    countries = json.loads((STATIC / "map" / "countries.json").read_text())
    codes = [code for code, _point, _rings in countries if code]
    assert len(codes) == len(set(codes)) > 190
    assert all(point for code, point, _rings in countries if code)
