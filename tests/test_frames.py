"""Project frames: a sheet begins with their sections, empty, and what they ask is help beside the fields."""

import json
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text, streamfield

from essaimage_wagtail.completeness import assess
from essaimage_wagtail.frames import asking, empty_sections, questions, text_lines
from essaimage_wagtail.models import ProjectFrame
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import SearchQuery, get_engine
from essaimage_wagtail.upgrades import empty_untouched_drafts, without_questions

from .forms import sheet_form

pytestmark = pytest.mark.django_db
BODY = [
    ("need", {"need": "<p>Que manque-t-il &amp; à <b>qui</b> ?</p>", "objectives": ["Combien ?", "Avant quand ?"]}),
    ("budget", {"introduction": "Quelle année ?", "currency": "CHF", "lines": [{"side": "expense", "label": "Lieu"}]}),
]
ENGLISH = [("need", {"need": "<p>What is missing?</p>", "objectives": ["How many?"]})]


@pytest.fixture
def frame(site):
    french = ProjectFrame.objects.create(name="Trame", locale=site.locales["fr"], body=BODY)
    ProjectFrame.objects.create(
        name="Frame", locale=site.locales["en"], body=ENGLISH, translation_key=french.translation_key
    )
    return french


def stream_block():
    return SheetPage._meta.get_field("body").stream_block


def new_sheet(client, site, language="fr"):
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory[language].pk])
    return client.get(url)


def test_new_sheet_begins_with_the_sections_of_the_frame_all_empty(admin_client, site, frame):
    body = new_sheet(admin_client, site).context["form"].instance.body
    assert [block.block_type for block in body] == ["need", "budget"]
    assert all(block.value.is_blank for block in body)
    assert body[1].value["currency"] == stream_block().child_blocks["budget"].get_default()["currency"]
    ids = {block.id for block in body}
    assert len(ids) == 2
    assert not ids & {block.id for block in frame.body}
    # The sections are those of the sheet's language.
    english = new_sheet(admin_client, site, "en").context["form"].instance.body
    assert [block.block_type for block in english] == ["need"]


def test_site_without_frames_begins_with_nothing(admin_client, site):
    assert len(new_sheet(admin_client, site).context["form"].instance.body) == 0


def test_questions_stand_beside_the_fields_in_the_language_of_the_editor(admin_client, admin_user, site, frame):
    from wagtail.users.models import UserProfile

    html = new_sheet(admin_client, site).content.decode()
    for words in ("Que manque-t-il", "Combien ?", "Avant quand ?", "Lieu"):
        assert words in html
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    html = new_sheet(admin_client, site).content.decode()
    assert "What is missing?" in html
    assert "Que manque-t-il" not in html


def test_what_is_asked_is_text_not_markup():
    block = stream_block().child_blocks["description"]
    value = block.to_python({"text": "<ul><li>Qui <b>est</b> là&nbsp;?</li><li>&lt;script&gt;</li></ul>"})
    assert list(questions(block.child_blocks["text"], value["text"])) == ["Qui est là ?", "<script>"]
    asked = asking(block, [value])
    assert "&lt;script&gt;" in asked.child_blocks["text"].field.help_text
    assert "<script>" not in asked.child_blocks["text"].field.help_text
    # The block that validates and stores is as it was.
    assert "script" not in str(block.child_blocks["text"].field.help_text)
    assert asked is not block
    assert 'lang="fr" dir="auto"' in asking(block, [value], "fr").child_blocks["text"].field.help_text
    assert asking(block, [block.get_default()]) is block
    assert text_lines("plain") == ["plain"]


def test_untouched_draft_counts_as_nothing_is_not_published_and_not_found(
    admin_client, client, site, frame, make_sheet
):
    sheet = make_sheet("Lavoir", body=empty_sections(frame, stream_block()), publish=True)
    assert assess(sheet).percent == assess(make_sheet("Rien", publish=False)).percent
    stored = json.dumps(list(sheet.get_latest_revision().content.values()), default=str)
    html = client.get(sheet.url).content.decode()
    for words in ("manque-t-il", "Combien", "Avant quand"):
        assert words not in stored
        assert words not in html
    assert get_engine().search(SearchQuery(text="Combien", language="fr")).total == 0


def test_what_is_typed_beside_questions_is_stored_by_the_fields_own_blocks(admin_client, site, frame, make_sheet):
    sheet = make_sheet("Lavoir", publish=False)
    need = {"need": rich_text("<p>Un lavoir.</p>"), "objectives-count": 0, "attribution": ""}
    data = sheet_form(pitch="On lave.", body=streamfield([("need", need)]))
    response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[sheet.pk]), data, follow=True)
    assert response.status_code == 200
    draft = Page.objects.get(pk=sheet.pk).get_latest_revision_as_object()
    assert "Un lavoir." in draft.body[0].value["need"].source
    assert draft.body[0].block is stream_block().child_blocks["need"]


# Drafts of before


def stored(body):
    block = stream_block()
    return block.get_prep_value(block.normalize(body))


def test_only_what_is_the_frames_word_for_word_is_taken_out_of_a_draft(frame):
    words = "<p data-block-key='x1y2z'>Que manque-t-il &amp; à <b>qui</b> ?</p>"
    draft = stored(
        [
            ("need", {"need": words, "objectives": ["Combien ?", "Avant quand ? En juin.", "Avant quand ?"]}),
            (
                "budget",
                {
                    "introduction": "Quelle année ? 2027.",
                    "currency": "CHF",
                    "lines": [{"side": "expense", "label": "Lieu"}, {"side": "expense", "label": "Lieu", "amount": 0}],
                },
            ),
            ("context", {"text": "<p>Combien ?</p>"}),
        ]
    )
    need, budget, context = (
        section["value"] for section in without_questions(stream_block(), draft, [list(frame.body.raw_data)])
    )
    assert need["need"] == ""
    assert [row["value"] for row in need["objectives"]] == ["Avant quand ? En juin."]
    assert budget["introduction"] == "Quelle année ? 2027."
    assert budget["currency"] == "CHF"
    assert [row["value"]["amount"] for row in budget["lines"]] == [0]
    # In another section, the same words are somebody's own.
    assert context["text"] == "<p>Combien ?</p>"


def test_upgrade_empties_drafts_and_leaves_what_was_published(frame, make_sheet):
    draft, live = (make_sheet(title, body=BODY, publish=publish) for title, publish in (("A", False), ("B", True)))
    older = draft.get_latest_revision()
    older.pk = None
    older.save()
    empty_untouched_drafts("essaimage_pages", "SheetPage")(apps, SimpleNamespace(connection=connection))
    draft, live = (SheetPage.objects.get(pk=page.pk) for page in (draft, live))
    for version in (draft, draft.get_latest_revision_as_object()):
        assert all(block.value.is_blank for block in version.body)
        assert [block.block_type for block in version.body] == ["need", "budget"]
    assert live.body[0].value["objectives"][0] == "Combien ?"
    # Its editor is told at the next save.
    assert [warning.anchor for warning in live.get_warnings()] == [f"body.{block.id}" for block in live.body]
    assert draft.get_warnings() == []
    other = draft.revisions.exclude(pk=draft.latest_revision_id).get()
    assert "Combien" in other.content["body"]


def test_frames_own_form_has_what_it_asks_as_content(admin_client, frame):
    with translation.override("fr"):
        html = admin_client.get(reverse(ProjectFrame.snippet_viewset.get_url_name("edit"), args=[frame.pk]))
    assert "Que manque-t-il" in html.content.decode()
