"""Sites that search each other: on a real Elasticsearch, each site with its own database and its own process."""

import os

import pytest
from django.core.management import call_command

from essaimage_wagtail.models import Territory
from essaimage_wagtail.search import SearchQuery, get_engine
from essaimage_wagtail.search.engines import _engine
from essaimage_wagtail.search.types import network_of

from . import liege as another
from .elasticsearch import delete_indexes

ENGINE = "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine"
PREFIX = f"network-{os.getpid()}"
LILLE, LIEGE = f"{PREFIX}-lille", f"{PREFIX}-liege"
pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture(scope="session")
def options(elasticsearch):
    return {"hosts": elasticsearch, "network": f"{PREFIX}-*-documents", "replicas": 0, "timeout": 30.0}


@pytest.fixture(scope="session")
def liege(options, tmp_path_factory):
    """The site of Liège, on this server: ``liege.run(code)``."""
    site = another.Site(tmp_path_factory.mktemp("liege"), {**options, "index_prefix": LIEGE})
    site.begin()
    return site


@pytest.fixture
def lille(settings, options, site):
    """This process's site, as part of the network."""
    settings.ESSAIMAGE = {
        "SEARCH_ENGINE": ENGINE,
        "ELASTICSEARCH": {**options, "index_prefix": LILLE, "site_name": "Essaimage Lille"},
    }
    _engine.cache_clear()
    yield site
    delete_indexes(get_engine())
    _engine.cache_clear()


@pytest.fixture
def network(lille):
    return network_of(get_engine())


def find(text, language="fr", **values):
    return get_engine().search(SearchQuery(text, language, network=True, **values))


def told(result):
    return {(hit.site, hit.title) for hit in result.hits}


def test_each_finds_what_the_other_has(lille, liege, make_sheet):
    make_sheet("Jardin des Moulins", pitch="À Lille", territory=lille.territory.lille)

    result = find("jardin")
    assert told(result) == {("", "Jardin des Moulins"), (LIEGE, "Jardin partagé des coteaux")}
    (hit,) = (hit for hit in result.hits if hit.site)
    assert (hit.site_name, hit.language) == ("Essaimage Liège", "fr")
    assert hit.address == f"https://liege.example/essaimage/document/{hit.key}/"
    assert "<mark>coteaux</mark>" not in hit.snippet
    assert hit.shared["territory"] == {"150": "Europe", "BE": "Belgique", "BE-62063": "Liège"}

    (there,) = liege.run('show([[hit.site, hit.site_name, hit.title] for hit in find("moulins").hits])')
    assert there == [[LILLE, "Essaimage Lille", "Jardin des Moulins"]]


def test_alone_each_finds_its_own(lille, liege, make_sheet):
    make_sheet("Jardin des Moulins")
    result = get_engine().search(SearchQuery("jardin", "fr"))
    assert told(result) == {("", "Jardin des Moulins")}


def test_the_permanent_address_leads_to_the_page(lille, liege, client, make_sheet):
    (address,) = liege.run(
        """
        from django.test import Client
        (hit,) = get_engine().search(SearchQuery("coteaux", "fr")).hits
        address = f"/essaimage/document/{hit.key}/"
        show(Client(headers={"host": "liege.example"}).get(address).headers["Location"])
        """
    )
    assert address == "https://liege.example/fr/jardin-partag%C3%A9-des-coteaux/"
