"""What editors meet in Wagtail's admin: drafts always save, what cannot be stored is said where it is."""

from decimal import Decimal

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from essaimage_wagtail.models import Contact, Organisation, Theme
from essaimage_wagtail.pages.models import CommonPage, MethodPage, SheetPage

from .forms import sheet_form

pytestmark = pytest.mark.django_db


def post_sheet(client, site, publish=False, **values):
    data = sheet_form(**values)
    if publish:
        data["action-publish"] = "action-publish"
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    return client.post(url, data, follow=True)


def test_almost_empty_draft_saves(editor, site):
    post_sheet(editor, site)
    sheet = SheetPage.objects.get(slug="lavoir")
    assert not sheet.live


def test_pitch_is_asked_for_when_publishing_and_nothing_is_lost(editor, site):
    response = post_sheet(editor, site, publish=True, citation="Chez nous")
    form = response.context["form"]
    assert set(form.errors) == {"pitch"}
    assert form["citation"].value() == "Chez nous"
    assert not SheetPage.objects.filter(slug="lavoir").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("latitude", "95"), ("longitude", "-200"), ("latitude", "x"), ("start_year", "12")]
)
def test_value_that_cannot_be_stored_is_said_beside_its_field(editor, site, field, value):
    response = post_sheet(editor, site, pitch="On lave.", **{field: value})
    form = response.context["form"]
    assert set(form.errors) == {field}
    assert form["pitch"].value() == "On lave."
    assert form[field].value() == value


def test_doubtful_values_are_saved_and_pointed_out(editor, site):
    lines = [
        {"side": "expense", "label": "Savon", "amount": "10", "year": "", "funder": ""},
        {"side": "income", "label": "Don", "amount": "4", "year": "", "funder": ""},
    ]
    budget = {
        "introduction": "",
        "currency": "EUR",
        "lines-count": len(lines),
        "attribution": "",
    }
    for number, line in enumerate(lines):
        budget[f"lines-{number}-deleted"] = ""
        budget[f"lines-{number}-order"] = str(number)
        budget[f"lines-{number}-id"] = ""
        budget.update({f"lines-{number}-value-{name}": value for name, value in line.items()})
    response = post_sheet(
        editor, site, pitch="On lave.", start_year="2020", end_year="2010", body=streamfield([("budget", budget)])
    )
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    sheet = SheetPage.objects.get(slug="lavoir").get_latest_revision_as_object()
    assert len(sheet.body[0].value.rows) == 2
    doubts = editor.get(reverse("essaimage_page_state", args=[sheet.pk])).json()["doubts"]
    said = {doubt["anchor"]: doubt["text"] for doubt in doubts}
    assert "2010" in said["end_year"]
    assert "-6" in said[f"body.{sheet.body[0].id}"]


def test_half_filled_sections_save_and_publish(editor, site, client):
    body = [("context", {"text": rich_text("<p>Depuis 1902.</p>"), "attribution": ""})]
    post_sheet(editor, site, publish=True, pitch="On lave.", body=streamfield(body))
    sheet = SheetPage.objects.get(slug="lavoir")
    assert sheet.live
    assert "Depuis 1902." in client.get(sheet.url).content.decode()


@pytest.mark.parametrize("model", [Theme, Organisation, Contact])
def test_snippets_are_listed_and_edited(editor, site, model):
    row = model.objects.first() or model.objects.create(name="Quelqu’un")
    viewset = model.snippet_viewset
    assert editor.get(reverse(viewset.get_url_name("list"))).status_code == 200
    assert editor.get(reverse(viewset.get_url_name("edit"), args=[row.pk])).status_code == 200
    assert editor.get(reverse(viewset.get_url_name("add"))).status_code == 200


def test_wrong_email_of_a_contact_keeps_the_rest(editor, site):
    url = reverse(Contact.snippet_viewset.get_url_name("add"))
    response = editor.post(url, {"name": "Ada", "email": "ada(at)example", "phone": "", "role": "Présidente"})
    form = response.context["form"]
    assert set(form.errors) == {"email"}
    assert form["role"].value() == "Présidente"
    assert not Contact.objects.exists()


def test_page_of_a_sheet_is_edited_without_error(editor, make_sheet):
    sheet = make_sheet("Jardins")
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code == 200
    assert Page.objects.get(pk=sheet.pk).live


def test_links_are_chosen_as_pages_and_stored_by_translation_key(editor, site):
    """Whichever language is chosen, and shown in the editor's own when there is one."""
    method = site.home["fr"].add_child(
        instance=MethodPage(title="Essaimer", pitch="Pas à pas", locale=site.locales["fr"])
    )
    common = site.home["fr"].add_child(
        instance=CommonPage(title="La charte", pitch="Règles", locale=site.locales["fr"])
    )
    links = [{"common_key": common.pk, "relation": "produces", "ORDER": 1}]
    post_sheet(editor, site, method_key=method.pk, common_links=inline_formset(links))
    sheet = SheetPage.objects.get(slug="lavoir").get_latest_revision_as_object()
    assert sheet.method_key == method.translation_key
    assert [(link.common_key, link.relation) for link in sheet.common_links.all()] == [
        (common.translation_key, "produces")
    ]
    form = editor.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
    assert "Essaimer" in form
    assert "La charte" in form


def test_form_of_a_very_rich_sheet_is_saved(editor, site):
    lines = [{"side": "expense", "label": f"Ligne {n}", "amount": "1 950,50", "year": "2024"} for n in range(200)]
    budget = {
        "introduction": "",
        "currency": "EUR",
        "lines": streamfield([("item", {**line, "funder": ""}) for line in lines]),
        "attribution": "",
    }
    body = streamfield([("budget", budget)])
    assert len(sheet_form(body=body)) > 1500
    post_sheet(editor, site, body=body)
    (block,) = SheetPage.objects.get(slug="lavoir").get_latest_revision_as_object().body
    assert [line["amount"] for line in block.value["lines"]] == [Decimal("1950.5")] * 200


def test_value_that_is_not_understood_is_said_in_its_block(editor, site):
    action = {"name": "Ouvrir", "owner": "", "start": "mars 2027", "end": "", "state": "todo", "note": ""}
    planning = {"introduction": "", "actions": streamfield([("item", action)]), "attribution": ""}
    response = post_sheet(editor, site, body=streamfield([("planning", planning)]))
    form = response.context["form"]
    assert set(form.errors) == {"body"}
    assert "mars 2027" in response.content.decode()
    assert not SheetPage.objects.filter(slug="lavoir").exists()
