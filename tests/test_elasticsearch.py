"""A real Elasticsearch: the tests of search again, with the engine that asks it, and what is particular to it."""

import os
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, SearchUnavailable
from essaimage_wagtail.search.engines.elasticsearch import ElasticsearchEngine
from essaimage_wagtail.search.engines.elasticsearch.options import Options
from essaimage_wagtail.search.engines.elasticsearch.server import Server
from essaimage_wagtail.search.outbox.draining import Drained, drain
from essaimage_wagtail.search.types import checksum

from .drained import DrainedEngine
from .elasticsearch import delete_indexes
from .runs import Cases, Run, another_run, assert_passed, files

FILES = files("test_elasticsearch_faults", "test_search_", "test_indexing", "test_privacy")
# It needs a database on which several people write at once, and the run has SQLite.
FILES.remove("test_search_together.py")
# What strange questions become, and how words are spelled, is decided before an engine is asked; what a visitor's page
# shows of its answers is looked at with pages of all kinds.
for name in ("input", "site_pages", "spellings", "visitors"):
    FILES.remove(f"test_search_{name}.py")
PREFIX = f"essaimage-engine-{os.getpid()}"
SECRET = "do-not-tell"
pytestmark = pytest.mark.elasticsearch


@pytest.fixture(scope="session")
def run(elasticsearch, tmp_path_factory) -> Iterator[Run]:
    if os.environ.get("ESSAIMAGE_TEST_ENGINE") == "elasticsearch":
        pytest.skip("this run is on Elasticsearch already")
    directory = tmp_path_factory.mktemp("elastic")
    environment = {
        "ELASTICSEARCH_URL": elasticsearch,
        "ESSAIMAGE_TEST_ENGINE": "elasticsearch",
        # Several processes share it.
        "ESSAIMAGE_TEST_FILE": str(directory / "tests.sqlite3"),
    }
    with another_run(FILES, "database and not embedded", environment, directory) as run:
        yield run


@pytest.fixture(scope="session")
def results(run) -> dict[str, Cases]:
    return run.results()


def test_begins_on_elasticsearch(run):
    """The second test of the suite (see conftest.py): the others go on meanwhile."""
    assert run.process.poll() is None


@pytest.mark.parametrize("name", FILES)
def test_passes_on_elasticsearch(results, name):
    assert_passed(name, results[name])


# What is particular to it


def doc(name, title="Jardin", language="fr", **values):
    return SearchDocument(f"{name}:{language}", language, title, **values)


@pytest.fixture
def make_engine(db, settings):
    """``make_engine(**options)``: an engine on a server, which need not be there."""

    def make_engine(**options):
        settings.ESSAIMAGE = {"ELASTICSEARCH": {"index_prefix": PREFIX, "replicas": 0, **options}}
        return DrainedEngine()

    return make_engine


@pytest.fixture
def engine(elasticsearch, make_engine):
    engine = make_engine(hosts=elasticsearch, timeout=30.0)
    yield engine
    delete_indexes(engine)


def keys(engine, text, **values):
    return [hit.key.partition(":")[0] for hit in engine.search(SearchQuery(text, "fr", **values)).hits]


def test_a_server_that_is_away_is_told_with_what_to_do(make_engine):
    engine = make_engine(hosts=f"http://someone:{SECRET}@127.0.0.1:9")
    with pytest.raises(SearchUnavailable, match=r"http://127.0.0.1:9 .*Is it running") as raised:
        engine.search(SearchQuery("jardin", "fr"))
    assert raised.value.status is None
    assert SECRET not in f"{raised.value!r} {raised.value.__cause__!r} {engine.server.options!r}"


def test_secrets_are_not_shown():
    named = Options.of({"username": "user", "password": SECRET, "hosts": "https://b:9200"})
    addressed = Options.of({"hosts": [f"https://user:{SECRET}@b:9200"]})
    key = Options.of({"api_key": SECRET, "cloud_id": "site:Y2xvdWQuZXhhbXBsZSRkZXBsb3ltZW50JA=="})
    assert SECRET not in "".join(f"{options!r}{options}{options.shown_hosts}" for options in (named, addressed, key))
    assert named == addressed
    assert (named.shown_hosts, key.shown_hosts) == ("https://b:9200", "its cloud_id")


def test_an_option_that_does_not_exist_is_told():
    with pytest.raises(ImproperlyConfigured, match="no 'host'. It may have: api_key"):
        Options.of({"host": "http://127.0.0.1:9200"})


def test_an_index_that_somebody_deleted_is_told(engine):
    engine.upsert([doc("a")])
    delete_indexes(engine)
    for ask in (lambda: keys(engine, "jardin"), engine.keys):
        with pytest.raises(SearchUnavailable, match="essaimage_index rebuild") as raised:
            ask()
        assert raised.value.status == 404
    for write in (lambda: engine.delete(["a:fr"]), lambda: engine.upsert([doc("b")])):
        with pytest.raises(SearchUnavailable, match="essaimage_index rebuild"), transaction.atomic():
            write()
    engine.rebuild([doc("a")])
    assert keys(engine, "jardin") == ["a"]


def test_an_index_that_is_read_only_is_told(engine):
    engine.upsert([doc("a")])
    client, alias = engine.server.client, engine.names.documents
    done = Drained(sent=1)
    # A server that finds room on its disk, as it does now and then, lifts what it does where there is none.
    for attempt in range(5):
        client.indices.put_settings(index=alias, settings={"index.blocks.read_only_allow_delete": True})
        ElasticsearchEngine.upsert(engine, [doc("b", f"Chaise {attempt}")])
        if (done := drain(engine)).postponed:
            break
    assert done == Drained(postponed=1)
    row = engine.outbox.rows.get(key="b:fr")
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.due > row.since
    assert "disk is full" in row.error
    assert keys(engine, "jardin") == ["a"], "who searches need not know"
    client.indices.put_settings(index=alias, settings={"index.blocks.read_only_allow_delete": None})
    assert drain(engine) == Drained(), "not before it is due again"
    assert engine.outbox.try_again() == 1
    assert drain(engine) == Drained(sent=1)
    assert keys(engine, "chaise") == ["b"]


def test_deep_pages_are_empty_and_the_total_is_whole(engine, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.search.engines.elasticsearch.searching.DEEPEST", 5)
    engine.upsert(doc(str(number)) for number in range(8))
    query = SearchQuery("jardin", "fr", limit=4, offset=4)
    result = engine.search(query)
    assert (len(result.hits), result.total) == (1, 8)
    for offset in (5, 10**9):
        assert keys(engine, "jardin", limit=4, offset=offset) == []


def test_the_map_has_all_points(engine, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.search.engines.elasticsearch.server.PAGE", 3)
    engine.upsert(doc(f"{number:02}", point=(number / 7, 3.1)) for number in range(10))
    points = engine.points(SearchQuery("jardin", "fr"))
    assert points == [(f"{number:02}:fr", (number / 7, 3.1)) for number in range(10)]
    assert len(engine.keys()) == 10


def test_some_points_are_told_without_reading_those_that_follow(engine, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.search.engines.elasticsearch.server.PAGE", 3)
    engine.upsert(doc(f"{number:02}", point=(number / 7, 3.1)) for number in range(10))
    query, read = SearchQuery("jardin", "fr"), []
    search = Server.search

    def noting(server, index, body):
        answer = search(server, index, body)
        read.extend(hit["_id"] for hit in answer["hits"]["hits"])
        return answer

    monkeypatch.setattr(Server, "search", noting)
    assert engine.some_points(query, 2, 3) == ([(f"{number:02}:fr", (number / 7, 3.1)) for number in (2, 3, 4)], 10)
    assert len(read) == 6
    assert engine.some_points(query, 10, 3) == ([], 10)
    assert len(read) == 6


@pytest.mark.parametrize(
    ("text", "found", "requests"),
    [
        ("jardin partagé", ["a"], 3),
        ("partagé vivace", ["a", "b"], 4),
        ("vivcae", ["b"], 5),
        ("partagé qzxkwvj", ["a"], 7),
    ],
)
def test_a_question_takes_few_requests(engine, monkeypatch, text, found, requests):
    engine.upsert([doc("a", "Jardin partagé"), doc("b", "Plante vivace")])
    asked, ask = [], Server.ask
    monkeypatch.setattr(Server, "ask", lambda *given, **options: asked.append(text) or ask(*given, **options))
    assert sorted(keys(engine, text)) == found
    assert len(asked) == requests


@pytest.mark.parametrize("text", ["a" * 10_000, "mot " * 3_000, " ".join(f"{a}* " for a in "abcdefghijklmnopqrstuvw")])
def test_long_questions_are_answered(engine, text):
    engine.upsert([doc("a", "Jardin abc")])
    assert engine.search(SearchQuery(text, "fr", sort="relevance")).total >= 0


@pytest.mark.parametrize("place", [(91, 200), (-1e9, 1e9), (float("nan"), 0), (float("inf"), 0), (0, 0)])
@pytest.mark.parametrize("radius", [0, -1, 1e9, float("nan"), float("inf")])
def test_any_place_is_harmless(engine, place, radius):
    engine.upsert([doc("a", point=(0.0, 0.0)), doc("b", point=place), doc("c")])
    for sort in ("distance", "relevance"):
        assert keys(engine, "jardin", near=place, radius=radius, sort=sort) is not None
    assert len(keys(engine, "jardin", near=place, sort="distance")) == 3


def test_any_range_is_harmless(engine):
    engine.upsert([doc("a", numbers={"year": 2010}), doc("b")])
    nan, inf = float("nan"), float("inf")
    wanted = [((None, None), ["a"]), ((nan, None), []), ((inf, None), []), ((-inf, inf), ["a"]), ((2010, 1), [])]
    for bounds, found in wanted:
        assert keys(engine, "jardin", ranges={"year": bounds}) == found
    assert keys(engine, "jardin", ranges={"other": (1, None)}) == []


# A rebuild


def interrupted(documents):
    yield from documents
    raise KeyboardInterrupt


def test_a_rebuild_that_was_interrupted_is_taken_up(engine, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.search.engines.elasticsearch.rebuilding.DOCUMENTS_WRITTEN_TOGETHER", 2)
    engine.upsert([doc("old")])
    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(interrupted([doc("a"), doc("b", "Vieux jardin"), doc("c"), doc("d")]))
    assert engine.is_rebuilding()
    assert keys(engine, "jardin") == ["old"]
    written, bulk = [], engine.server.bulk

    def noted(actions, **options):
        actions = list(actions)
        written.extend(action["_id"] for action in actions if action["_index"] == engine.names.next.documents)
        return bulk(actions, **options)

    monkeypatch.setattr(engine.server, "bulk", noted)
    assert engine.rebuild([doc("a"), doc("b", "Jardin"), doc("e")]) == 3
    assert sorted(written) == ["b:fr", "c:fr", "d:fr", "e:fr"], "what was written already is left alone"
    assert not engine.is_rebuilding()
    assert sorted(keys(engine, "jardin")) == ["a", "b", "e"]
    assert engine.keys() == {document.key: checksum(document) for document in [doc("a"), doc("b"), doc("e")]}


def test_what_was_deleted_or_changed_during_a_rebuild_stays_so(engine):
    engine.upsert([doc("gone"), doc("changed"), doc("same")])

    def documents():
        yield doc("same")
        read = [doc("gone"), doc("changed")]
        assert engine.delete(["gone:fr", "never:fr"]) == {"gone:fr"}
        assert engine.upsert([doc("changed", "Jardin neuf"), doc("new", "Compost")]) == {"new:fr"}
        yield from read

    assert engine.rebuild(documents()) == 3
    assert sorted(keys(engine, "jardin")) == ["changed", "same"]
    assert keys(engine, "neuf") == ["changed"]
    assert keys(engine, "comspot") == ["new"], "its words are known too"
    assert set(engine.keys()) == {"same:fr", "changed:fr", "new:fr"}


def test_one_rebuild_at_a_time(engine):
    seen = []

    def documents():
        yield doc("a")
        seen.append(DrainedEngine().rebuild([doc("b")]))

    assert engine.rebuild(documents()) == 1
    assert seen == [None]
    assert keys(engine, "jardin") == ["a"]


def test_an_answer_is_whole_whenever_a_rebuild_ends(engine, monkeypatch):
    documents = [doc(name, body="du compost mûr", point=(50.0, 3.0)) for name in "abc"]
    engine.upsert(documents)
    questions = [
        lambda: sorted(keys(engine, "jardin")),
        lambda: engine.search(SearchQuery("compsot", "fr")).correction,
        lambda: engine.points(SearchQuery("jardin", "fr")),
        lambda: engine.suggest("comp", Scope(language="fr"), 5),
        lambda: [hit.key for hit in engine.more_like("a:fr", Scope(), 5)],
    ]
    search = engine.server.search
    for ask in questions:
        expected, pending = ask(), [documents]

        def ended_just_before(index, body, pending=pending):
            if pending:
                engine.rebuild(pending.pop())
            return search(index, body)

        with monkeypatch.context() as patch:
            patch.setattr(engine.server, "search", ended_just_before)
            assert expected
            assert ask() == expected


def test_several_processes_make_what_one_makes(engine, make_engine, elasticsearch):
    """Over 10 s: each process reads dictionaries."""
    others = make_engine(hosts=elasticsearch, index_prefix=f"{PREFIX}-many", processes=2, timeout=30.0)
    documents = [
        doc(f"{number}", f"Jardins partagés {number}", language=language, body="des plantes vivaces " * 3)
        for number in range(450)
        for language in ("fr", "en")
    ]
    sources = []
    for each in (engine, others):
        assert each.rebuild(documents) == 900
        hits = each.server.every(each.names.documents, {"_source": True, "query": {"match_all": {}}})
        sources.append([hit["_source"] for hit in hits])
        assert keys(each, "jardin partage vivace 7")[0] == "7"
        each.outbox.rows.all().delete()
    assert sources[0] == sources[1]
    assert len(sources[0]) == 900
    delete_indexes(others)


def test_a_document_that_is_refused_does_not_stop_a_rebuild(engine, make_engine):
    poison = doc("poison", numbers={f"n{number}": 1.0 for number in range(1_100)})
    assert engine.rebuild([doc("a"), poison, doc("b")]) == 3
    assert sorted(keys(engine, "jardin")) == ["a", "b"]
    row = engine.outbox.rows.get(key="poison:fr")
    assert row.state == "set aside"
    assert row.error
    assert drain(engine) == Drained()


def test_several_shards_answer_as_one_does(engine, make_engine, elasticsearch):
    scattered = make_engine(hosts=elasticsearch, index_prefix=f"{PREFIX}-scattered", shards=3, timeout=30.0)
    documents = [
        doc(f"{number}", f"Jardin {'compost ' * (number % 4)}", body="mot " * number, facets={"t": [str(number % 3)]})
        for number in range(40)
    ]
    query = SearchQuery("jardin compost", "fr", limit=40, facets=["t"])
    answers = []
    for each in (engine, scattered):
        each.rebuild(documents)
        result = each.search(query)
        rounded = [(hit.key, round(hit.score, 4)) for hit in result.hits]
        answers.append(
            (rounded, result.total, result.facets, each.suggest("jar", Scope(language="fr"), 9), each.keys())
        )
    assert answers[0] == answers[1]
    delete_indexes(scattered)


def test_two_sites_on_a_server_know_nothing_of_each_other(engine, make_engine, elasticsearch):
    other = make_engine(hosts=elasticsearch, index_prefix=f"{PREFIX}-other", timeout=30.0)
    engine.rebuild([doc("a")])
    other.rebuild([doc("b")])
    assert (keys(engine, "jardin"), keys(other, "jardin")) == (["a"], ["b"])
    other.rebuild([doc("c")])
    assert set(engine.keys()) == {"a:fr"}
    assert engine.suggest("jar", Scope(language="fr"), 5)[0].key == "a:fr"
    delete_indexes(other)
