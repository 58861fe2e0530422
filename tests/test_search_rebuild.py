"""A rebuild: a generation of its own, swapped in at once, while others search, write, and kill it."""

import threading
import time
from contextlib import nullcontext
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, checksum, get_engine
from essaimage_wagtail.search.engines.database import rebuilding
from essaimage_wagtail.search.engines.database.seen import Seen
from essaimage_wagtail.search.engines.database.vendors import Store
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.search.tables import IndexChange, IndexedDocument, IndexedText, IndexedWord, IndexState

from .engine import embedded

ROOT = Path(__file__).resolve().parent.parent


def doc(name, title="Jardin", language="fr", **values):
    return SearchDocument(f"{name}:{language}", language, title, **values)


def found(text, language="fr"):
    return sorted(
        hit.key.partition(":")[0] for hit in get_engine().search(SearchQuery(text, language, limit=1000)).hits
    )


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(rebuilding, "DOCUMENTS_WRITTEN_TOGETHER", 2)


@pytest.fixture
def lock_lost(monkeypatch):
    """Two rebuilds overlap, as when the server has closed the connection that holds the lock of the first."""
    monkeypatch.setattr(type(get_engine().make_store(connection)), "only_rebuild", lambda store: nullcontext(True))


@pytest.mark.django_db
@embedded
def test_nothing_of_a_rebuild_shows_before_its_end(small_batches):
    engine = get_engine()
    engine.upsert([doc("a"), doc("b"), doc("gone")])
    before = engine.keys()

    def documents():
        for name in "abcdef":
            assert (found("jardin"), found("compost"), engine.keys()) == (["a", "b", "gone"], [], before)
            assert engine.is_rebuilding() or name == "a"
            yield doc(name, "Compost")

    assert engine.rebuild(documents()) == 6
    assert (found("jardin"), found("compost")) == ([], list("abcdef"))
    assert not engine.is_rebuilding()
    assert IndexedDocument.objects.count() == IndexedText.objects.count() == 6


@pytest.mark.django_db
@embedded
def test_a_new_generation_is_one_piece(small_batches):
    """SQLite looks a word up in every piece of its index: many batches must not leave many."""
    if connection.vendor != "sqlite":
        pytest.skip("the pieces of an index are SQLite's")
    get_engine().rebuild(doc(str(number), f"Jardin {number}") for number in range(40))
    with connection.cursor() as cursor:
        table = f"essaimage_wagtail_tokens_{_active()}_idx"
        cursor.execute(f"SELECT count(DISTINCT segid) FROM {table}")  # noqa: S608
        assert cursor.fetchone() == (1,)
    assert len(found("jardin")) == 40


def _active():
    return IndexState.objects.get().active


@given(st.sets(st.integers(-(2**63), 2**63 - 1)))
def test_no_word_that_was_met_is_forgotten(numbers):
    seen = Seen(size=1 << 10)
    seen.update(numbers)
    assert all(number in seen for number in numbers)


@pytest.mark.django_db
def test_what_others_write_meanwhile_is_in_the_new_generation(small_batches):
    engine = get_engine()
    engine.upsert([doc("a"), doc("b"), doc("c")])

    def documents():
        yield from (doc(name, "Ancien") for name in "abc")
        engine.upsert([doc("a", "Neuf"), doc("d", "Neuf")])
        engine.delete(["b:fr"])
        assert found("neuf") == ["a", "d"], "at once"
        yield doc("e", "Ancien")

    engine.rebuild(documents())
    assert (found("neuf"), found("ancien"), found("jardin")) == (["a", "d"], ["c", "e"], [])
    assert engine.keys()["a:fr"] == checksum(doc("a", "Neuf"))
    assert found("nuef") == ["a", "d"], "words written meanwhile are offered as corrections"
    assert not IndexedWord.objects.filter(word="jardin").exists()


@pytest.mark.parametrize("snapshot", [False, True])
@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: sorted(hit.key for hit in engine.search(SearchQuery("jardin", "fr")).hits),
        lambda engine: engine.search(SearchQuery("compsot", "fr")).correction,
        lambda engine: sorted(engine.points(SearchQuery("jardin", "fr"))),
        lambda engine: engine.suggest("comp", Scope(language="fr"), 5),
        lambda engine: [hit.key for hit in engine.more_like("a:fr", Scope(), 5)],
    ],
    ids=["search", "correction", "points", "suggest", "more_like"],
)
@pytest.mark.django_db
@embedded
def test_an_answer_is_whole_whenever_a_rebuild_ends(monkeypatch, ask, snapshot):
    documents = [doc(name, "Jardin", body="du compost mûr", point=(50.0, 3.0)) for name in "abc"]
    engine = get_engine()
    engine.upsert(documents)
    expected, lists, pending = ask(engine), Store.lists, [documents]

    def ended_just_before(store, statements):
        if pending:
            engine.rebuild(pending.pop())
        return lists(store, statements)

    monkeypatch.setattr(Store, "lists", ended_just_before)
    assert expected
    assert ask(engine.snapshot() if snapshot else engine) == expected
    assert not pending


@pytest.mark.django_db
@embedded
def test_words_published_as_a_rebuild_ends_are_kept(monkeypatch):
    """They were there, of documents that are gone."""
    engine = get_engine()
    engine.upsert([doc("a"), doc("gone", "Zanzibar"), doc("old", "Potager")])
    engine.delete(["gone:fr", "old:fr"])
    forget = rebuilding.Rebuild._forget_words

    def later(rebuild, *arguments):
        engine.upsert([doc("b", "Zanzibar")])
        forget(rebuild, *arguments)

    monkeypatch.setattr(rebuilding.Rebuild, "_forget_words", later)
    engine.rebuild([doc("a")])
    assert sorted(IndexedWord.objects.values_list("word", flat=True)) == ["jardin", "zanzibar"]
    assert found("zanzibra") == ["b"]


@pytest.mark.django_db
@embedded
def test_words_are_left_to_the_next_rebuild_if_that_has_begun(monkeypatch, lock_lost):
    """Those of what it has written are of documents that nobody finds yet."""
    engine = get_engine()
    engine.upsert([doc("a"), doc("gone", "Zanzibar")])
    engine.delete(["gone:fr"])
    forget = rebuilding.Rebuild._forget_words

    def killed():
        yield doc("b", "Zanzibar")
        raise KeyboardInterrupt

    def later(rebuild, *arguments):
        monkeypatch.setattr(rebuilding.Rebuild, "_forget_words", forget)
        monkeypatch.setattr(rebuilding, "DOCUMENTS_WRITTEN_TOGETHER", 1)
        with pytest.raises(KeyboardInterrupt):
            engine.rebuild(killed())
        forget(rebuild, *arguments)

    monkeypatch.setattr(rebuilding.Rebuild, "_forget_words", later)
    engine.rebuild([doc("a")])
    assert engine.rebuild([doc("b", "Zanzibar")]) == 1
    assert found("zanzibra") == ["b"]


@pytest.mark.django_db
@embedded
def test_a_rebuild_that_was_killed_is_taken_up_where_it_stopped(small_batches, monkeypatch):
    engine = get_engine()
    engine.upsert([doc("old"), doc("a"), doc("b")])

    def killed():
        yield from (doc(name, "Compost") for name in "abcdef")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(killed())
    assert engine.is_rebuilding()
    assert (found("jardin"), found("compost")) == (["a", "b", "old"], [])
    engine.upsert([doc("a", "Neuf")])
    written = []
    write = rebuilding.Writer.write

    def observed(self, documents):
        documents = list(documents)
        written.extend(document.key for document in documents)
        write(self, documents)

    monkeypatch.setattr(rebuilding.Writer, "write", observed)
    changed = {"b": "Vélo", "g": "Compost"}
    engine.rebuild(doc(name, changed.get(name, "Compost")) for name in "abcdeg")
    assert written == ["b:fr", "g:fr"], "only what had changed or was not there"
    assert (found("compost"), found("velo"), found("neuf"), found("jardin")) == (["c", "d", "e", "g"], ["b"], ["a"], [])
    assert found("vleo") == ["b"]
    assert not engine.is_rebuilding()


@pytest.mark.django_db
def test_a_second_rebuild_leaves_the_first_alone(small_batches):
    engine = get_engine()
    engine.upsert([doc("a")])

    def documents():
        yield from [doc("b", "Compost"), doc("c", "Compost")]
        assert engine.rebuild(never()) is None
        yield doc("d", "Compost")

    def never():
        raise AssertionError("nothing is read for it")
        yield

    assert engine.rebuild(documents()) == 3
    assert found("compost") == ["b", "c", "d"]
    # When one has ended, the next may begin at once.
    assert {engine.rebuild([doc("e", "Compost")]) for _time in range(10)} == {1}


@pytest.mark.django_db
@embedded
def test_of_two_rebuilds_the_first_to_end_counts(small_batches, lock_lost):
    engine = get_engine()
    engine.upsert([doc("a")])

    def documents():
        yield doc("b", "Compost")
        engine.rebuild([doc("c", "Compost")])
        assert found("compost") == ["c"]
        yield doc("d", "Compost")

    assert engine.rebuild(documents()) is None
    assert found("compost") == ["c"]
    assert engine.rebuild([doc("e", "Compost")]) == 1
    assert found("compost") == ["e"]
    assert IndexedDocument.objects.count() == 1


@pytest.mark.django_db
@embedded
def test_tidying_up_leaves_alone_what_another_writes(small_batches, monkeypatch, lock_lost):
    """One has swapped and deletes the generation before, which the next one has begun to write again."""
    monkeypatch.setattr(rebuilding, "ROWS_DELETED_TOGETHER", 1)
    engine = get_engine()
    engine.upsert([doc(name) for name in "abc"])
    tidy, others = rebuilding.Rebuild._tidy, [[doc(name, "Compost") for name in "de"]]

    def slowly(rebuild, generation):
        if (
            IndexState.objects.get().active != generation
            and others
            and IndexedDocument.objects.filter(generation=1 - generation).filter(key="x:fr").exists()
        ):
            engine.rebuild(others.pop())
        tidy(rebuild, generation)

    monkeypatch.setattr(rebuilding.Rebuild, "_tidy", slowly)
    engine.rebuild([doc("x", "Compost")])
    assert not others
    assert found("compost") == ["d", "e"]
    assert set(engine.keys()) == {"d:fr", "e:fr"}


@pytest.mark.django_db
@embedded
def test_a_rebuild_that_was_overtaken_writes_no_more(small_batches, lock_lost):
    """An older text must not come over a newer one."""
    engine = get_engine()

    def documents():
        yield from [doc("a", "Ancien"), doc("b", "Ancien")]
        engine.rebuild([doc("a", "Neuf"), doc("b", "Neuf"), doc("c", "Neuf")])
        yield from [doc("c", "Ancien"), doc("d", "Ancien"), doc("e", "Ancien"), doc("f", "Ancien")]

    engine.rebuild(documents())
    assert (found("neuf"), found("ancien")) == (["a", "b", "c"], [])


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["_tidy", "_is"])
@embedded
def test_a_rebuild_that_begins_as_another_ends_begins_with_what_that_left(monkeypatch, lock_lost, moment):
    """It must neither drop the indexes of the generation that answers by now, nor leave a rebuild under way."""
    engine, before = get_engine(), indexes()
    engine.upsert([doc("a")])
    method, others = getattr(rebuilding.Rebuild, moment), [[doc("b", "Compost")]]

    def later(rebuild, *arguments):
        if others:
            engine.rebuild(others.pop())
            assert indexes() == before
        return method(rebuild, *arguments)

    monkeypatch.setattr(rebuilding.Rebuild, moment, later)
    assert engine.rebuild([doc("c", "Compost")]) == 1
    assert (found("compost"), engine.is_rebuilding(), indexes()) == (["c"], False, before)
    assert IndexedDocument.objects.count() == 1


@pytest.mark.django_db
def test_the_command_says_that_another_rebuild_is_under_way(make_sheet, monkeypatch, capsys):
    make_sheet("Jardin")
    all_documents = index._all_documents

    def slowly(progress):
        yield from all_documents(progress)
        call_command("essaimage_index", "rebuild", verbosity=0)

    monkeypatch.setattr(index, "_all_documents", slowly)
    call_command("essaimage_index", "rebuild", verbosity=0)
    said = "Another rebuild is under way: this one has changed nothing.\n1 documents are in the index.\n"
    assert capsys.readouterr().out == said
    assert not index.check()


@pytest.fixture
def postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own")


def indexes() -> list[str]:
    """Those that PostgreSQL has of the tokens of all generations."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename LIKE 'essaimage_wagtail_tokens_%%' ORDER BY 1")
        return [name for (name,) in cursor.fetchall() if not name.endswith("_pkey")]


@pytest.mark.django_db
def test_postgresql_makes_its_indexes_when_all_is_written(postgresql, small_batches):
    engine, before = get_engine(), indexes()
    assert len(before) == 4

    def documents(killed):
        for name in "abc":
            assert len(indexes()) == 2
            yield doc(name)
        if killed:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(documents(killed=True))
    assert engine.rebuild(documents(killed=False)) == 3
    assert (indexes(), found("jardin")) == (before, ["a", "b", "c"])


@pytest.mark.django_db(transaction=True)
def test_a_dump_does_not_hold_up_a_rebuild(postgresql):
    """It locks all tables for as long as it takes, even those that nobody else reads."""
    engine, before, dumping = get_engine(), indexes(), connection.copy()
    try:
        dumping.set_autocommit(False)
        with dumping.cursor() as cursor:
            for generation in (0, 1):
                cursor.execute(f"LOCK TABLE essaimage_wagtail_tokens_{generation} IN ACCESS SHARE MODE")
        assert engine.rebuild([doc("a"), doc("b")]) == 2
        assert (indexes(), found("jardin")) == (before, ["a", "b"])
    finally:
        dumping.close()


def elsewhere(work):
    """Run something on a connection of its own."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def repeatable_read(postgresql):
    from psycopg import IsolationLevel

    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    yield
    del options["isolation_level"]
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_sees_the_index_as_it_was_does_not_write_to_it(repeatable_read):
    engine = get_engine()
    engine.rebuild([doc("a")])
    with pytest.raises(OperationalError, match="concurrent update"), transaction.atomic():
        assert found("jardin") == ["a"]
        elsewhere(lambda: engine.rebuild([doc("a")])).join()
        engine.upsert([doc("b")])
    engine.upsert([doc("c")])
    assert found("jardin") == ["a", "c"]


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_sees_what_it_waited_for(repeatable_read):
    engine, begun, announced = get_engine(), threading.Event(), threading.Event()
    engine.upsert([doc("a")])

    def documents():
        begun.set()
        assert announced.wait(30)
        yield doc("a")

    rebuild = elsewhere(lambda: engine.rebuild(documents()))
    assert begun.wait(30)
    with transaction.atomic():
        engine.make_store(connection).announce_writer()
        announced.set()
        time.sleep(1)  # until it waits for this
        engine.upsert([doc("b")])
    rebuild.join()
    assert found("jardin") == ["a", "b"]


@pytest.mark.django_db
@embedded
def test_the_log_of_changes_ends_with_a_rebuild():
    engine = get_engine()
    engine.upsert([doc("a"), doc("b")])
    assert IndexChange.objects.count() == 2
    engine.rebuild([doc("a"), doc("b")])
    engine.rebuild([doc("a"), doc("b")])
    assert IndexChange.objects.count() == 1
    assert found("jardin") == ["a", "b"]


@pytest.mark.django_db
def test_status_and_check_after_a_killed_rebuild(make_sheet, capsys):
    make_sheet("Jardins partagés")

    def killed():
        yield doc("x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get_engine().rebuild(killed())
    call_command("essaimage_index", "check", verbosity=0)
    call_command("essaimage_index", "status", verbosity=0)
    out = capsys.readouterr().out
    assert "The index and the pages agree." in out
    assert "1 documents" in out
    assert "essaimage_index rebuild" in out
    call_command("essaimage_index", "rebuild", verbosity=0, stdout=StringIO())
    call_command("essaimage_index", "status", verbosity=0)
    assert "essaimage_index rebuild" not in capsys.readouterr().out
    assert not index.check()


def test_check_says_how_to_mend(db, make_sheet):
    make_sheet("Jardins partagés")
    get_engine().delete(list(get_engine().keys()))
    with pytest.raises(CommandError, match="essaimage_index rebuild"):
        call_command("essaimage_index", "check", verbosity=0, stdout=StringIO())


@pytest.mark.django_db
def test_what_became_private_during_a_rebuild_is_not_brought_back():
    """The index that answers never had it; the one that is being written has."""

    engine = get_engine()

    def documents():
        yield from (doc("a"), doc("b"))
        engine.delete(["a:fr", "c:fr"])

    engine.rebuild(documents())
    assert found("jardin") == ["b"]
