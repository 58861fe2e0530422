"""A facet is declared once: one that the test's app declares is in everything that shows facets."""

from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from django.core.checks import run_checks
from django.utils.translation import override

from essaimage_wagtail import facets
from essaimage_wagtail.choices import DirectoryContent, Scope
from essaimage_wagtail.facets import facet as registry
from essaimage_wagtail.facets import facets_in, registered
from essaimage_wagtail.search import SearchQuery, get_engine
from essaimage_wagtail.search.indexing import index

from .testapp.models import ArticlePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def declared(site):
    """The facets of the test's app, while a test runs."""
    from .testapp.facets import DECADE, PINNED, REACH

    ours = registered()
    facets.register(DECADE, PINNED, REACH)
    yield DECADE, PINNED, REACH
    assert not index.check()
    registry._facets[:] = ours


@pytest.fixture
def make_article(site):
    def make(title, year=None, **fields):
        article = ArticlePage(title=title, locale=site.locales["fr"], year=year, **fields)
        site.home["fr"].add_child(instance=article)
        return article

    return make


def everything(client, **params):
    response = client.get(f"/essaimage/search/?{urlencode({'language': 'fr', **params}, doseq=True)}")
    assert response.status_code == 200
    return response


def api(client, name, status=200, **params):
    response = client.get(f"/essaimage/api/1/{name}/", {"language": "fr", **params})
    assert response.status_code == status, response.content
    return response.json()


def shown(directory, name):
    return next((facet for facet in directory.facets.shown if facet["name"] == name), None)


# A facet on a field that sheets have


@pytest.fixture
def sheets(declared, site, make_sheet):
    make_sheet("Jardin", scope="commune", territory=site.territory.lille)
    make_sheet("Atelier", scope="commune")
    make_sheet("Réseau", scope="country")
    return site.directory["fr"].url


def test_what_it_counts_and_where_its_values_lead(client, sheets):
    response = client.get(sheets)
    facet = shown(response.context["directory"], "reach")
    assert (facet["label"], facet["secondary"]) == ("Portée", True)
    assert {value["value"]: value["count"] for value in facet["values"]} == {"commune": 2, "country": 1}
    html = response.content.decode()
    assert 'data-essaimage-facet="reach"' in html
    with override("fr"):
        assert f'<span class="es-facet__label">{Scope.COMMUNE.label}</span>' in html
    for value in facet["values"]:
        found = client.get(value["url"]).context["directory"]
        assert (found.results.total, found.notices) == (value["count"], [])


def test_its_choices_can_be_let_go_and_the_form_carries_them(client, sheets):
    directory = client.get(f"{sheets}?reach=country&q=réseau").context["directory"]
    (chip,) = directory.facets.active
    assert (chip["facet_label"], chip["label"]) == ("Portée", "Pays")
    assert parse_qs(urlsplit(chip["url"]).query) == {"q": ["réseau"]}
    assert ("reach", "country") in directory.addresses.hidden
    html = client.get(f"{sheets}?reach=country&q=réseau").content.decode()
    assert '<input type="hidden" name="reach" value="country">' in html
    assert parse_qs(urlsplit(directory.addresses.unfiltered).query) == {"q": ["réseau"]}


def test_mistakes_are_said(client, sheets):
    (notice,) = client.get(f"{sheets}?reach=galaxy").context["directory"].notices
    assert "Portée" in notice
    assert "Portée" in api(client, "search", status=400, reach="galaxy")["error"]


def test_in_the_api_and_in_feeds(client, sheets):
    answer = api(client, "search", reach="country")
    assert [hit["title"] for hit in answer["hits"]] == ["Réseau"]
    assert {"value": "country", "label": "Pays", "count": 1, "selected": True, "depth": 0} in answer["facets"]["reach"][
        "values"
    ]
    (feature,) = api(client, "points", reach="commune")["features"]
    assert feature["properties"]["title"] == "Jardin"
    feed = ElementTree.fromstring(client.get(f"{sheets}?reach=country&format=atom").content)  # noqa: S314
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")] == ["Réseau"]
    assert feed.findtext(f"{atom}title").endswith(": Pays")
    assert client.get(f"{sheets}?reach=country&format=json").json()["total"] == 1


def test_in_the_directories_that_it_names(client, declared, site):
    assert {lists for lists in DirectoryContent.values if declared[2] in facets_in(lists)} == {"everything", "sheets"}
    assert api(client, "suggest", status=400, reach="country")


def test_what_it_leaves_nothing_of_says_what_to_try(client, sheets):
    directory = client.get(f"{sheets}?reach=country&q=jardin").context["directory"]
    assert directory.alternatives.unfiltered["count"] == 1


# Facets of a page type of the site's own


def test_visitors_choose_from_facets_of_the_site(client, site, declared, make_article, make_sheet):
    for title, year in (("Bal", 2017), ("Repas", 2011), ("Brocante", 2022), ("Kermesse", 1995)):
        make_article(title, year)
    make_sheet("Jardin")
    response = everything(client)
    facet = shown(response.context["directory"], "decade")
    assert facet["label"] == "Décennie"
    assert [(value["value"], value["label"], value["count"]) for value in facet["values"]] == [
        ("2010", "Les années 2010", 2),
        ("1990", "1990", 1),
        ("2020", "Les années 2020", 1),
    ]
    assert "Les années 2010" in response.content.decode()
    narrowed = client.get(facet["values"][0]["url"]).context["directory"]
    assert {hit["title"] for hit in narrowed.results.hits} == {"Bal", "Repas"}
    (chip,) = narrowed.facets.active
    assert (chip["facet_label"], chip["label"], chip["url"]) == (
        "Décennie",
        "Les années 2010",
        "/essaimage/search/?language=fr",
    )
    assert everything(client, decade=["2010", "2020"]).context["directory"].results.total == 3
    assert everything(client, decade="1800").context["directory"].notices
    assert everything(client, decade="2010", format="atom").content.count(b"<entry>") == 2
    # A directory of sheets has no such facet.
    site.directory["fr"].lists = "sheets"
    site.directory["fr"].save()
    assert "decade" not in client.get(f"{site.directory['fr'].url}?decade=2010").context["directory"].question.values


def test_scripts_choose_from_facets_of_the_site(client, declared, make_article):
    make_article("Bal", 2017)
    assert api(client, "search", decade="2010")["facets"]["decade"] == {
        "label": "Décennie",
        "values": [{"value": "2010", "label": "Les années 2010", "count": 1, "selected": True, "depth": 0}],
    }
    assert api(client, "points", decade="2010")["features"] == []
    assert "Décennie" in api(client, "search", status=400, decade="1800")["error"]
    assert api(client, "suggest", status=400, decade="2010")
    index.forget_keys(list(get_engine().keys()))
    assert api(client, "search", status=400, decade="2010"), "nothing has the facet any more"
    index.rebuild()


def test_a_filter_field_is_a_facet_by_its_name(client, declared, make_article):
    make_article("Bal", pinned=True)
    make_article("Repas")
    facet = shown(everything(client).context["directory"], "pinned")
    assert {value["value"]: value["count"] for value in facet["values"]} == {"true": 1, "false": 1}
    assert [hit["title"] for hit in everything(client, pinned="true").context["directory"].results.hits] == ["Bal"]


def test_documents_that_exist_already_are_told_by_a_check(declared, site, make_sheet):
    registry._facets.remove(declared[2])
    make_sheet("Jardin", scope="country")
    assert not index.check()
    facets.register(declared[2])
    assert index.check().stale
    index.rebuild()
    assert not index.check()
    assert get_engine().search(SearchQuery("jardin", "fr", facets=["reach"])).facets == {"reach": {"country": 1}}


def test_a_facet_may_not_be_called_like_a_parameter(declared):
    facets.register(*(facets.Facet(name, name) for name in ("page", "theme", "format", "fine")))
    problems = [problem.msg for problem in run_checks() if problem.id == "essaimage_wagtail.E011"]
    assert [name for name in ("page", "theme", "format", "fine") for said in problems if repr(name) in said] == [
        "page",
        "theme",
        "format",
    ]
