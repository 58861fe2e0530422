"""What comes first in every engine: fields, words, phrases, orders and pages."""

from datetime import UTC, datetime

import pytest

from essaimage_wagtail.search import (
    Scope,
)

from .engine import doc

pytestmark = pytest.mark.django_db

# Finding


def test_title_summary_body_rest_weigh_in_this_order(engine, keys):
    filler = "mot " * 8
    engine.upsert(
        [
            doc("rest", filler, filler, summary=filler, rest="compost"),
            doc("body", filler, "compost", summary=filler, rest=filler),
            doc("summary", filler, filler, summary="compost", rest=filler),
            doc("title", "compost", filler, summary=filler, rest=filler),
            *(doc(f"other{number}", filler) for number in range(20)),
        ]
    )
    assert keys("compost") == ["title", "summary", "body", "rest"]


def test_all_words_come_before_most_before_any(engine, keys):
    engine.upsert(
        [
            doc("one", "Compost compost", "compost"),
            doc("two", "", "un long texte où le compost et le jardin se suivent"),
            doc("three", "", "un texte encore plus long, et le compost, et le jardin, et puis une école"),
            doc("none", "Vélo"),
        ]
    )
    assert keys("compost jardin école") == ["three", "two", "one"]


@pytest.mark.parametrize("few", [0, 1, 4000])
def test_many_words_are_all_of_them_or_not(engine, search, monkeypatch, few):
    monkeypatch.setattr("essaimage_wagtail.search.engines.database.reading.MAX_RARE_DOCUMENTS", few)
    words = "jardin partagé outils compost"
    engine.upsert([doc("all", words), doc("again", f"{words} vélo"), doc("most", "jardin outils compost")])

    def found(text):
        result = search(text)
        return {hit.key.partition(":")[0] for hit in result.hits[: result.all_words]}

    assert found(words) == {"all", "again"}
    assert found(f"{words} vélo") == {"again"}
    assert found(f"{words} -vélo") == {"all"}
    assert found(f'{words} "compost vélo"') == {"again"}
    assert found(f"{words} zanzibar") == set()


def test_enough_documents_with_all_words_are_not_filled_up(engine, search):
    engine.upsert([doc(f"both{number}", "Jardin compost") for number in range(12)])
    engine.upsert([doc(f"one{number}", "Jardin") for number in range(5)])
    assert search("jardin compost").total == 12


def test_a_filter_does_not_change_what_the_words_mean(engine, search):
    """Else choosing a value would find more than was counted for it."""
    engine.upsert([doc(f"both{number}", "Jardin compost", facets={"t": ["x"]}) for number in range(12)])
    engine.upsert([doc("one", "Jardin", facets={"t": ["y"]})])
    assert search("jardin compost", filters={"t": ["y"]}).total == 0


def test_exact_phrases(engine, keys):
    engine.upsert(
        [
            doc("a", "Un jardin partagé"),
            doc("b", "Partagé, ce jardin"),
            doc("c", "Les jardins partagés"),
            doc("d", "Un jardin", "partagé par tous"),
        ]
    )
    assert keys('"jardin partagé"') == ["a"]
    assert keys("«JARDIN PARTAGE»") == ["a"]
    assert keys('"les jardins"') == ["c"]
    assert keys('un "jardin partagé" inconnu') == ["a"]


def test_unwanted_words_and_phrases(engine, keys):
    engine.upsert([doc("a", "Jardin vélo"), doc("b", "Jardin compost"), doc("c", "Jardins")])
    assert sorted(keys("jardin -vélo")) == ["b", "c"]
    assert sorted(keys('-"jardin compost"')) == ["a", "c"]
    assert sorted(keys("jardin -jardins")) == ["a", "b"], "as written, not its stem"
    assert keys("jardin -jardin*") == []


def test_beginnings_of_words(engine, keys):
    engine.upsert([doc("a", "Éducation"), doc("b", "Éduquer"), doc("c", "Vélo")])
    assert sorted(keys("édu*")) == ["a", "b"]
    assert keys("educa*") == ["a"]


def test_a_sites_own_analyzer(engine, keys, search, settings):
    settings.ESSAIMAGE = {"ANALYZERS": {"ja": "tests.testapp.search.Japanese"}}
    engine.upsert([doc("a", "庭園", "共有庭園の庭園", language="ja")])
    assert keys("庭園", "ja") == keys("共有の庭園", "ja") == keys('"共有庭園"', "ja") == ["a"]
    assert keys('"有庭"', "ja") == []
    assert search("共有", "ja").hits[0].snippet == "<mark>共有</mark>庭園の庭園"
    engine.delete(["a:ja"])
    assert keys("庭園", "ja") == []


# Order and pages


def test_sorts(engine, keys):
    engine.upsert(
        [
            doc("a", "Zoé jardin", dates={"date": datetime(2020, 1, 1, tzinfo=UTC)}),
            doc("b", "Éole jardin", dates={"date": datetime(2024, 1, 1, tzinfo=UTC)}),
            doc("c", "Fanny jardin"),
            doc("d", "ange jardin", dates={"date": datetime(1960, 1, 1, tzinfo=UTC)}),
        ]
    )
    assert keys("jardin", sort="title") == ["d", "b", "c", "a"]
    assert keys("jardin", sort="date") == ["b", "a", "d", "c"]
    assert keys("") == ["b", "a", "d", "c"], "newest first without words"
    assert keys("jardin", sort="unknown") == keys("jardin")


def test_pages_cut_one_and_the_same_order(engine, search, keys):
    engine.upsert([doc(f"d{number:02}", "Jardin") for number in range(25)])
    everything = keys("jardin", limit=100)
    assert everything == sorted(everything)
    assert [key for offset in range(0, 30, 7) for key in keys("jardin", limit=7, offset=offset)] == everything
    assert search("jardin", limit=0).total == search("jardin", offset=1000).total == 25
    assert keys("jardin", limit=-1) == []
    assert keys("jardin", offset=-5, limit=3) == everything[:3]


def test_other_orders_put_documents_with_all_the_words_first_too(engine, keys):
    old, new = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    engine.upsert(
        [
            *(doc(f"both{n}", f"Jardin partagé {n}", dates={"date": old}, point=(50, 3)) for n in range(3)),
            *(doc(f"one{n}", f"Cuisine partagée {n}", dates={"date": new}, point=(48, 2)) for n in range(3)),
        ]
    )
    first = ["both0", "both1", "both2"]
    for order in ("date", "title", "distance"):
        found = keys("jardin partage", sort=order, near=(48, 2))
        assert (found[:3], len(found)) == (first, 6), order


def test_beginnings_rank_by_where_they_are(engine, keys):
    engine.upsert([doc("body", "Fiche", "éducation"), doc("title", "Éducation"), doc("other", "Vélo")])
    assert keys("éduc*") == ["title", "body"]
    assert keys('"éducation"') == ["title", "body"]


def test_suggested_words_go_with_the_words_before(engine):
    engine.upsert([doc("a", "Lieu", "Deux jardins partagés, à partir de rien, avec un jardin de quartier")])
    engine.upsert([doc(f"b{number}", "Atelier", "partir de rien") for number in range(3)])
    scope = Scope(language="fr")
    assert [found.text for found in engine.suggest("jardin par", scope, 5)] == ["partagés"], "they stand together"
    assert [found.text for found in engine.suggest("jardin quar", scope, 5)] == []
    assert [found.text for found in engine.suggest("jardin de quar", scope, 5)] == ["quartier"]
    assert [found.text for found in engine.suggest("-jardin par", scope, 5)] == ["partir", "partagés"]
    assert [found.text for found in engine.suggest("le par", scope, 5)] == ["partir", "partagés"]
    assert [found.text for found in engine.suggest("xylophone par", scope, 5)] == []
