"""What every engine must do, asked of the engine of the run: that in the database (SQLite, or PostgreSQL with
``ESSAIMAGE_TEST_DATABASE=postgresql``), or Elasticsearch with ``ESSAIMAGE_TEST_ENGINE=elasticsearch``."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from essaimage_wagtail.search import (
    Scope,
    SearchEngine,
    SearchQuery,
    checksum,
    document_key,
)
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.analysis.languages import Language
from essaimage_wagtail.search.engines.database.vendors import TokenRow
from essaimage_wagtail.search.tables import IndexedDocument, IndexedText, IndexedWord
from essaimage_wagtail.search.types import analysis_mark

from .engine import doc, embedded

pytestmark = pytest.mark.django_db


@embedded
def test_documents_that_are_the_same_are_not_written_again(engine):
    engine.upsert([doc("garden", "Jardin")])
    with CaptureQueriesContext(connection) as queries:
        engine.upsert([doc("garden", "Jardin")])
    assert not [query["sql"] for query in queries if "INSERT INTO" in query["sql"]]


# Contract


def test_engine_follows_the_protocol(engine):
    assert isinstance(engine, SearchEngine)
    assert {"facets", "highlight", "spell", "suggest", "more_like", "geo"} <= engine.capabilities


def test_an_empty_index_finds_nothing(search, engine):
    result = search("jardin", facets=["theme"])
    assert (list(result.hits), result.total, result.facets, result.correction) == ([], 0, {"theme": {}}, None)
    assert search("").total == 0
    assert engine.keys() == {}
    assert engine.total_in_languages(SearchQuery("jardin", "fr")) == {}


def test_upsert_replaces_what_had_the_same_key(engine, keys):
    assert engine.upsert([doc("a", "Jardin"), doc("b", "Vélo")]) == {"a:fr", "b:fr"}
    assert engine.upsert([doc("a", "Compost")]) == set()
    assert keys("jardin") == []
    assert keys("compost") == ["a"]
    assert keys("") == ["a", "b"]


def test_of_two_documents_with_one_key_the_last_counts(engine, keys):
    engine.upsert([doc("a", "Jardin"), doc("a", "Compost")])
    assert (keys("jardin"), keys("compost")) == ([], ["a"])


def test_delete_forgets_and_ignores_what_it_does_not_know(engine, keys):
    engine.upsert([doc("a", "Jardin"), doc("b", "Jardin")])
    assert engine.delete(["a:fr", "nothing:fr"]) == {"a:fr"}
    assert keys("jardin") == ["b"]


@embedded
def test_delete_leaves_no_texts(engine):
    engine.upsert([doc("a", "Jardin"), doc("b", "Jardin")])
    engine.delete(["a:fr"])
    assert IndexedText.objects.count() == 1


def test_keys_tell_what_is_stored_and_in_which_state(engine):
    documents = [doc("a", "Jardin", facets={"theme": ["x"]}), doc("b", "Vélo")]
    engine.upsert(documents)
    assert engine.keys() == {document.key: checksum(document) for document in documents}


def test_checksum_changes_with_anything_that_is_indexed():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    variants = [
        doc("a"),
        doc("a", "t"),
        doc("a", summary="t"),
        doc("a", body="t"),
        doc("a", rest="t"),
        doc("a", facets={"theme": ["t"]}),
        doc("a", numbers={"year": 1}),
        doc("a", dates={"date": moment}),
        doc("a", point=(1.0, 2.0)),
        doc("a", path="t"),
        doc("a", valid_from=moment),
        doc("a", valid_until=moment),
        doc("a", audience="t"),
    ]
    assert len({checksum(variant) for variant in variants}) == len(variants)
    assert checksum(doc("a", facets={"a": ["1"], "b": ()})) == checksum(doc("a", facets={"b": [], "a": ("1",)}))
    assert document_key("k", "fr") == "k:fr"


# Writing


@embedded
def test_what_is_written_rolls_back_with_its_transaction(engine, keys):
    assert "transactional" in engine.capabilities
    engine.upsert([doc("a", "Jardin")])
    with pytest.raises(RuntimeError), transaction.atomic():
        engine.upsert([doc("a", "Compost"), doc("b", "Jardin")])
        engine.delete(["a:fr"])
        raise RuntimeError
    assert keys("jardin") == ["a"]
    assert IndexedWord.objects.filter(word="compost").count() == 0


def test_rebuild_makes_the_index_hold_exactly_these(engine, keys):
    engine.upsert([doc("a", "Jardin"), doc("b", "Compost")])
    assert engine.rebuild(iter([doc("b", "Vélo"), doc("c", "Jardin")])) == 2
    assert (keys("jardin"), keys("vélo"), keys("compost")) == (["c"], ["b"], [])
    assert set(engine.keys()) == {"b:fr", "c:fr"}


@embedded
def test_a_rebuild_forgets_words_that_nothing_has(engine):
    engine.upsert([doc("a", "Jardin"), doc("b", "Compost")])
    engine.rebuild(iter([doc("b", "Vélo"), doc("c", "Jardin")]))
    assert set(IndexedWord.objects.values_list("word", flat=True)) == {"velo", "jardin"}


def test_searches_go_on_finding_during_a_rebuild(engine, keys):
    engine.upsert([doc(f"d{number}", "Jardin") for number in range(600)])
    seen = []

    def documents():
        for number in range(600):
            if number % 150 == 0:
                seen.append(len(keys("jardin", limit=1000)))
            yield doc(f"d{number}", "Jardin neuf")

    engine.rebuild(documents())
    assert seen == [600] * 4


def test_what_others_add_during_a_rebuild_stays(engine, keys):
    def documents():
        yield doc("a", "Jardin")
        engine.upsert([doc("b", "Jardin"), doc("c", "Compost")])

    engine.rebuild(documents())
    assert sorted(keys("jardin")) == ["a", "b"]
    assert keys("comspot") == ["c"]


def test_a_rebuild_that_fails_leaves_what_was_there(engine, keys):
    engine.upsert([doc("a", "Jardin"), doc("b", "Jardin")])

    def documents():
        yield doc("a", "Compost")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.rebuild(documents())
    assert sorted(keys("jardin")) == ["a", "b"]


def test_text_that_no_database_stores_is_harmless(engine, keys):
    engine.upsert([doc("a", "Jar\x00din \ud800", "l'été\x00 " + "x" * 5000, facets={"t": ["\x00"]})])
    assert keys("été") == ["a"]


def test_long_documents_are_stored(engine, keys):
    """More distinct words, and more of one word, than a tsvector holds."""
    words = " ".join(f"mot{number}" for number in range(100_000))
    engine.upsert([doc("a", "Jardin", f"{'compost ' * 20_000}{words}")])
    assert keys("jardin compost") == keys("mot4567") == ["a"]


def test_words_that_come_often_leave_room_for_the_last_ones(engine, keys):
    """A tsvector keeps 256 places of a word, and takes all places after 16,383 for one."""
    engine.upsert([doc("a", "Fiche", f"{'le jardin de la ville ' * 16_000} compost zanzibar", rest="Lille")])
    for text in ("compost zanzibar", "ville", '"la ville le jardin"', "lille"):
        assert keys(text) == ["a"], text


def test_documents_without_a_title_are_found_by_the_rest(engine, keys):
    engine.upsert([doc("a", "", "Compost")])
    engine.upsert([doc("b"), doc("c", "", "Compost"), doc("d", "Compost")])
    assert sorted(keys("compost")) == ["a", "c", "d"]


@embedded
def test_an_error_while_much_is_written_is_the_databases_and_undoes_all(engine, keys):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has written when it says so")
    wrong = TokenRow(7, ("'fr_jardin", "'fr_jardin"))
    with pytest.raises(DatabaseError, match="tsvector"), transaction.atomic():
        engine.upsert([doc("a", "Jardin")])
        store = engine.make_store(connection)
        with store.sending():
            store.write([wrong])
            store.write([wrong._replace(document_id=8)])
    assert keys("jardin") == []
    engine.upsert([doc("a", "Jardin")])
    assert keys("jardin") == ["a"]


@embedded
def test_what_is_deleted_leaves_no_tokens(engine):
    """They would slow down every search, and belong to whatever gets their primary keys."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL deletes the rows")
    engine.upsert([doc("a", "Jardins partagés", "L’été"), doc("b", "", "Compost")])
    with connection.cursor() as cursor:
        for name, table in (("held", "tokens"), ("headings", "heading")):
            cursor.execute(f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab(main, essaimage_wagtail_{table}_0, row)")
        count = "SELECT (SELECT count(*) FROM temp.held), (SELECT count(*) FROM temp.headings)"
        assert all(cursor.execute(count).fetchone())
        engine.delete(["a:fr", "b:fr"])
        assert cursor.execute(count).fetchone() == (0, 0)
        cursor.execute("DROP TABLE temp.held")
        cursor.execute("DROP TABLE temp.headings")


# Cost


@pytest.fixture
def many(engine):
    engine.upsert(
        doc(f"d{number}", "Jardin partagé", "Des bénévoles", facets={"theme": [str(number % 7)]})
        for number in range(300)
    )


@embedded
@pytest.mark.parametrize(("text", "most"), [("jardin", 6), ("", 4), ("jardin inconnu", 11), ("jardnis benevolle", 15)])
def test_statements_do_not_grow_with_hits(many, engine, search, text, most):
    search("jardin")
    for limit in (1, 100):
        with CaptureQueriesContext(connection) as captured:
            search(text, limit=limit, facets=["theme"], filters={"theme": ["1", "2"]})
        # Within a transaction that wrote, PostgreSQL reads again what may still be undone.
        assert len(captured) <= most + 2 * (connection.vendor == "postgresql")


@embedded
def test_the_tables_refer_to_no_other_model():
    related = {
        field.related_model
        for model in (IndexedDocument, IndexedText, IndexedWord)
        for field in model._meta.get_fields()
        if field.is_relation
    }
    assert related == {IndexedDocument, IndexedText}


def test_documents_of_another_analysis_can_be_written_and_deleted(engine, keys, settings):
    """FTS5 is told what to take out, and refuses what was never there."""
    settings.ESSAIMAGE = {"ANALYZERS": {"ja": "tests.testapp.search.Japanese"}}
    engine.upsert([doc("a", "共有庭園", language="ja"), doc("b", "共有庭園", language="ja")])
    settings.ESSAIMAGE = {}
    engine.upsert([doc("a", "共有庭園の会", language="ja")])
    assert engine.delete(["b:ja"]) == {"b:ja"}
    assert keys("庭園", "ja") == ["a"]
    assert set(engine.keys()) == {"a:ja"}


@pytest.fixture
def row(settings, monkeypatch):
    """Change the site's own row for French, as another release of the site does."""
    settings.ESSAIMAGE = {"ANALYZERS": {"fr": "tests.testapp.search.UNSTEMMED"}}

    def row(**values):
        monkeypatch.setattr("tests.testapp.search.UNSTEMMED", Language("fr", **values))
        get_analyzer.cache_clear()

    yield row
    get_analyzer.cache_clear()


def test_the_values_of_a_sites_row_tell_what_is_stale(engine, keys, row):
    marks = set()
    for values in (
        {},
        {"stemmer": "french"},
        {"links": ()},
        {"stop_words": frozenset({"le", "la"})},
        {"variants": lambda word: [word + "x", word + "y"]},
    ):
        row(**values)
        engine.upsert([doc("a", "Jardin potager", str(values))])
        marks.add(analysis_mark("fr"))
        row(**values)
        assert analysis_mark("fr") in marks, "the same values tell the same"
    assert len(marks) == 5
    assert keys("jardinx") == ["a"]


def test_a_row_that_changed_without_saying_so_fails_no_publication(engine, keys, row):
    spellings = []
    row(variants=lambda word: [word + spelling for spelling in spellings])
    engine.upsert([doc("a", "Jardin"), doc("b", "Jardin")])
    spellings += ["x", "y"]
    get_analyzer.cache_clear()
    engine.upsert([doc("a", "Potager")])
    assert engine.delete(["b:fr"]) == {"b:fr"}
    engine.upsert([doc("c", "Compost")])
    assert (keys("jardin"), keys("potager"), keys("compostx")) == ([], ["a"], ["c"])


@embedded
def test_a_document_without_tokens_is_told_by_a_check(engine):
    """It would never be found."""
    engine.upsert([doc("a", "Jardin"), doc("b", "Vélo")])
    with transaction.atomic():
        engine.make_store(connection, 0).clear()
        assert engine.keys() == {}


def test_what_another_site_has_first_hides_nothing(engine, search, monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.search.engines.database.reading.MAX_COUNTED", 2)
    monkeypatch.setattr("essaimage_wagtail.search.engines.database.suggestions.MAX_TITLES", 2)
    engine.upsert([doc(f"other{number}", "Compostage", path="0001") for number in range(3)])
    engine.upsert([doc("own", "Compostage", path="0002")])
    scope = Scope(("0002",), language="fr")
    assert search("compstoage", scope=scope).correction == "compostage"
    assert [found.text for found in engine.suggest("compo", scope, 5)] == ["Compostage", "compostage"]


@embedded
def test_words_are_looked_up_by_their_indexes(engine, search):
    """A language has hundreds of thousands of them."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table as a whole, whatever its indexes")
    engine.upsert([doc("a", "Ein Garten für die Schule", language="de")])
    with CaptureQueriesContext(connection) as queries:
        search("Schulgarten Garrten", "de")
        engine.suggest("schu", Scope(language="de"), 5)
    asked = [query["sql"] for query in queries if IndexedWord._meta.db_table in query["sql"]]
    assert any("tail IN" in sql for sql in asked)
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [detail for *_, detail in cursor.fetchall() if IndexedWord._meta.db_table in detail]
            assert all("SEARCH" in step and not step.endswith("(language=?)") for step in steps), (sql, steps)
