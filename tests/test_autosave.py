"""Wagtail's editor saves while someone types: doubts and completeness are those of what is saved, and no messages."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import rich_text, streamfield
from wagtail.users.models import UserProfile

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


def doubts(client, page_id):
    return client.get(reverse("essaimage_page_state", args=[page_id])).json()["doubts"]


def test_doubts_are_those_of_the_latest_draft_and_never_messages(admin_client, site):
    add = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    answer = autosave(admin_client, add, pitch="On lave.", **DOUBTFUL)
    edit, pk = answer["url"], answer["pk"]
    for letters in range(5):
        autosave(
            admin_client,
            edit,
            pitch="On lave." + "a" * letters,
            overwrite_revision_id=answer["revision_id"],
            **DOUBTFUL,
        )
    assert [doubt["anchor"] for doubt in doubts(admin_client, pk)] == ["end_year", "status"]
    assert [*admin_client.get(edit).context["messages"]] == []
    saved = admin_client.post(edit, sheet_form(pitch="On lave.", **DOUBTFUL), follow=True)
    assert [message.level_tag for message in saved.context["messages"]] == ["success"]
    autosave(admin_client, edit, pitch="On lave.", end_year="2019")
    # What was mended in the meantime is not said any more.
    (left,) = doubts(admin_client, pk)
    assert left["anchor"] == "status"
    data = {**sheet_form(pitch="On lave.", end_year="2019"), "action-publish": "action-publish"}
    published = admin_client.post(edit, data, follow=True)
    assert [message.level_tag for message in published.context["messages"]] == ["success"]


def test_doubt_about_a_row_names_its_field(make_sheet):
    actions = [{"name": "Ouvrir", "start": "2027-03-02", "end": "2027-03-01"}, {"name": "Fermer"}]
    body = [("results", {"indicators": [{"name": "Draps", "value": "3"}]}), ("planning", {"actions": actions})]
    sheet = make_sheet("Lavoir", body=body).get_latest_revision_as_object()
    results, planning = sheet.body
    rows = results.value["indicators"].bound_blocks, planning.value["actions"].bound_blocks
    assert {warning.anchor for warning in sheet.get_warnings()} == {
        f"body.{results.id}.indicators.{rows[0][0].id}.source",
        f"body.{planning.id}.actions.{rows[1][0].id}.end",
    }


def publish(client, sheet, body):
    data = {**sheet_form(pitch="On lave.", body=streamfield(body)), "action-publish": "action-publish"}
    response = client.post(reverse("wagtailadmin_pages:edit", args=[sheet.pk]), data, follow=True)
    return [str(message) for message in response.context["messages"] if message.level_tag == "info"]


def test_publishing_says_once_which_sections_are_empty_and_readers_do_not_see_them(
    admin_client, client, admin_user, make_sheet
):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    sheet = make_sheet("Lavoir", publish=False)
    nothing = {"text": rich_text(""), "attribution": ""}
    told = ("context", {**nothing, "text": rich_text("<p>Depuis 1902.</p>")})
    (message,) = publish(admin_client, sheet, [told, ("governance", nothing), ("activities", nothing)])
    assert "2 sections are still empty" in message
    assert "Governance and Activities" in message
    assert "Context" not in message
    html = client.get(sheet.get_url()).content.decode()
    assert "Depuis 1902." in html
    assert 'class="es-section__title"' in html
    titles = [title.text.strip() for title in BeautifulSoup(html, "html.parser").select("h2.es-section__title")]
    assert "Gouvernance" not in titles
    (message,) = publish(admin_client, sheet, [told, ("governance", nothing)])
    assert "One section is still empty, and readers do not see it: Governance." in message
    assert publish(admin_client, sheet, [told]) == []


def test_every_warning_of_ours_names_its_field(make_sheet):
    sheet = make_sheet("Lavoir", start_year=2020, end_year=2010, latitude=48)
    assert {warning.anchor for warning in sheet.get_warnings()} == {"end_year", "status", "longitude"}
    assert [warning.anchor for warning in Replication().get_warnings()] == ["adapted_key"]
    assert Doubt("A site's own") == "A site's own"


def percent_of(state):
    return int(BeautifulSoup(state["completeness"], "html.parser").progress["value"])


def test_completeness_is_given_anew(admin_client, site, make_sheet):
    sheet = make_sheet("Lavoir")
    url = reverse("essaimage_page_state", args=[sheet.pk])
    before = percent_of(admin_client.get(url).json())
    edit = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    html = admin_client.get(edit).content.decode()
    assert "data-essaimage-completeness" in html
    assert 'data-essaimage-state="/admin/essaimage/pages/0/state/"' in html
    autosave(admin_client, edit, pitch="On lave.", start_year="2020")
    assert percent_of(admin_client.get(url).json()) > before
    # The live version is as it was.
    sheet.refresh_from_db()
    assert sheet.start_year is None


def test_completeness_is_for_people_who_may_edit(client, django_user_model, site, make_sheet, admin_client):
    from django.contrib.auth.models import Permission

    sheet = make_sheet("Lavoir")
    url = reverse("essaimage_page_state", args=[sheet.pk])
    reader = django_user_model.objects.create_user("reader")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)
    # Wagtail leads people who lack a right to the admin's first page.
    assert client.get(url).url == reverse("wagtailadmin_home")
    replication = Replication.objects.create(origin_key=sheet.translation_key)
    assert client.get(reverse("essaimage_replication_state", args=[replication.pk])).status_code == 302


def test_nothing_is_said_of_a_page_that_is_not_ours(admin_client, site):
    state = admin_client.get(reverse("essaimage_page_state", args=[site.home["fr"].pk])).json()
    assert (state["completeness"], state["doubts"]) == ("", [])


def test_state_takes_few_queries(admin_client, make_sheet, django_assert_max_num_queries):
    indicators = [{"name": f"Draps {number}", "value": str(number)} for number in range(30)]
    sheet = make_sheet("Lavoir", body=[("results", {"indicators": indicators})], publish=False)
    url = reverse("essaimage_page_state", args=[sheet.pk])
    admin_client.get(url)
    with django_assert_max_num_queries(20):
        assert len(admin_client.get(url).json()["doubts"]) == 30


def test_autosaves_write_nothing_of_ours_to_the_log(admin_client, site, make_sheet):
    sheet = make_sheet("Lavoir")
    edit = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    autosave(admin_client, edit, pitch="On lave.", **DOUBTFUL)
    actions = set(PageLogEntry.objects.filter(page=sheet.pk).values_list("action", flat=True))
    assert not [action for action in actions if action.startswith("essaimage")]
    assert SheetPage.objects.get(pk=sheet.pk).reviewed_on is None
