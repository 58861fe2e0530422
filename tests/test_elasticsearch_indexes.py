"""Indexes of Elasticsearch that are not as expected: each is told with what to do."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from elasticsearch._sync.client import _base

from essaimage_wagtail.search import Scope, SearchQuery
from essaimage_wagtail.search.engines.elasticsearch import diagnosing, reasons

from .elasticsearch import delete_indexes, free_port
from .elasticsearch_engines import PREFIX, asks, doc, refusal
from .engine import SECRET, embedded

pytest_plugins = ["tests.elasticsearch_engines"]
pytestmark = [pytest.mark.django_db, embedded]

BLOCKS = ("index.blocks.read_only", "index.blocks.read_only_allow_delete", "index.blocks.write")


@pytest.fixture
def engine(elasticsearch, make_engine):
    engine = make_engine(elasticsearch, timeout=30.0)
    yield engine
    client = engine.server.client.options(ignore_status=404)
    client.indices.put_settings(index=f"{PREFIX}-*", settings=dict.fromkeys(BLOCKS))
    delete_indexes(engine)


# Indexes that are not as expected


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
    """A client of version 9 asks for answers of version 9; one of 8 understands a server of 9; so with the next."""
    engine.upsert([doc("a")])
    server = int(engine.server.client.info()["version"]["number"].partition(".")[0])
    with monkeypatch.context() as patch:
        kind = _base._COMPAT_MIMETYPE_TEMPLATE.replace("%s", r"\g<1>")[:-1]
        patch.setattr(_base, "_COMPAT_MIMETYPE_SUB", f"{kind}{server + 1}")
        patch.setattr(reasons, "CLIENT", server + 1)
        told = refusal(engine.search, SearchQuery("jardin", "fr"))
        assert told.status == 400
        assert f"pip install 'elasticsearch<{server + 1}'" in str(told)
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
