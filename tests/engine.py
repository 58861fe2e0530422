"""The search engine of the database that the suite runs on."""

import pytest

from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine
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
