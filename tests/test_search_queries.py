"""What visitors type: the syntax that they know, and everything else, which must do no harm."""

import os
import time
from math import inf, nan

import pytest
from django.utils.timezone import now
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, get_engine
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.query.parser import MAX_CLAUSES, parse

MANY = int(os.environ.get("ESSAIMAGE_TEST_EXAMPLES", 300))
"""Questions that are made up: fewer, where another run has asked the same of another engine."""
LANGUAGES = ["fr", "en", "de", "ar", "ja", "th", "tr", "xx"]
# Any text, and text made of what databases, parsers and our own syntax react to.
PIECES = ['"', "-", "*", "(", ")", ":", "^", "+", "|", "&", "!", "<->", "'", "\\", "%", "_", ";", "{", "}"]
PIECES += ["\u200f", "\u2067", "\u200e", "'; DROP TABLE x; --", " 1=1 ", "{title} : ", "^a + b*"]
PIECES += [" AND ", " OR ", " NOT ", "NEAR(", "title:", "jardin", "l'école", "Garten", "庭園", "สวน", "مدرسة"]
PIECES += ["\x00", "\ud800", "\u202e", "\u0301", "é", "ß", "İ", "🎉", " ", "\n"]
TEXTS = st.one_of(st.text(st.characters(), max_size=60), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def described(text, language="fr"):
    """The surface of each clause, with what it asks for."""
    query = parse(text, get_analyzer(language))
    return {
        name: [text[clause.start : clause.end] for clause in getattr(query, name)]
        for name in ("words", "required", "excluded")
        if getattr(query, name)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jardin partagé", {"words": ["jardin", "partagé"]}),
        ("les jardins de l'école", {"words": ["jardins", "école"]}),
        ("le de la", {"words": ["le", "de", "la"]}),
        ('"jardin partagé" brest', {"words": ["brest"], "required": ["jardin partagé"]}),
        ("“jardin” «vélo»", {"required": ["jardin", "vélo"]}),
        ("jardin -vélo", {"words": ["jardin"], "excluded": ["vélo"]}),
        ('-"jardin partagé"', {"excluded": ["jardin partagé"]}),
        ("socio-culturel", {"words": ["socio", "culturel"]}),
        ("éduc*", {"required": ["éduc"]}),
        ('jardin "partagé', {"words": ["jardin", "partagé"]}),
        ("jardin jardins JARDIN", {"words": ["jardin"]}),
        ("AND NEAR NOT", {"words": ["AND", "NEAR", "NOT"]}),
        ("title:jardin (vélo)", {"words": ["title", "jardin", "vélo"]}),
        ('a* * - -- -* "" *a', {"required": ["a"]}),
        ("", {}),
        ('"-*"', {}),
    ],
)
def test_syntax(text, expected):
    assert described(text) == expected


def test_clauses_are_where_they_are_in_the_text():
    assert described("東京の園 AI", "ja") == {"words": ["東京", "京の", "の園", "AI"]}
    assert described("園", "ja") == {"words": ["園"]}


@given(TEXTS, st.sampled_from(LANGUAGES))
@settings(max_examples=MANY, deadline=None)
@example("\U0001d157\U0001d165", "fr")  # composed, it is longer: Unicode keeps some characters apart
def test_parsing_never_fails_and_is_bounded(text, language):
    query = parse(text, get_analyzer(language))
    for clauses in (query.words, query.required, query.excluded):
        assert len(clauses) <= MAX_CLAUSES
        for clause in clauses:
            assert 0 <= clause.start < clause.end <= len(query.text)
            for token in clause.tokens():
                assert token and not set(token) & set(" \t\n\"'\\*():^-\x00")


@pytest.fixture
def engine(db):
    engine = get_engine()
    engine.upsert(
        [
            SearchDocument("a", "fr", "Le jardin de l’école", body="Des bénévoles partagent.", facets={"t": ["x"]}),
            SearchDocument("b", "de", "Gemeinschaftsgarten", body="Ein Garten."),
            SearchDocument("c", "ja", "共有庭園"),
            SearchDocument("d", "ar", "المدارس"),
        ]
    )
    return engine


@given(TEXTS, st.sampled_from(LANGUAGES))
@settings(max_examples=MANY, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_searching_never_fails(engine, text, language):
    result = engine.search(SearchQuery(text, language, facets=["t"]))
    assert result.total >= len(result.hits)
    assert all("<" not in hit.snippet.replace("<mark>", "").replace("</mark>", "") for hit in result.hits)
    assert engine.search(SearchQuery(text, language, facets=["t"])) == result
    engine.total_in_languages(SearchQuery(text, language))


@given(TEXTS, st.sampled_from(LANGUAGES), st.integers(-1, 5))
@settings(max_examples=MANY // 2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_suggesting_mapping_and_comparing_never_fail(engine, text, language, limit):
    scope = Scope(language=language)
    assert len(engine.suggest(text, scope, limit)) <= max(0, limit)
    engine.points(SearchQuery(text, language))
    assert engine.more_like(text, scope, limit) == []


@given(st.text(st.characters(), max_size=30), TEXTS, st.sampled_from(["jardin", "庭園", "", "*"]))
@settings(max_examples=MANY // 3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sorts_and_scopes_are_as_harmless_as_text(engine, sort, path, text):
    query = SearchQuery(text, "fr", sort=sort, near=(1e9, float("nan")), radius=1.0, ranges={path: (None, 1)})
    assert engine.search(query).total == 0
    engine.search(SearchQuery(text, "fr", sort=sort, scope=Scope((path, ""))))


@pytest.mark.parametrize("near", [(inf, 0.0), (0.0, -inf), (nan, 0.0), (1e308, 1e308)])
@pytest.mark.parametrize("sort", ["distance", "date", "title", "relevance"])
def test_no_number_is_too_great(engine, near, sort):
    engine.upsert([SearchDocument(f"p{n}", "fr", "Jardin", point=(48.0, n), dates={"date": now()}) for n in range(3)])
    for start, number in ((0, 4), (1, 3), (2**70, 0)):
        query = SearchQuery("jardin", "fr", limit=2**70, offset=start, sort=sort, near=near)
        assert len(engine.search(query).hits) == number
    assert engine.search(SearchQuery("jardin", "fr", near=near, radius=5.0)).total == 0


def test_places_that_are_none_are_left_out(engine):
    points = [(nan, 2.0), (48.0, inf), (-inf, nan), (48.0, 2.0)]
    engine.upsert([SearchDocument(f"p{n}", "fr", "Jardin", point=point) for n, point in enumerate(points)])
    assert engine.points(SearchQuery("jardin", "fr")) == [("p3", (48.0, 2.0))]


def test_paths_and_audiences_are_as_harmless_as_text(engine):
    engine.upsert([SearchDocument("n", "fr", "Jardin", path="1\x002\ud8003", audience="a\x00")])
    for scope, keys in (
        (Scope(("1\x002",), audiences=("a\x00",)), ["n"]),
        (Scope(("1",), without=("1\x00",), audiences=("a\x00",)), []),
        (Scope(("1\x002",), audiences=("\ud800",)), []),
    ):
        assert [hit.key for hit in engine.search(SearchQuery("jardin", "fr", scope=scope)).hits] == keys


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=MANY // 3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_filters_languages_and_facets_are_as_harmless_as_text(engine, name, value, language):
    result = engine.search(SearchQuery("jardin", language, filters={name: [value]}, facets=[name]))
    assert result.total in (0, 1)


@given(TEXTS, TEXTS)
@settings(max_examples=MANY // 3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_document_is_stored_and_found_by_its_own_words(engine, title, body):
    engine.upsert([SearchDocument("any", "fr", title, body=body)])
    analyzer = get_analyzer("fr")
    for word in [word for text in (title, body) for word in analyzer.words(text) if word.form.main][:5]:
        result = engine.search(SearchQuery(word.form.display, "fr", limit=100))
        assert "any" in [hit.key for hit in result.hits]


@pytest.mark.parametrize(
    "text",
    [
        "jardin " * 2000,
        " ".join(f"mot{number}" for number in range(2000)),
        "x" * 10_000,
        '"' * 5000,
        '"jardin ' * 5000,
        "(" * 5000,
        "-" * 10_000,
        "a*" * 5000,
        "'" * 10_000,
        "l'" * 5000,
        "庭園" * 5000,
        "NEAR(" * 2000,
        "e" + "\u0301" * 10_000,
        "jardnis " * 1000,
        " ".join(f"jardni{chr(97 + number % 26)}{chr(97 + number // 26)}" for number in range(600)),
        "Gemeinschaftsgartenbauverein " * 400,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("language", ["fr", "de"])
def test_long_queries_are_answered_in_bounded_time(engine, text, language):
    for asked in (
        lambda: engine.search(SearchQuery(text, language, facets=["t"])),
        lambda: engine.suggest(text, Scope(language=language), 10),
        lambda: engine.total_in_languages(SearchQuery(text, language)),
    ):
        started = time.process_time()
        asked()
        assert time.process_time() - started < 1
