"""What a site can make its own. Run by ``tests/test_extending.py`` with ``tests.testextends.settings``."""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.checks import run_checks
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.test.utils.form_data import rich_text, streamfield

from essaimage_wagtail.completeness import assess
from essaimage_wagtail.models import ProjectFrame, Replication
from essaimage_wagtail.pages.models import CloudPage, SheetCommon, SheetPage, SheetTag
from essaimage_wagtail.search.indexing.index import check, rebuild
from tests.forms import sheet_form
from tests.site import image, saved
from tests.testextends.models import InitiativePage
from tests.testextends.signals import NEWS
from tests.translating import translate


@pytest.fixture
def news():
    NEWS.clear()
    return NEWS


@pytest.fixture
def make_initiative(site):
    def make(title, **fields):
        page = InitiativePage(title=title, locale=site.locales["fr"], live=False, **{"pitch": "Pitch", **fields})
        site.directory["fr"].add_child(instance=page)
        return saved(page, publish=True)

    return make


def plain_sections():
    """A section of each of Wagtail's own blocks."""
    return json.dumps(
        [
            {"type": "slogan", "value": "Réparer ensemble", "id": "11111111-1111-4111-8111-111111111111"},
            {"type": "swot", "value": {"good": "<p>Convivial</p>", "bad": "<p>Bruyant</p>"}, "id": "2"},
            {
                "type": "portrait",
                "value": {"image": image().pk, "alt_text": "Un atelier", "decorative": False},
                "id": "3",
            },
            {"type": "links", "value": [{"type": "item", "value": "https://example.org/a", "id": "41"}], "id": "4"},
            {"type": "facts", "value": [{"type": "fact", "value": "Cent objets", "id": "51"}], "id": "5"},
            {"type": "open_to_all", "value": True, "id": "6"},
            {"type": "level", "value": "high", "id": "7"},
            {"type": "rule", "value": None, "id": "8"},
            {"type": "promise", "value": {"text": "Rester gratuit", "until": "2030-01-01"}, "id": "9"},
        ]
    )


def sections(html):
    return [part.partition(" ")[0].strip('"') for part in html.split("es-section--")[1:]]


@pytest.mark.django_db
def test_checks_find_nothing_wrong_with_this_site():
    found = run_checks(databases=["default"])
    assert [message for message in found if message.id.startswith("essaimage_wagtail.E")] == []


# Sections


def test_sections_are_added_replaced_removed_and_reordered():
    names = list(SheetPage._meta.get_field("body").stream_block.child_blocks)
    assert names[:2] == ["slogan", "promise"]
    assert names[2:4] == ["description", "framing"]
    assert not {"budget", "planning"} & set(names)
    assert names.count("swot") == 1
    assert list(ProjectFrame._meta.get_field("body").stream_block.child_blocks) == names
    own = list(InitiativePage._meta.get_field("body").stream_block.child_blocks)
    assert own == [*names, "recipe"]


@pytest.mark.django_db
def test_wagtail_s_own_blocks_are_sections(client, site, make_sheet, find):
    sheet = make_sheet("Repair Café", body=plain_sections())
    html = client.get(sheet.url).content.decode()
    for words in (
        "Réparer ensemble",
        "Convivial",
        "Un atelier",
        "example.org/a",
        "Cent objets",
        'class="rule"',
        "2030",
    ):
        assert words in html
    assert len(sheet.body) == 9
    for heading in ("Slogan", "Good and bad", "Portrait", "Links", "Facts", "Open to all", "Level"):
        assert f">{heading}</h2>" in html
    for words in ("Réparer ensemble", "Bruyant", "Cent objets", "Rester gratuit"):
        assert find(words) == ["Repair Café"]


@pytest.mark.django_db
def test_blank_sections_of_wagtail_s_own_blocks_are_left_out(client, site, make_sheet):
    blank = [
        ("slogan", " "),
        ("swot", {"good": "<p></p>"}),
        ("portrait", None),
        ("links", []),
        ("facts", []),
        ("open_to_all", False),
        ("level", ""),
        ("promise", {}),
    ]
    sheet = make_sheet("Repair Café", body=blank)
    assert "es-section--" not in client.get(sheet.url).content.decode()
    assert not {"swot", "promise"} - {gap.section for gap in assess(sheet).missing}


@pytest.mark.django_db
def test_a_section_of_the_site_counts_once_it_has_a_weight(site, make_sheet, make_initiative):
    missing = {gap.section: gap for gap in assess(make_sheet("Vide")).missing}
    assert missing["promise"].label == "Promise"
    assert missing["promise"].weight == 2
    assert "Promise" in missing["promise"].why
    assert not {"planning", "budget", "slogan", "motto"} & set(missing)
    full = make_sheet("Pleine", body=plain_sections())
    assert not {"promise", "swot"} & {gap.section for gap in assess(full).missing}
    assert "motto" in {gap.section for gap in assess(make_initiative("Sans")).missing}
    assert "motto" not in {gap.section for gap in assess(make_initiative("Avec", motto="Osons")).missing}


@pytest.mark.django_db
def test_forms_and_comparisons_take_all_sections(admin_client, site, make_sheet):
    frame = ProjectFrame.objects.create(name="Trame", locale=site.locales["fr"], body=plain_sections())
    sheet = make_sheet("Repair Café", body=plain_sections())
    first = sheet.latest_revision
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
    assert "Good and bad" in html
    assert "Who decides" in html
    sheet.body = [("slogan", "Autrement"), ("portrait", None)]
    second = sheet.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[sheet.pk, first.pk, second.pk])
    assert "Autrement" in admin_client.get(address).content.decode()
    options = admin_client.get(reverse("wagtailsnippets_essaimage_wagtail_projectframe:edit", args=[frame.pk]))
    assert options.status_code == 200
    add = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    assert admin_client.get(add).status_code == 200
    assert sheet.get_warnings() is not None


@pytest.mark.django_db
def test_wagtail_s_own_blocks_are_translated(site, make_sheet, django_capture_on_commit_callbacks):
    sheet = make_sheet("Repair Café", body=plain_sections())
    with django_capture_on_commit_callbacks(execute=True):
        translated = translate(sheet, "en")
    values = {block.block_type: block.value for block in translated.body}
    assert values["slogan"] == "RÉPARER ENSEMBLE"
    assert "CONVIVIAL" in values["swot"]["good"].source
    assert values["portrait"].contextual_alt_text == "UN ATELIER"
    assert values["facts"][0].value == "CENT OBJETS"
    assert values["promise"]["text"] == "RESTER GRATUIT"
    assert (values["level"], values["open_to_all"]) == ("high", True)


@pytest.mark.django_db
def test_the_form_saves_wagtail_s_own_blocks(admin_client, site):
    parent = site.directory["fr"]
    address = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", parent.pk])
    body = streamfield([("slogan", "Ensemble"), ("swot", {"good": rich_text("<p>Oui</p>"), "bad": rich_text("")})])
    answer = admin_client.post(address, sheet_form(title="Repair Café", slug="repair", pitch="Pitch", body=body))
    assert answer.status_code == 302, answer.context["form"].errors
    sheet = SheetPage.objects.get(title="Repair Café")
    assert [block.block_type for block in sheet.get_latest_revision_as_object().body] == ["slogan", "swot"]


# A page type of the site's own


@pytest.mark.django_db
def test_a_mixin_with_a_field_and_a_panel_more(client, admin_client, site, make_initiative, find):
    page = make_initiative("Grainothèque", motto="Semer", body=[("recipe", {"steps": "Trier"}), ("slogan", "Ensemble")])
    html = client.get(page.url).content.decode()
    assert '<p class="motto">Semer</p>' in html
    assert sections(html)[:2] == ["recipe", "slogan"]
    assert find("Semer") == ["Grainothèque"]
    assert find("Trier") == ["Grainothèque"]
    form = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="motto"' in form


@pytest.mark.django_db
def test_analyzer_of_the_site(make_sheet, find):
    make_sheet("Bricolages")
    assert find("bricoleuse") == ["Bricolages"]


@pytest.mark.django_db
def test_page_types_are_switched_off(admin_client, site):
    home = site.home["fr"]
    assert not CloudPage.can_create_at(home)
    assert SheetPage.can_create_at(home)
    html = admin_client.get(reverse("wagtailadmin_pages:add_subpage", args=[home.pk])).content.decode()
    assert "/cloudpage/" not in html
    assert "/sheetpage/" in html


# Templates and words


@pytest.mark.django_db
def test_templates_come_from_the_app_and_from_a_directory(client, site, make_sheet):
    sheet = make_sheet(
        "Repair Café", body=[("quotation", {"text": "On répare tout."}), ("governance", {"text": "<p>Tous</p>"})]
    )
    html = client.get(sheet.url).content.decode()
    assert '<body class="extending">' in html
    assert '<p class="from-a-directory">' in html
    assert '<blockquote class="of-the-site">On répare tout.</blockquote>' in html
    assert '<span class="status-of-the-site">' in html
    assert ">Who decides</h2>" in html


@pytest.mark.django_db
def test_words_of_the_site(client, site, make_sheet):
    body = [(name, {"text": "<p>Texte</p>"}) for name in ("description", "context", "governance", "activities")]
    html = client.get(make_sheet("Repair Café", body=body).url).content.decode()
    assert "Au menu" in html
    assert "Sur cette page" not in html


# Signals


@pytest.mark.django_db
def test_signals(site, make_sheet, news):
    origin, adapted = make_sheet("Origine"), make_sheet("Reprise", publish=False)
    assert [line for line in news if "published" in line] == ["published: Origine"]
    assert "documents: 1 written, 0 removed" in news
    news.clear()
    row = Replication(
        origin_key=origin.translation_key, adapted_key=adapted.translation_key, name="Reprise", live=False
    )
    row.save()
    assert news == ["declared: Reprise"]
    row.save_revision().publish()
    assert "shown: Reprise" in news
    news.clear()
    origin.unpublish()
    assert "documents: 0 written, 1 removed" in news
    news.clear()
    assert news == [] or rebuild() is not None
    assert rebuild() == 0
    assert news == ["index: 0"]


# From the ready-made pages to the site's own


def test_tags_of_sheets_have_a_name_of_their_own():
    """taggit finds tags by the related name of their table: two tables by "+" would answer for one another."""
    assert SheetTag._meta.get_field("tag").remote_field.related_name != "+"


def everything(page):
    """What a page says, in its fields, its rows and its relations."""
    fields = {
        name: getattr(page, name)
        for name in (
            "pk",
            "title",
            "slug",
            "path",
            "live",
            "pitch",
            "status",
            "territory_id",
            "completeness",
            "licence",
        )
    }
    return fields | {
        "key": page.translation_key,
        "body": list(page.body.raw_data),
        "themes": [term.pk for term in page.themes.all()],
        "tags": sorted(tag.name for tag in page.tags.all()),
        "commons": [(row.pk, row.common_key, row.relation) for row in page.common_links.all()],
    }


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pages_move_to_a_type_of_the_site(
    client, admin_client, site, make_sheet, make_common, find, link, django_capture_on_commit_callbacks
):
    common = make_common("Charte")
    call_command("migrate", "testextends", "0001", verbosity=0)
    sheet = make_sheet(
        "Repair Café",
        body=plain_sections(),
        themes=[site.themes["repair"]["fr"]],
        tags=["vélo"],
        territory=site.territory.lille,
        cover=image(),
    )
    sheet.common_links = [SheetCommon(common_key=common.translation_key, relation="uses")]
    sheet.save_revision().publish()
    translate(sheet, "en")
    draft = make_sheet("Brouillon", publish=False)
    link(sheet, draft)
    sheet = SheetPage.objects.get(pk=sheet.pk)
    before, english = everything(sheet), everything(sheet.get_translation(site.locales["en"]))
    revisions = list(Revision.objects.page_revisions().values_list("pk", "object_id"))
    references = ReferenceIndex.objects.count()
    assert not check()

    call_command("migrate", "testextends", verbosity=0)

    assert not SheetPage.objects.exists()
    moved = InitiativePage.objects.get(pk=sheet.pk)
    assert everything(moved) == before
    assert everything(moved.get_translation(site.locales["en"])) == english
    assert moved.motto == ""
    assert type(Page.objects.get(pk=sheet.pk).specific) is InitiativePage
    assert list(Revision.objects.page_revisions().values_list("pk", "object_id")) == revisions
    assert ReferenceIndex.objects.count() == references
    latest = moved.get_latest_revision_as_object()
    assert everything(latest) == before
    old = ContentType.objects.get_for_model(SheetPage)
    assert not Revision.objects.filter(content_type=old).exists()
    # Documents name the type of their page.
    call_command("essaimage_index", "rebuild", verbosity=0)
    assert not check()
    assert find("Convivial") == ["Repair Café"]
    assert "Réparer ensemble" in client.get(moved.url).content.decode()
    for pk in (moved.pk, moved.get_translation(site.locales["en"]).pk, draft.pk):
        assert admin_client.get(reverse("wagtailadmin_pages:edit", args=[pk])).status_code == 200
    assert admin_client.get(reverse("wagtailadmin_pages:history", args=[pk])).status_code == 200
    # It goes on: a new version, a new common, the translation anew.
    moved.motto = "Réparer"
    moved.common_links.create(common_key=common.translation_key, relation="produces")
    moved.save_revision().publish()
    assert translate(InitiativePage.objects.get(pk=moved.pk), "en").motto == "RÉPARER"
    assert InitiativePage.objects.get(pk=moved.pk).common_links.count() == 2
    assert not check()

    call_command("migrate", "testextends", "0001", verbosity=0)
    assert SheetPage.objects.get(pk=sheet.pk).common_links.count() == 2
    assert not InitiativePage.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_would_be_lost_stops_the_move(site, make_initiative):
    from django.apps import apps
    from django.db import connection

    from essaimage_wagtail.moving import move_pages

    make_initiative("Grainothèque", motto="Semer")
    with pytest.raises(ValueError, match="motto"), connection.schema_editor() as editor:
        move_pages("testextends.InitiativePage", "essaimage_pages.SheetPage")(apps, editor)
    assert InitiativePage.objects.get().motto == "Semer"
