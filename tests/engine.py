"""The search engine of the database that the suite runs on."""

import threading

import pytest
from django.db import connection, connections

from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.engines.database import columns
from essaimage_wagtail.search.indexing import index


def doc(name, title="", body="", language="fr", **values):
    return SearchDocument(f"{name}:{language}", language, title, body=body, **values)


@pytest.fixture
def in_step(db):
    """Whatever a test did, the index agrees with the pages at its end."""
    yield
    difference = index.check()
    assert not difference, difference


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
