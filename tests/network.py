"""Sites that search each other, for tests: Lille is the site of this process, Liège one of its own, and strangers write
what they like (a plugin of the modules that ask for it: it needs the client of Elasticsearch)."""

import os

import pytest
from bs4 import BeautifulSoup
from elasticsearch import Elasticsearch

from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.analysis.lexicon import Forms
from essaimage_wagtail.search.engines import _engine
from essaimage_wagtail.search.engines.elasticsearch.documents import sources
from essaimage_wagtail.search.engines.elasticsearch.mappings import VERSION, StoredDocument, description
from essaimage_wagtail.search.engines.elasticsearch.options import Options
from essaimage_wagtail.search.types import network_of

from . import liege as another
from .elasticsearch import delete_indexes
from .engine import DRAINED
from .visits import get

PREFIX = f"network-{os.getpid()}"
WIDE = {"network": "all"}
KIND = {"type": {"sheets": "Fiche"}}
STRANGERS = f"strangers-{os.getpid()}"
LILLE, LIEGE = f"{PREFIX}-lille", f"{PREFIX}-liege"


@pytest.fixture(scope="session")
def network_options(elasticsearch):
    return {"hosts": elasticsearch, "network": f"{PREFIX}-*-documents", "replicas": 0, "timeout": 30.0}


@pytest.fixture(scope="session")
def liege(network_options, migrated, tmp_path_factory):
    """The site of Liège, on this server: ``liege.run(code)``."""
    site = another.Site(tmp_path_factory.mktemp("liege"), {**network_options, "index_prefix": LIEGE})
    site.begin(migrated)
    return site


@pytest.fixture
def lille(settings, network_options, site):
    """This process's site, as part of the network."""
    settings.ESSAIMAGE = {
        "SEARCH_ENGINE": DRAINED,
        "ELASTICSEARCH": {**network_options, "index_prefix": LILLE, "site_name": "Essaimage Lille"},
    }
    _engine.cache_clear()
    yield site
    delete_indexes(get_engine())
    _engine.cache_clear()


@pytest.fixture
def network(lille):
    return network_of(get_engine())


def forget_sites():
    """As after a minute."""
    get_engine().network._until = 0.0


def find(text, language="fr", **values):
    return get_engine().search(SearchQuery(text, language, network=True, **values))


def told(result):
    return {(hit.site, hit.title) for hit in result.hits}


def visit(client, site, language="fr", **params):
    return BeautifulSoup(get(client, site.directory[language].url, **params).content, "html.parser")


def facet(view, name):
    """Label and count of each value of a facet."""
    values = [one["values"] for one in view.facets.shown if one["name"] == name]
    return {value["value"]: (value["label"], value["count"]) for found in values for value in found}


# Other sites as they should not be


def wanted(name="Essaimage Gand", address="https://gand.example/document/", version=VERSION):
    return {"essaimage": {"name": name, "address": address, "version": version}}


@pytest.fixture
def stranger(elasticsearch, lille, settings):
    """``stranger(*sources, meta=…, change=…)``: a site on the server that writes what it likes into its index. It is in
    a network with Lille, without Liège."""
    own = {**settings.ESSAIMAGE["ELASTICSEARCH"], "network": f"{STRANGERS}-*-documents"}
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "ELASTICSEARCH": own}
    _engine.cache_clear()
    client = Elasticsearch(elasticsearch)
    indexes = []

    def stranger(*sources, code=f"{STRANGERS}-gand", meta=None, change=lambda properties: None):
        made = description(StoredDocument, Options(replicas=0))
        change(made["mappings"]["properties"])
        made["mappings"]["_meta"] = wanted() if meta is None else meta
        indexes.append(f"{code}-documents-1")
        client.indices.create(index=indexes[-1], aliases={f"{code}-documents": {}}, **made)
        for number, source in enumerate(sources):
            key = source.get("key", key_of(0))
            client.index(index=indexes[-1], id=key_of(number) if key == key_of(0) else key, document=source)
        client.indices.refresh(index=indexes[-1])
        return code

    yield stranger
    for index in indexes:
        client.indices.delete(index=index, ignore_unavailable=True)


def key_of(number, language="fr"):
    return f"{number:08}-5f4c-4a52-b8b6-0d5d1a3f0001:{language}"


def stored(title="Jardin de Gand", number=0, facets=None, **changes):
    """A document as a site stores it, with some of it changed."""
    shared = {"type": {"sheets": "Sheet"}, **(facets or {})}
    document = SearchDocument(key_of(number), "fr", title, summary="Un jardin", point=(51.05, 3.72), shared=shared)
    ((_language, (source,), _words),) = sources([document], {"fr": Forms(get_analyzer("fr"), 1000)})
    return {**source, **changes}


def without(source, *names):
    return {name: value for name, value in source.items() if name not in names}
