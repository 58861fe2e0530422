"""Elasticsearch that is away, slow or something else: each is told with what to do, soon."""

import json
import threading

import pytest

from essaimage_wagtail.search import Scope, SearchQuery, SearchUnavailable
from essaimage_wagtail.search.engines.elasticsearch import ElasticsearchEngine, breaker
from essaimage_wagtail.search.engines.elasticsearch import server as asking
from essaimage_wagtail.search.engines.elasticsearch.server import ATTEMPTS

from .certificates import certificate, fingerprint
from .elasticsearch import free_port
from .elasticsearch_engines import LOGIN, asks, refusal
from .engine import SECRET, embedded
from .listeners import NOTHING, PRODUCT, error, listening, silent

pytest_plugins = ["tests.elasticsearch_engines"]
pytestmark = [pytest.mark.django_db, embedded]


# A server that is left alone


def test_a_server_that_is_away_is_left_alone_and_asked_again_by_one_request(make_engine, pauses, hours):
    busy = error("unavailable", 503)
    with listening(*[busy] * ATTEMPTS * 2, NOTHING) as server:
        engine = make_engine(server.url)
        first = refusal(asks, engine)
        assert first.status == 503
        assert len(server.paths) == ATTEMPTS
        hours(breaker.SECONDS_LEFT_ALONE - 1)
        for _time in range(3):
            again = refusal(asks, engine)
            assert (str(again), again.status) == (str(first), 503)
            assert again is not first
        assert len(server.paths) == ATTEMPTS, "nobody asked it"
        hours(1)
        refusal(asks, engine)
        assert len(server.paths) == ATTEMPTS * 2
        refusal(asks, ElasticsearchEngine())
        assert len(server.paths) == ATTEMPTS * 2, "other engines of the process leave it alone too"
        hours(breaker.SECONDS_LEFT_ALONE)
        assert asks(engine).body == asks(engine).body == {}
        assert len(server.paths) == ATTEMPTS * 2 + 2


def test_while_one_request_asks_again_the_others_fail_at_once(make_engine, pauses, hours):
    arrived, go_on = threading.Event(), threading.Event()

    def asked():
        arrived.set()
        go_on.wait(60)

    with listening(NOTHING, asked=asked) as server:
        engine = make_engine(server.url)
        engine.server.breaker.is_away(SearchUnavailable("away"))
        hours(breaker.SECONDS_LEFT_ALONE)
        answers = []
        one = threading.Thread(target=lambda: answers.append(asks(engine).body))
        one.start()
        assert arrived.wait(60)
        for _time in range(3):
            assert str(refusal(asks, engine)) == "away"
        assert len(server.paths) == 1
        go_on.set()
        one.join()
        assert answers == [{}]
        assert asks(engine).body == {}


def test_of_many_threads_one_goes_through(hours):
    door = breaker.Breaker()
    door.is_away(SearchUnavailable("away"))
    hours(breaker.SECONDS_LEFT_ALONE)
    together, through = threading.Barrier(16), []

    def go():
        together.wait()
        try:
            door.let_through(1)
        except SearchUnavailable:
            return
        through.append(1)

    threads = [threading.Thread(target=go) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert through == [1]


def test_a_request_that_never_comes_back_is_followed_by_another(hours):
    door = breaker.Breaker()
    door.is_away(SearchUnavailable("away"))
    hours(breaker.SECONDS_LEFT_ALONE)
    door.let_through(60)
    hours(59)
    refusal(door.let_through, 60)
    hours(1)
    door.let_through(60)


@pytest.mark.parametrize(
    ("status", "kind"), [(401, "security_exception"), (403, "x"), (404, "y"), (400, "z"), (500, "z")]
)
def test_a_server_that_refuses_is_not_away(make_engine, status, kind, pauses):
    with listening(error(kind, status)) as server:
        engine = make_engine(server.url)
        for time in (1, 2):
            assert refusal(asks, engine).status == status
            assert len(server.paths) == time, "and is not asked once more for the same"


def test_a_busy_server_is_asked_again_after_pauses_that_differ(make_engine, pauses):
    busy = error("es_rejected_execution_exception", 429)
    with listening(busy, busy, NOTHING, busy) as server:
        engine = make_engine(server.url)
        assert asks(engine).body == {}
        assert len(server.paths) == 3
        refused = refusal(asks, engine)
        assert (refused.status, len(server.paths)) == (429, 6)
        assert "too much to do" in str(refused)
        refusal(asks, engine)
        assert len(server.paths) == 9, "it is not away"
    assert len(set(pauses)) == len(pauses) == 6
    assert pauses[0] < pauses[1]


# What a visitor waits for


def test_a_visitor_waits_no_longer_however_many_requests_an_answer_takes(make_engine, hours):
    """Each answer takes 0.6 seconds."""
    with listening(NOTHING, asked=lambda: hours(0.6)) as server:
        engine = make_engine(server.url, timeout=2.0)
        page = engine.snapshot()
        for _time in range(4):
            assert asks(page).body == {}
        told = refusal(asks, page)
        assert "no whole answer within 2 seconds" in str(told)
        assert len(server.paths) == 4
        assert asks(engine.snapshot()).body == {}, "other visitors are answered"
        for _time in range(10):
            assert asks(engine).body == {}, "who writes has more time"


def test_no_attempt_is_begun_that_would_end_too_late(make_engine, hours, monkeypatch):
    monkeypatch.setattr(asking, "sleep", hours)
    with listening(error("x", 503), asked=lambda: hours(1.2)) as server:
        engine = make_engine(server.url, timeout=2.0).snapshot()
        refusal(asks, engine)
        assert len(server.paths) == 2


def test_a_server_that_never_answers_is_told(make_engine):
    with silent() as address:
        engine = make_engine(address, timeout=0.3)
        told = refusal(engine.search, SearchQuery("jardin", "fr"))
        assert told.status is None
        assert "no answer in time" in str(told)
        assert refusal(engine.suggest, "j", Scope(language="fr"), 5).args == told.args


def test_where_one_node_keeps_silent_another_is_asked(make_engine):
    with silent() as address, listening(NOTHING) as server:
        engine = make_engine([address, server.url], timeout=2.0).snapshot()
        assert [asks(engine).body for _ in range(3)] == [{}] * 3


def test_a_slow_end_of_a_page_does_not_close_the_search_for_all(make_engine, hours):
    with listening(NOTHING, error("x", 503), NOTHING, asked=lambda: hours(1.2)) as server:
        engine = make_engine(server.url, timeout=2.0)
        page = engine.snapshot()
        asks(page)
        refusal(asks, page)
        assert asks(engine.snapshot()).body == {}
        assert len(server.paths) == 3


# What stands in the server's place


@pytest.mark.parametrize("before", [[], [NOTHING]])
@pytest.mark.parametrize(
    "answer",
    [
        LOGIN,
        (302, "text/html", b"", {"Location": "http://login.example.org/"}),
        (404, "text/html", b"<h1>Not found</h1>", {}),
        (200, "application/json", b'{"welcome": "here"}', {}),
        (200, "application/json", b"<html>", PRODUCT),
        (200, "image/png", b"\x89PNG", PRODUCT),
    ],
)
def test_an_answer_of_something_else_is_told(make_engine, before, answer):
    with listening(*before, answer) as server:
        engine = make_engine(server.url)
        for _time in before:
            asks(engine)
        told = refusal(asks, engine)
        assert "what answers is not Elasticsearch" in str(told)
        assert "html" not in str(told)
        assert told.status is None


@pytest.mark.parametrize("said", ["x", ["x"], {"root_cause": "x"}, {"root_cause": ["x"]}, {"type": 3}, None, {}])
def test_an_error_of_any_shape_is_told(make_engine, said):
    with listening((400, "application/json", json.dumps({"error": said}).encode(), PRODUCT)) as server:
        assert refusal(asks, make_engine(server.url)).status == 400


def test_what_a_proxy_says_is_not_repeated(make_engine, pauses):
    with listening((502, "text/html", f"<html>{SECRET}</html>".encode() * 1000, {})) as server:
        told = refusal(asks, make_engine(server.url))
        assert (told.status, len(str(told)) < 300) == (502, True)


def test_what_a_server_says_cannot_write_lines_of_the_log(make_engine):
    with listening(error("x\r\nERROR all is lost\x1b[2J\x00" + "y" * 5_000, 400)) as server:
        told = str(refusal(asks, make_engine(server.url)))
        assert "x ERROR all is lost[2Jyyy" in told
        assert told.isprintable()
        assert len(told) < 500


def test_a_name_that_does_not_exist_is_told(make_engine, pauses):
    told = refusal(asks, make_engine("http://no-such-server.invalid:9200"))
    assert "its name is not known" in str(told) or "no answer in time" in str(told)
    assert "hosts of ELASTICSEARCH" in str(told) or "Is it running" in str(told)


def test_nobody_listens(make_engine, pauses):
    told = refusal(asks, make_engine(f"http://127.0.0.1:{free_port()}"))
    assert "no connection. Is it running" in str(told)


def test_certificates(make_engine, tmp_path):
    valid = certificate(tmp_path / "valid")
    expired = certificate(tmp_path / "expired", end="20210101000000Z")
    other = certificate(tmp_path / "other", names="DNS:search.example.org")
    for made, trusted, reason in [
        (valid, {}, "self-signed certificate"),
        (expired, {"ca_certs": str(expired)}, "certificate has expired"),
        (other, {"ca_certs": str(other)}, "certificate is that of another name"),
        (valid, {"ca_certs": str(other)}, "self-signed certificate"),
        (valid, {"ssl_assert_fingerprint": fingerprint(other)}, "not the one of ssl_assert_fingerprint"),
    ]:
        with listening(NOTHING, certificate=made) as server:
            told = refusal(asks, make_engine(server.url, **trusted))
            assert reason in str(told)
            assert "ca_certs" in str(told), "what to do"
            assert server.paths == []
    for trusted in (
        {"ca_certs": str(valid)},
        {"ssl_assert_fingerprint": fingerprint(valid)},
        {"ssl_assert_fingerprint": ":".join(fingerprint(valid)[at : at + 2] for at in range(0, 64, 2)).upper()},
    ):
        with listening(NOTHING, certificate=valid) as server:
            assert asks(make_engine(server.url, **trusted)).body == {}
    with listening(NOTHING, certificate=expired) as server, pytest.warns(Warning, match="insecure"):
        assert asks(make_engine(server.url, verify_certs=False)).body == {}


def test_https_is_spoken_where_there_is_none(make_engine):
    with listening(NOTHING) as server:
        told = refusal(asks, make_engine(server.url.replace("http:", "https:")))
        assert "no encrypted connection. Does it speak HTTPS" in str(told)
