"""What a process keeps of the index in memory is never older, nor newer, than what the database says."""

import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils.timezone import now

from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.engines.database import columns, ranking
from essaimage_wagtail.search.tables import IndexChange, IndexedDocument

from .engine import embedded


def doc(name, title="Jardin", language="fr", **values):
    return SearchDocument(f"{name}:{language}", language, title, **values)


def found(text="jardin", **values):
    result = get_engine().search(SearchQuery(text, "fr", limit=100, facets=["t"], **values))
    assert result.total == len(result.hits)
    return {hit.key.partition(":")[0] for hit in result.hits}, result.facets["t"]


@pytest.mark.django_db
@embedded
def test_what_is_written_is_found_at_once_and_what_is_rolled_back_never_was():
    engine = get_engine()
    engine.upsert([doc("a", facets={"t": ["x"]}), doc("b", facets={"t": ["x"]})])
    assert found() == ({"a", "b"}, {"x": 2})
    with pytest.raises(RuntimeError), transaction.atomic():
        engine.upsert([doc("a", facets={"t": ["y"]}), doc("c", facets={"t": ["y"]})])
        engine.delete(["b:fr"])
        assert found() == ({"a", "c"}, {"y": 2})
        raise RuntimeError
    assert found() == ({"a", "b"}, {"x": 2})
    with transaction.atomic():
        engine.upsert([doc("d", facets={"t": ["z"]})])
    assert found() == ({"a", "b", "d"}, {"x": 2, "z": 1})


@pytest.mark.django_db
def test_a_rolled_back_change_is_told_from_the_one_that_takes_its_number():
    engine = get_engine()
    engine.upsert([doc("a", facets={"t": ["x"]})])
    for value in ("undone", "kept"):
        try:
            with transaction.atomic():
                engine.upsert([doc("a", facets={"t": [value]})])
                assert found() == ({"a"}, {value: 1})
                if value == "undone":
                    raise RuntimeError
        except RuntimeError:
            continue
    assert found() == ({"a"}, {"kept": 1})


@pytest.mark.django_db
@embedded
def test_many_changes_of_one_document_do_not_pile_up():
    engine = get_engine()
    engine.upsert([doc("a"), doc("b")])
    for number in range(150):
        engine.upsert([doc("a", facets={"t": [str(number)]})])
        assert found()[1] == {str(number): 1}
    ((_, kept),) = [item for name, item in columns._kept.items() if name[1] == "fr"]
    assert len(kept.ids) < 150


@pytest.mark.django_db
def test_more_changes_than_are_read_one_by_one(monkeypatch):
    monkeypatch.setattr(columns, "MAX_CHANGES_READ", 5)
    engine = get_engine()
    engine.upsert([doc("a")])
    assert found() == ({"a"}, {})
    engine.upsert([doc(f"b{number}") for number in range(20)])
    assert len(found()[0]) == 21


def test_other_processes_are_heard(elsewhere):
    engine = get_engine()
    engine.upsert([doc("a", facets={"t": ["x"]}), doc("b", facets={"t": ["x"]})])
    assert found() == ({"a", "b"}, {"x": 2})

    def edit():
        engine.upsert([doc("a", facets={"t": ["y"]}), doc("c", facets={"t": ["y"]})])
        engine.delete(["b:fr"])

    elsewhere(edit)
    assert found() == ({"a", "c"}, {"y": 2})
    elsewhere(lambda: engine.upsert([doc("a", audience="members", facets={"t": ["y"]})]))
    assert found() == ({"c"}, {"y": 1})
    elsewhere(lambda: engine.rebuild([doc("d", facets={"t": ["z"]})]))
    assert found() == ({"d"}, {"z": 1})


def test_what_others_have_not_committed_is_not_seen_until_they_do(elsewhere):
    """Commits come in another order than writes."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    engine = get_engine()
    engine.upsert([doc("a")])
    written, seen = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            engine.upsert([doc("slow")])
            written.set()
            seen.wait(10)

    thread = threading.Thread(target=lambda: (slow(), connections.close_all()))
    thread.start()
    assert written.wait(10)
    elsewhere(lambda: engine.upsert([doc("fast")]))
    assert found()[0] == {"a", "fast"}
    seen.set()
    thread.join()
    assert found()[0] == {"a", "fast", "slow"}


@pytest.mark.django_db
def test_emptied_tables_are_noticed():
    engine = get_engine()
    engine.upsert([doc("a")])
    assert found()[0] == {"a"}
    engine.delete(["a:fr"])
    IndexChange.objects.all().delete()
    assert found("") == (set(), {})
    engine.upsert([doc("b")])
    assert found("")[0] == {"b"}


@pytest.mark.django_db
@embedded
def test_texts_are_read_in_scope_whatever_memory_says():
    """Between counting and showing, somebody else may hide a document."""
    engine = get_engine()
    engine.upsert([doc("a"), doc("b")])
    assert found()[0] == {"a", "b"}
    IndexedDocument.objects.filter(key="a:fr").update(audience="members")
    assert [hit.key for hit in engine.search(SearchQuery("jardin", "fr")).hits] in ([], ["b:fr"])


# Places, numbers, boosts


@pytest.mark.django_db
def test_distance_sorts_and_limits():
    engine = get_engine()
    lille, paris, lyon = (50.63, 3.06), (48.86, 2.35), (45.76, 4.84)
    engine.upsert([doc("lyon", point=lyon), doc("lille", point=lille), doc("paris", point=paris), doc("nowhere")])
    result = engine.search(SearchQuery("jardin", "fr", sort="distance", near=lille))
    assert [hit.key for hit in result.hits] == ["lille:fr", "paris:fr", "lyon:fr", "nowhere:fr"]
    assert [hit.distance and round(hit.distance, -1) for hit in result.hits] == [0, 200, 560, None]
    assert found(near=lille, radius=250)[0] == {"lille", "paris"}
    assert found("", near=lille, radius=0.1)[0] == {"lille"}
    assert found("", sort="distance")[0] == {"lille", "paris", "lyon", "nowhere"}
    assert dict(engine.points(SearchQuery("jardin", "fr"))) == {"lyon:fr": lyon, "lille:fr": lille, "paris:fr": paris}
    assert engine.points(SearchQuery("jardin", "fr", scope=Scope(paths=("x",)))) == []


@pytest.mark.django_db
def test_ranges_of_numbers():
    get_engine().upsert([doc(f"y{year}", numbers={"year": year}) for year in (1997, 2010, 2020)] + [doc("none")])
    assert found(ranges={"year": (2000, None)})[0] == {"y2010", "y2020"}
    assert found("", ranges={"year": (None, 2010)})[0] == {"y1997", "y2010"}
    assert found(ranges={"year": (2011, 2019)})[0] == set()
    assert found(ranges={"unknown": (0, 1)})[0] == set()
    assert found(ranges={"year": (None, None)})[0] == {"y1997", "y2010", "y2020"}


@pytest.mark.django_db
def test_complete_and_reviewed_documents_come_first_among_equals_only():
    moment = now()
    equal = {"title": "Fiche", "body": "Un jardin"}
    get_engine().upsert(
        [
            doc("a", **equal),
            doc("b", **equal, numbers={"completeness": 0.5}),
            doc("c", **equal, numbers={"completeness": 1}),
            doc("d", **equal, numbers={"completeness": 1}, dates={"reviewed": moment - timedelta(days=30)}),
            doc("e", **equal, numbers={"completeness": 1}, dates={"reviewed": datetime(1990, 1, 1, tzinfo=UTC)}),
            doc("z", "Jardin"),
            *(doc(f"other{number}", "Vélo") for number in range(20)),
        ]
    )
    hits = get_engine().search(SearchQuery("jardin", "fr")).hits
    assert [hit.key.partition(":")[0] for hit in hits] == ["z", "d", "e", "c", "b", "a"]


@pytest.mark.django_db
def test_words_close_to_one_another_come_first():
    far = "mot " * 60
    get_engine().upsert(
        [
            doc("a", "Fiche", body=f"compost {far} jardin {far}"),
            doc("b", "Fiche", body=f"{far} compost du jardin {far}"),
            *(doc(f"other{number}", "Vélo", body=far * 2) for number in range(20)),
        ]
    )
    hits = get_engine().search(SearchQuery("jardin compost", "fr")).hits
    assert [hit.key for hit in hits] == ["b:fr", "a:fr"]


@pytest.mark.django_db
def test_of_more_documents_than_are_scored_those_with_the_word_in_the_title_come_first(monkeypatch):
    monkeypatch.setattr("essaimage_wagtail.search.engines.database.ranking.MAX_SCORED", 5)
    engine = get_engine()
    engine.upsert([doc(f"body{number:02}", "Fiche", body="un jardin") for number in range(20)])
    engine.upsert([doc(f"title{number}", "Jardin") for number in range(3)])
    pages = [
        [hit.key for hit in engine.search(SearchQuery("jardin", "fr", limit=4, offset=offset)).hits]
        for offset in range(0, 24, 4)
    ]
    assert [key.rstrip("0123:fr") for key in pages[0][:3]] == ["title"] * 3
    everything = [key for page in pages for key in page]
    assert len(set(everything)) == len(everything) == 23
    assert everything == [hit.key for hit in engine.search(SearchQuery("jardin", "fr", limit=100)).hits]


@pytest.mark.django_db
@embedded
def test_what_lifts_a_score_is_asked_only_where_it_decides(monkeypatch):
    """Every page of results is the one that asking it of every document would give."""
    chance = random.Random(2)  # noqa: S311
    engine = get_engine()
    engine.upsert(
        SearchDocument(
            f"{number}:fr",
            "fr",
            "Atelier",
            body=" ".join(chance.choices(["jardin", "partage", "mot", "vide"], k=chance.randint(3, 12))),
            numbers={"completeness": chance.random()},
        )
        for number in range(60)
    )

    def pages():
        for text in ("jardin", "jardin partage", "jardin partage mot"):
            for offset in (0, 7, 50):
                yield [hit.key for hit in engine.search(SearchQuery(text, "fr", limit=5, offset=offset)).hits]

    some = list(pages())
    asked = []
    monkeypatch.setattr(ranking, "_contenders", lambda scored, count: asked.append(count) or scored)
    assert list(pages()) == some
    assert asked


def test_columns_brought_up_to_date_are_those_read_anew():
    """After any changes: who is shown to whom, and every order."""
    chance = random.Random(1)  # noqa: S311

    def row(pk):
        path, audience = chance.choice(["0001", "00010001", "0002"]), chance.choice(["public", "members"])
        date, title = chance.choice([None, 1.0, 2.0, 3.0]), chance.choice("abcdef")
        return (pk, f"{pk}:fr", path, audience, None, None, date, None, title, None, None, "{}", "{}")

    scopes = [Scope(), Scope(paths=("0001",)), Scope(paths=("0001",), audiences=("public", "members"))]
    rows = {pk: row(pk) for pk in range(30)}
    kept = columns.Columns(rows.values(), None)
    for step in range(60):
        for scope in scopes:
            anew = columns.Columns(rows.values(), None)
            shown, expected = kept.visible(scope, 0.0), anew.visible(scope, 0.0)
            assert shown.keys() == expected.keys()
            for by in ("date", "title"):
                first = [kept.ids[slot] for slot in kept.first(shown.values(), by, 100)]
                assert first == [anew.ids[slot] for slot in anew.first(expected.values(), by, 100)]
        gone = chance.sample(sorted(rows), 3)
        new = [row(pk) for pk in (*gone[:2], 100 + step)]  # one deleted, two written again, one more
        rows = {pk: values for pk, values in rows.items() if pk not in gone} | {values[0]: values for values in new}
        kept.apply([*gone, 100 + step], new)


@pytest.mark.parametrize("by", ["date", "title"])
def test_a_search_while_columns_are_brought_up_to_date_sees_them_as_they_were(monkeypatch, by):
    """From a scope that nobody asked for before, and in one that is kept."""

    def row(pk):
        return (pk, f"{pk}:fr", "0001", "public", None, None, float(pk), None, f"{pk}", None, None, "{}", "{}")

    kept = columns.Columns([row(1), row(2)], None)
    kept.first(kept.visible(Scope(), 0.0).values(), by, 9)
    ranked, seen = columns.Columns._ranked, []

    def meanwhile(self, order):
        for scope in (Scope(), Scope(paths=("0001",)), Scope(paths=("000",))):
            shown = kept.visible(scope, 0.0)
            seen.append({kept.ids[slot] for slot in kept.first(shown.values(), by, 9)})
        return ranked(self, order)

    with monkeypatch.context() as patch:
        patch.setattr(columns.Columns, "_ranked", meanwhile)
        kept.apply([2], [row(3)])
    assert seen == [{1, 2}] * 3
    for scope in (Scope(), Scope(paths=("0001",)), Scope(paths=("000",)), Scope(paths=("00",))):
        shown = kept.visible(scope, 0.0)
        assert {kept.ids[slot] for slot in kept.first(shown.values(), by, 9)} == {1, 3}


@pytest.mark.django_db
def test_changes_of_a_restored_dump_are_not_read_for_ever():
    """They name transactions of the server that the dump was made on, which may be ahead of this one."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL numbers its transactions")
    engine = get_engine()
    engine.upsert([doc("a"), doc("b")])
    store = engine.make_store(connection, 0)
    mark, _ = store.changed(None)
    assert len(store.changed(mark)[1]) == 2, "what this transaction wrote may still be undone"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE essaimage_wagtail_indexchange SET transaction = '9000000000000000'::xid8")
    mark, _ = store.changed(None)
    assert store.changed(mark)[1] == []
