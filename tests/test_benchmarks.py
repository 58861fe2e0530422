"""The measurements of ``make bench``: the judged queries are well-formed, and both programs run from end to end."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from benchmarks.relevance.judged import KINDS, documents, queries
from benchmarks.relevance.scores import Answer, table

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
    assert table({"engine": [late, too_late]})[1] == ("all", "2", "0.25 / 0.25")


def test_relevance_is_measured_from_end_to_end(tmp_path):
    printed = run("benchmarks.relevance", "--engine", "sqlite", "--write", tmp_path)
    found = json.loads((tmp_path / "relevance-sqlite.json").read_text())
    assert {len(answers) for answers in found.values()} == {len(queries())}
    header, total, *_ = printed.splitlines()
    assert "essaimage, sqlite" in header
    assert "Wagtail, sqlite" in header
    recall = float(total.split()[2])
    assert recall > 0.85, printed


def test_speed_is_measured_from_end_to_end(tmp_path):
    printed = run("benchmarks.search", "--pages", 60, "--questions", 20, "--patience", 5, "--write", tmp_path)
    measured = json.loads((tmp_path / "search-sqlite-60.json").read_text())
    assert measured["pages"] == 60
    assert all(figure["value"] > 0 for figure in measured["figures"])
    assert all(0 < latency["ours"][0] <= latency["ours"][1] for latency in measured["latencies"])
    assert "Search, 5 facets, p95, ms" in printed
