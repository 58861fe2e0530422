"""The keys of the sites of a network, made as the guide says."""

import json
import re

import pytest
from elasticsearch import AuthorizationException, Elasticsearch

from essaimage_wagtail.search import SearchDocument, SearchQuery

from .conftest import ROOT
from .drained import DrainedEngine
from .elasticsearch import PASSWORD, USER
from .engine import DRAINED
from .network import KIND, LIEGE, LILLE, PREFIX, key_of, told

pytest_plugins = ["tests.network"]
pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture(scope="module")
def secured(secured_elasticsearch):
    """The options of a server that asks for keys, and its operator's client."""
    place = {"hosts": secured_elasticsearch.url, "ca_certs": str(secured_elasticsearch.certificate)}
    return place, Elasticsearch(**place, basic_auth=(USER, PASSWORD))


def key_for(client, code):
    """A site's key, as the guide says to make it."""
    guide = (ROOT / "docs/how-to/network.md").read_text()
    (asked,) = re.findall(r"```json\n(.*?)\n```", guide, re.DOTALL)
    body = json.loads(asked.replace("essaimage-lille", code).replace("essaimage-*", f"{PREFIX}-*"))
    return client.security.create_api_key(**body)["encoded"]


@pytest.fixture
def pair(secured, site, settings):
    """Engines of both sites, each with its own key, and the options of Lille; Liège has a document."""
    place, operator = secured
    engines = {}
    for code in (LIEGE, LILLE):
        own = {**place, "network": f"{PREFIX}-*-documents", "replicas": 0, "timeout": 30.0, "index_prefix": code}
        own |= {"api_key": key_for(operator, code), "site_name": code}
        settings.ESSAIMAGE = {"SEARCH_ENGINE": DRAINED, "ELASTICSEARCH": own}
        engines[code] = DrainedEngine()
    engines[LIEGE].rebuild([SearchDocument(key_of(1), "fr", "Jardin des coteaux", shared=KIND)])
    engines[LILLE].rebuild([SearchDocument(key_of(2), "fr", "Jardin des Moulins", shared=KIND)])
    return engines[LILLE], engines[LIEGE], own


def test_a_site_writes_its_own_index_and_reads_those_of_the_others(pair, caplog):
    lille, liege, _own = pair
    hits = lille.search(SearchQuery("jardin", "fr", network=True)).hits
    assert {(hit.site, hit.title) for hit in hits} == {(LIEGE, "Jardin des coteaux"), ("", "Jardin des Moulins")}
    assert caplog.records == []

    client, theirs = lille.server.client, liege.names.documents
    (index,) = liege.server.client.indices.get_alias(name=theirs)
    assert client.search(index=theirs)["hits"]["total"]["value"] == 1
    for change in (
        lambda: client.index(index=theirs, document={"title": "x"}),
        lambda: client.delete(index=theirs, id=key_of(1)),
        lambda: client.delete_by_query(index=theirs, query={"match_all": {}}),
        lambda: client.indices.delete(index=index),
        lambda: client.indices.put_mapping(index=theirs, meta={}),
        lambda: client.indices.delete_alias(index=index, name=theirs),
        lambda: client.indices.put_alias(index=lille.names.documents, name=f"{PREFIX}-gand-documents"),
        lambda: client.indices.create(index=f"{PREFIX}-gand-documents-1"),
        lambda: client.security.create_api_key(name="more", role_descriptors={}),
    ):
        with pytest.raises(AuthorizationException):
            change()
    assert len(liege.keys()) == 1


def test_a_site_that_may_read_no_other_finds_its_own(pair, secured, settings, caplog):
    _lille, _liege, own = pair
    alone = {"cluster": ["monitor"], "indices": [{"names": [f"{LILLE}-*"], "privileges": ["all"]}]}
    key = secured[1].security.create_api_key(name="alone", role_descriptors={"site": alone})["encoded"]
    settings.ESSAIMAGE = {"SEARCH_ENGINE": DRAINED, "ELASTICSEARCH": {**own, "api_key": key}}
    engine = DrainedEngine()
    assert engine.sites() == {}
    assert [hit.title for hit in engine.search(SearchQuery("jardin", "fr", network=True)).hits] == [
        "Jardin des Moulins"
    ]
    assert caplog.records == []


def test_a_site_finds_its_own_when_all_together_cannot_be_searched(pair, secured, caplog):
    lille, operator = pair[0], secured[1]
    query = SearchQuery("jardin", "fr", network=True, facets=["site"])
    assert lille.search(query).facets["site"] == {LIEGE: 1, LILLE: 1}
    operator.cluster.put_settings(persistent={"search.max_buckets": 1})
    try:
        for _time in range(2):
            result = lille.search(query)
            assert told(result) == {("", "Jardin des Moulins")}
            assert result.facets["site"] == {LILLE: 1}
    finally:
        operator.cluster.put_settings(persistent={"search.max_buckets": None})
    assert len([record for record in caplog.records if record.name == "essaimage_wagtail.search"]) == 1
    lille.network._until = 0.0
    assert len(lille.search(query).hits) == 2
