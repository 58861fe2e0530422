"""Choices narrow a search down, in every format and with nothing but links; and their number is bounded."""

import json
import re
from itertools import pairwise
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.utils.translation import override

from essaimage_wagtail.choices import CommonKind, Completeness, DirectoryContent, Mode, Status
from essaimage_wagtail.contexts.page import MOST_KEPT
from essaimage_wagtail.directory.question import MOST_CHOSEN
from essaimage_wagtail.directory.responses import FORMATS
from essaimage_wagtail.facets import Lookup
from essaimage_wagtail.facets.declared import TERRITORY
from essaimage_wagtail.models import Replication, Territory
from essaimage_wagtail.models.territory import MAX_DEPTH
from essaimage_wagtail.pages.models import DirectoryPage

from .browsing import open_filters

pytestmark = pytest.mark.django_db
LEVELS = ("T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7")


@pytest.fixture
def places(site, make_sheet):
    """Territories seven deep, ``T-1`` the outermost, with a sheet in each and one in a place beside ``T-3``."""
    places, parent = {}, None
    for code in LEVELS:
        add = parent.add_child if parent else Territory.add_root
        places[code] = add(name=f"Place {code}", code=code, level="district", latitude=50, longitude=3)
        parent = Territory.objects.get(code=code)
    places["T-3b"] = Territory.objects.get(code="T-2").add_child(name="Beside", code="T-3b", level="district")
    for code, place in places.items():
        make_sheet(f"Jardin {code}", territory=place)
    return places


@pytest.fixture
def ask(site, client):
    def ask(query="", directory=None):
        response = client.get(f"{(directory or site.directory['fr']).url}?{query}")
        assert response.status_code == 200
        return response.context["directory"]

    return ask


def territories(search):
    facet = next(facet for facet in search.facets.shown if facet["name"] == "territory")
    return {value["value"]: value for value in facet["values"]}


def query_of(url):
    return urlsplit(url).query


# One place within the other


def test_ticking_from_the_outermost_to_the_innermost_narrows(places, ask):
    query, found = "", []
    for code in LEVELS:
        value = territories(ask(query))[code]
        query = query_of(value["url"])
        search = ask(query)
        assert search.results.total == value["count"], "what choosing it finds"
        assert [chip["label"] for chip in search.facets.active] == [f"Place {code}"]
        assert territories(search)[code]["depth"] == LEVELS.index(code)
        found.append(search.results.total)
    assert found == [8, 7, 5, 4, 3, 2, 1]
    assert all(after < before for before, after in pairwise(found))


def test_a_place_around_what_is_chosen_widens_and_one_beside_it_adds(places, ask):
    values = territories(ask("territory=T-4"))
    assert [code for code, value in values.items() if value["selected"]] == ["T-4"]
    assert parse_qs(query_of(values["T-2"]["url"])) == {"territory": ["T-2"]}
    assert parse_qs(query_of(values["T-5"]["url"])) == {"territory": ["T-5"]}
    assert "territory" not in parse_qs(query_of(values["T-4"]["url"]))
    beside = territories(ask("territory=T-3"))["T-3b"]["url"]
    assert sorted(parse_qs(query_of(beside))["territory"]) == ["T-3", "T-3b"]
    both = ask(query_of(beside))
    assert both.results.total == 6
    assert parse_qs(query_of(territories(both)["T-2"]["url"])) == {"territory": ["T-2"]}
    assert parse_qs(query_of(territories(both)["T-4"]["url"]))["territory"] == ["T-3b", "T-4"]


@pytest.mark.parametrize("asked", [("T-1", "T-5"), ("T-5", "T-1"), ("T-1", "T-2", "T-5", "T-3")])
def test_addresses_that_hold_a_place_and_those_around_it_mean_the_place(places, ask, client, site, asked):
    query = urlencode({"territory": asked}, doseq=True)
    search = ask(query)
    assert (search.results.total, search.notices) == (3, [])
    assert search.question.values["territory"] == ["T-5"]
    assert ("territory", "T-5") in search.addresses.hidden and ("territory", "T-1") not in search.addresses.hidden
    answer = client.get(f"/essaimage/api/1/search/?language=fr&{query}").json()
    assert answer["total"] == 3
    selected = [value for value in answer["facets"]["territory"]["values"] if value["selected"]]
    assert [value["value"] for value in selected] == ["T-5"]
    assert len(client.get(f"/essaimage/api/1/points/?language=fr&{query}").json()["features"]) == 3
    feed = client.get(f"{site.directory['fr'].url}?format=atom&{query}").content
    assert feed.count(b"<entry>") == 3
    suggested = client.get(f"{site.directory['fr'].url}?format=suggest&q=place&{query}").json()["suggestions"]
    addresses = [parse_qs(query_of(one["url"])) for one in suggested if one["kind"] == "territory"]
    assert addresses and all(len(address["territory"]) == 1 for address in addresses)


def test_places_cost_one_question(places, django_assert_num_queries):
    lookup = Lookup("fr")
    with django_assert_num_queries(1):
        assert TERRITORY.existing(["T-1", "unknown", "T-3b", "T-7"], lookup) == ["T-1", "T-3b", "T-7"]
        assert TERRITORY.narrowest(["T-1", "T-3b", "T-7"], lookup) == ["T-3b", "T-7"]
        assert TERRITORY.narrowest([], lookup) == []


def test_each_depth_is_indented(places, client, site):
    with open(finders.find("essaimage_wagtail/css/search.css")) as file:
        rules = dict(re.findall(r"\.es-facet__value--depth-(\d+) \{ --es-depth: (\d+); \}", file.read()))
    assert rules == {str(depth): str(depth) for depth in range(1, MAX_DEPTH)}
    html = client.get(f"{site.directory['fr'].url}?territory=T-7").content.decode()
    assert [html.count(f"es-facet__value--depth-{depth}") for depth in range(1, 7)] == [1, 2, 1, 1, 1, 1]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("width", "language"), [(390, "ar"), (1280, "fr")])
def test_ticking_narrows_in_a_browser(live_server, new_page, site, make_sheet, width, language, scripts):
    parent = None
    for code in LEVELS[:5]:
        add = parent.add_child if parent else Territory.add_root
        add(name=f"Place {code}", code=code, level="district")
        parent = Territory.objects.get(code=code)
        make_sheet(f"Jardin {code}", language=language, territory=parent)
    make_sheet("Ailleurs", language=language, territory=site.territory.lille)
    tab = new_page(java_script_enabled=scripts, viewport={"width": width, "height": 800})
    tab.goto(live_server.url + site.directory[language].url)
    indents = []
    for number, code in enumerate(LEVELS[:5]):
        open_filters(tab)
        facet = tab.locator("[data-essaimage-facet=territory]")
        if not facet.get_attribute("open") is not None and not facet.locator("ul").is_visible():
            facet.locator("summary").click()
        link = tab.locator(f'[data-essaimage-link="territory:{code}"]')
        link.click()
        tab.wait_for_url(f"**territory={code}")
        tab.locator(f'[data-essaimage-link="territory:{code}"][aria-current]').wait_for(state="attached")
        assert tab.locator(".es-cards > li").count() == 5 - number
        assert tab.locator(".es-active .es-chip").count() == 1
        open_filters(tab)
        if not facet.locator("ul").is_visible():
            tab.locator("[data-essaimage-facet=territory] summary").click()
        box = tab.locator(f'[data-essaimage-link="territory:{code}"]').bounding_box()
        indents.append(box["x"] if language != "ar" else -(box["x"] + box["width"]))
    assert indents == sorted(set(indents)), "each lies further in than the one around it"


# How many


@pytest.mark.parametrize(("language", "label"), [("en", "1 initiative, 2 close ones")])
def test_the_heading_counts_what_has_all_words(make_sheet, ask, language, label):
    for title in ("Jardin potager", "Jardin", "Potager"):
        make_sheet(title)
    searches = {query: ask(f"q={query}") for query in ("jardin+potager", "jardin", "jardin+introuvable", "")}
    with override(language):
        labels = [search.results.count_label for search in searches.values()]
    assert labels == [label, "2 initiatives", "0 initiatives, 2 close ones", "3 initiatives"]


# Limits


def test_so_many_choices_of_a_facet_are_heeded(places, site, make_sheet, ask, client):
    for number in range(MOST_CHOSEN + 5):
        make_sheet(f"Serre {number}", territory=Territory.add_root(name=f"P{number}", code=f"P-{number}", level="city"))
    query = urlencode({"territory": [f"P-{number}" for number in range(MOST_CHOSEN + 5)]}, doseq=True)
    search = ask(query)
    assert (search.results.total, len(search.notices)) == (MOST_CHOSEN, 1)
    assert client.get(f"/essaimage/api/1/search/?{query}").status_code == 400


def test_links_to_other_languages_do_not_repeat_whatever_an_address_holds(client, site):
    html = client.get(f"{site.directory['fr'].url}?q=jardin&x=abcdef").content.decode()
    # In the choice of languages above and below, and where a first visit is offered another one.
    assert html.count("x=abcdef") == 3 * len(site.directory) - 1
    html = client.get(f"{site.directory['fr'].url}?q=jardin&x={'abcdef' * MOST_KEPT}").content.decode()
    assert "abcdef" not in html and f'href="{site.directory["es"].url}"' in html
    many = "&".join(f"nothing{number}=1" for number in range(50))
    error = client.get(f"/essaimage/api/1/search/?{many}").json()["error"]
    assert error.count("nothing") == 5


def test_points_come_in_answers_of_a_bounded_size(client, site, make_sheet, monkeypatch, settings):
    settings.ESSAIMAGE = {"RESULTS_PER_PAGE": 1}
    monkeypatch.setattr("essaimage_wagtail.directory.formats.MOST_POINTS", 2)
    for number in range(5):
        make_sheet(f"Jardin {number}", territory=site.territory.lille)
    for url in (f"{site.directory['fr'].url}?format=geojson&q=jardin", "/essaimage/api/1/points/?language=fr&q=jardin"):
        seen, sizes = [], []
        while url:
            answer = client.get(url).json()
            assert (answer["numberMatched"], answer["numberReturned"]) == (5, len(answer["features"]))
            sizes.append(len(answer["features"]))
            seen += [feature["id"] for feature in answer["features"]]
            url = answer["next"]
        assert (sizes, len(set(seen))) == ([2, 2, 1], 5)
    assert client.get("/essaimage/api/1/points/?language=fr&page=9").status_code == 400


# Every filter, in every format


FILTERS = {
    "type": ["sheets", "commons", "methods", "steps", "offers"],
    "theme": ["garden", "repair"],
    "usage": ["write-rules"],
    "territory": ["FR", "FR-59350"],
    "status": Status.values,
    "kind": CommonKind.values,
    "mode": Mode.values,
    "completeness": Completeness.values,
    "languages": ["several", "es"],
    "year_from": ["2001"],
    "year_to": ["2030"],
    "near": ["FR-59350"],
    "q": ["jardin"],
}
TOGETHER = {
    name: values[:1] if name in ("completeness", "languages") else values
    for name, values in FILTERS.items()
    if name != "type"
}


@pytest.mark.parametrize(
    ("lists", "language"), [*((lists, "fr") for lists in DirectoryContent.values), (DirectoryContent.EVERYTHING, "ar")]
)
def test_every_format_of_every_filter(client, site, make_sheet, make_common, usages, lists, language):
    sheet = make_sheet(
        "Jardin", language=language, status="running", territory=site.territory.lille, start_year=2010,
        themes=[site.themes["garden"]["fr"]],
    )  # fmt: skip
    Replication.objects.create(
        origin_key=make_sheet("Origine", language=language).translation_key,
        adapted_key=sheet.translation_key,
        mode="redo",
    )
    make_common("Charte du jardin", language=language, kind="legal", usages=[usages["write"]["fr"]])
    page = DirectoryPage(title="Liste", slug="liste", locale=site.locales[language], lists=lists, scope="site")
    site.home[language].add_child(instance=page)
    everything = lists == DirectoryContent.EVERYTHING and language == "fr"
    queries = [{name: value} for name, values in FILTERS.items() for value in (values if everything else values[:1])]
    for query in [{}, TOGETHER, *queries]:
        address = urlencode(query, doseq=True)
        for name in ("", *FORMATS):
            response = client.get(f"{page.url}?{address}{f'&format={name}' if name else ''}")
            assert response.status_code == 200, (name, query)
            if name in ("atom", "opensearch"):
                ElementTree.fromstring(response.content)  # noqa: S314
            elif name:
                json.loads(response.content)
        if everything:
            for name in ("search", "points"):
                response = client.get(f"/essaimage/api/1/{name}/?language={language}&{address}")
                assert response.status_code == 200, (name, query, response.content)


def test_the_title_of_a_feed_says_its_filters(client, site, make_sheet):
    make_sheet("Jardin", status="running", territory=site.territory.lille)
    url = f"{site.directory['fr'].url}?format=atom&status=running&territory=FR&q=jardin"
    title = ElementTree.fromstring(client.get(url).content).findtext("{http://www.w3.org/2005/Atom}title")  # noqa: S314
    with override("fr"):
        assert title.endswith(f": jardin, France, {Status.RUNNING.label}")
