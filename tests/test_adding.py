"""What is missing is added in the chooser where it was looked for, by people who may; others read whom to ask."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from essaimage_wagtail.models import Contact, Organisation, Theme
from essaimage_wagtail.models.territory import Territory

pytestmark = pytest.mark.django_db


def chooser(model, view, *args):
    return reverse(f"wagtailsnippetchoosers_essaimage_wagtail_{model}:{view}", args=args)


@pytest.fixture
def editor(client, django_user_model):
    """Logged in, may enter the admin: ``editor.may("add_theme")`` gives one more right."""
    user = django_user_model.objects.create_user("editor")

    def may(*codenames):
        user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))

    may("access_admin")
    client.force_login(user)
    client.user, client.may = user, may
    return client


def add(client, model, query="", **values):
    return client.post(chooser(model, "create") + query, {f"new-{name}": value for name, value in values.items()})


def chosen(answer):
    assert answer.json()["step"] == "chosen", answer.json()
    return answer.json()["result"]


def refused(answer):
    assert answer.json()["step"] == "reshow_creation_form"
    return answer.json()["htmlFragment"]


@pytest.mark.parametrize("model", ["territory", "organisation", "contact", "theme", "audience", "usage"])
def test_people_without_the_right_read_whom_to_ask(editor, django_user_model, model):
    keeper = django_user_model.objects.create_user("keeper", first_name="Ada", last_name="Benali")
    keeper.user_permissions.add(Permission.objects.get(codename=f"add_{model}"))
    shown = editor.get(chooser(model, "choose"), {"q": "Nowhere"}).json()["html"]
    assert "Ada Benali" in shown
    assert "data-essaimage-add" not in shown
    assert "tab-create" not in shown
    assert editor.get(chooser(model, "create"), follow=True).status_code in (403, 200)
    before = Territory.objects.count(), Organisation.objects.count(), Contact.objects.count(), Theme.objects.count()
    add(editor, model, name="Nowhere", level="city", parent="")
    assert before == (
        Territory.objects.count(),
        Organisation.objects.count(),
        Contact.objects.count(),
        Theme.objects.count(),
    )
    # Where nobody has it, administrators are named; where there is none, an administrator is.
    keeper.delete()
    assert "Ada" not in editor.get(chooser(model, "choose_results")).content.decode()
    editor.may(f"add_{model}")
    shown = editor.get(chooser(model, "choose"), {"q": "Nowhere"}).json()["html"]
    assert "data-essaimage-add" in shown
    assert "data-essaimage-sought" in shown


def test_a_commune_of_the_list_needs_its_name_alone(editor, places):
    editor.may("add_territory")
    row = chosen(add(editor, "territory", name="wattrelos", level="city", parent=""))
    wattrelos = Territory.objects.get(pk=row["id"])
    assert row["string"] == "Wattrelos"
    assert (wattrelos.code, wattrelos.insee_code, wattrelos.postcodes) == ("FR-59650", "59650", "59150")
    assert wattrelos.get_parent().code == "FR-59"
    assert wattrelos.point
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user) == ("wagtail.create", editor.user)
    assert "Wattrelos" in editor.get(chooser("territory", "choose_results"), {"q": "59150"}).content.decode()
    # Said to lie in the region, it is put where the list says.
    croix = Territory.objects.get(pk=chosen(add(editor, "territory", name="Croix", level="city", parent="Nord"))["id"])
    assert croix.code == "FR-59163"
    assert Territory.find_problems() == ([], [], [], [], [])


def test_a_place_of_no_list_is_put_where_the_editor_says(editor, places):
    editor.may("add_territory")
    for parent in ("", "Nirgendwo"):
        assert "help" in refused(add(editor, "territory", name="Le Hameau", level="district", parent=parent))
    assert not Territory.objects.filter(name="Le Hameau").exists()
    row = chosen(add(editor, "territory", name="Le Hameau", level="district", parent="Lille, Nord, Hauts-de-France"))
    assert Territory.objects.get(pk=row["id"]).get_parent().code == "FR-59350"
    assert Territory.objects.get(pk=row["id"]).code is None


@pytest.mark.parametrize("name", ["Lille", " LILLE ", "lïlle"])
def test_what_is_there_is_not_added_again(editor, places, name):
    editor.may("add_territory")
    for parent in ("", "Nord"):
        assert "Lille, Nord, Hauts-de-France, France, Europe" in refused(
            add(editor, "territory", name=name, level="city", parent=parent)
        )
    assert Territory.objects.filter(level="city").count() == 1


def test_of_several_communes_the_editor_says_which(editor, places):
    editor.may("add_territory")
    idf = places["FR"].add_child(name="Île-de-France", level="region", code="FR-IDF")
    idf.add_child(name="Seine-Saint-Denis", level="county", code="FR-93")
    Territory.objects.get(code="FR").add_child(name="Aude", level="county", code="FR-11")
    shown = refused(add(editor, "territory", name="Saint-Denis", level="city", parent=""))
    assert "Seine-Saint-Denis" in shown
    assert "Aude" in shown
    row = chosen(add(editor, "territory", name="Saint-Denis", level="city", parent="Aude"))
    assert Territory.objects.get(pk=row["id"]).code == "FR-11339"


def test_organisations_are_told_apart_by_their_territory(editor, places):
    editor.may("add_organisation")
    row = chosen(add(editor, "organisation", name="Les Jardins", territory="Lille", website="jardins.example"))
    first = Organisation.objects.get(pk=row["id"])
    assert (first.territory.code, first.website) == ("FR-59350", "https://jardins.example")
    for territory in ("", "lille", "Lille, Nord"):
        assert "Les Jardins" in refused(add(editor, "organisation", name="les jardins", territory=territory))
    chosen(add(editor, "organisation", name="Les Jardins", territory="Bretagne"))
    assert Organisation.objects.count() == 2
    assert "Nord" in refused(add(editor, "organisation", name="Autre", territory="Nowhere Nord"))


def test_contacts_are_the_editors_own_and_a_refusal_tells_nothing(editor):
    editor.may("add_contact")
    Contact.objects.create(name="Zénobie Quatrefages", email="z@example.org")
    (row,) = chosen(add(editor, "contact", "?multiple=1", name="Zénobie Quatrefages", email="z@example.org"))
    mine = Contact.objects.get(pk=row["id"])
    assert (mine.created_by, mine.consent) == (editor.user, False)
    assert ModelLogEntry.objects.get().label == f"#{mine.pk}"
    assert "Zénobie" in refused(add(editor, "contact", name="zenobie quatrefages", email="Z@example.org"))
    chosen(add(editor, "contact", name="Zénobie Quatrefages", email="other@example.org", consent="on"))
    assert Contact.objects.latest("pk").consent_date


def test_a_theme_is_added_once_in_the_editors_language(editor, site):
    editor.may("add_theme")
    locale = site.locales["ar"].pk
    row = chosen(add(editor, "theme", name="ماء", description="", locale=locale))
    theme = Theme.objects.get(pk=row["id"])
    assert theme.locale.language_code == "ar"
    assert theme.slug
    garden = site.themes["garden"]
    shown = refused(add(editor, "theme", name=garden["en"].name.upper(), description="", locale=locale))
    assert garden["en"].name in shown
    # Each term once in the list, and by the row that its check box has.
    listed = editor.get(chooser("theme", "choose_results")).content.decode()
    assert garden["fr"].name in listed
    assert garden["en"].name not in listed
    row = editor.get(chooser("theme", "chosen", garden["en"].pk)).json()["result"]
    assert row["id"] == str(min(term.pk for term in garden.values()))


def test_names_are_offered_and_places_say_where_they_are(editor, places):
    def names(kind, q):
        return editor.get(reverse("essaimage_names", args=[kind]), {"q": q}).json()["names"]

    assert names("territory", "nor") == ["Nord, Hauts-de-France, France, Europe"]
    assert names("territory", "") == names("organisation", "") == []
    Organisation.objects.create(name="La Ruche")
    assert names("organisation", "ruch") == ["La Ruche"]
    assert editor.get(reverse("essaimage_names", args=["user"]), follow=True).status_code == 404

    def spot(code):
        return editor.get(reverse("essaimage_spot", args=[places[code].pk])).json()

    places["FR-59350"].latitude, places["FR-59350"].longitude = 50.637, 3.063
    places["FR-59350"].save()
    assert spot("FR-59350") == {"name": "Lille", "point": [50.637, 3.063]}
    assert "Bretagne" in spot("FR-BRE")["problem"]
    assert "Nord" in spot("FR-59")["problem"]
    for box in ({}, {"south": "x"}, dict.fromkeys(("south", "west", "north", "east"), "nan")):
        assert editor.get(reverse("essaimage_around"), box).status_code == 400
    editor.logout()
    assert editor.get(reverse("essaimage_names", args=["territory"]), {"q": "nor"}).status_code == 302


def test_a_page_offers_another_theme_below_the_boxes(admin_client, site):
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    shown = admin_client.get(url).content.decode()
    boxes = BeautifulSoup(shown, "html.parser").select("[data-essaimage-terms]")
    assert [box["data-name"] for box in boxes] == ["themes", "audiences"]
    assert all(box.select("[data-essaimage-another]") for box in boxes)
    assert "essaimage_wagtail/js/adding" in shown
    assert "<select multiple" not in shown
