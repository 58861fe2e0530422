"""A search for machines: JSON, GeoJSON, Atom and OpenSearch, on a directory and under addresses of their own."""

import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import clear_url_caches, set_urlconf
from wagtail.models import Page, PageViewRestriction, Site

from essaimage_wagtail.choices import DirectoryContent
from essaimage_wagtail.directory.addresses import Addresses
from essaimage_wagtail.directory.alternatives import Alternatives
from essaimage_wagtail.directory.api import SearchApi
from essaimage_wagtail.directory.facets import Facets
from essaimage_wagtail.directory.places import Places
from essaimage_wagtail.directory.question import SORTS
from essaimage_wagtail.directory.responses import FORMATS
from essaimage_wagtail.directory.results import Results
from essaimage_wagtail.facets import facets_in
from essaimage_wagtail.pages.models import CommonOffer, CommonPage

from .conftest import ROOT
from .visits import queries

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def api(client, name, status=200, **params):
    response = client.get(f"/essaimage/api/1/{name}/?{urlencode(params, doseq=True)}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def directory(client, site, language="fr", status=200, **params):
    response = client.get(f"{site.directory[language].url}?{urlencode(params, doseq=True)}")
    assert response.status_code == status
    return response


@pytest.fixture
def gardens(site, make_sheet):
    """Two sheets in French, of which one is in Spanish too."""
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["fr"]
    first = make_sheet("Jardin du canal", pitch="On cultive.", themes=[garden], territory=site.territory.lille)
    first.copy_for_translation(site.locales["es"]).save_revision().publish()
    return first, make_sheet("Café des jardins", themes=[repair, garden], territory=site.territory.france)


# The API


def test_search(client, site, gardens):
    answer = api(client, "search", q="jardin", language="fr")
    assert (answer["total"], answer["correction"], answer["language"]) == (2, None, "fr")
    hits = {hit["title"]: hit for hit in answer["hits"]}
    hit = hits["Jardin du canal"]
    assert hit["key"] == f"{gardens[0].translation_key}:fr"
    assert hit["url"] == f"http://testserver{gardens[0].url}"
    assert (hit["summary"], hit["type"], hit["place"], hit["distance"]) == (
        "On cultive.",
        "sheets",
        "Lille, France",
        None,
    )
    theme = answer["facets"]["theme"]
    assert theme["values"][0] == {"value": "garden", "label": "Jardins", "count": 2, "selected": False, "depth": 0}
    assert answer["other_languages"] == {"es": 1}
    assert (answer["previous"], answer["next"]) == (None, None)


def test_search_is_narrowed_and_measured(client, gardens):
    answer = api(client, "search", theme="repair")
    assert [hit["title"] for hit in answer["hits"]] == ["Café des jardins"]
    answer = api(client, "search", near="FR-59350", radius="900")
    # The other is said of a region, which is nowhere in particular.
    assert [(hit["title"], round(hit["distance"])) for hit in answer["hits"]] == [("Jardin du canal", 0)]


def test_pages_of_a_search(client, gardens):
    answer = api(client, "search", limit=1, sort="title", language="fr")
    titles = [answer["hits"][0]["title"]]
    second = json.loads(client.get(answer["next"]).content)
    titles += [second["hits"][0]["title"]]
    assert titles == ["Café des jardins", "Jardin du canal"]
    assert second["next"] is None
    assert json.loads(client.get(second["previous"]).content)["hits"] == answer["hits"]


def test_languages(client, gardens):
    assert [hit["language"] for hit in api(client, "search", language="es")["hits"]] == ["es"]
    response = client.get("/essaimage/api/1/search/", HTTP_ACCEPT_LANGUAGE="es")
    assert json.loads(response.content)["language"] == "es"
    assert response["Content-Language"] == "es"
    response = client.get("/essaimage/api/1/search/?language=en", HTTP_ACCEPT_LANGUAGE="es")
    assert (response.json()["language"], response["Content-Language"]) == ("en", "en")
    response = client.get("/essaimage/api/1/search/?language=xx", HTTP_ACCEPT_LANGUAGE="es")
    assert (response.status_code, response["Content-Language"]) == (400, "es")
    assert "idioma" in response.json()["error"]


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("search", {"color": "blue"}),
        ("search", {"language": "xx"}),
        ("search", {"theme": "none"}),
        ("search", {"territory": "XX"}),
        ("search", {"sort": "price"}),
        ("search", {"page": "0"}),
        ("search", {"page": "3"}),
        ("search", {"limit": "0"}),
        ("search", {"limit": "101"}),
        ("search", {"limit": "\u0663\u0663\u0663"}),
        ("search", {"lat": "91", "lon": "3"}),
        ("search", {"sort": "distance"}),
        ("search", {"radius": "5"}),
        ("points", {"radius": "abc"}),
        ("search", {"languages": ["several", "es"]}),
        ("points", {"completeness": ["half", "most"]}),
        ("search", {"year_from": "x"}),
        ("search", {"year_from": "0"}),
        ("search", {"q": ["jardin", "café"]}),
        ("search", {"page": ["1", "2"]}),
        ("search", {"language": ["fr", "en"]}),
        ("search", {"limit": ["1", "2"]}),
        ("points", {"radius": ["5", "6"], "near": "FR-59"}),
        ("suggest", {"q": ["jardin", "café"]}),
        ("suggest", {"q": "a" * 301}),
        ("search", {"q": "a" * 10_000}),
        ("search", {"view": "map"}),
        ("points", {"limit": "1"}),
        ("points", {"near": "?"}),
        ("suggest", {"theme": "garden"}),
        ("suggest", {"limit": "x"}),
    ],
)
def test_mistakes_are_said(client, gardens, name, params):
    answer = api(client, name, status=400, **params)
    assert set(answer) == {"error"}
    assert len(answer["error"]) > 10
    assert not re.search("côté|pris en compte|dernière page", answer["error"]), "nothing was answered"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading(site, method):
    client = Client(enforce_csrf_checks=True)
    for name in ("search", "suggest", "points"):
        response = getattr(client, method)(f"/essaimage/api/1/{name}/")
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert method.upper() in response.json()["error"]


def test_300_characters_are_searched(client, gardens):
    text = f"jardin {'a' * 293}"
    assert len(text) == 300
    api(client, "search", q=text)
    answer = client.get("/essaimage/search/", {"q": f"{text}b", "format": "json", "language": "fr"}).json()
    assert (len(answer["query"]), len(answer["notices"])) == (300, 1)


def test_answers_may_be_kept_a_minute_and_mistakes_may_not(client, gardens):
    response = client.get("/essaimage/api/1/search/?language=fr")
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Access-Control-Allow-Origin" not in response
    assert "Cache-Control" not in client.get("/essaimage/api/1/search/?sort=price")


def varies_by(response):
    return {name.strip().lower() for name in response.get("Vary", "").split(",")}


@pytest.mark.parametrize("name", ["search", "points", "suggest"])
def test_an_answer_whose_language_is_not_in_its_address_is_for_nobody_else(client, gardens, settings, name):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    response = client.get(f"/essaimage/api/1/{name}/?q=jardin", HTTP_ACCEPT_LANGUAGE="fr")
    assert (response["Content-Language"], response["Cache-Control"]) == ("es", "private, max-age=60")
    assert varies_by(response) >= {"cookie", "accept-language"}
    named = client.get(f"/essaimage/api/1/{name}/?q=jardin&language=fr")
    assert (named["Content-Language"], "public" in named["Cache-Control"]) == ("fr", True)
    mistake = client.get(f"/essaimage/api/1/{name}/?color=blue")
    assert mistake.status_code == 400 and varies_by(mistake) >= {"cookie", "accept-language"}


@pytest.mark.parametrize("code", ["pt", "he", "zh-hant", "x", ""])
def test_a_browser_in_a_language_that_the_site_does_not_have(client, gardens, settings, code):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
    response = client.get("/essaimage/api/1/search/", HTTP_ACCEPT_LANGUAGE=code)
    assert response.status_code == 200 and response["Content-Language"] == response.json()["language"]
    assert "private" in response["Cache-Control"]
    response = client.get("/essaimage/api/1/search/?language=fr", HTTP_ACCEPT_LANGUAGE=code)
    assert (response["Content-Language"], response["Cache-Control"]) == ("fr", "public, max-age=60")
    labels = [facet["label"] for facet in response.json()["facets"].values()]
    assert "Thème" in labels


def test_the_search_page_says_what_its_language_depends_on(client, gardens):
    assert varies_by(client.get("/essaimage/search/")) >= {"cookie", "accept-language"}


def test_points_are_those_of_all_results(client, site, make_sheet, settings):
    settings.ESSAIMAGE = {"RESULTS_PER_PAGE": 2}
    for number in range(5):
        make_sheet(f"Jardin {number}", territory=site.territory.lille)
    make_sheet("Nulle part")
    answer = api(client, "points", language="fr")
    assert answer["type"] == "FeatureCollection"
    assert len(answer["features"]) == 5
    feature = answer["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [3.06, 50.63]}
    assert feature["properties"]["title"].startswith("Jardin ")
    assert client.get(feature["properties"]["url"]).status_code == 200
    response = directory(client, site, format="geojson", q="jardin")
    assert response["Content-Type"] == "application/geo+json"
    assert json.loads(response.content)["features"] == answer["features"]


def test_points_of_offers(client, site):
    common = CommonPage(title="Outil", pitch="P", locale=site.locales["fr"])
    common.offers = [CommonOffer(kind="offer", text="Prêt d’un broyeur", territory=site.territory.lille)]
    site.home["fr"].add_child(instance=common)
    (feature,) = api(client, "points", q="broyeur", language="fr")["features"]
    assert feature["properties"]["title"] == "Prêt d’un broyeur"


def kinds(answer):
    return [(found["kind"], found["text"]) for found in answer["suggestions"]]


def test_suggestions(client, site, gardens):
    answer = api(client, "suggest", q="jard", language="fr")
    assert ("theme", "Jardins") in kinds(answer)
    assert ("title", "Jardin du canal") in kinds(answer)
    assert len(answer["suggestions"]) <= 11
    for found in answer["suggestions"]:
        assert client.get(found["url"]).status_code == 200
    (theme,) = [found for found in answer["suggestions"] if found["kind"] == "theme"]
    assert client.get(theme["url"]).context["directory"].results.total == 2
    assert kinds(api(client, "suggest", q="lill", language="fr"))[0] == ("territory", "Lille")
    assert len(api(client, "suggest", q="jard", language="fr", limit=1)["suggestions"]) == 1
    assert api(client, "suggest", q="", language="fr")["suggestions"] == []


def test_suggestions_without_accents_and_from_the_middle(client, site, gardens):
    assert ("theme", "Réparation") in kinds(api(client, "suggest", q="REPA", language="fr"))


def test_nothing_is_suggested_that_nobody_may_see(client, site, make_sheet):
    sheet = make_sheet("Secret", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    PageViewRestriction.objects.create(page=sheet, restriction_type="login")
    for text in ("secr", "jard", "lill"):
        assert api(client, "suggest", q=text, language="fr")["suggestions"] == []
    for name in ("search", "points"):
        assert "Secret" not in json.dumps(api(client, name, language="fr"))


def test_nothing_of_another_site(client, site, gardens, make_sheet):
    other = site.root.add_child(instance=Page(title="Other", slug="other", locale=site.locales["fr"]))
    Site.objects.create(hostname="other.example", root_page=other)
    make_sheet("Jardin d’ailleurs", parent=other)
    assert api(client, "search", language="fr")["total"] == 2
    found = client.get("/essaimage/api/1/search/?language=fr", headers={"host": "other.example"})
    assert [hit["title"] for hit in json.loads(found.content)["hits"]] == ["Jardin d’ailleurs"]


def test_a_private_site_has_no_api(client, site, gardens):
    PageViewRestriction.objects.create(page=site.home["fr"], restriction_type="login")
    assert set(api(client, "search", status=403)) == {"error"}
    assert client.get("/essaimage/search/", follow=True).status_code == 404


# What an answer costs


@pytest.mark.parametrize(
    ("address", "most", "unread"),
    [
        # Four of them find what is written in the other languages.
        ("/essaimage/api/1/search/?language=fr&q=jardin&theme=garden", 14, {"rendition"}),
        ("/essaimage/api/1/points/?language=fr&q=jardin&theme=garden", 7, {"rendition", "territory", "indexedtext"}),
        ("/directory/?format=geojson&q=jardin", 10, {"rendition", "territory", "theme", "indexedtext"}),
        ("/directory/?format=atom&q=jardin", 11, {"rendition", "territory", "theme"}),
        ("/directory/?format=atom&q=jardin&theme=garden", 12, {"rendition", "territory"}),
        ("/directory/?format=opensearch", 7, {"rendition", "territory", "theme", "indexedtext"}),
    ],
)
def test_an_answer_for_machines_builds_nothing_that_only_the_page_shows(
    client, site, gardens, monkeypatch, address, most, unread
):
    def never(*args, **kwargs):
        raise AssertionError("only the page shows it")

    for built in (Facets, "shown"), (Results, "parts"), (Results, "pagination"), (Results, "count_label"):
        monkeypatch.setattr(*built, property(never))
    for part in (Alternatives, "unfiltered"), (Places, "options"), (Addresses, "sorts"), (Addresses, "hidden"):
        monkeypatch.setattr(*part, property(never))
    address = address.replace("/directory/", site.directory["fr"].url)
    statements = queries(client, address)
    assert len(statements) <= most, "\n".join(statements)
    assert [table for table in unread if any(f"_{table}" in sql.split("WHERE")[0] for sql in statements)] == []


# The same on a directory, without the addresses


@pytest.fixture
def no_addresses(settings, site):
    settings.ROOT_URLCONF = "wagtail.urls"
    clear_url_caches()
    set_urlconf(None)
    yield
    clear_url_caches()


@pytest.mark.parametrize("name", ["json", "geojson", "atom", "suggest", "opensearch"])
def test_a_directory_needs_no_addresses(client, no_addresses, name):
    assert client.get(f"/directory/?format={name}&q=jardin").status_code == 200


def test_directory_as_json(client, site, gardens):
    answer = json.loads(directory(client, site, format="json", theme="repair", sort="price").content)
    assert [hit["title"] for hit in answer["hits"]] == ["Café des jardins"]
    assert len(answer["notices"]) == 1


def test_unknown_format(client, site):
    directory(client, site, format="docx", status=400)
    assert client.get("/essaimage/search/?format=%00").status_code == 400


def test_formats_of_a_private_directory_are_private(client, site, gardens):
    PageViewRestriction.objects.create(page=site.directory["fr"], restriction_type="login")
    for name in ("json", "atom", "geojson", "suggest"):
        directory(client, site, format=name, status=302)


def test_feed(client, site, gardens):
    response = directory(client, site, q="jardin")
    html = response.content.decode()
    feed_url = response.context["directory"].addresses.feed
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="Directory fr – jardin" href="{feed_url}">'.replace(
            "&", "&amp;"
        )
        in html
    )
    response = client.get(feed_url)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314
    entries = feed.findall(f"{ATOM}entry")
    # The newest first, whatever fits the words best.
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Café des jardins", "Jardin du canal"]
    assert entries[1].find(f"{ATOM}link").get("href") == f"http://testserver{gardens[0].url}"
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert entries[0].findtext(f"{ATOM}updated")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert "jardin" in feed.findtext(f"{ATOM}title")


def test_feeds_in_two_languages_have_other_entries(client, site, gardens):
    ids = [
        ElementTree.fromstring(directory(client, site, code, format="atom").content).find(f"{ATOM}entry/{ATOM}id").text  # noqa: S314
        for code in ("fr", "es")
    ]
    assert len(set(ids)) == 2


@pytest.mark.parametrize("text", ["\x01\x1f", "\ufffe", "<b>&", "]]>", "\U0001f331"])
def test_a_feed_of_any_words_is_xml(client, site, make_sheet, text):
    make_sheet("Jardin")
    ElementTree.fromstring(directory(client, site, format="atom", q=text).content)  # noqa: S314


def test_what_xml_forbids_is_left_out_of_feeds(client, site, make_sheet):
    make_sheet("Jardin\x0bdu canal", pitch="On\x00 cultive\ufffe.")
    Site.objects.update(site_name="Nos\x1fjardins")
    feed = ElementTree.fromstring(directory(client, site, format="atom").content)  # noqa: S314
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Jardin du canal"
    assert "Nos jardins" in feed.findtext(f"{ATOM}title")
    ElementTree.fromstring(directory(client, site, format="opensearch").content)  # noqa: S314


def test_opensearch(client, site, gardens):
    html = directory(client, site).content.decode()
    address = f"{site.directory['fr'].url}?format=opensearch"
    assert f'<link rel="search" type="application/opensearchdescription+xml" title="Tests FR" href="{address}">' in html
    response = client.get(address)
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314
    assert root.findtext(f"{OPENSEARCH}ShortName") == "Tests FR"
    template = root.find(f"{OPENSEARCH}Url[@type='text/html']").get("template")
    assert client.get(template.replace("{searchTerms}", "canal")).context["directory"].results.total == 1


# The search without a page


def test_search_without_a_page(client, site, gardens):
    response = client.get("/essaimage/search/?language=fr&q=canal")
    assert response.context["directory"].results.total == 1
    html = response.content.decode()
    assert '<html class="essaimage" lang="fr"' in html
    assert '<form class="es-search" id="es-search" action="/essaimage/search/"' in html
    assert '<input type="hidden" name="language" value="fr">' in html
    assert 'hreflang="es"' in html
    (other,) = response.context["directory"].results.other_languages
    assert other["url"] == "/essaimage/search/?language=es&q=canal"
    spanish = client.get(other["url"])
    assert [hit["title"] for hit in spanish.context["directory"].results.hits] == ["Jardin du canal"]
    assert 'lang="es"' in spanish.content.decode()


def test_search_without_a_page_takes_the_active_language(client, site, gardens):
    response = client.get("/essaimage/search/?language=xx", HTTP_ACCEPT_LANGUAGE="es")
    assert (response.context["directory"].around.language, response["Content-Language"]) == ("es", "es")
    assert response.context["directory"].addresses.carried == {}
    (notice,) = response.context["directory"].notices
    assert "xx" in notice and "fr, en, es, de, ar" in notice
    assert client.get("/essaimage/search/?language=xx&format=json").json()["notices"]
    # Every address stays with what was asked.
    assert client.get("/essaimage/search/?format=json", HTTP_ACCEPT_LANGUAGE="ar").json()["language"] == "ar"


# The documentation


def documented(page):
    return (ROOT / "docs" / "reference" / page).read_text()


def test_parameters_are_documented():
    rows = re.findall(r"^\| (`.*?) \| ", documented("search-addresses.md"), re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    facets = {facet.name for facet in facets_in(DirectoryContent.EVERYTHING)}
    assert names == SearchApi.parameters - {"limit"} | facets | {"q", "view", "format", "network", "site"}


def test_formats_and_sorts_are_documented():
    text = documented("search-addresses.md")
    for name in (*FORMATS, *SORTS):
        assert f"`{name}`" in text


def test_examples_have_the_keys_of_answers(client, gardens):
    examples = [json.loads(found) for found in re.findall(r"```json\n(.*?)```", documented("api.md"), re.DOTALL)]
    search, points, suggest = examples
    answer = api(client, "search", language="fr")
    assert set(search) == set(answer)
    assert set(search["hits"][0]) == set(answer["hits"][0])
    assert set(search["facets"]["theme"]) == set(answer["facets"]["theme"])
    assert set(search["facets"]["theme"]["values"][0]) == set(answer["facets"]["theme"]["values"][0])
    answer = api(client, "points", language="fr")
    assert set(points["features"][0]) == set(answer["features"][0])
    assert set(points["features"][0]["properties"]) == set(answer["features"][0]["properties"])
    answer = api(client, "suggest", language="fr", q="jard")
    assert set(suggest["suggestions"][0]) == set(answer["suggestions"][0])
