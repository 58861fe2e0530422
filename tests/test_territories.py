"""Territories: the tree, their names in every language, and how these are found."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from treebeard.exceptions import PathOverflow

from essaimage_wagtail.models.territory import MAX_DEPTH, Territory
from essaimage_wagtail.validators import check_postcodes

pytestmark = pytest.mark.django_db


# Names


def test_the_name_falls_back_from_language_to_base_language_to_cldr_to_its_own(places):
    places["FR"].names = {"pt": "a França"}
    assert places["FR"].display_name("pt-br") == "a França"
    assert places["FR"].display_name("es") == "Francia"
    assert places["150"].display_name("de") == "Europa"
    assert places["FR-BRE"].display_name("en-GB") == "Brittany"
    assert places["FR-BRE"].display_name("es") == "Bretagne"
    assert places["FR"].display_name("tlh") == "France"
    with translation.override("ar"):
        assert str(places["FR-BRE"]) == "بريتاني"
    with translation.override(None):
        assert str(places["BE"]) == "Belgique"


def test_a_country_without_code_has_its_own_name():
    assert Territory(name="Utopia", level="country").display_name("fr") == "Utopia"


def test_names_are_kept_under_normal_language_codes(places):
    bretagne = places["FR-BRE"]
    bretagne.names = {"pt_BR": "Bretanha", "EN": "Brittany", "de": ""}
    bretagne.save()
    assert bretagne.names == {"pt-br": "Bretanha", "en": "Brittany"}
    assert bretagne.display_name("pt-BR") == "Bretanha"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("bretagne", ["FR-BRE"]),
        ("BRITT", ["FR-BRE"]),
        ("بريتاني", ["FR-BRE"]),
        ("hauts france", ["FR-HDF"]),
        ("france", ["FR", "FR-HDF"]),
        ("fr 59350", ["FR-59350"]),
        ("tagne", []),
        ("100% _'\"\x00", []),
        ("!?", []),
    ],
)
def test_territories_are_found_by_the_beginning_of_any_word(places, text, codes):
    assert [territory.code for territory in Territory.objects.matching(text)] == codes


@pytest.mark.parametrize("text", ["cote d'or", "Côte-d’Or", "cote d or", "cote dor", "or cote"])
def test_an_apostrophe_may_be_left_out(places, text):
    places["FR"].add_child(name="Côte-d'Or", level="county", code="FR-21")
    assert [territory.code for territory in Territory.objects.matching(text)] == ["FR-21"]


def test_whole_names_come_before_beginnings_and_wide_territories_before_small_ones(places):
    places["FR-59"].add_child(name="Lillers", level="city")
    places["BE"].add_child(name="Lillois", level="city")
    places["FR-59"].add_child(name="Parc de Lille", level="district")
    assert [t.name for t in Territory.objects.matching("lille")] == ["Lille", "Lillers", "Parc de Lille"]


# The tree


def test_chains_of_many_territories_cost_one_query(places, django_assert_num_queries):
    wanted = [places[code].pk for code in ("FR-59350", "FR-BRE", "150", "FR-59")]
    with django_assert_num_queries(1):
        chains = Territory.objects.with_ancestors([*wanted, None, 10**9])
    assert set(chains) == set(wanted)
    assert [t.code for t in chains[places["FR-59350"].pk]] == ["150", "FR", "FR-HDF", "FR-59", "FR-59350"]
    assert [t.code for t in chains[places["FR-BRE"].pk]] == ["150", "FR", "FR-BRE"]
    assert [t.code for t in chains[places["150"].pk]] == ["150"]
    with django_assert_num_queries(0):
        assert Territory.objects.with_ancestors([]) == {}


def test_where_territories_lie_costs_one_query_for_all(places, django_assert_num_queries):
    territories = [places["FR-59350"], places["FR-BRE"], places["150"]]
    with django_assert_num_queries(1):
        Territory.objects.prefetch_ancestors(territories)
        assert [t.within("en") for t in territories] == [
            "Nord, Hauts-de-France, France, Europe",
            "France, Europe",
            "",
        ]
    assert places["FR-59"].within("de") == "Hauts-de-France, Frankreich, Europa"


def test_the_deepest_chain_is_whole_and_nothing_goes_deeper():
    bottom = Territory.add_root(name="1", level="district")
    for depth in range(2, MAX_DEPTH + 1):
        bottom = bottom.add_child(name=str(depth), level="district")
    chain = Territory.objects.with_ancestors([bottom.pk])[bottom.pk]
    assert [t.name for t in chain] == [str(depth) for depth in range(1, MAX_DEPTH + 1)]
    with pytest.raises(PathOverflow):
        bottom.add_child(name="too deep", level="district")
    pair = Territory.add_root(name="a", level="district")
    pair.add_child(name="b", level="district")
    with pytest.raises(PathOverflow):
        Territory.objects.get(pk=pair.pk).move(bottom.get_parent(), "last-child")


# What others hear


def test_renaming_moving_and_deleting_tell_of_the_whole_subtree(places, changes):
    nord = {"FR-59", "FR-59350"}
    places["FR-59"].names = {"nl": "Noorderdepartement"}
    places["FR-59"].save()
    assert changes.pop() == ("renamed", nord)
    places["FR-59"].save()
    places["FR-59"].nuts_code = "FRE11"
    places["FR-59"].save(update_fields=["nuts_code"])
    assert changes == []
    places["FR-59"].move(places["BE"], "last-child")
    assert changes.pop() == ("moved", nord)
    assert [t.code for t in Territory.objects.get(code="FR-59350").get_ancestors()] == ["150", "BE", "FR-59"]
    Territory.objects.get(code="FR-59").delete()
    assert changes.pop() == ("deleted", nord)
    assert set(Territory.objects.values_list("code", flat=True)) == {"150", "FR", "BE", "FR-BRE", "FR-HDF"}


def test_deleting_many_tells_once(places, changes):
    for number in range(1200):
        places["FR-59"].add_child(name=f"Commune {number}", level="city", code=f"C{number}")
    Territory.objects.filter(code__startswith="C").delete()
    [(action, codes)] = changes
    assert (action, len(codes)) == ("deleted", 1200)
    assert Territory.find_problems() == ([], [], [], [], [])


# Postcodes and abbreviations


def test_postcodes_are_written_in_one_way_and_found_by(places, changes):
    lille = places["FR-59350"]
    lille.postcodes = "59800 59000;59800|59260"
    lille.save(update_fields=["postcodes"])
    lille.refresh_from_db()
    assert (lille.postcodes, lille.postcode_list) == ("59800, 59000, 59260", ["59800", "59000", "59260"])
    assert changes == [("renamed", {"FR-59350"})]
    bosch = places["BE"].add_child(name="’s-Hertogenbosch", level="city", postcodes="5211 ab")
    assert bosch.postcodes == "5211 AB"
    for text, found in [("59000", "FR-59350"), ("590", "FR-59350"), ("5211AB", None), ("5211 ab", None)]:
        assert [territory.code for territory in Territory.objects.matching(text)] == [found]
    assert list(Territory.objects.with_postcode("5211ab")) == [bosch]
    assert not Territory.objects.with_postcode("59").exists()
    assert not Territory.objects.with_postcode("Lille").exists()
    lille.postcodes = ""
    lille.save()
    assert not Territory.objects.matching("59000").exists()


@pytest.mark.parametrize("text", ["Lille", "59000, Lille", "59000 - ", "1234567890123", "<59000>"])
def test_what_is_no_postcode_is_refused(text):
    with pytest.raises(ValidationError):
        check_postcodes(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("st etienne", ["Saint-Étienne"]),
        ("St-Denis", ["Saint-Denis", "St-Denis-en-Val"]),
        ("saint denis", ["Saint-Denis", "St-Denis-en-Val"]),
        ("ste marie", ["Sainte-Marie"]),
        ("sankt gal", ["St. Gallen"]),
        ("st gal", ["St. Gallen"]),
        ("mt blanc", ["Mont Blanc"]),
    ],
)
def test_abbreviated_names_are_found(places, text, names):
    for name in (
        "Saint-Étienne",
        "Saint-Denis",
        "St-Denis-en-Val",
        "Sainte-Marie",
        "St. Gallen",
        "Mont Blanc",
        "Stains",
    ):
        places["FR"].add_child(name=name, level="city")
    assert [territory.name for territory in Territory.objects.matching(text)] == names
