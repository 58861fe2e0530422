"""Facets, filters and scopes of every engine."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from essaimage_wagtail.search import (
    Scope,
)

from .engine import doc

pytestmark = pytest.mark.django_db

# Facets


@pytest.fixture
def faceted(engine):
    engine.upsert(
        [
            doc("a", "Jardin", facets={"theme": ["food", "link"], "status": ["running"]}),
            doc("b", "Jardin", facets={"theme": ["food"], "status": ["stopped"]}),
            doc("c", "Jardin", facets={"theme": ["energy"], "status": ["running"]}),
            doc("d", "Vélo", facets={"theme": ["travel"], "status": ["running"]}),
            doc("e", "Jardin"),
        ]
    )


FACETS = ["theme", "status", "unknown"]


def test_facets_count_what_is_found(faceted, search):
    facets = search("jardin", facets=FACETS).facets
    assert facets == {
        "theme": {"food": 2, "energy": 1, "link": 1},
        "status": {"running": 2, "stopped": 1},
        "unknown": {},
    }
    assert list(facets["theme"]) == ["food", "energy", "link"]


def test_filters_are_or_within_a_facet_and_and_between(faceted, search, keys):
    assert sorted(keys("jardin", filters={"theme": ["food", "energy"]})) == ["a", "b", "c"]
    assert keys("jardin", filters={"theme": ["food"], "status": ["running"]}) == ["a"]
    assert keys("jardin", filters={"unknown": ["x"]}) == []
    assert len(keys("jardin", filters={"theme": []})) == 4


def test_each_facet_is_counted_with_every_filter_but_its_own(faceted, search):
    result = search("jardin", filters={"theme": ["food"]}, facets=["theme", "status"])
    assert result.total == 2
    assert result.facets == {
        "theme": {"food": 2, "energy": 1, "link": 1},
        "status": {"running": 1, "stopped": 1},
    }


def test_a_count_is_what_choosing_the_value_finds(faceted, search):
    filters = {"status": ["running"]}
    before = search("", filters=filters, facets=["theme"])
    for value, count in before.facets["theme"].items():
        assert search("", filters={**filters, "theme": [value]}).total == count


def test_chosen_values_stay_though_nothing_has_them(faceted, search):
    facets = search("vélo", filters={"theme": ["food"]}, facets=["theme"]).facets
    assert facets == {"theme": {"travel": 1, "food": 0}}


# Scope


def test_scope_keeps_paths_and_audiences(engine, keys):
    engine.upsert(
        [
            doc("a", "Jardin", path="00010001"),
            doc("b", "Jardin", path="00010002"),
            doc("c", "Jardin", path="00010001", audience="members"),
        ]
    )
    assert sorted(keys("jardin")) == ["a", "b"]
    assert keys("jardin", scope=Scope(paths=("00010001",))) == ["a"]
    assert sorted(keys("jardin", scope=Scope(paths=("00010002", "00010001")))) == ["a", "b"]
    assert keys("jardin", scope=Scope(paths=())) == keys("", scope=Scope(audiences=())) == []
    assert len(keys("", scope=Scope(audiences=("public", "members")))) == 3
    assert keys("", scope=Scope(paths=("0001%", "'"))) == []


def test_documents_are_found_in_their_time_only(engine, search, clock):
    moment = now()
    hour = timedelta(hours=1)
    engine.upsert(
        [
            doc("past", "Jardin", valid_until=moment - hour),
            doc("future", "Jardin", valid_from=moment + hour),
            doc("present", "Jardin", valid_from=moment - hour, valid_until=moment + hour),
        ]
    )
    assert [hit.key for hit in search("jardin").hits] == ["present:fr"]
    clock(moment + 2 * hour)
    assert [hit.key for hit in search("jardin").hits] == ["future:fr"]


def test_nothing_out_of_scope_shows_in_facets_or_corrections(engine, search):
    engine.upsert(
        [
            doc("a", "Jardin", facets={"theme": ["food"]}),
            doc("b", "Secretariat", audience="members", facets={"theme": ["secret"]}),
            doc("c", "Secrétaires", valid_until=now() - timedelta(days=1)),
        ]
    )
    assert search("", facets=["theme"]).facets == {"theme": {"food": 1}}
    assert search("secretaraitt").correction is None
    assert search("secretariatt", scope=Scope(audiences=("members",))).correction == "secretariat"
    engine.delete(["a:fr"])
    assert search("jardinn").correction is None
