"""What a visitor gets from the search: similar pages, facets, places, feeds and maps."""

import re
from decimal import Decimal
from random import Random
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from essaimage_wagtail.choices import DirectoryContent
from essaimage_wagtail.directory.cards import pages_of
from essaimage_wagtail.drawing.map import HEIGHT, WIDTH, clusters, world_map
from essaimage_wagtail.facets import facets_in
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.points import grouped

from .site import LANGUAGES
from .visits import get, queries, search, titles

pytestmark = pytest.mark.django_db


# Similar pages


@pytest.fixture
def gardens(make_sheet):
    pitch = "Des voisins cultivent ensemble un jardin et son compost."
    return [make_sheet(f"Jardin {name}", pitch=pitch) for name in ("du canal", "de la gare", "des écoles")]


def similar(client, page):
    return [other["link"].title for other in get(client, page.url).context["sheet"].similar]


def test_similar_sheets_are_shown(client, gardens, make_sheet):
    make_sheet("Vélos", pitch="On répare des vélos.")
    assert set(similar(client, gardens[0])) == {"Jardin de la gare", "Jardin des écoles"}
    html = get(client, gardens[0].url).content.decode()
    assert f'<a class="es-similar__title" href="{gardens[1].url}">Jardin de la gare</a>' in html


def test_similar_sheets_stay_in_the_language_and_the_site(client, site, gardens, make_sheet):
    make_sheet("Jardin du canal", pitch=gardens[0].pitch, language="es")
    other_site = site.root.add_child(instance=Page(title="Other", slug="other", locale=site.locales["fr"]))
    make_sheet("Jardin ailleurs", pitch=gardens[0].pitch, parent=other_site)
    assert set(similar(client, gardens[0])) == {"Jardin de la gare", "Jardin des écoles"}


def test_similar_sheets_that_became_private_are_gone_at_once(client, gardens):
    assert "Jardin de la gare" in similar(client, gardens[0])
    PageViewRestriction.objects.create(page=gardens[1], restriction_type="login")
    gardens[2].unpublish()
    assert similar(client, gardens[0]) == []


def test_similar_sheets_say_what_they_say_now(client, gardens):
    similar(client, gardens[0])
    gardens[1].pitch = "Un autre mot."
    gardens[1].save_revision().publish()
    assert "Un autre mot." in get(client, gardens[0].url).content.decode()


def test_other_pages_do_not_push_similar_sheets_out(client, site, gardens):
    common = {"language": "fr", "summary": gardens[0].pitch, "path": site.home["fr"].path}
    facets = {"type": ["essaimage_pages.commonpage"]}
    get_engine().upsert(
        SearchDocument(f"{uuid4()}:fr", title="Jardin du canal", facets=facets, **common) for _ in range(30)
    )
    assert set(similar(client, gardens[0])) == {"Jardin de la gare", "Jardin des écoles"}


def test_a_sheet_like_no_other_has_no_such_section(client, make_sheet):
    sheet = make_sheet("Seul", pitch="Rien de tel.")
    assert 'id="similar"' not in get(client, sheet.url).content.decode()


# Facets, years and places


def values(view, name):
    """``{value: count}`` of a facet."""
    facets = {facet["name"]: facet["values"] for facet in view.facets.shown}
    return {value["value"]: value["count"] for value in facets.get(name, [])}


def test_a_region_counts_what_lies_in_it(client, site, make_sheet):
    make_sheet("À Lille", territory=site.territory.lille)
    make_sheet("Dans le Nord", territory=site.territory.nord)
    assert values(search(client, site), "territory") == {"FR": 2, "FR-59": 2}
    view = search(client, site, territory="FR-59")
    assert values(view, "territory") == {"FR": 2, "FR-59": 2, "FR-59350": 1}
    (facet,) = [facet for facet in view.facets.shown if facet["name"] == "territory"]
    assert [value["depth"] for value in facet["values"]] == [0, 1, 2]


def test_a_territory_without_a_code_goes_by_its_identifier(client, site, make_sheet):
    valley = site.territory.france.add_child(name="Vallée", level="region", latitude=48, longitude=7)
    sheet = make_sheet("Au village", territory=valley.add_child(name="Village", code="FR-V", level="city"))
    name = str(valley.uuid)
    assert f"/territory/{name}/" in get(client, sheet.url).content.decode()
    (suggestion, *_words) = get(client, f"{site.directory['fr'].url}?format=suggest&q=vall").json()["suggestions"]
    assert suggestion["url"].endswith(f"?territory={name}")
    assert values(search(client, site), "territory") == {"FR": 1, name: 1}
    view = search(client, site, territory=name)
    assert (titles(view), view.notices, view.facets.active[0]["label"]) == (["Au village"], [], "Vallée")
    assert values(view, "territory") == {"FR": 1, name: 1, "FR-V": 1}
    (place,) = [place for place in view.places.options if place["label"] == "Vallée"]
    view = search(client, site, near=place["value"])
    assert (view.question.place.point, view.places.label) == ((48, 7), "Vallée")
    assert [place["value"] for place in view.places.options if place["selected"]] == [name]


def test_years(client, site, make_sheet):
    for year in (1997, 2010, 2020):
        make_sheet(f"De {year}", start_year=year)
    make_sheet("Sans année")
    assert set(titles(search(client, site, year_from="2010"))) == {"De 2010", "De 2020"}
    assert titles(search(client, site, year_from="1990", year_to="2000")) == ["De 1997"]
    view = search(client, site, year_from="2000", year_to="1990")
    assert (titles(view), view.question.years) == (["De 1997"], (1990, 2000))
    (chip,) = view.facets.active
    assert chip["label"] == "1990–2000"
    assert get(client, chip["url"]).context["directory"].results.total == 4


@pytest.mark.parametrize("asked", ["abc", "-5", "99999", "1e3", "2010.5", "\u0662\u0660"])
def test_what_is_no_year_is_left_out_and_said(client, site, make_sheet, asked):
    make_sheet("Jardin")
    view = search(client, site, year_from=asked)
    assert view.results.total == (0 if asked == "\u0662\u0660" else 1)
    assert len(view.notices) == (0 if asked == "\u0662\u0660" else 1)


def test_completeness_and_languages_are_chosen_one_at_a_time(client, site, make_sheet):
    french = make_sheet("Jardin")
    french.copy_for_translation(site.locales["es"]).save_revision().publish()
    french.copy_for_translation(site.locales["de"]).save_revision().publish()
    make_sheet("Seul").copy_for_translation(site.locales["es"]).save_revision().publish()
    make_sheet("Français")
    view = search(client, site)
    assert values(view, "languages") == {"several": 2, "es": 2, "de": 1}
    assert titles(search(client, site, languages="de")) == ["Jardin"]
    view = search(client, site, languages="several")
    (facet,) = [facet for facet in view.facets.shown if facet["name"] == "languages"]
    (german,) = [value for value in facet["values"] if value["value"] == "de"]
    assert german["url"].endswith("?languages=de")
    view = search(client, site, languages=["several", "de"])
    assert (view.question.values["languages"], len(view.notices)) == (["several"], 1)
    assert len(search(client, site, languages="tlh", completeness="whole").notices) == 2


def test_another_language_is_not_asked_to_exist_in_itself(client, site, make_sheet):
    french = make_sheet("Jardin")
    french.copy_for_translation(site.locales["es"]).save_revision().publish()
    french.copy_for_translation(site.locales["de"]).save_revision().publish()
    response = get(client, f"{site.directory['fr'].url}?languages=es")
    urls = {language.code: language.url for language in response.context["essaimage"].languages}
    assert "languages=" not in urls["es"]
    assert get(client, urls["es"]).context["directory"].results.total == 1
    assert urls["de"].endswith("languages=es")
    assert get(client, urls["de"]).context["directory"].results.total == 1


def test_near_a_territory(client, site, make_sheet):
    make_sheet("À Lille", territory=site.territory.lille)
    make_sheet("Au milieu", territory=site.territory.france, latitude=Decimal(46), longitude=Decimal(2))
    # France is an area: what is somewhere in it is at no distance.
    for name in ("En France", "Nulle part"):
        make_sheet(name, territory=site.territory.france if name == "En France" else None)
    view = search(client, site, near="FR-59350")
    assert titles(view)[:2] == ["À Lille", "Au milieu"]
    assert [hit["distance"] is None for hit in view.results.hits] == [False, False, True, True]
    html = get(client, f"{site.directory['fr'].url}?near=FR-59350").content.decode()
    assert "0\u202fkm" in html
    assert "521\u202fkm" in html
    view = search(client, site, near="FR-59350", radius="100")
    assert titles(view) == ["À Lille"]
    assert [place["value"] for place in view.places.options if place["selected"]] == ["FR-59350"]
    (chip,) = view.facets.active
    assert chip["label"] == "Lille, 100\u202fkm"
    assert get(client, chip["url"]).context["directory"].results.total == 4


def test_a_distance_leaves_the_places_to_choose_from(client, site, make_sheet):
    make_sheet("Jardin à Lille", territory=site.territory.lille)
    make_sheet("Jardin en France", territory=site.territory.france)
    make_sheet(
        "Atelier", territory=site.territory.france.add_child(name="Brest", code="FR-B", latitude=48, longitude=-4)
    )
    anywhere = [place["value"] for place in search(client, site, q="jardin").places.options]
    assert anywhere == ["FR", "FR-59350"]
    for params in (
        {"near": "FR-59350", "radius": "5"},
        {"near": "FR", "radius": "5"},
        {"lat": 0, "lon": 0, "radius": "5"},
    ):
        view = search(client, site, q="jardin", **params)
        assert [place["value"] for place in view.places.options] == anywhere
    assert view.results.total == 0


def test_near_a_point(client, site, make_sheet):
    make_sheet("Jardin près de Lille", territory=site.territory.lille)
    make_sheet("Jardin ailleurs", latitude=Decimal(46), longitude=Decimal(2))
    view = search(client, site, lat="50.6", lon="3.0", radius="20")
    assert titles(view) == ["Jardin près de Lille"]
    view = search(client, site, lat="46", lon="2", q="jardin", sort="distance")
    assert titles(view) == ["Jardin ailleurs", "Jardin près de Lille"]
    assert ("lat", "46") in view.addresses.hidden
    view = search(client, site, lat="46", lon="2", q="jardin")
    assert view.question.sort == "relevance"
    assert "sort" not in dict(view.addresses.hidden)


@pytest.mark.parametrize(
    "params",
    [
        {"lat": "91", "lon": "0"},
        {"lat": "nan", "lon": "0"},
        {"lat": "50"},
        {"lat": "50,6", "lon": "3"},
        {"lat": "1e1", "lon": "3"},
        {"near": "NOWHERE"},
        {"near": "\x00"},
        {"near": "x" * 5000},
        {"near": "FR-59"},
        {"near": "FR", "radius": "-3"},
        {"near": "FR", "radius": "99999"},
        {"near": "FR", "radius": "inf"},
        {"near": "NOWHERE", "radius": "5", "sort": "distance"},
        {"near": "0" * 36},
        {"radius": "5"},
        {"radius": "abc"},
        {"sort": "distance"},
        {"sort": "price"},
        {"view": "globe"},
        {"page": "7"},
        {"page": "x"},
    ],
)
def test_what_makes_no_sense_is_left_out_and_said(client, site, make_sheet, params):
    make_sheet("Jardin", territory=site.territory.nord)
    view = search(client, site, **params)
    assert titles(view) == ["Jardin"]
    assert len(view.notices) == 1


def test_the_form_carries_what_it_has_no_field_for(client, site, make_sheet):
    make_sheet("Jardin", territory=site.territory.lille)
    view = search(client, site, status="running", near="FR", radius="5", sort="title", view="map")
    assert view.addresses.hidden == [("status", "running"), ("sort", "title"), ("view", "map")]


def test_queries_near_a_place(client, site, make_sheet):
    for number in range(5):
        make_sheet(f"Jardin {number}", territory=site.territory.lille, start_year=2000)
    url = f"{site.directory['fr'].url}?q=jardin&near=FR-59350&radius=10&year_from=1900"
    statements = queries(client, url)
    assert len(statements) <= 20, "\n".join(statements)  # two of them for places beyond the distance


def test_empty_result_leads_to_the_themes_with_most_results(client, site, make_sheet):
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["fr"]
    make_sheet("A", themes=[repair])
    make_sheet("B", themes=[repair, garden])
    view = search(client, site, q="xylophone")
    assert [way["label"] for way in view.alternatives.suggestions] == ["Réparation", "Jardins"]
    assert get(client, view.alternatives.suggestions[0]["url"]).context["directory"].results.total == 2


def test_what_is_left_in_the_index_of_a_type_that_is_gone_is_not_shown(client, site, make_sheet):
    make_sheet("Jardin")
    kept = {"path": site.directory["fr"].path, "facets": {"type": ["gone.page"]}}
    get_engine().upsert([SearchDocument(key=f"{uuid4()}:fr", language="fr", title="Jardin", **kept)])
    assert titles(search(client, site, q="jardin")) == ["Jardin"]
    result = get_engine().search(SearchQuery("jardin", "fr", facets=["type"]))
    assert (len(result.hits), len(pages_of(result, site.locales["fr"]))) == (2, 1)


# The map


def test_the_map_shows_all_results_not_those_of_a_page(client, site, make_sheet, settings):
    settings.ESSAIMAGE = {"RESULTS_PER_PAGE": 1}
    make_sheet("À Brest", latitude=Decimal("48.39"), longitude=Decimal("-4.49"))
    for name in ("Un", "Deux"):
        make_sheet(name, territory=site.territory.lille)
    make_sheet("Nulle part")
    response = get(client, f"{site.directory['fr'].url}?view=map")
    html = response.content.decode()
    sheet = SheetPage.objects.get(title="À Brest", locale=site.locales["fr"])
    assert f'<a class="es-map__mark" href="{sheet.url}" aria-label="À Brest">' in html
    assert re.findall(r"\d+", response.context["directory"].map.label) == ["3", "4"]
    (many,) = re.findall(r'es-map__mark--many" href="([^"]*)"', html)
    # Nothing is gained by a closer look at one place: its mark leads to a list.
    found = get(client, many.replace("&amp;", "&")).context["directory"]
    assert (found.results.total, found.question.layout) == (2, "list")


def test_marks_of_several_places_lead_closer(client, site, make_sheet):
    for number, (latitude, longitude) in enumerate([(50, 3), (50.2, 3.1), (43, 5), (-33, 151)]):
        make_sheet(
            f"Lieu {number}", latitude=Decimal(str(latitude)), longitude=Decimal(longitude).quantize(Decimal("0.1"))
        )
    html = get(client, f"{site.directory['fr'].url}?view=map").content.decode()
    (many,) = re.findall(r'es-map__mark--many" href="([^"]*)"', html)
    found = get(client, many.replace("&amp;", "&")).context["directory"]
    assert (found.question.layout, found.results.total) == ("map", 3)


def test_marks_of_several_places_are_named_after_them(client, site, make_sheet):
    france, lille = site.territory.france, site.territory.lille
    roubaix = site.territory.nord.add_child(name="Roubaix", code="FR-59512", latitude="50.69", longitude="3.18")
    sydney = france.add_root(name="Sydney", code="SYD", latitude=-33, longitude=151)
    for number, territory in enumerate([lille, lille, roubaix, sydney, sydney]):
        make_sheet(f"Lieu {number}", territory=territory)
    # Within the territory, at a point of its own; and where no territory is known.
    make_sheet("Au bord de Lille", territory=lille, latitude=Decimal("50.65"), longitude=Decimal("3.07"))
    for number in range(2):
        make_sheet(f"En mer {number}", latitude=Decimal(10), longitude=Decimal(80))
    url = f"{site.directory['fr'].url}?view=map"
    labels = re.findall(r'es-map__mark--many" href="[^"]*" aria-label="([^"]*)"', get(client, url).content.decode())
    assert sorted(labels) == ["2 initiatives ici", "Lille, Roubaix\u00a0: 4 initiatives", "Sydney\u00a0: 2 initiatives"]
    # Of many places, what they are in.
    for name in ("Tourcoing", "Wattrelos"):
        point = {"latitude": "50.7", "longitude": "3.2"}
        make_sheet(name, territory=site.territory.nord.add_child(name=name, code=name, **point))
    assert "Nord\u00a0: 6 initiatives" in get(client, url).content.decode()


@pytest.mark.parametrize("spread", [3, 170])
def test_distances_in_addresses_are_short(client, site, make_sheet, spread):
    for number, longitude in enumerate([-spread, -spread, 0, spread, spread]):
        make_sheet(f"Lieu {number}", latitude=Decimal("-0.5") + number % 2, longitude=Decimal(longitude))
    make_sheet("Loin", latitude=Decimal(89), longitude=Decimal(0))
    for link in re.findall(
        r'es-map__mark--many" href="([^"]*)"', get(client, f"{site.directory['fr'].url}?view=map").content.decode()
    ):
        assert not re.search(r"radius=[0-9]*\.0|radius=[0-9.]*e", link)
        assert get(client, link.replace("&amp;", "&")).context["directory"].notices == []


def test_without_results_there_is_no_map(client, site):
    assert "es-map" not in get(client, f"{site.directory['fr'].url}?view=map&q=rien").content.decode()


def test_clusters_do_not_depend_on_the_order():
    rnd = Random(7)  # noqa: S311
    points = [(str(number), (rnd.uniform(-80, 80), rnd.uniform(-180, 180))) for number in range(500)]
    found = clusters(grouped(points))
    assert sum(cluster.count for cluster in found) == 500
    rnd.shuffle(points)
    assert clusters(grouped(points)) == found
    assert all(0 <= cluster.x <= WIDTH and 0 <= cluster.y <= HEIGHT for cluster in found)


@pytest.mark.parametrize(
    "points", [[(0, 0)], [(90, 180), (-90, -180)], [(89.9, 10)], [(-33, 179.9), (-34, -179.9)], [(48, 2)] * 3]
)
def test_any_points_can_be_drawn(points):
    groups = grouped([(str(number), point) for number, point in enumerate(points)])
    marks = [(cluster, "A place", "/there/") for cluster in clusters(groups)]
    root = ElementTree.fromstring(world_map(groups, marks))  # noqa: S314
    assert len(root.findall("a")) == len(marks)
    for path in root.iter("path"):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))]
        assert all(-1 <= number <= max(WIDTH, HEIGHT) + 1 for number in numbers)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_two_facets_have_one_label(code):
    with translation.override(code):
        labels = [str(facet.label) for facet in facets_in(DirectoryContent.EVERYTHING)]
    assert len({*labels}) == len(labels), labels
