"""What visitors see while the search engine is away: the directory says so, or the embedded index answers; nothing else
fails."""

import logging
import re
import threading

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.models import PageViewRestriction

from essaimage_wagtail.pages.models import DirectoryPage
from essaimage_wagtail.search import SearchEngine, SearchQuery, SearchResult, SearchUnavailable, get_engine, noting
from essaimage_wagtail.search.engines.database import DatabaseEngine
from essaimage_wagtail.search.engines.fallback import FallbackEngine
from essaimage_wagtail.search.indexing import index

from .drained import DrainedEngine
from .elasticsearch import delete_indexes
from .engine import SECRET, doc, embedded
from .listeners import NOTHING, PRODUCT, error, listening

pytestmark = [pytest.mark.django_db, embedded]
APOLOGY = "La recherche n’est pas disponible|Search is not available at the moment"


@pytest.fixture
def gardens(site, make_sheet):
    return [
        make_sheet("Jardin du canal", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille),
        make_sheet("Jardin de la gare", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille),
    ]


def directory(site, query="q=jardin"):
    return f"{site.directory['fr'].url}?{query}"


def addresses(site):
    yield directory(site)
    yield from (directory(site, f"q=jardin&format={name}") for name in ("json", "geojson", "atom", "suggest"))
    yield from (f"{reverse(f'essaimage:{name}')}?q=jardin" for name in ("search", "api_search", "api_suggest"))
    yield reverse("essaimage:api_points")


# Without an embedded index


def test_every_search_says_that_it_is_not_available(client, site, gardens, searching_at, nobody):
    searching_at(nobody)
    for address in addresses(site):
        response = client.get(address)
        assert response.status_code == 503, address
        assert int(response["Retry-After"]) > 0
        assert response["Cache-Control"] == "no-store"
        assert SECRET not in response.content.decode()
        if response["Content-Type"].startswith("application/json"):
            assert list(response.json()) == ["error"]
            assert re.search(APOLOGY, response.json()["error"])
        else:
            assert re.search(APOLOGY, response.content.decode())


def test_the_page_keeps_the_question_and_shows_what_there_is(client, site, gardens, searching_at, nobody):
    searching_at(nobody)
    question = (
        "q=jardin+%22partag%C3%A9%22&theme=garden&territory=FR-59350&year_from=2001&near=FR-59350&radius=5&page=2"
    )
    html = client.get(directory(site, question)).content.decode()
    form = html[html.index("<form") : html.index("</form>")]
    assert 'value="jardin &quot;partagé&quot;"' in form
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form)
    assert fields == [
        ("theme", "garden"),
        ("territory", "FR-59350"),
        ("year_from", "2001"),
        ("near", "FR-59350"),
        ("radius", "5"),
    ]
    assert f'href="{directory(site, question).replace("&", "&amp;")}"' in html, "the same search, in one click"
    assert f'href="{site.home["fr"].url}"' in html
    assert all(sheet.url in html for sheet in gardens)
    assert "data-essaimage-results" in html and "data-essaimage-count" in html, "where scripts put what they fetch"


def test_what_a_visitor_typed_is_shown_as_text(client, site, searching_at, nobody):
    searching_at(nobody)
    evil = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%00"
    html = client.get(directory(site, f"q={evil}&theme={evil}&{evil}={evil}")).content.decode()
    assert "<script>alert" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_the_page_is_in_the_language_of_the_directory(client, site, searching_at, nobody):
    searching_at(nobody)
    response = client.get(f"{reverse('essaimage:search')}?language=ar&q=a")
    assert response.status_code == 503
    assert response["Content-Language"] == "ar"
    assert '<html class="essaimage" lang="ar" dir="rtl">' in response.content.decode()
    assert ("language", "ar") in re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', response.content.decode())


def test_a_private_directory_stays_private(client, site, gardens, searching_at, nobody):
    PageViewRestriction.objects.create(page=site.home["fr"], restriction_type="login")
    searching_at(nobody)
    assert client.get(directory(site)).status_code == 302
    response = client.get(f"{reverse('essaimage:search')}?language=en")
    assert not any(sheet.title in response.content.decode() for sheet in gardens)


def test_the_rest_of_the_site_goes_on(client, site, gardens, searching_at, nobody):
    searching_at(nobody)
    response = client.get(gardens[0].url)
    assert response.status_code == 200
    assert 'id="similar"' not in response.content.decode()
    for page in (site.home["fr"], site.directory["fr"].get_parent()):
        assert client.get(page.url).status_code == 200


def test_similar_pages_come_back_with_the_server(client, site, gardens, searching_at, nobody, settings):
    before = settings.ESSAIMAGE
    searching_at(nobody)
    assert 'id="similar"' not in client.get(gardens[0].url).content.decode()
    settings.ESSAIMAGE = before
    assert 'id="similar"' in client.get(gardens[0].url).content.decode()


def test_a_preview_of_a_directory_says_so_too(admin_client, site, searching_at, nobody):
    searching_at(nobody)
    page = DirectoryPage.objects.get(pk=site.directory["fr"].pk)
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert response.status_code == 503
    assert re.search(APOLOGY, response.content.decode())


def test_an_outage_is_one_line_in_the_log(client, site, gardens, searching_at, nobody, caplog, monkeypatch):
    moment = 0.0
    monkeypatch.setattr(noting, "clock", lambda: moment)
    searching_at(nobody)
    with caplog.at_level(logging.WARNING):
        for address in [*addresses(site), gardens[0].url, gardens[1].url]:
            client.get(address)
    ours = [record for record in caplog.records if record.name.startswith("essaimage_wagtail")]
    assert [record.levelname for record in ours] == ["WARNING"]
    assert "Is it running" in ours[0].getMessage()
    assert not [record for record in caplog.records if record.name == "django.request" or record.exc_info]
    assert SECRET not in caplog.text
    moment = noting.SECONDS_BETWEEN_LINES
    caplog.clear()
    client.get(directory(site))
    assert [record.name for record in caplog.records if record.name.startswith("essaimage_wagtail")] == [
        "essaimage_wagtail.search"
    ]


def test_a_server_that_fails_while_a_page_is_made_is_told(client, site, gardens, searching_at):
    """What the engine asks first is answered; then the server is out of order."""
    aliases = (
        200,
        "application/json",
        b'{"i-1": {"aliases": {"essaimage-documents": {}, "essaimage-words": {}}}}',
        PRODUCT,
    )
    with listening(aliases, error("search_phase_execution_exception", 500)) as server:
        searching_at(server.url)
        response = client.get(directory(site))
        assert response.status_code == 503
        assert re.search(APOLOGY, response.content.decode())
        assert len(server.paths) >= 2


def test_a_silent_server_is_asked_once_for_all_pages(client, site, gardens, searching_at):
    go_on = threading.Event()
    with listening(NOTHING, asked=go_on.wait) as server:
        searching_at(server.url, timeout=0.2)
        for address in (directory(site), directory(site, "q=compost"), reverse("essaimage:search")):
            assert client.get(address).status_code == 503
        assert client.get(gardens[0].url).status_code == 200
        assert len(server.paths) == 1
        go_on.set()


# With an embedded index


class EmptyEngine(DatabaseEngine):
    def search(self, query):
        return SearchResult([], 0, {})


def test_the_embedded_index_answers_invisibly(client, site, gardens, searching_at, nobody):
    wanted = {address: client.get(address).content for address in addresses(site)}
    sheet = client.get(gardens[0].url).content
    searching_at(nobody, embedded_index=True)
    for address, content in wanted.items():
        response = client.get(address)
        assert response.status_code == 200
        # Atom says when it was made.
        assert b"Jardin du canal" in content or b"suggest" in content or b"Feature" in content
        if "atom" in address:
            entries = [re.findall(b"<title>.*?</title>", text) for text in (content, response.content)]
            assert entries[0] == entries[1]
        else:
            assert response.content == content
    assert client.get(gardens[0].url).content == sheet
    assert b'id="similar"' in sheet


def test_a_page_is_answered_by_one_engine(searching_at, nobody):
    """Else the server, back in the middle of a page, might count other results than are shown."""
    engine = searching_at(nobody, embedded_index=True)
    assert (type(engine.first), type(engine.second)) == (DrainedEngine, DatabaseEngine)
    assert isinstance(engine, SearchEngine)
    page = engine.snapshot()
    assert page.search(SearchQuery("a", "fr")).total == 0
    page.first = get_engine().second
    page.first.upsert([doc("a", "Jardin")])
    page.second = EmptyEngine()
    assert page.search(SearchQuery("jardin", "fr")).total == 0
    other = FallbackEngine(page.first, page.second).snapshot()
    assert other.search(SearchQuery("jardin", "fr")).total == 1


def test_what_is_written_is_undone_if_the_server_is_away(searching_at, nobody):
    engine = searching_at(nobody, embedded_index=True)
    for write in (lambda: engine.upsert([doc("a", "Jardin")]), lambda: engine.delete(["a:fr"])):
        with pytest.raises(SearchUnavailable), transaction.atomic():
            write()
    assert engine.second.keys() == {}


@pytest.mark.elasticsearch
def test_both_indexes_are_written_compared_and_rebuilt(client, site, make_sheet, searching_at, elasticsearch):
    engine = searching_at(elasticsearch, embedded_index=True, index_prefix="essaimage-both", replicas=0, timeout=30)
    try:
        make_sheet("Jardin du canal")
        assert len(engine.keys()) == len(engine.first.keys()) == len(engine.second.keys()) == 1
        assert not index.check()
        (key,) = engine.keys()
        engine.second.upsert([doc("surplus", "Surplus")])
        engine.first.delete([key])
        difference = index.check()
        assert (difference.stale, difference.surplus) == ([key], ["surplus:fr"])
        assert index.rebuild() == 1
        assert not index.check()
        assert list(engine.first.keys()) == list(engine.second.keys()) == [key]
        assert engine.rebuild(iter([doc("a")])) == 1
        assert list(engine.first.keys()) == list(engine.second.keys()) == ["a:fr"]
        assert engine.delete(["a:fr"]) == {"a:fr"}
        assert engine.keys() == {}
        assert not engine.is_rebuilding()
    finally:
        delete_indexes(engine.first)
