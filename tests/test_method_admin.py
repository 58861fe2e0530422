"""The admin of methods and steps: what is pointed out, and what the form keeps."""

from django.urls import reverse
from django.utils import translation
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from essaimage_wagtail.pages.models import MethodStepPage

from .pages import step


def test_step_that_is_for_no_mode_is_pointed_out(method, make_step, frame):
    modes = {"for_inspire": False, "for_redo": False, "for_scale_up": False}
    assert len(make_step(method, "Personne", **modes).get_warnings()) == 1
    assert step(method, "Lire").get_warnings() == []
    assert len(make_step(method, "Sans trame", frame_section="budget").get_warnings()) == 1
    assert len(make_step(method, "Absente", frame=frame["fr"], frame_section="budget").get_warnings()) == 1
    assert make_step(method, "Là", frame=frame["fr"], frame_section="governance").get_warnings() == []


def test_sections_of_the_frame_are_chosen_by_their_labels(site):
    form_class = MethodStepPage.get_edit_handler().get_form_class()
    with translation.override("en"):
        html = str(form_class(instance=MethodStepPage(frame_section="governance"))["frame_section"])
        assert '<option value="governance" selected>Governance</option>' in html
        assert '<option value="budget">' in html
        # What a site does not have any more stays, until someone chooses.
        html = str(form_class(instance=MethodStepPage(frame_section="gone"))["frame_section"])
        assert '<option value="gone" selected>gone</option>' in html


def step_form(**values):
    data = {
        "title": "Décider",
        "slug": "decider",
        "purpose": "",
        "instructions": streamfield([]),
        "duration": "",
        "checklist": streamfield([]),
        "frame": "",
        "frame_section": "",
        "common_links": inline_formset([]),
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        **{name: rich_text("") for name in ("participants", "inputs", "deliverable", "tips", "warnings")},
        **values,
    }
    return nested_form_data(data)


def test_almost_empty_draft_of_a_step_saves_and_is_pointed_out(admin_client, method):
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "methodsteppage", method.pk])
    response = admin_client.post(url, step_form(), follow=True)
    saved = step(method, "Décider")
    assert (saved.live, saved.purpose) == (False, "")
    assert [message.level_tag for message in response.context["messages"]] == ["success"]
    state = admin_client.get(reverse("essaimage_page_state", args=[saved.pk])).json()
    assert [doubt["text"] for doubt in state["doubts"]] == saved.get_warnings()
    assert state["completeness"] == ""


def test_step_keeps_what_is_typed_in_its_form(admin_client, method, frame):
    values = {
        "purpose": "Savoir qui décide",
        "for_redo": "on",
        "checklist": streamfield([("item", "Élire"), ("item", "")]),
        "tips": rich_text("<p>En chantant</p>"),
        "frame": frame["fr"].pk,
        "frame_section": "governance",
    }
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "methodsteppage", method.pk])
    admin_client.post(url, {**step_form(**values), "action-publish": "action-publish"}, follow=True)
    saved = step(method, "Décider")
    assert saved.live
    assert (saved.for_inspire, saved.for_redo, saved.frame_section) == (False, True, "governance")
    assert [(item.value, bool(item.id)) for item in saved.checklist] == [("Élire", True), ("", True)]
