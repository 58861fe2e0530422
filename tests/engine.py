"""The search engine of the database that the suite runs on."""

import threading

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections

from essaimage_wagtail import conf
from essaimage_wagtail.search import SearchDocument, SearchQuery, engines, get_engine, noting
from essaimage_wagtail.search.engines.database import columns
from essaimage_wagtail.search.indexing import index

from .elasticsearch import delete_indexes, empty, free_port

ENGINE_SETTINGS = ("SEARCH_ENGINE", "ELASTICSEARCH")
conf_settings = conf.Settings

embedded = pytest.mark.embedded
"""Of a test that is about the inside of the engine in the site's database, or about its going with the transaction:
other engines are not asked."""
ELASTICSEARCH = "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine"
DRAINED = "tests.drained.DrainedEngine"
SECRET = "do-not-tell"
NOW = "essaimage_wagtail.search.engines.{}.reading.now"


def doc(name, title="", body="", language="fr", **values):
    return SearchDocument(f"{name}:{language}", language, title, body=body, **values)


@pytest.fixture
def in_step(db):
    """Whatever a test did, the index agrees with the pages at its end."""
    yield
    difference = index.check()
    assert not difference, difference


@pytest.fixture(scope="session", autouse=True)
def engine_of_the_run():
    """The engine that the environment names, for tests too that change the site's settings; nothing is left of it."""
    named = {name: django_settings.ESSAIMAGE[name] for name in ENGINE_SETTINGS if name in django_settings.ESSAIMAGE}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conf, "Settings", lambda **given: conf_settings(**{**named, **given}))
        yield
    if named:
        delete_indexes(get_engine())


@pytest.fixture(autouse=True)
def empty_index(request):
    """A transaction that is rolled back takes nothing out of Elasticsearch: each test begins with an empty index."""
    yield
    if "ELASTICSEARCH" in django_settings.ESSAIMAGE and request.node.get_closest_marker("database"):
        empty(get_engine())


@pytest.fixture
def clock(monkeypatch):
    """``clock(moment)``: what time it is, as far as engines can tell."""

    def clock(moment):
        for engine in ("database", "elasticsearch"):
            monkeypatch.setattr(NOW.format(engine), lambda: moment)

    return clock


@pytest.fixture
def engine():
    return get_engine()


@pytest.fixture
def search(engine):
    """``search("text", language="fr", **query)``."""

    def search(text, language="fr", **values):
        return engine.search(SearchQuery(text, language, **values))

    return search


@pytest.fixture
def keys(search):
    """The names of what a search finds, in order."""

    def keys(text, language="fr", **values):
        return [hit.key.partition(":")[0] for hit in search(text, language, **values).hits]

    return keys


@pytest.fixture
def elsewhere(transactional_db):
    """Run something as another process would: on a connection of its own, with nothing kept in memory."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one process")  # the PostgreSQL run has many

    def run(work):
        def as_another_process():
            kept, columns._kept = columns._kept, {}
            try:
                work()
            finally:
                columns._kept = kept
                connections.close_all()

        thread = threading.Thread(target=as_another_process)
        thread.start()
        thread.join()

    return run


def forget():
    """As a new process: no engine is made, no server was asked, nothing was noted."""
    from essaimage_wagtail.search.engines.elasticsearch import breaker  # not every run has the client

    engines._engine.cache_clear()
    breaker.breaker_of.cache_clear()
    noting._noted.clear()
    cache.clear()


@pytest.fixture
def searching_at(settings):
    """``searching_at(address, **options)``: from now on the site searches with an Elasticsearch server."""

    def searching_at(address, **options):
        options = {"hosts": address, **options}
        settings.ESSAIMAGE = {**settings.ESSAIMAGE, "SEARCH_ENGINE": DRAINED, "ELASTICSEARCH": options}
        forget()
        return get_engine()

    yield searching_at
    forget()


@pytest.fixture
def nobody():
    """An address where nobody listens."""
    return f"http://someone:{SECRET}@127.0.0.1:{free_port()}"
