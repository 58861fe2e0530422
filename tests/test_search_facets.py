"""Facets counted by bitmaps, and without, give what counting one by one gives."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaimage_wagtail.search.engines.database import facets
from essaimage_wagtail.search.engines.database.facets import Facet, bitmap, chosen, narrowed

NAMES = ("theme", "status")
VALUES = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=3).map(tuple)
DOCUMENTS = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES)), max_size=30)
FILTERS = st.dictionaries(st.sampled_from([*NAMES, "unknown"]), st.lists(st.sampled_from("abcxyz"), max_size=3))


def made(documents, early):
    """The facets of documents, of which so many are there when the bitmaps are drawn."""
    made = {name: Facet(0) for name in NAMES}
    for number, document in enumerate(documents):
        for name, facet in made.items():
            if number == early:
                facet.draw()
            facet.add(document[name])
    return made


def one_by_one(documents, slots, filters, names):
    filters = {name: set(values) for name, values in filters.items() if values}

    def passing(slot, but=None):
        return all(values & set(documents[slot].get(name, ())) for name, values in filters.items() if name != but)

    counts = {
        name: {
            **dict.fromkeys(filters.get(name, ()), 0),
            **Counter(value for slot in slots if passing(slot, name) for value in documents[slot].get(name, ())),
        }
        for name in names
    }
    return [slot for slot in slots if passing(slot)], counts


@pytest.mark.parametrize("most", [facets.MAX_VALUES, 2])
@given(documents=DOCUMENTS, filters=FILTERS, early=st.integers(0, 30), data=st.data())
def test_filters_and_counts(most, documents, filters, early, data):
    before, facets.MAX_VALUES = facets.MAX_VALUES, most
    try:
        slots = data.draw(st.permutations(range(len(documents)))) if documents else []
        slots = slots[: data.draw(st.integers(0, len(slots)))]
        names = [*NAMES, "unknown"]
        found, counts = narrowed(made(documents, early), slots, len(documents), filters, names)
        expected, expected_counts = one_by_one(documents, slots, filters, names)
        assert list(found) == expected, "in their order"
        assert counts == expected_counts
        for facet in counts.values():
            assert list(facet.items()) == sorted(facet.items(), key=lambda item: (-item[1], item[0]))
    finally:
        facets.MAX_VALUES = before


@given(st.sets(st.integers(0, 200)), st.lists(st.integers(0, 250), unique=True))
def test_bitmaps_hold_what_they_are_made_of(members, slots):
    assert chosen(bitmap(members, 201), slots) == [slot for slot in slots if slot in members]
    assert bitmap(members, 201).bit_count() == len(members)


def test_a_facet_that_gains_too_many_values_counts_them_still(monkeypatch):
    monkeypatch.setattr(facets, "MAX_VALUES", 3)
    facet = Facet(0)
    facet.add(("a",))
    facet.draw()
    for value in "bcde":
        facet.add((value, "a"))
    assert facet.counts(bitmap(range(5), 5), range(5)) == {"a": 5, "b": 1, "c": 1, "d": 1, "e": 1}
