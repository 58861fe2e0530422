"""The measurements of ``make bench``: the judged queries are well-formed, and both programs run from end to end."""

import json
import os
import socket
import subprocess
import sys
from collections import Counter

import pytest

from benchmarks.relevance import elasticsearch
from benchmarks.relevance.__main__ import read
from benchmarks.relevance.judged import KINDS, documents, queries
from benchmarks.relevance.scores import Answer, tables

from .conftest import ROOT


@pytest.fixture(scope="module")
def judged():
    return queries()


def run(*arguments: object) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_enough_queries_of_each_kind_in_each_language(judged):
    assert len(judged) >= 200
    by_language_and_kind = Counter((query.language, query.kind) for query in judged)
    languages = {query.language for query in judged}
    assert len(languages) >= 8
    assert set(by_language_and_kind) == {(language, kind) for language in languages for kind in KINDS}
    assert min(by_language_and_kind.values()) >= 4


def test_queries_name_documents_of_their_language(judged):
    known = documents()
    unknown = [(q.language, q.text, name) for q in judged for name in q.relevant if (q.language, name) not in known]
    assert unknown == []
    assert all(query.relevant for query in judged)


def test_no_query_is_asked_twice(judged):
    assert [pair for pair, times in Counter((q.language, q.text) for q in judged).items() if times > 1] == []


def test_documents_of_the_demonstration_are_read_as_text():
    sheet = documents()["fr", "jardin-partage"]
    assert sheet.title == "Jardin partagé"
    text = " ".join(sheet.paragraphs)
    assert "<p>" not in text
    assert "https:" not in text
    assert len(text.split()) > 200


def test_scores_of_an_answer(judged):
    query = next(query for query in judged if len(query.relevant) == 2)
    one, other = sorted(query.relevant)
    assert Answer(query, [one, other]).recall == 1
    late = Answer(query, ["a stranger", one])
    assert (late.recall, late.reciprocal_rank) == (0.5, 0.5)
    too_late = Answer(query, [*map(str, range(10)), one])
    assert (too_late.recall, too_late.reciprocal_rank) == (0, 0)
    by_kind, by_language = tables({"engine": [late, too_late]})
    assert by_kind == [
        ("recall@10 / MRR", "all", query.kind),
        ("queries", "2", "2"),
        ("engine", "0.25 / 0.25", "0.25 / 0.25"),
    ]
    assert by_language[0] == ("recall@10 / MRR", query.language)


def test_relevance_is_measured_from_end_to_end(tmp_path):
    """Over 10 s: every document and every judged query, as `make bench` asks them."""
    printed = run("benchmarks.relevance", "--engine", "sqlite", "--write", tmp_path)
    found = json.loads((tmp_path / "relevance-sqlite.json").read_text())
    assert {len(answers) for answers in found.values()} == {len(queries())}
    _, asked, ours, theirs, *_ = printed.splitlines()
    assert asked.split()[:2] == ["queries", str(len(queries()))]
    assert ours.startswith("essaimage, sqlite")
    assert theirs.startswith("Wagtail, sqlite")
    recall = float(ours.split()[2])
    assert recall > 0.85, printed


def test_readers_and_editors_at_once_are_served_without_an_error():
    """Over 10 s: a server of two processes, and five seconds of visits."""
    pytest.importorskip("gunicorn")
    few = {"pages": 40, "readers": 6, "editors": 2, "seconds": 5, "workers": 2}
    printed = run("benchmarks.load", *(part for name, number in few.items() for part in (f"--{name}", number)))
    assert ", 0 errors\n" in printed
    (publications,) = [line.split() for line in printed.splitlines() if line.startswith("publications")]
    assert int(publications[1]) >= 2
    assert publications[2] == "0"
    assert "Index and pages agree." in printed


def test_elasticsearch_has_an_analyzer_for_every_language_asked(judged):
    gap_queries = json.loads(elasticsearch.GAPS.read_text(encoding="utf-8"))
    asked = {query.language for query in judged} | {row["language"] for row in gap_queries["queries"]}
    assert asked == set(elasticsearch.ANALYZERS)


def test_elasticsearch_is_asked_for_all_words_whichever_fields_they_are_in():
    all_words, any_word = elasticsearch.all_words_then_fuzzy("jardin partagé")["bool"]["should"]
    match = all_words["constant_score"]["filter"]["multi_match"]
    assert (match["query"], match["type"], match["operator"]) == ("jardin partagé", "cross_fields", "and")
    assert any_word["multi_match"]["fuzziness"] == "AUTO"
    assert match["fields"] == any_word["multi_match"]["fields"] == ["title^8", "pitch^4", "body"]
    folded = elasticsearch.SEARCHERS["folded"]("jardin partagé")["bool"]["should"][1]["multi_match"]
    assert set(folded["fields"]) == {*elasticsearch.FIELDS, *elasticsearch.FOLDED_FIELDS}


def test_answers_of_elasticsearch_become_rows(judged, tmp_path):
    """Each query answered by one of its documents."""
    found = [[min(query.relevant)] for query in judged]
    path = tmp_path / "relevance-elasticsearch.json"
    path.write_text(json.dumps(dict.fromkeys(elasticsearch.SEARCHERS, found)))
    by_kind, _ = tables(read(path, "elasticsearch"))
    assert [row[0] for row in by_kind[2:]] == [
        "Elasticsearch, any word",
        "Elasticsearch, all words, then fuzzy",
        "Elasticsearch, the same, accents folded",
    ]
    assert all(row[1].endswith(" / 1.00") for row in by_kind[2:])


def test_a_server_that_does_not_answer_is_named():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(SystemExit, match=f"No Elasticsearch answers at {url}: .*refused"):
            elasticsearch.Server(url).version  # noqa: B018
    with pytest.raises(SystemExit, match="No Elasticsearch answers at 127.0.0.1:9200: .*unknown url"):
        elasticsearch.Server("127.0.0.1:9200").version  # noqa: B018


def test_speed_is_measured_from_end_to_end(tmp_path):
    """Over 10 s: every row of the benchmark, on few pages."""
    printed = run("benchmarks.search", "--pages", 60, "--questions", 20, "--patience", 1, "--write", tmp_path)
    measured = json.loads((tmp_path / "search-sqlite-60.json").read_text())
    assert measured["pages"] == 60
    assert all(figure["value"] > 0 for figure in measured["figures"])
    assert all(0 < latency["ours"][0] <= latency["ours"][1] for latency in measured["latencies"])
    assert "Search, 5 facets, p95, ms" in printed


def test_pairs_of_forms_are_drawn_from_a_dictionary(tmp_path):
    pytest.importorskip("spylls")
    from benchmarks.forms.dictionaries import Dictionary

    (tmp_path / "es_ES.aff").write_text("SET UTF-8\nSFX S Y 1\nSFX S 0 s [ao]\nSFX V Y 1\nSFX V r ba ar\n")
    (tmp_path / "es_ES.dic").write_text("4\nhuerta/S\nhuerto/S\nplantar/V\ny\n")
    dictionary = Dictionary("es", (tmp_path,))
    assert sorted(dictionary.plurals(9, seed=1)) == [("huerta", "huertas"), ("huerto", "huertos")]
    assert ("plantar", "plantaba") in dictionary.inflected(9, seed=1)
    assert [set(pair) for pair in dictionary.alike(9, seed=1)] == [{"huerta", "huerto"}]


def test_a_language_without_its_dictionary_is_left_out_and_it_is_said(tmp_path, monkeypatch):
    from benchmarks.forms import dictionaries

    monkeypatch.setattr(dictionaries, "PLACES", (tmp_path,))
    with pytest.raises(dictionaries.Missing, match=r"apt install hunspell-ca|pip install spylls"):
        dictionaries.Dictionary("ca")


def test_words_that_must_stay_apart_are_enough():
    from benchmarks.forms.apart import apart

    assert sum(map(len, apart().values())) >= 150
    assert all(first and second and first != second for pairs in apart().values() for first, second in pairs)
