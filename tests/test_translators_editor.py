"""What wagtail-localize's editor offers a translator of ours: labels that tell rows apart, facts of one language."""

import html
import json
import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.models import GroupPagePermission
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation, TranslationSource
from wagtail_localize.views import edit_translation

from essaimage_wagtail.multilingual import labels
from essaimage_wagtail.pages.models import CommonPage, SheetPage

from .foreign_blocks import CHOOSERS, FILLED, stream
from .site import image
from .translating import translate

pytestmark = pytest.mark.django_db

ACTORS = [
    {"name": "Mairie", "role": "prête le terrain"},
    {"name": "École Jean-Jaurès", "role": "jardine"},
    {"role": "regarde"},
]
BODY = [
    ("actors", {"actors": ACTORS}),
    ("description", {"text": "<p>On <a href='https://example.org/a.b'>sème</a>.</p>"}),
    ("actors", {"actors": ACTORS[:1]}),
]


@pytest.fixture
def translated(django_capture_on_commit_callbacks):
    def translated(page, code="es"):
        with django_capture_on_commit_callbacks(execute=True):
            made = translate(page, code)
        return type(page).objects.get(pk=made.pk)

    return translated


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def segments(client, page):
    answer = client.get(edit_url(page)).content.decode()
    props = re.search(r'data-props="([^"]*)"', answer)[1]
    return json.loads(html.unescape(props))


def places(client, page):
    return [
        (segment["location"]["field"], segment["location"]["subField"])
        for segment in segments(client, page)["segments"]
    ]


# Labels


def test_rows_are_told_apart(editor, make_sheet, translated):
    shown = places(editor, translated(make_sheet("Jardins", body=BODY)))
    wanted = ["Acteurs › Mairie › Rôle", "Acteurs › École Jean-Jaurès › Rôle", "Acteurs › 3 › Rôle"]
    said = [sub for field, sub in shown if sub and sub.endswith("Rôle")]
    assert said[:3] == said[:2] + [wanted[2]] == wanted, said
    assert ("Titre", None) in shown


def test_offers_are_told_apart(editor, make_common, translated):
    offers = [{"kind": "offer", "text": "Une salle à Lille"}, {"kind": "need", "text": "Deux bancs " + "longs " * 20}]
    shown = places(editor, translated(make_common("Charte", offers=offers)))
    fields = [field for field, sub in shown if field.startswith("Offre")]
    assert fields[0].endswith("› Une salle à Lille")
    assert fields[1].endswith("…") and len(fields[1]) < 80
    assert len(set(fields)) == 2


def test_fields_of_one_name_are_told_apart(editor, make_common, translated):
    said = {"governance_evidence": "Une assemblée.", "finance_evidence": "Deux journées par mois."}
    common = make_common("Charte", **said)
    shown = places(editor, translated(common))
    assert [field for field, _sub in shown if field.endswith("Preuve")] == [], shown
    fields = [field for field, _sub in shown if "›" in field]
    assert len(set(fields)) == 2 and fields[0].startswith("Gouvernance › ")
    # The page that compares says the same.
    common.governance_evidence, common.finance_evidence = "Un conseil.", "Rien."
    common.save_revision().publish()
    url = reverse("essaimage_translation_changes", args=[Translation.objects.get().pk])
    assert [section.label for section in editor.get(url).context["sections"]] == fields


def test_what_is_not_as_expected_stays_as_it_is(editor, make_sheet, translated, monkeypatch):
    """Should wagtail-localize give its editor what it shows in another way, nobody loses the editor."""
    page = translated(make_sheet("Jardins", body=BODY))
    for attribute in ("", "&quot;", "[]", html.escape('{"segments": [{}]}')):
        assert labels._relabelled(attribute, page) == attribute
    monkeypatch.setattr(labels, "_PROPS", re.compile(r"(never)(to)(be)(found)"))
    # Its own labels, which tells when it has better ones.
    own = [sub for _field, sub in places(editor, page) if sub]
    assert own.count("Acteurs") > 2
    assert callable(edit_translation.get_segment_location_info)


def test_blocks_of_others_have_labels(editor):
    for name, (block, stored) in FILLED.items():
        value = stream(name, block, stored)
        assert labels._labels(value[0].block, value[0].value, ["1", "words", "'https://a.b/c'"]) is not None
    nested = blocks.StreamBlock([("inner", blocks.StreamBlock([("words", blocks.CharBlock(label="Words"))]))])
    item = {"type": "words", "value": "x", "id": "2"}
    value = nested.to_python([{"type": "inner", "value": [item], "id": "1"}])
    assert labels._labels(value[0].block, value[0].value, ["2"]) == ["Words"]
    for block in CHOOSERS.values():
        assert labels._labels(block, None, ["1"]) == []


# A file and an address of its own


def document(title):
    return get_document_model().objects.create(title=title, file=ContentFile(title.encode(), f"{title}.txt"))


@pytest.fixture
def common(make_common):
    return make_common("Charte", document=document("charte"), link="https://example.org/fr")


def override(client, page, name, value):
    """As the editor does it."""
    translation = Translation.objects.get(target_locale=page.locale)
    segment = OverridableSegment.objects.get(source=translation.source, context__path=name)
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    if value is None:
        return client.delete(url)
    return client.generic("PUT", url, f"value={value}", content_type="application/x-www-form-urlencoded")


def publish(client, page):
    client.post(edit_url(page), {"action": "publish"})
    return CommonPage.objects.get(pk=page.pk)


def test_a_language_has_its_own_file_and_address(
    editor, client, common, translated, django_capture_on_commit_callbacks
):
    spanish, german = translated(common), translated(common, "de")
    offered = {
        segment["contentPath"]: segment["location"]["widget"]["type"]
        for segment in segments(editor, spanish)["segments"]
        if segment["type"] == "synchronised_value"
    }
    assert offered == {"link": "text", "document": "document_chooser"}
    carta = document("carta")
    assert override(editor, spanish, "document", carta.pk).status_code == 201
    assert override(editor, spanish, "link", "https://example.org/es").status_code == 201
    spanish = publish(editor, spanish)
    assert (spanish.document, spanish.link) == (carta, "https://example.org/es")
    assert "carta" in client.get(spanish.url).content.decode()
    told = {one["segment_id"]: one["data"] for one in segments(editor, spanish)["initialOverrides"]}
    assert {str(data) for data in told.values()} == {str(carta.pk), "https://example.org/es"}

    # The original gets others: the German version takes them, the Spanish keeps its own; after the next sync as well.
    new = document("charte-2")
    common.document, common.link, common.kind = new, "https://example.org/2", "tool"
    with django_capture_on_commit_callbacks(execute=True):
        common.save_revision().publish()
    spanish.refresh_from_db()
    german.refresh_from_db()
    assert (german.document, german.link, german.kind) == (new, "https://example.org/2", "tool")
    assert (spanish.document, spanish.link, spanish.kind) == (carta, "https://example.org/es", "tool")
    TranslationSource.objects.get().update_from_db()
    spanish = publish(editor, spanish)
    assert (spanish.document, spanish.link) == (carta, "https://example.org/es")

    # Taken back, it is that of the original.
    override(editor, spanish, "document", None)
    assert publish(editor, spanish).document == new


def test_a_file_of_its_own_that_is_deleted(editor, common, translated):
    spanish = translated(common)
    carta = document("carta")
    override(editor, spanish, "document", carta.pk)
    publish(editor, spanish)
    image("carta", pk=carta.pk).delete()
    assert SegmentOverride.objects.count() == 1
    carta.delete()
    assert not SegmentOverride.objects.exists()
    assert publish(editor, spanish).document == common.document


def test_a_picture_of_its_own_in_a_section_that_is_deleted(editor, make_sheet, translated):
    gallery = {"pictures": [{"image": image(), "alt": "Un jardin"}]}
    sheet = make_sheet("Jardins", body=[("gallery", gallery)])
    spanish = translated(sheet)
    own = image()
    (name,) = OverridableSegment.objects.filter(context__path__endswith=".image").values_list(
        "context__path", flat=True
    )
    override(editor, spanish, name, own.pk)
    editor.post(edit_url(spanish), {"action": "publish"})
    own.delete()
    editor.post(edit_url(spanish), {"action": "publish"})
    shown = SheetPage.objects.get(pk=spanish.pk).body[0].value["pictures"][0]["image"]
    assert shown.pk == sheet.body[0].value["pictures"][0]["image"].pk


@pytest.mark.parametrize("value", ["javascript:alert(1)", "", "x" * 600])
def test_an_address_that_is_none_is_refused_with_a_reason(editor, common, translated, value):
    spanish = translated(common)
    override(editor, spanish, "link", value)
    spanish = publish(editor, spanish)
    assert spanish.link == "https://example.org/fr" or value == ""


# Free tags


def tags_of(page):
    page = SheetPage.objects.get(pk=page.pk)
    return sorted(tag.name for tag in page.tags.all())


def test_free_tags_of_a_translation(editor, client, make_sheet, translated, find, django_capture_on_commit_callbacks):
    sheet = make_sheet("Jardins", tags=["compost"])
    spanish = translated(sheet)
    url = reverse("essaimage_tags", args=[spanish.pk])
    assert url in editor.get(reverse("wagtailadmin_explore", args=[spanish.pk])).content.decode()
    assert "compost" not in str(editor.get(url).context["form"])
    spanish.pitch = "Borrador"
    spanish.save_revision()
    with django_capture_on_commit_callbacks(execute=True):
        assert editor.post(url, {"tags": 'huerto, "aire libre"'}).status_code == 302
    assert tags_of(spanish) == ["aire libre", "huerto"]
    assert find("aire libre", language="es") == ["JARDINS"]
    spanish = SheetPage.objects.get(pk=spanish.pk)
    draft = spanish.get_latest_revision_as_object()
    assert (spanish.pitch, draft.pitch) == ("PITCH", "Borrador")
    assert sorted(tag.name for tag in draft.tags.all()) == ["aire libre", "huerto"]

    # They stay when the original changes and is synced, and are not those of the original.
    sheet.pitch, sheet.status = "Autre", "stopped"
    with django_capture_on_commit_callbacks(execute=True):
        sheet.save_revision().publish()
        TranslationSource.objects.get().update_from_db()
        editor.post(edit_url(spanish), {"action": "publish"})
    assert (tags_of(spanish), tags_of(sheet)) == (["aire libre", "huerto"], ["compost"])
    editor.post(url, {"tags": ""})
    assert tags_of(spanish) == []


def test_free_tags_of_a_draft_are_published_with_it(editor, make_sheet, translated, django_capture_on_commit_callbacks):
    spanish = translated(make_sheet("Jardins"))
    spanish.unpublish()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(reverse("essaimage_tags", args=[spanish.pk]), {"tags": "huerto"})
        assert not SheetPage.objects.get(pk=spanish.pk).live
        editor.post(edit_url(spanish), {"action": "publish"})
    assert SheetPage.objects.get(pk=spanish.pk).live
    assert tags_of(spanish) == ["huerto"]


def test_who_may_not_publish_changes_no_tags_of_a_page_that_is(client, site, make_sheet, translated, django_user_model):
    sheet = make_sheet("Jardins")
    spanish = translated(sheet)
    user = django_user_model.objects.create_user("translator", password="x")
    group = Group.objects.create(name="es")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    GroupPagePermission.objects.create(group=group, page=site.home["es"], permission=change)
    user.groups.add(group)
    client.force_login(user)
    url = reverse("essaimage_tags", args=[spanish.pk])
    assert url not in client.get(reverse("wagtailadmin_explore", args=[spanish.pk])).content.decode()
    client.post(url, {"tags": "huerto"})
    assert tags_of(spanish) == []
    spanish.unpublish()
    client.post(url, {"tags": "huerto"})
    assert tags_of(spanish) == ["huerto"]
    assert client.get(reverse("essaimage_tags", args=[sheet.pk])).status_code == 302
