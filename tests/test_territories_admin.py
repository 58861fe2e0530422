"""The admin of territories: the form, the list, the chooser and the page that deletes."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from essaimage_wagtail.admin.territory import territory_form
from essaimage_wagtail.models.territory import MAX_DEPTH, Territory

pytestmark = pytest.mark.django_db
LANGUAGES = {"fr": "Français", "en": "English", "pt-br": "Português", "ar": "العربية"}


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


# The admin's list, chooser and pages


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
