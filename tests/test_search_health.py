"""The address that monitoring asks how the search is."""

import pytest
from django.db import DatabaseError
from django.urls import reverse

from essaimage_wagtail.search import SearchUnavailable, get_engine
from essaimage_wagtail.search import health as healths
from essaimage_wagtail.search.engines.database import DatabaseEngine
from essaimage_wagtail.search.indexing import index

from .elasticsearch import delete_indexes, free_port
from .engine import SECRET, doc, embedded
from .listeners import error, listening

pytestmark = [pytest.mark.django_db, embedded]
NAMES = {"ok", "problem", "answers", "documents", "rebuilding"}
NOTHING_WAITS = {"waiting": 0, "oldest_seconds": 0, "set_aside": 0}


@pytest.fixture
def ask(client):
    def ask():
        response = client.get(reverse("essaimage:health_search"))
        assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
        return response.status_code, response.json()

    return ask


def test_an_engine_that_answers(ask, site, make_sheet):
    make_sheet("Jardin")
    assert ask() == (200, {"ok": True, "problem": None, "answers": True, "documents": 1, "rebuilding": False})


def test_no_page_is_read_and_the_number_of_queries_does_not_grow(ask, site, make_sheet, django_assert_max_num_queries):
    for number in range(5):
        make_sheet(f"Jardin {number}")
    with django_assert_max_num_queries(6):
        assert ask()[1]["documents"] == 5


def test_a_rebuild_that_is_under_way(ask):
    told = []

    def documents():
        yield doc("a")
        told.append(ask())

    assert get_engine().rebuild(documents()) == 1
    assert [found["rebuilding"] for _status, found in told] == [True]
    assert ask()[1]["rebuilding"] is False


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "refuses the credentials"),
        (403, "refuses the credentials"),
        (404, "index is missing"),
        (429, "too much to do"),
        (503, "does not answer"),
        (500, "answers with an error (500)"),
    ],
)
def test_a_server_that_refuses(ask, client, searching_at, status, words):
    with listening(error(f"{SECRET}_exception", status)) as server:
        searching_at(server.url.replace("//", f"//u:{SECRET}@"))
        code, found = ask()
        assert code == 503
        assert {**found, "problem": ""} == {
            "ok": False,
            "problem": "",
            "answers": False,
            "documents": None,
            "rebuilding": None,
            **NOTHING_WAITS,
        }
        answer = client.get(reverse("essaimage:health_search"), headers={"Accept-Language": "en"}).json()
        assert words in answer["problem"]
        assert not any(hidden in str(found) for hidden in (SECRET, "127.0.0.1", "http"))


def test_a_server_that_is_away_is_not_waited_for(ask, searching_at, caplog):
    with listening(error("x", 503)) as server:
        searching_at(server.url)
        assert {ask()[0] for _time in range(5)} == {503}
        assert len(server.paths) == 3, "the attempts of the first answer"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_with_an_embedded_index_visitors_are_answered(ask, searching_at):
    searching_at(f"http://127.0.0.1:{free_port()}", embedded_index=True)
    status, found = ask()
    assert (status, found["ok"], found["answers"]) == (503, False, True)


def test_a_database_that_does_not_answer(ask, monkeypatch):
    def count(engine):
        raise DatabaseError(f"connection to {SECRET} refused")

    monkeypatch.setattr(DatabaseEngine, "count", count)
    status, found = ask()
    assert (status, found["ok"], found["answers"]) == (503, False, False)
    assert SECRET not in str(found)


def test_more_can_be_reported(ask, monkeypatch, searching_at, nobody):
    monkeypatch.setattr(healths, "_reports", [])
    healths.register(lambda: {"waiting": 3, "oldest_seconds": 12})
    status, found = ask()
    assert status == 200
    assert found.keys() == NAMES | {"waiting", "oldest_seconds"}
    assert found["waiting"] == 3
    searching_at(nobody)
    status, found = ask()
    assert (status, found["ok"], found["waiting"]) == (503, False, 3), "while the server is away it is told too"


def test_an_engine_of_a_site_need_not_tell(ask, monkeypatch, settings):
    settings.ESSAIMAGE = {"SEARCH_ENGINE": "tests.test_search_health.Plain"}
    assert ask() == (200, {"ok": True, "problem": None, "answers": True, "documents": None, "rebuilding": None})


class Plain:
    """A site's own engine, which has no more than every engine must."""

    capabilities = frozenset()

    def snapshot(self):
        return self


def test_only_reading(client):
    assert client.post(reverse("essaimage:health_search")).status_code == 405
    assert client.head(reverse("essaimage:health_search")).status_code == 200


@pytest.mark.elasticsearch
def test_elasticsearch(ask, searching_at, elasticsearch):
    engine = searching_at(elasticsearch, index_prefix="essaimage-health", replicas=0, timeout=30)
    try:
        engine.upsert([doc("a"), doc("b")])
        seen = []

        def documents():
            yield doc("c")
            engine.delete(["b:fr"])
            seen.append(ask())

        engine.rebuild(documents())
        told = {"ok": True, "problem": None, "answers": True, "documents": 1, **NOTHING_WAITS}
        assert seen == [(200, {**told, "rebuilding": True})]
        assert ask()[1] == {**told, "rebuilding": False}
        delete_indexes(engine)
        assert ask()[0] == 503
        with pytest.raises(SearchUnavailable, match="essaimage_index rebuild"):
            index.check()
        engine.rebuild([doc("d")])
    finally:
        delete_indexes(engine)
