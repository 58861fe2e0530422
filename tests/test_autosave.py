"""Wagtail's editor saves while someone types: nobody is told of doubts then, and the completeness panel follows."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from essaimage_wagtail.doubts import Doubt
from essaimage_wagtail.models import Replication
from essaimage_wagtail.pages.models import SheetPage

from .forms import sheet_form

pytestmark = pytest.mark.django_db
DOUBTFUL = {"start_year": "2020", "end_year": "2010"}


def autosave(client, url, **values):
    response = client.post(url, sheet_form(**values), headers={"accept": "application/json"})
    assert response.json()["success"], response.json()
    return response.json()


def told(response):
    return [str(message) for message in response.context["messages"] if message.level_tag == "warning"]


def test_doubts_are_told_once_on_real_saves_however_often_wagtail_saved(admin_client, site):
    add = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    answer = autosave(admin_client, add, pitch="On lave.", **DOUBTFUL)
    edit = answer["url"]
    for letters in range(5):
        autosave(
            admin_client,
            edit,
            pitch="On lave." + "a" * letters,
            overwrite_revision_id=answer["revision_id"],
            **DOUBTFUL,
        )
    assert told(admin_client.get(edit)) == []
    saved = admin_client.post(edit, sheet_form(pitch="On lave.", **DOUBTFUL), follow=True)
    (once,) = told(saved)
    assert once.count("2010") == 1
    assert told(admin_client.get(edit)) == []
    autosave(admin_client, edit, pitch="On lave.", **DOUBTFUL)
    data = {**sheet_form(pitch="On lave.", end_year="2019"), "action-publish": "action-publish"}
    (published,) = told(admin_client.post(edit, data, follow=True))
    # What was mended in the meantime is not told.
    assert "2010" not in published
    assert "2019" not in published


def test_every_warning_of_ours_names_its_field(make_sheet):
    sheet = make_sheet("Lavoir", start_year=2020, end_year=2010, latitude=48)
    assert {warning.anchor for warning in sheet.get_warnings()} == {"end_year", "status", "longitude"}
    assert [warning.anchor for warning in Replication().get_warnings()] == ["adapted_key"]
    assert Doubt("A site's own") == "A site's own"


def test_completeness_is_given_anew(admin_client, site, make_sheet):
    sheet = make_sheet("Lavoir")
    url = reverse("essaimage_completeness", args=[sheet.pk])
    before = admin_client.get(url).context["percent"]
    edit = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    assert f'data-essaimage-completeness="{url}"' in admin_client.get(edit).content.decode()
    autosave(admin_client, edit, pitch="On lave.", start_year="2020")
    after = admin_client.get(url)
    assert after.context["percent"] > before
    # The live version is as it was.
    sheet.refresh_from_db()
    assert sheet.start_year is None


def test_completeness_is_for_people_who_may_edit(client, django_user_model, site, make_sheet, admin_client):
    from django.contrib.auth.models import Permission

    sheet = make_sheet("Lavoir")
    url = reverse("essaimage_completeness", args=[sheet.pk])
    reader = django_user_model.objects.create_user("reader")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)
    # Wagtail leads people who lack a right to the admin's first page.
    assert client.get(url).url == reverse("wagtailadmin_home")
    other = reverse("essaimage_completeness", args=[site.home["fr"].pk])
    assert admin_client.get(other, follow=True).status_code == 404


def test_new_sheet_asks_for_its_number_first(admin_client, site):
    add = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    assert (
        'data-essaimage-completeness="/admin/essaimage/sheets/0/completeness/"'
        in admin_client.get(add).content.decode()
    )


def test_autosaves_write_nothing_of_ours_to_the_log(admin_client, site, make_sheet):
    sheet = make_sheet("Lavoir")
    edit = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    autosave(admin_client, edit, pitch="On lave.", **DOUBTFUL)
    actions = set(PageLogEntry.objects.filter(page=sheet.pk).values_list("action", flat=True))
    assert not [action for action in actions if action.startswith("essaimage")]
    assert SheetPage.objects.get(pk=sheet.pk).reviewed_on is None
