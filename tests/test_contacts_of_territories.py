"""Editors see the contacts of their territories: those where they may edit a published sheet."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.template import Context
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.ui.tables import Table
from wagtail.models import GroupPagePermission

from essaimage_wagtail.admin.review_column import ReviewColumn
from essaimage_wagtail.models import Contact, Organisation, Territory
from essaimage_wagtail.models.editors import territories_of

pytestmark = pytest.mark.django_db
CHOOSER = "wagtailsnippetchoosers_essaimage_wagtail_contact:choose_results"


@pytest.fixture
def member(client, django_user_model):
    """``member("name", page, "change_page", ...)``: somebody whose group has these rights on a page and below."""

    def member(name, page, *codenames):
        user = django_user_model.objects.create_user(name)
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        user.groups.add(group := Group.objects.create(name=name))
        for codename in codenames:
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
        return user

    return member


@pytest.fixture
def people(site):
    """A contact of an organisation in each of some territories, none of whom agreed to be published."""
    france = Territory.objects.get(code="FR")
    bretagne = france.add_child(name="Bretagne", level="region", code="FR-BRE")
    bretagne.add_child(name="Rennes", level="city", code="FR-35238")
    Territory.objects.get(code="FR-59350").add_child(name="Wazemmes", level="district", code="X-WAZ")
    for territory in Territory.objects.all():
        home = Organisation.objects.create(name=f"Maison {territory.name}", territory=territory)
        Contact.objects.create(name=territory.name, organisation=home)
    Contact.objects.create(name="Nowhere")
    return {territory.name: territory for territory in Territory.objects.all()}


def seen(user):
    return set(Contact.objects.visible_to(user).values_list("name", flat=True))


def test_a_town_opens_itself_and_its_districts_and_a_region_itself(site, people, make_sheet, member):
    editor = member("editor", site.directory["fr"], "change_page")
    assert seen(editor) == set()
    make_sheet("Lavoir", territory=people["Lille"])
    assert seen(editor) == {"Lille", "Wazemmes"}
    make_sheet("Four", territory=people["Bretagne"])
    assert seen(editor) == {"Lille", "Wazemmes", "Bretagne"}
    # A sheet that is in the trees of others only, and one that is withdrawn.
    make_sheet("Washing", language="en", territory=people["Rennes"])
    assert "Rennes" not in seen(editor)
    sheet = make_sheet("Moulin", territory=people["Rennes"])
    assert "Rennes" in seen(editor)
    sheet.unpublish()
    assert "Rennes" not in seen(editor)


def test_nobody_gives_themselves_a_territory_by_a_draft(site, people, make_sheet, member):
    contributor = member("contributor", site.directory["fr"], "add_page")
    sheet = make_sheet("Lavoir", territory=people["Nord"], publish=False, owner=contributor)
    make_sheet("De quelqu’un d’autre", territory=people["Lille"])
    assert seen(contributor) == set()
    # Published by somebody who may: from then on it is a sheet of that territory that they may edit.
    sheet.get_latest_revision().publish()
    assert seen(contributor) == {"Nord", "Lille", "Wazemmes"}


def test_others_without_a_page_or_an_account(site, people, make_sheet, member, django_user_model):
    make_sheet("Lavoir", territory=people["Lille"])
    assert seen(None) == seen(AnonymousUser()) == set()
    assert seen(django_user_model.objects.create_user("nobody")) == set()
    assert not territories_of(django_user_model.objects.create_user("nobody2")).exists()
    assert len(seen(django_user_model.objects.create_superuser("root"))) == len(people) + 1


def test_choosers_hold_it_with_constant_queries(
    client, site, people, make_sheet, member, django_assert_max_num_queries
):
    editor = member("editor", site.directory["fr"], "change_page")
    for number in range(12):
        make_sheet(f"Fiche {number}", territory=people["Lille"])
    client.force_login(editor)
    client.get(reverse(CHOOSER))
    with django_assert_max_num_queries(14):
        shown = client.get(reverse(CHOOSER)).content.decode()
    assert "Wazemmes" in shown
    assert "Rennes" not in shown
    # Territories of one's own sheets are offered first, before anything is typed.
    with django_assert_max_num_queries(14):
        territories = client.get(reverse(CHOOSER.replace("_contact", "_territory"))).context["results"].object_list
    assert [territory.name for territory in territories][:2] == ["Lille", "France"]


# A review in one click


def row(sheet, user, path="/admin/list/?territory=3&_w_filter_fragment=true"):
    request = RequestFactory().get(path)
    request.user = user
    table = Table([ReviewColumn(list_url_name="wagtailadmin_explore_root")], [sheet])
    return table.render_html(Context({"request": request}))


def test_a_review_is_recorded_from_a_list_in_one_click(client, site, make_sheet, member, django_assert_num_queries):
    sheet = make_sheet("Lavoir")
    publisher = member("publisher", site.directory["fr"], "change_page", "publish_page")
    html = row(sheet, publisher)
    url = reverse("essaimage_review", args=[sheet.pk])
    assert f'action="{url}"' in html
    assert "Lavoir" in html
    assert f'value="{reverse("wagtailadmin_explore_root")}?territory=3"' in html
    with django_assert_num_queries(0):
        row(sheet, publisher)
    assert "<form" not in row(sheet, member("writer", site.directory["fr"], "change_page"))
    client.force_login(publisher)
    answer = client.post(url, {"next": "/admin/pages/"})
    assert answer.url == "/admin/pages/"
    sheet.refresh_from_db()
    assert sheet.reviewed_by == publisher
    assert "202" in row(sheet, publisher)


def test_the_report_has_the_button(client, admin_user, site, make_sheet):
    sheet = make_sheet("Lavoir")
    client.force_login(admin_user)
    shown = client.get(reverse("essaimage_sheets_report_results"), {"q": "lav", "_w_filter_fragment": "true"}).text
    assert f'action="{reverse("essaimage_review", args=[sheet.pk])}"' in shown
    assert f'value="{reverse("essaimage_sheets_report")}?q=lav"' in shown
