"""Sixty-five queries in twelve languages that a search without languages fails: inflection, accents, elision,
compounds, scripts without spaces, typing errors."""

import json
from pathlib import Path

import pytest

from essaimage_wagtail.search import SearchDocument, SearchQuery, get_engine

DATA = json.loads((Path(__file__).parent / "data" / "gap_queries.json").read_text())
WANTED = 65


@pytest.fixture
def engine(db):
    engine = get_engine()
    engine.upsert(
        SearchDocument(row["id"], row["language"], row["title"], body=row["body"]) for row in DATA["documents"]
    )
    return engine


def test_queries_find_what_a_native_speaker_expects(engine):
    missed = [
        row
        for row in DATA["queries"]
        if row["expected"] not in [hit.key for hit in engine.search(SearchQuery(row["query"], row["language"])).hits]
    ]
    assert len(DATA["queries"]) - len(missed) >= WANTED, missed


def test_most_queries_find_it_without_guessing(engine):
    """Only the one typing error may be answered by a correction: the rest is the analysis's own work."""
    corrected = [
        row["query"] for row in DATA["queries"] if engine.search(SearchQuery(row["query"], row["language"])).correction
    ]
    assert corrected == ["jardnis"]
