"""Elasticsearch that is away, wrong, old or guarded: each is told with what to do, soon, and without what is secret."""

import base64
import json
import os
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from elasticsearch._sync.client import _base

from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, SearchUnavailable
from essaimage_wagtail.search.engines.elasticsearch import ElasticsearchEngine, breaker, diagnosing, reasons
from essaimage_wagtail.search.engines.elasticsearch import server as asking
from essaimage_wagtail.search.engines.elasticsearch.server import ATTEMPTS

from .certificates import certificate, fingerprint
from .elasticsearch import PASSWORD, USER, delete_indexes, free_port
from .engine import ELASTICSEARCH, SECRET, embedded
from .listeners import NOTHING, PRODUCT, error, listening, silent

PREFIX = f"essaimage-away-{os.getpid()}"
LOGIN = (200, "text/html", b"<html>Who are you?</html>", {})
BLOCKS = ("index.blocks.read_only", "index.blocks.read_only_allow_delete", "index.blocks.write")
pytestmark = [pytest.mark.django_db, embedded]


def doc(name, title="Jardin", **values):
    return SearchDocument(f"{name}:fr", "fr", title, **values)


@pytest.fixture
def make_engine(searching_at):
    """``make_engine(address, **options)``: the site's engine, as a new process would make it."""

    def make_engine(address, **options):
        return searching_at(address, **{"index_prefix": PREFIX, "replicas": 0, **options})

    return make_engine


@pytest.fixture
def engine(elasticsearch, make_engine):
    engine = make_engine(elasticsearch, timeout=30.0)
    yield engine
    client = engine.server.client.options(ignore_status=404)
    client.indices.put_settings(index=f"{PREFIX}-*", settings=dict.fromkeys(BLOCKS))
    delete_indexes(engine)


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


# Who may do what


@pytest.fixture
def secured(secured_elasticsearch, make_engine):
    """``secured(**credentials)``: an engine at the server that asks who one is."""

    def secured(**credentials):
        return make_engine(secured_elasticsearch.url, ca_certs=str(secured_elasticsearch.certificate), **credentials)

    yield secured
    delete_indexes(secured(username=USER, password=PASSWORD))


def api_key(engine, **privileges):
    given = {"cluster": ["monitor"], "indices": [{"names": [f"{PREFIX}-*"], "privileges": ["all"]}], **privileges}
    return engine.server.client.security.create_api_key(name="site", role_descriptors={"site": given}).body["encoded"]


@pytest.mark.elasticsearch
def test_wrong_credentials_are_told(secured):
    wrong = [
        {"username": USER, "password": SECRET},
        {"username": "nobody", "password": PASSWORD},
        {"api_key": base64.b64encode(f"id:{SECRET}".encode()).decode()},
        {"api_key": f"no base64: {SECRET}"},
        {},
    ]
    for credentials in wrong:
        engine = secured(**credentials)
        question = SearchQuery("jardin", "fr")
        for ask, *asked in ((engine.search, question), (engine.keys,), (next, engine.problems())):
            told = refusal(ask, *asked)
            assert told.status == 401
            assert "Set api_key, or username and password" in str(told)
        with pytest.raises(CommandError, match="refuses the credentials") as raised:
            call_command("essaimage_index", "status", skip_checks=True)
        assert SECRET not in str(raised.value)


@pytest.mark.elasticsearch
def test_user_and_password_key_and_addresses(secured, make_engine, secured_elasticsearch):
    by_name = secured(username=USER, password=PASSWORD)
    by_name.upsert([doc("a")])
    assert list(by_name.keys()) == ["a:fr"]
    server = secured_elasticsearch
    address = server.url.replace("//", f"//{USER}:{PASSWORD}@")
    by_address = make_engine(address, ca_certs=str(server.certificate))
    assert list(by_address.keys()) == ["a:fr"]
    assert PASSWORD not in by_address.server.options.shown_hosts
    by_fingerprint = make_engine(
        server.url, username=USER, password=PASSWORD, ssl_assert_fingerprint=fingerprint(server.certificate)
    )
    assert list(by_fingerprint.keys()) == ["a:fr"]


@pytest.mark.elasticsearch
def test_the_privileges_that_are_documented_are_enough(secured):
    key = api_key(secured(username=USER, password=PASSWORD))
    engine = secured(api_key=key)
    assert engine.upsert([doc("a"), doc("b")]) == {"a:fr", "b:fr"}
    assert engine.rebuild([doc("a"), doc("c")]) == 2
    assert engine.search(SearchQuery("jardin", "fr")).total == engine.count() == 2
    assert engine.delete(["a:fr"]) == {"a:fr"}
    assert list(engine.problems()) == []


@pytest.mark.elasticsearch
def test_privileges_that_are_missing_are_told(secured):
    keeper = secured(username=USER, password=PASSWORD)
    keeper.upsert([doc("a")])
    reading = {"indices": [{"names": [f"{PREFIX}-*"], "privileges": ["read", "view_index_metadata"]}]}
    engine = secured(api_key=api_key(keeper, **reading))
    assert engine.search(SearchQuery("jardin", "fr")).total == 1
    told = refusal(engine.upsert, [doc("b")])
    assert told.status == 403
    assert "“all” on the indexes" in str(told)
    assert list(keeper.keys()) == ["a:fr"]


# What is secret


def shown_by_django(raise_it):
    """Django's page for an error, as a site in development shows it."""
    try:
        raise_it()
    except Exception as raised:
        reporter = ExceptionReporter(RequestFactory().get("/"), type(raised), raised, raised.__traceback__)
        return reporter.get_traceback_html() + reporter.get_traceback_text()
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("credentials", [{"username": "u", "password": SECRET}, {"api_key": SECRET}])
@pytest.mark.parametrize("answer", [error("x", 500), LOGIN, error("x", 401)])
def test_nothing_secret_is_on_the_page_for_errors(make_engine, settings, credentials, answer, caplog):
    settings.DEBUG = True
    with listening(answer) as server, caplog.at_level("DEBUG"):
        engine = make_engine(server.url, **credentials)
        html = shown_by_django(lambda: engine.search(SearchQuery("jardin", "fr")))
    assert "Elasticsearch at http" in html
    encoded = [base64.b64encode(text.encode()).decode() for text in (SECRET, f"u:{SECRET}")]
    for secret in (SECRET, *encoded):
        assert secret not in html + caplog.text


@pytest.mark.parametrize(
    "options", [{"password": SECRET}, {"api_key": SECRET, "timeout": "long"}, {"api_key": [SECRET]}, {"apikey": SECRET}]
)
def test_nothing_secret_is_told_of_wrong_options(settings, options):
    settings.DEBUG = True
    settings.ESSAIMAGE = {"SEARCH_ENGINE": ELASTICSEARCH, "ELASTICSEARCH": options}
    html = shown_by_django(ElasticsearchEngine)
    assert "ELASTICSEARCH" in html
    assert SECRET not in html


# Indexes that are not as they should be


def problems(engine):
    return [problem.words for problem in engine.problems()]


@pytest.mark.elasticsearch
def test_an_index_in_order_has_no_problem(engine):
    engine.upsert([doc("a")])
    assert problems(engine) == []


@pytest.mark.elasticsearch
@pytest.mark.parametrize(
    ("block", "advice"),
    [
        ("read_only_allow_delete", "the server's disk is full: make room"),
        ("read_only", "somebody has set index.blocks.read_only. Set it to false"),
        ("write", "somebody has set index.blocks.write. Set it to false"),
    ],
)
def test_an_index_that_is_read_only_is_told(engine, block, advice):
    engine.upsert([doc("a")])
    client, alias = engine.server.client, engine.names.documents
    client.indices.put_settings(index=alias, settings={f"index.blocks.{block}": True})
    (problem,) = engine.problems()
    assert advice in problem.words
    assert problem.hinders
    if block != "read_only_allow_delete":  # the server lifts that block itself, now and then
        with transaction.atomic():
            told = refusal(engine.upsert, [doc("b")])
        assert "Somebody has closed the index" in str(told)
        assert asks(engine).body["count"] == 1, "it is not away: searches go on"


@pytest.mark.elasticsearch
def test_an_index_that_is_gone_is_told(engine):
    engine.upsert([doc("a")])
    delete_indexes(engine)
    (problem,) = problems(engine)
    assert "There is no index" in problem and "essaimage_index rebuild" in problem


@pytest.mark.elasticsearch
def test_an_index_that_another_version_made_is_told_and_a_rebuild_mends_it(engine):
    """As a version made it that did not know of places, and said nothing of itself."""
    client = engine.server.client
    engine.upsert([doc("a")])
    index = next(iter(client.indices.get_alias(name=engine.names.documents)))
    mapping = client.indices.get_mapping(index=index).body[index]["mappings"]
    del mapping["_meta"], mapping["properties"]["place"], mapping["properties"]["latitude"]
    client.indices.delete(index=index)
    alone = {"number_of_replicas": 0}
    client.indices.create(index=index, mappings=mapping, settings=alone, aliases={engine.names.documents: {}})
    (problem,) = problems(engine)
    assert "another version" in problem and index in problem and "essaimage_index rebuild" in problem
    with transaction.atomic():
        told = refusal(engine.upsert, [doc("a", point=(50.0, 3.0))])
    assert "essaimage_index rebuild" in str(told)
    assert engine.outbox.rows.get(key="a:fr").state == "waiting", "a rebuild mends it, not another text"
    assert engine.rebuild([doc("a", point=(50.0, 3.0))]) == 1
    assert problems(engine) == []
    assert len(engine.points(SearchQuery("jardin", "fr"))) == 1


@pytest.mark.elasticsearch
def test_copies_that_have_no_place_are_told(elasticsearch, make_engine):
    engine = make_engine(elasticsearch, replicas=5, index_prefix=f"{PREFIX}-copies")
    try:
        engine.upsert([doc("a")])
        (problem,) = engine.problems()
        assert "yellow" in problem.words
        assert not problem.hinders
    finally:
        delete_indexes(engine)


@pytest.mark.elasticsearch
def test_another_version_of_the_client_is_told(engine, monkeypatch):
    """A client of version 9 asks for answers of version 9; one of version 8 understands a server of 9."""
    engine.upsert([doc("a")])
    server = int(engine.server.client.info()["version"]["number"].partition(".")[0])
    with monkeypatch.context() as patch:
        patch.setattr(_base, "_COMPAT_MIMETYPE_SUB", _base._COMPAT_MIMETYPE_TEMPLATE.replace("%s", r"\g<1>")[:-1] + "9")
        patch.setattr(reasons, "CLIENT", 9)
        told = refusal(engine.search, SearchQuery("jardin", "fr"))
        assert told.status == 400
        assert "pip install 'elasticsearch<9'" in str(told)
    monkeypatch.setattr(diagnosing, "CLIENT", server - 1)
    (problem,) = problems(engine)
    assert f"pip install 'elasticsearch>={server},<{server + 1}'" in problem


@pytest.mark.elasticsearch
def test_what_fails_of_many_is_told_and_the_others_are_kept(engine):
    engine.upsert([doc("a")])
    (source,) = engine.server.read(engine.names.documents, ["a:fr"], ["*"]).values()
    actions = [
        {"_op_type": "index", "_index": engine.names.documents, "_id": f"{name}:fr", **source, **more}
        for name, more in (("b", {}), ("bad", {"unknown": "x" * 10_000}), ("c", {}))
    ]
    told = refusal(lambda: engine.server.write(actions, refresh=True))
    assert told.status == 400
    assert "bad:fr: strict_dynamic_mapping_exception" in str(told)
    assert len(str(told)) < 1_000
    assert sorted(engine.keys()) == ["a:fr", "b:fr", "c:fr"]


@pytest.mark.elasticsearch
def test_questions_of_any_size_are_answered(engine):
    engine.upsert([doc("a", facets={"theme": ["t1"]}, path="00010001")])
    assert engine.search(SearchQuery("jardin " + "x" * 10_000, "fr")).total == 1
    assert engine.search(SearchQuery("jardin " * 5_000, "fr")).total == 1
    many = [f"t{number}" for number in range(5_000)]
    assert engine.search(SearchQuery("jardin", "fr", filters={"theme": many}, facets=["theme"])).total == 1
    paths = tuple(f"{number:08}" for number in range(10_000, 15_000))
    assert engine.search(SearchQuery("jardin", "fr", scope=Scope(paths=paths))).total == 1


@pytest.mark.elasticsearch
def test_a_question_that_is_too_big_for_the_server_is_told(engine):
    engine.upsert([doc("a", facets={"theme": ["t1"]})])
    engine.server.client.indices.put_settings(index=engine.names.documents, settings={"index.max_terms_count": 100})
    many = [f"t{number}" for number in range(5_000)]
    told = refusal(engine.search, SearchQuery("jardin", "fr", filters={"theme": many}))
    assert told.status == 400
    assert "The number of terms [5000]" in str(told) and "[index.max_terms_count]" in str(told)
    assert asks(engine).body["count"] == 1, "it is not away"


# Commands


def test_commands_end_with_a_message(make_engine, capsys):
    make_engine(f"http://u:{SECRET}@127.0.0.1:{free_port()}")
    for command in (["essaimage_index", "rebuild"], ["essaimage_index", "check"], ["essaimage_search", "jardin"]):
        with pytest.raises(CommandError, match="Is it running") as raised:
            call_command(*command)
        assert SECRET not in str(raised.value)


@pytest.mark.elasticsearch
def test_check_and_status_name_what_is_wrong(engine, capsys):
    call_command("essaimage_index", "rebuild", verbosity=0)
    call_command("essaimage_index", "check", verbosity=0)
    engine.server.client.indices.put_settings(index=engine.names.words, settings={"index.blocks.write": True})
    with pytest.raises(CommandError, match="cannot be used as it should"):
        call_command("essaimage_index", "check", verbosity=0)
    call_command("essaimage_index", "status")
    assert capsys.readouterr().out.count("index.blocks.write") == 2
