"""Content that imports, fixtures and old versions left without texts or ids: shown, translated, mended."""

import json
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from wagtail import blocks
from wagtail.models import Page
from wagtail_localize.models import StringSegment, TranslationSource

from essaimage_wagtail.blocks import SheetBody, SourcesBody
from essaimage_wagtail.blocks.base import KeptCharBlock
from essaimage_wagtail.mending import TEXTS, mend, mend_rows, mended_models
from essaimage_wagtail.models import ProjectFrame, Replication
from essaimage_wagtail.pages.models import CommonPage, MethodPage, MethodStepPage, SheetPage
from essaimage_wagtail.replications.start import draft_key, start_replication

from .streams import texts

pytestmark = pytest.mark.django_db


def stored(block, *, text, ids):
    """What a block stores when each of its texts is ``text`` and everything else is empty; with ids or without."""
    if isinstance(block, blocks.BaseStreamBlock):
        return [
            {"type": name, "value": stored(child, text=text, ids=ids)} | ({"id": str(uuid.uuid4())} if ids else {})
            for name, child in block.child_blocks.items()
        ]
    if isinstance(block, blocks.BaseStructBlock):
        return {name: stored(child, text=text, ids=ids) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        item = stored(block.child_block, text=text, ids=ids)
        return [{"type": "item", "value": item, "id": str(uuid.uuid4())} if ids else item]
    return text if isinstance(block, TEXTS) else None


def store(page, **fields):
    """Write raw content of StreamFields beside everything that would put it right, into the revision too."""
    key = connection.ops.quote_name(page._meta.pk.column)
    with connection.cursor() as cursor:
        for name, value in fields.items():
            cursor.execute(
                f"UPDATE {page._meta.db_table} SET {name} = %s WHERE {key} = %s",  # noqa: S608
                [json.dumps(value), page.pk],
            )
    if isinstance(page, Page):
        revision = page.latest_revision
        revision.content |= {name: json.dumps(value) for name, value in fields.items()}
        revision.save(update_fields=["content"])
    return type(page).objects.get(pk=page.pk)


def ids_in(block, value):
    if isinstance(block, blocks.BaseStreamBlock):
        return [i for item in value for i in [item["id"], *ids_in(block.child_blocks[item["type"]], item["value"])]]
    if isinstance(block, blocks.BaseStructBlock):
        return [i for name, child in block.child_blocks.items() for i in ids_in(child, value[name])]
    if isinstance(block, blocks.ListBlock):
        return [i for item in value for i in [item["id"], *ids_in(block.child_block, item["value"])]]
    return []


def submit(admin_client, page, language):
    name = "page" if isinstance(page, Page) else "snippet"
    args = [page.pk] if isinstance(page, Page) else [page._meta.app_label, page._meta.model_name, page.pk]
    url = reverse(f"wagtail_localize:submit_{name}_translation", args=args)
    return admin_client.post(url, {"locales": [language.pk]})


@pytest.mark.parametrize("ids", [True, False])
def test_null_texts_are_empty_ones(admin_client, client, site, make_sheet, ids):
    """Every section with null for each text: read, edited and translated all the same, mended or not."""
    sheet = store(
        make_sheet("Lavoir"),
        body=stored(SheetBody(), text=None, ids=ids),
        sources=stored(SourcesBody(), text=None, ids=ids),
    )
    assert client.get(sheet.url).status_code == 200
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).status_code == 200
    assert submit(admin_client, sheet, site.locales["de"]).status_code == 302
    translation = sheet.get_translation(site.locales["de"])
    assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[translation.pk])).status_code == 200


def test_null_texts_of_a_frame_are_empty_ones(admin_client, site):
    frame = ProjectFrame.objects.create(name="Trame", locale=site.locales["fr"])
    frame = store(frame, body=stored(SheetBody(), text=None, ids=False))
    assert submit(admin_client, frame, site.locales["de"]).status_code == 302
    assert len(frame.get_translation(site.locales["de"]).body) == len(SheetBody().child_blocks)


def test_code_that_gives_null_writes_empty_text(make_sheet):
    sheet = make_sheet("Lavoir", body=[("documents", {"title": None, "documents": None})])
    (block,) = SheetPage.objects.get(pk=sheet.pk).body.raw_data
    assert block["value"] == {"title": "", "documents": [], "attribution": ""}


def test_texts_of_lists_without_ids_reach_the_translator_once_mended(admin_client, site, make_sheet, capsys):
    sheet = store(make_sheet("Lavoir"), body=stored(SheetBody(), text="Texte", ids=False))
    call_command("essaimage_mend_content")
    assert f"“{sheet}”" in capsys.readouterr().out
    sheet = SheetPage.objects.get(pk=sheet.pk)
    submit(admin_client, sheet, site.locales["de"])
    source = TranslationSource.objects.get_for_instance(sheet)
    found = StringSegment.objects.filter(source=source, context__path__startswith="body", string__data="Texte").count()
    kept = sum(isinstance(block, KeptCharBlock) for block in all_blocks())
    assert found == len(texts(SheetBody(), sheet.body.raw_data)) - kept
    # Nothing to mend is left, in the translation neither.
    call_command("essaimage_mend_content", "--dry-run")


def all_blocks(block=None):
    block = block or SheetBody()
    yield block
    children = getattr(block, "child_blocks", {}).values() or [getattr(block, "child_block", None)]
    for child in filter(None, children):
        yield from all_blocks(child)


def test_a_page_its_revision_and_its_translation_get_the_same_ids(make_sheet, site):
    sheet = make_sheet("Lavoir")
    translation = sheet.copy_for_translation(site.locales["es"], copy_parents=True)
    translation.save_revision()
    content = stored(SheetBody(), text="Texte", ids=False)
    sheet, translation = store(sheet, body=content), store(translation, body=content)
    modified = Page.objects.get(pk=sheet.pk).last_published_at
    call_command("essaimage_mend_content", verbosity=0)
    values = []
    for page in (sheet, translation):
        page = SheetPage.objects.get(pk=page.pk)
        values += [list(page.body.raw_data), json.loads(page.latest_revision.content["body"])]
    ids = [ids_in(SheetBody(), value) for value in values]
    assert ids[0] == ids[1] == ids[2] == ids[3]
    assert len(set(ids[0])) == len(ids[0]) > len(SheetBody().child_blocks)
    assert Page.objects.get(pk=sheet.pk).last_published_at == modified


def test_dry_run_writes_nothing(make_sheet, capsys):
    content = stored(SheetBody(), text=None, ids=False)
    sheet = store(make_sheet("Lavoir"), body=content)
    with pytest.raises(CommandError):
        call_command("essaimage_mend_content", "--dry-run")
    assert "1 to mend" in capsys.readouterr().out
    sheet = SheetPage.objects.get(pk=sheet.pk)
    assert list(map(dict, sheet.body.raw_data)) == content
    assert json.loads(sheet.latest_revision.content["body"]) == content


def test_what_no_block_knows_is_kept():
    block = blocks.StreamBlock([("line", blocks.StructBlock([("text", blocks.CharBlock(required=False))]))])
    value = [{"type": "gone", "value": {"a": None}}, {"type": "line", "value": {"other": 3}, "id": "1"}]
    mended, found = mend(block, value, "x")
    assert mended[0]["value"] == {"a": None}
    assert mended[0]["id"]
    # A site's own block, whose text is null by default and was never stored.
    assert mended[1] == {"type": "line", "value": {"other": 3, "text": ""}, "id": "1"}
    assert dict(found) == {"ids": 1, "texts": 1}
    assert mend(block, mended, "x") == (mended, {})


def test_items_that_lack_only_their_ids_are_items():
    block = blocks.ListBlock(blocks.CharBlock())
    mended, found = mend(block, [{"type": "item", "value": "a"}, "b"], "x")
    assert [item["value"] for item in mended] == ["a", "b"]
    assert found["ids"] == 2


def test_all_that_has_sections_is_mended():
    assert {SheetPage, CommonPage, MethodPage, MethodStepPage, ProjectFrame, Replication} <= set(mended_models())


def test_a_started_replication_has_nothing_to_mend(admin_user, site, make_sheet):
    """Though its frame has."""
    frame = ProjectFrame.objects.create(name="Trame", locale=site.locales["fr"])
    store(frame, body=stored(SheetBody(), text=None, ids=False))
    origin = make_sheet("Lavoir")
    draft = start_replication(
        origin,
        parent=site.directory["fr"],
        user=admin_user,
        key=draft_key(origin, admin_user, uuid.uuid4()),
        territory=site.territory.lille,
        mode="redo",
    )
    assert len(draft.body) > 5
    assert list(mend_rows(SheetPage, dry_run=True)) == []
