"""Territories: the tree, names in every language, the admin's form and lists, and ``load_territories``."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from treebeard.exceptions import PathOverflow

from essaimage_wagtail.admin.territory import territory_form
from essaimage_wagtail.models.territory import MAX_DEPTH, Territory, territory_changed
from essaimage_wagtail.validators import check_postcodes

pytestmark = pytest.mark.django_db
LANGUAGES = {"fr": "Français", "en": "English", "pt-br": "Português", "ar": "العربية"}
DEMONSTRATION = Path(__file__).parent.parent / "example_site" / "content" / "territories.csv"


@pytest.fixture
def places():
    """Europe > France > (Bretagne, Hauts-de-France > Nord > Lille), Belgium."""
    europe = Territory.add_root(name="Europe", level="world_region", code="150")
    france = europe.add_child(name="France", level="country", code="FR")
    belgium = europe.add_child(name="Belgique", level="country", code="BE")
    bretagne = france.add_child(
        name="Bretagne", level="region", code="FR-BRE", names={"en": "Brittany", "ar": "بريتاني"}
    )
    hauts = france.add_child(name="Hauts-de-France", level="region", code="FR-HDF")
    nord = hauts.add_child(name="Nord", level="county", code="FR-59")
    lille = nord.add_child(name="Lille", level="city", code="FR-59350", insee_code="59350")
    return {
        territory.code: Territory.objects.get(pk=territory.pk)
        for territory in (europe, france, belgium, bretagne, hauts, nord, lille)
    }


@pytest.fixture
def changes():
    """What ``territory_changed`` has said: ``(action, codes)``."""
    heard = []

    def listen(sender, territories, action, **kwargs):
        assert sender is Territory
        heard.append((action, set(territories.values_list("code", flat=True))))

    territory_changed.connect(listen)
    yield heard
    territory_changed.disconnect(listen)


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


# The form


def fill(**values):
    empty = dict.fromkeys(territory_form(LANGUAGES).base_fields, "")
    return empty | values


@pytest.fixture
def form_class():
    """The form that the admin uses, with the content languages of the test site."""
    return Territory.snippet_viewset.get_form_class()


def test_a_new_territory_is_put_into_its_parent_with_its_names(places, form_class):
    form = form_class(
        fill(name="Roubaix", level="city", parent=places["FR-59"].pk, latitude="50,69", longitude="3.17456789123")
    )
    assert form.is_valid(), form.errors
    roubaix = form.save()
    assert roubaix.get_parent().code == "FR-59"
    assert (roubaix.latitude, roubaix.longitude) == (Decimal("50.69"), Decimal("3.174568"))
    assert roubaix.code is None
    assert Territory.find_problems() == ([], [], [], [], [])


def test_the_form_has_a_field_for_each_language_and_keeps_names_in_others(places, form_class):
    bretagne = places["FR-BRE"]
    bretagne.names["br"] = "Breizh"
    bretagne.save()
    form = form_class(instance=bretagne)
    assert [name for name in form.fields if name.startswith("name_")] == [
        "name_fr",
        "name_en",
        "name_es",
        "name_de",
        "name_ar",
    ]
    assert form["name_en"].value() == "Brittany"
    data = fill(name="Bretagne", level="region", parent=places["FR"].pk, name_es="Bretaña")
    form = form_class(data, instance=bretagne)
    assert form.is_valid(), form.errors
    form.save()
    assert Territory.objects.get(code=None).names == {"br": "Breizh", "es": "Bretaña"}


def test_the_fields_follow_the_languages():
    form = territory_form(LANGUAGES)
    assert form.base_fields["name_pt_br"].label == "Português"
    assert form.base_fields["name_ar"].widget.attrs["lang"] == "ar"


def test_another_parent_moves_the_territory_and_no_parent_makes_it_a_root(places, form_class, changes):
    nord = places["FR-59"]
    data = fill(name="Nord", level="county", code="FR-59", parent=places["BE"].pk)
    form = form_class(data, instance=nord)
    assert form.is_valid(), form.errors
    form.save()
    assert [t.code for t in Territory.objects.get(code="FR-59350").get_ancestors()] == ["150", "BE", "FR-59"]
    assert changes == [("moved", {"FR-59", "FR-59350"})]

    form = form_class(data | {"parent": ""}, instance=Territory.objects.get(code="FR-59"))
    assert form.is_valid(), form.errors
    form.save()
    assert Territory.objects.get(code="FR-59").is_root()

    form = form_class(data | {"parent": ""}, instance=Territory.objects.get(code="FR-59"))
    assert form.is_valid(), form.errors
    form.save()
    assert len(changes) == 2, "saved where it is: nothing has moved"
    assert Territory.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("parent", ["FR-HDF", "FR-59350", "FR-59"])
def test_a_parent_that_is_itself_within_or_smaller_is_refused_beside_its_field(places, form_class, parent):
    data = fill(name="Hauts-de-France", level="region", code="FR-HDF", parent=places[parent].pk)
    form = form_class(data, instance=places["FR-HDF"])
    assert set(form.errors) == {"parent"}


def test_a_smaller_parent_elsewhere_is_refused_beside_its_field(places, form_class):
    form = form_class(fill(name="Wallonie", level="region", parent=places["FR-59350"].pk))
    assert set(form.errors) == {"parent"}
    assert "Lille" in form.errors["parent"][0]


def test_a_subtree_that_would_lie_too_deep_is_refused_beside_its_field(form_class):
    bottom = Territory.add_root(name="1", level="district")
    for depth in range(2, MAX_DEPTH):
        bottom = bottom.add_child(name=str(depth), level="district")
    pair = Territory.add_root(name="a", level="district")
    pair.add_child(name="b", level="district")
    form = form_class(fill(name="a", level="district", parent=bottom.pk), instance=pair)
    assert set(form.errors) == {"parent"}


@pytest.mark.parametrize(
    ("latitude", "longitude", "wrong"),
    [
        ("91", "3", "latitude"),
        ("50", "-180.1", "longitude"),
        ("somewhere", "3", "latitude"),
        ("NaN", "3", "latitude"),
        ("1e400", "3", "latitude"),
        ("Infinity", "3", "latitude"),
        ("50", "", "longitude"),
    ],
)
def test_a_bad_coordinate_gets_a_message_and_the_rest_is_kept(places, admin_client, latitude, longitude, wrong):
    url = reverse(Territory.snippet_viewset.get_url_name("edit"), args=[places["FR-59350"].pk])
    response = admin_client.post(
        url,
        fill(
            name="Lille ma ville",
            level="city",
            parent=places["FR-59"].pk,
            name_ar="ليل",
            latitude=latitude,
            longitude=longitude,
        ),
    )
    assert response.status_code == 200
    form = response.context["form"]
    assert set(form.errors) == {wrong}
    content = response.content.decode()
    for kept in ("Lille ma ville", "ليل", *filter(None, [latitude, longitude])):
        assert kept in content
    places["FR-59350"].refresh_from_db()
    assert places["FR-59350"].name == "Lille"


def test_the_code_of_another_territory_is_refused_beside_its_field(places, form_class):
    form = form_class(fill(name="Flandre", level="region", code="FR-HDF", parent=places["FR"].pk))
    assert set(form.errors) == {"code"}


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


def test_an_editor_gives_postcodes_and_finds_by_them(places, admin_client):
    lille = places["FR-59350"]
    url = reverse(Territory.snippet_viewset.get_url_name("edit"), args=[lille.pk])
    assert 'name="postcodes"' in admin_client.get(url).content.decode()
    values = {"name": "Lille", "level": "city", "code": "FR-59350", "parent": places["FR-59"].pk}
    response = admin_client.post(url, fill(**values, postcodes="59000, Lille"))
    assert "n’est pas un code postal" in response.content.decode()
    assert admin_client.post(url, fill(**values, postcodes="59000 59800")).status_code == 302
    assert Territory.objects.get(pk=lille.pk).postcodes == "59000, 59800"
    chooser = Territory.snippet_viewset.chooser_viewset
    found = admin_client.get(reverse(chooser.get_url_name("choose_results")), {"q": "59800"})
    assert "Nord, Hauts-de-France" in found.content.decode()


def test_postcodes_are_loaded_and_kept(places, csv_file):
    path = csv_file("code,level,name,postcodes\nFR-59350,city,Lille,59000|59800\n")
    load(file=path)
    lille = Territory.objects.get(code="FR-59350")
    assert lille.postcodes == "59000, 59800"
    lille.postcodes = "59160"
    lille.save()
    load(file=path)
    assert Territory.objects.get(code="FR-59350").postcodes == "59160"
    load(file=path, update=True)
    assert Territory.objects.get(code="FR-59350").postcodes == "59000, 59800"
    with pytest.raises(CommandError, match="line 2.*n’est pas un code postal"):
        load(file=csv_file("code,level,name,postcodes\nFR-59350,city,Lille,Lille\n"))


# The admin's list, chooser and pages


def test_an_editor_adds_a_territory_in_the_admin(places, admin_client):
    url = reverse(Territory.snippet_viewset.get_url_name("add"))
    assert "name_ar" in admin_client.get(url).content.decode()
    response = admin_client.post(url, fill(name="Roubaix", level="city", parent=places["FR-59"].pk))
    assert response.status_code == 302
    assert Territory.objects.get(name="Roubaix").get_parent().code == "FR-59"


def test_the_list_finds_without_accents_and_says_where(places, admin_client):
    places["FR"].add_child(name="Île-de-France", level="region", code="FR-IDF")
    content = admin_client.get(
        reverse(Territory.snippet_viewset.get_url_name("list_results")), {"q": "ile de f"}
    ).content.decode()
    assert "Île-de-France" in content
    assert "France, Europe" in content
    assert "Bretagne" not in content
    content = admin_client.get(
        reverse(Territory.snippet_viewset.get_url_name("list")), {"level": "county"}
    ).content.decode()
    assert "Nord" in content
    assert "Bretagne" not in content


def test_what_is_found_can_be_sorted_by_a_column(places, admin_client):
    url = reverse(Territory.snippet_viewset.get_url_name("list_results"))
    for ordering, codes in [("code", ["FR", "FR-HDF"]), ("-code", ["FR-HDF", "FR"])]:
        response = admin_client.get(url, {"q": "france", "ordering": ordering})
        assert [territory.code for territory in response.context["object_list"]] == codes


@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_the_chooser_finds_and_says_where(places, admin_client, view):
    viewset = Territory.snippet_viewset.chooser_viewset
    content = admin_client.get(reverse(viewset.get_url_name(view)), {"q": "britt"}).content.decode()
    assert "France, Europe" in content
    assert "Lille" not in content


@pytest.mark.parametrize("name", ["list", "list_results"])
def test_the_list_costs_as_many_queries_for_few_as_for_many(places, admin_client, name, django_assert_num_queries):
    url = reverse(Territory.snippet_viewset.get_url_name(name))
    admin_client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        admin_client.get(url)
    for number in range(40):
        places["FR-59"].add_child(name=f"Commune {number}", level="city")
    with django_assert_num_queries(len(few)):
        admin_client.get(url)


def test_deleting_says_what_goes_with_it(places, admin_client):
    url = reverse(Territory.snippet_viewset.get_url_name("delete"), args=[places["FR-HDF"].pk])
    assert "2 " in admin_client.get(url).context["view"].confirmation_message
    assert admin_client.post(url).status_code == 302
    assert not Territory.objects.filter(code__in=["FR-HDF", "FR-59", "FR-59350"]).exists()


# load_territories


def load(*arguments, **options):
    call_command("load_territories", *arguments, verbosity=0, **options)


def tree():
    """The whole tree as plain data."""
    fields = [field.name for field in Territory._meta.fields if field.name not in ("id", "uuid")]
    return list(Territory.objects.order_by("path").values_list(*fields))


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "territories.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def test_the_world_is_loaded_and_loading_again_changes_nothing(changes):
    load()
    by_level = {
        level: Territory.objects.filter(level=level).count()
        for level in ("world_region", "country", "region", "county")
    }
    assert by_level == {"world_region": 5, "country": 244, "region": 18, "county": 101}
    assert not Territory.objects.filter(level__in=["country", "region", "county"], latitude=None).exists()
    assert not Territory.objects.filter(level__in=["region", "county"], nuts_code="").exists()
    assert Territory.find_problems() == ([], [], [], [], [])
    somme = Territory.objects.get(code="FR-80")
    assert somme.within("fr") == "Hauts-de-France, France, Europe"
    assert (somme.insee_code, somme.nuts_code) == ("80", "FRE23")
    bretagne = Territory.objects.get(code="FR-BRE")
    assert [bretagne.display_name(code) for code in ("fr", "en", "es", "de", "ar")] == [
        "Bretagne",
        "Brittany",
        "Bretaña",
        "Bretagne",
        "بريتاني",
    ]
    assert Territory.objects.get(code="DE").names == {
        "fr": "Allemagne",
        "en": "Germany",
        "es": "Alemania",
        "de": "Deutschland",
        "ar": "ألمانيا",
    }
    before = tree()
    load()
    load("--update")
    assert tree() == before
    assert changes == []


def test_countries_levels_and_languages_can_be_chosen():
    load("--countries", "be, FR", "--levels", "county", "--language", "nl,pt-br")
    assert set(Territory.objects.exclude(level="county").values_list("level", flat=True)) == {
        "world_region",
        "country",
        "region",
    }
    assert not Territory.objects.filter(code="BE").exists(), "Belgium has no county in the package"
    assert Territory.objects.get(code="FR").names == {"nl": "Frankrijk", "pt-br": "França"}


def test_the_nuts_code_of_a_departement_begins_with_its_regions():
    load("--countries", "FR")
    regions = dict(Territory.objects.filter(level="region").values_list("path", "nuts_code"))
    for county in Territory.objects.filter(level="county"):
        assert county.nuts_code.startswith(regions[county.path[: -Territory.steplen]]), county.code


def test_what_an_editor_wrote_is_kept_unless_the_data_is_to_replace_it(csv_file, changes):
    load("--countries", "FR")
    bretagne = Territory.objects.get(code="FR-BRE")
    bretagne.name, bretagne.names["en"] = "Bretagne / Breizh", "Little Britain"
    del bretagne.names["es"]
    bretagne.save()
    bretagne.place(None)
    load("--countries", "FR")
    bretagne.refresh_from_db()
    assert bretagne.is_root()
    assert bretagne.name == "Bretagne / Breizh"
    assert (bretagne.names["en"], bretagne.names["es"]) == ("Little Britain", "Bretaña")
    changes.clear()
    load("--countries", "FR", "--update")
    bretagne.refresh_from_db()
    assert bretagne.get_parent(update=True).code == "FR"
    assert (bretagne.name, bretagne.names["en"]) == ("Bretagne", "Brittany")
    assert [action for action, codes in changes] == ["renamed", "moved"]
    assert Territory.find_problems() == ([], [], [], [], [])


def test_a_file_in_any_order_completes_the_tree(csv_file):
    load("--countries", "FR")
    path = csv_file(
        "code;level;parent_code;name;name_es;latitude;longitude\n"
        "FR-75117;district;FR-75056;Paris 17e;Distrito XVII;48,887;2,307\n"
        "\n"
        "FR-75056;city;FR-75;Paris;París;48,857;2,352\n"
        "FR-75;county;FR-IDF;Paris;;;\n",
        encoding="utf-8-sig",
    )
    load("--file", path)
    before = tree()
    district = Territory.objects.get(code="FR-75117")
    assert district.within("es") == "París, Paris, Isla de Francia, Francia, Europa"
    assert district.point == (48.887, 2.307)
    load(file=path)
    assert tree() == before


def test_the_demonstrations_places_lie_in_countries():
    load()
    load("--file", DEMONSTRATION)
    before = tree()
    load("--file", DEMONSTRATION)
    assert tree() == before
    with DEMONSTRATION.open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    places = list(Territory.objects.filter(code__in=codes))
    assert len(places) == len(codes)
    Territory.objects.prefetch_ancestors(places)
    for place in places:
        assert place.point is not None
        [country] = [territory.code for territory in place.chain if territory.level == "country"]
        assert place.code.startswith(f"{country}-")
    assert Territory.objects.get(code="FR-59350").within("en") == "Nord, Hauts-de-France, France, Europe"


def test_an_interrupted_load_leaves_nothing_and_the_next_is_whole():
    load()
    expected = tree()
    Territory.objects.all().delete()
    saved = []

    def interrupt(sender, instance, **kwargs):
        saved.append(instance.code)
        if len(saved) == 150:
            raise KeyboardInterrupt

    post_save.connect(interrupt, sender=Territory)
    try:
        with pytest.raises(KeyboardInterrupt):
            load()
    finally:
        post_save.disconnect(interrupt, sender=Territory)
    assert tree() == []
    load()
    assert tree() == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--countries", "FR,ZZ,GP"], "Unknown country code: GP, ZZ"),
        (["--levels", "country,galaxy"], "Unknown level: galaxy"),
        (["--language", "fr,klingon"], "“klingon” is not a known language code"),
        (["--file", "/nowhere/at/all.csv"], "cannot be read"),
    ],
)
def test_wrong_options_are_named(arguments, message):
    with pytest.raises(CommandError, match=message):
        load(*arguments)
    assert not Territory.objects.exists()


HEADER = "code,level,parent_code,name,latitude,longitude\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the header lacks the column code and level"),
        ("code,name\nA,B\n", "line 1: the header lacks the column level"),
        ("code,level,colour\nA,city,red\n", "line 1: the header has an unknown column: colour"),
        ("code,level,name_zzz\nA,city,red\n", "line 1: “zzz” is not a known language code"),
        (HEADER + "A,city,,Aa,1,1\n,city,,Bb,1,1\n", "line 3: the code is missing"),
        (HEADER + "A,town,,Aa,1,1\n", "line 2: level “town” is none of world_region, country"),
        (HEADER + "A,city,,,1,1\n", "line 2: the name is missing"),
        (HEADER + "A,city,,Aa,91,1\n", "line 2: latitude “91” is not a number of degrees between -90 and 90"),
        (HEADER + "A,city,,Aa,1,nan\n", "line 2: longitude “nan” is not"),
        (HEADER + "A,city,,Aa,1,\n", "line 2: a point needs both"),
        (HEADER + "A,city,,Aa,1,1,1\n", "line 2: it has more cells"),
        (HEADER + "A,city\n", "line 2: it has fewer cells"),
        (HEADER + 'A,city,,"Aa,1,1\n', "line 2: unexpected end of data"),
        (HEADER + "A,city,,Aa,1,1\nA,city,,Bb,1,1\n", "line 3: the code “A” is already on an earlier line"),
        (HEADER + "A,city,,Aa,1,1\nB,city,X,Bb,1,1\n", "line 3: there is no territory “X”"),
        (HEADER + "A,city,B,Aa,1,1\nB,city,A,Bb,1,1\n", "line 2: “A” lies in itself"),
        (HEADER + "A,city,,Aa,1,1\nB,region,A,Bb,1,1\n", "line 3: “A” is smaller than “B”"),
    ],
)
def test_a_malformed_file_is_refused_whole_with_the_line(csv_file, text, message):
    with pytest.raises(CommandError) as error:
        load(file=csv_file(text))
    assert f"territories.csv, {message}" in str(error.value)
    assert not Territory.objects.exists()


def test_a_file_that_would_put_a_territory_into_itself_is_refused(csv_file):
    load(file=csv_file(HEADER + "A,city,,Aa,1,1\nB,city,A,Bb,1,1\n"))
    with pytest.raises(CommandError, match="line 2: “A” cannot lie in “B”"):
        load("--update", file=csv_file(HEADER + "A,city,B,Aa,1,1\n"))
    assert Territory.objects.get(code="B").get_parent().code == "A"


def test_a_file_in_another_encoding_is_refused(csv_file):
    with pytest.raises(CommandError, match="is not in UTF-8"):
        load(file=csv_file(HEADER + "A,city,,Nîmes,1,1\n", encoding="latin-1"))
