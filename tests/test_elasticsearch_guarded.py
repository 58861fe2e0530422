"""Elasticsearch with passwords and keys: what is missing is told, and nothing that is secret."""

import base64

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from essaimage_wagtail.search import SearchQuery
from essaimage_wagtail.search.engines.elasticsearch import ElasticsearchEngine

from .certificates import fingerprint
from .elasticsearch import PASSWORD, USER, delete_indexes
from .elasticsearch_engines import LOGIN, PREFIX, doc, refusal
from .engine import ELASTICSEARCH, SECRET, embedded
from .listeners import error, listening

pytest_plugins = ["tests.elasticsearch_engines"]
pytestmark = [pytest.mark.django_db, embedded]

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
