"""The communes of France: loaded together, and found by an editor among all of them."""

import csv

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from essaimage_wagtail.admin.named import territories_named
from essaimage_wagtail.admin.new_territory import COMMUNES
from essaimage_wagtail.models.territory import Territory

pytestmark = pytest.mark.django_db
CHOOSER = "wagtailsnippetchoosers_essaimage_wagtail_territory"


def load(**options):
    call_command("load_territories", countries="FR", verbosity=0, **options)


def test_all_communes_are_found_in_every_way_and_in_few_queries(admin_client, django_assert_max_num_queries):
    load(levels="city,district", language="ar")
    assert Territory.objects.filter(level__in=["city", "district"]).count() == 34_920
    nord = Territory.objects.get(code="FR-59")
    assert nord.numchild == nord.get_children().count() == nord.subtree().count() - 1
    chooser = reverse(f"{CHOOSER}:choose_results")
    admin_client.get(chooser)
    for typed in ("Roubaix", "roubaix", "ROUBAIX", "59512", "FR-59512", "روبيه"):
        with django_assert_max_num_queries(12):
            found = admin_client.get(chooser, {"q": typed}).content.decode()
        assert "Roubaix" in found, typed
        assert "Nord, Hauts-de-France, France, Europe" in found
    for typed, name in (
        ("bezier", "Béziers"),
        ("st etienne du rouvray", "Saint-Étienne-du-Rouvray"),
        ("59100", "Roubaix"),
    ):
        assert name in admin_client.get(chooser, {"q": typed}).content.decode(), typed
    # Many have the same name: what they lie in tells them apart.
    with django_assert_max_num_queries(2):
        some = territories_named("Saint-Denis, La Réunion")
    assert [row.code for _label, row in some] == ["FR-97411"]
    with django_assert_max_num_queries(12):
        whole = admin_client.get(chooser, {"q": "saint", "p": 3})
    assert whole.status_code == 200
    box = {"south": 50.6, "north": 50.75, "west": 3.0, "east": 3.3}
    with django_assert_max_num_queries(5):
        towns = admin_client.get(reverse("essaimage_around"), box).json()["places"]
    assert "Roubaix" in [name for name, *_point in towns]
    assert len(towns) <= 40


def test_towns_of_many_inhabitants_alone_and_once(places):
    # An editor has made a town already, and written of another.
    Territory.objects.get(code="FR-59").add_child(
        name="Roubaix, la ville aux mille cheminées", level="city", code="FR-59512"
    )
    load(levels="city", population=90_000)
    names = set(Territory.objects.filter(level="city").values_list("name", flat=True))
    assert {"Roubaix, la ville aux mille cheminées", "Lille", "Nantes"} <= names
    assert "Wattrelos" not in names
    assert len(names) < 60
    roubaix = Territory.objects.get(code="FR-59512")
    assert (roubaix.postcodes, roubaix.insee_code) == ("59100", "59512")
    assert Territory.find_problems() == ([], [], [], [], [])
    before = set(Territory.objects.values_list("path", "code", "name"))
    load(levels="city", population=90_000)
    assert set(Territory.objects.values_list("path", "code", "name")) == before


def test_new_towns_lie_in_new_towns_of_the_same_file(csv_file, places):
    path = csv_file(
        "code,level,parent_code,name,population\n"
        "FR-75117,district,FR-75056,Paris 17e,\n"
        "FR-75056,city,FR-HDF,Paris,2 100 000\n"
    )
    call_command("load_territories", file=path, verbosity=0)
    district = Territory.objects.get(code="FR-75117")
    assert district.get_parent().code == "FR-75056"
    assert Territory.find_problems() == ([], [], [], [], [])
    with pytest.raises(CommandError, match="population “many” is not a whole number"):
        call_command("load_territories", file=csv_file("code,level,population\nX,city,many\n"), verbosity=0)


def test_the_file_names_each_commune_once_in_its_departement():
    rows = list(csv.DictReader(COMMUNES.read_text("utf-8").splitlines()))
    assert len({row["code"] for row in rows}) == len(rows)
    assert len({(row["parent_code"], row["name"].casefold()) for row in rows}) == len(rows)
    in_europe = [row for row in rows if row["latitude"] and not row["code"].startswith("FR-97")]
    assert all(41 < float(row["latitude"]) < 51.2 and -5.3 < float(row["longitude"]) < 9.7 for row in in_europe)
