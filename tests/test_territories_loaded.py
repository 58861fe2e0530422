"""``load_territories``: the world, a site's own file, and what is refused of it."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save

from essaimage_wagtail.models.territory import Territory

pytestmark = pytest.mark.django_db
DEMONSTRATION = Path(__file__).parent.parent / "example_site" / "content" / "territories.csv"


def load(*arguments, **options):
    call_command("load_territories", *arguments, verbosity=0, **options)


def tree():
    """The whole tree as plain data."""
    fields = [field.name for field in Territory._meta.fields if field.name not in ("id", "uuid")]
    return list(Territory.objects.order_by("path").values_list(*fields))


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
