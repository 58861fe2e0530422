"""Changes to many pages: each with the rights on that page, facts reach translations, what is left out is told."""

from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from essaimage_wagtail.pages.models import SheetPage

from .test_upkeep_reports import someone


def address(action, *pages):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", f"essaimage_{action}"])
    return f"{url}?{urlencode([('id', page.pk) for page in pages])}&next=/admin/"


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def stored(page):
    return SheetPage.objects.get(pk=page.pk)


def names(page):
    return {theme.name for theme in stored(page).themes.all()}


def test_themes_are_added_and_taken_away_and_reach_translations(editor, site, make_sheet, in_english):
    garden, repair = site.themes["garden"], site.themes["repair"]
    sheet = make_sheet("Jardin", themes=[repair["fr"]])
    draft = sheet.get_latest_revision_as_object()
    draft.pitch = "Un brouillon"
    draft.save_revision()
    translation = in_english(SheetPage.objects.get(pk=sheet.pk))
    alone = make_sheet("Garden", language="en", publish=False)
    asked = editor.get(address("themes", sheet, alone))
    assert asked.status_code == 200
    key = {"add": str(garden["fr"].translation_key), "remove": str(repair["fr"].translation_key)}
    answer = editor.post(address("themes", sheet, alone, translation), key)
    assert answer.status_code == 302
    assert names(sheet) == {"Jardins"}
    assert {str(theme.translation_key) for theme in stored(translation).themes.all()} == {key["add"]}
    sheet = stored(sheet)
    assert sheet.pitch == "Pitch" and sheet.has_unpublished_changes
    draft = sheet.get_latest_revision_as_object()
    assert draft.pitch == "Un brouillon" and {theme.name for theme in draft.themes.all()} == {"Jardins"}
    # The row of the page's own language, in the draft that was never published.
    assert {theme.name for theme in stored(alone).get_latest_revision_as_object().themes.all()} == {"Gardens"}
    assert not stored(alone).live
    assert len(told(answer)) == 2, told(answer)
    assert PageLogEntry.objects.filter(page=sheet.pk, action="essaimage_wagtail.bulk").exists()


@pytest.mark.parametrize("ticked", [{}, {"add": "x"}, "twice"])
def test_what_makes_no_sense_is_asked_again(editor, site, make_sheet, ticked):
    sheet = make_sheet("Jardin")
    key = str(site.themes["garden"]["fr"].translation_key)
    answer = editor.post(address("themes", sheet), {"add": key, "remove": key} if ticked == "twice" else ticked)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert names(sheet) == set()


def test_a_territory(editor, site, make_sheet, make_common, in_english):
    sheet, common = make_sheet("Jardin"), make_common("Charte")
    translation = in_english(sheet)
    answer = editor.post(address("territory", sheet, common), {"territory": site.territory.lille.pk})
    assert stored(sheet).territory == stored(translation).territory == site.territory.lille
    assert len(told(answer)) == 2
    # Once more: nothing differs, and no version is made of nothing.
    before = sheet.revisions.count()
    editor.post(address("territory", sheet), {"territory": site.territory.lille.pk})
    assert sheet.revisions.count() == before
    assert editor.post(address("territory", sheet), {}).status_code == 200


def test_free_tags_are_words_of_one_language(editor, make_sheet, in_english):
    sheet = make_sheet("Jardin", tags=["compost"])
    translation = in_english(sheet)
    editor.post(address("tags", sheet), {"tags": "vélo, compost"})
    assert set(stored(sheet).tags.names()) == {"vélo", "compost"}
    editor.post(address("tags", translation), {"tags": "bicycle"})
    assert set(stored(translation).tags.names()) == {"bicycle"}


def test_a_review_is_recorded(editor, make_sheet, make_common):
    sheets = [make_sheet("Jardin"), make_sheet("Lavoir", publish=False)]
    answer = editor.post(address("review", *sheets, make_common("Charte")))
    assert {stored(sheet).reviewed_on for sheet in sheets} == {timezone.localdate()}
    assert len(told(answer)) == 2
    assert not stored(sheets[1]).live


@pytest.mark.parametrize("action", ["themes", "territory", "tags", "review"])
def test_who_may_not_publish_changes_nothing_that_is_published(client, django_user_model, site, make_sheet, action):
    published, draft, elsewhere = (
        make_sheet("Jardin"),
        make_sheet("Lavoir", publish=False),
        make_sheet("Garden", language="en"),
    )
    client.force_login(someone(django_user_model, "writer", ("change", site.home["fr"])))
    asked = client.get(address(action, published, draft, elsewhere))
    allowed = [item["item"].pk for item in asked.context["items"]]
    # Wagtail lets nobody without the right to publish record a review, in the list as in the form.
    assert allowed == ([] if action == "review" else [draft.pk])
    reasons = {item["item"].pk: str(item["reason"]) for item in asked.context["left_out"]}
    assert {published.pk, elsewhere.pk} <= set(reasons) and all(reasons.values())
    data = {
        "add": str(site.themes["garden"]["fr"].translation_key),
        "territory": site.territory.lille.pk,
        "tags": "mot",
    }
    client.post(address(action, published, elsewhere), data)
    for page in (published, elsewhere):
        page = stored(page)
        held = page.territory, page.reviewed_on, page.themes.count(), page.tags.count()
        assert held == (None, None, 0, 0)


def test_a_locked_page_is_left_out(client, django_user_model, site, make_sheet):
    sheet = make_sheet("Jardin")
    SheetPage.objects.filter(pk=sheet.pk).update(locked=True)
    rights = [(action, site.home["fr"]) for action in ("change", "publish")]
    client.force_login(someone(django_user_model, "moderator", *rights))
    asked = client.get(address("tags", sheet))
    assert not asked.context["items"] and len(asked.context["left_out"]) == 1
