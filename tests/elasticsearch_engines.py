"""Engines that ask servers which are away, slow, or guarded (a plugin of the modules that ask for it)."""

import os

import pytest

from essaimage_wagtail.search import SearchDocument, SearchUnavailable
from essaimage_wagtail.search.engines.elasticsearch import breaker
from essaimage_wagtail.search.engines.elasticsearch import server as asking

from .elasticsearch import PASSWORD
from .engine import SECRET

PREFIX = f"essaimage-away-{os.getpid()}"
LOGIN = (200, "text/html", b"<html>Who are you?</html>", {})


def doc(name, title="Jardin", **values):
    return SearchDocument(f"{name}:fr", "fr", title, **values)


@pytest.fixture
def make_engine(searching_at):
    """``make_engine(address, **options)``: the site's engine, as a new process would make it."""

    def make_engine(address, **options):
        return searching_at(address, **{"index_prefix": PREFIX, "replicas": 0, **options})

    return make_engine


@pytest.fixture
def pauses(monkeypatch):
    """The seconds that are waited before other attempts, without waiting."""
    pauses = []
    monkeypatch.setattr(asking, "sleep", pauses.append)
    return pauses


@pytest.fixture
def hours(monkeypatch):
    """``hours(seconds)`` moves the clock by which a server is left alone."""
    passed = [0.0]
    monkeypatch.setattr(breaker, "clock", lambda: passed[0])

    def pass_by(seconds):
        passed[0] += seconds

    return pass_by


def refusal(ask, *args):
    with pytest.raises(SearchUnavailable) as raised:
        ask(*args)
    assert SECRET not in f"{raised.value!r}" and PASSWORD not in f"{raised.value!r}"
    return raised.value


def asks(engine):
    """Ask the server something small; returns its answer."""
    return engine.server.ask(lambda client: client.count(index=engine.names.documents))
