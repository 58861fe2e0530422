"""How complete a sheet is: what counts, where the figure is kept, who sees it."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from essaimage_wagtail.admin.completeness import completeness_of
from essaimage_wagtail.blocks import SheetBody
from essaimage_wagtail.completeness import WEIGHTS, WHY, assess, percent
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search.indexing import documents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def sections(*names):
    """A value for each section, as a page's body takes it: its preview, which is filled in."""
    blocks = SheetBody().child_blocks
    return [(name, blocks[name].get_preview_value()) for name in names]


def whys(page):
    return [gap.why for gap in assess(page).missing]


def test_every_part_that_counts_exists_and_says_what_it_means_to_lack_it():
    fields = {field.name for field in SheetPage._meta.get_fields()}
    blocks = set(SheetBody().child_blocks)
    assert set(WEIGHTS) == set(WHY)
    assert [part for part in WEIGHTS if part not in fields | blocks] == []


def test_page_that_was_never_saved_is_assessed():
    found = assess(SheetPage(title="Lavoir"))
    assert found.percent == 0
    assert {gap.section for gap in found.missing} == set(WEIGHTS)


def test_what_is_filled_in_counts(site, make_sheet):
    empty = make_sheet("Vide")
    some = make_sheet("Un peu", territory=site.territory.lille, themes=[site.themes["garden"]["fr"]], start_year=1997)
    more = make_sheet("Plus", territory=site.territory.lille, body=sections("context", "governance", "vigilance"))
    assert percent(SheetPage(title="Vide")) == 0 < empty.completeness < some.completeness < more.completeness
    assert assess(more).percent == more.completeness
    assert not {"territory", "context", "vigilance"} & {gap.section for gap in assess(more).missing}


def test_only_what_lacks_nothing_is_complete(make_sheet, settings):
    settings.ESSAIMAGE = {"COMPLETENESS_WEIGHTS": {part: 0 for part in WEIGHTS if part not in ("context", "swot")}}
    assert make_sheet("Une", body=sections("context")).completeness == 50
    whole = make_sheet("Deux", body=sections("context", "swot"))
    assert (whole.completeness, assess(whole).missing) == (100, [])


def test_section_that_is_half_there_counts_half_and_says_what_lacks(make_sheet):
    body = [
        ("swot", {"strengths": ["Cheap"], "weaknesses": [" "]}),
        ("lessons", {"worked": "<p>Much</p>", "failed": "<p></p>"}),
        ("need", {"need": "<p>Soap</p>"}),
        ("results", {"indicators": [{"name": "People", "value": Decimal(3)}]}),
    ]
    sheet = make_sheet("Lavoir", body=body)
    found = {gap.section: gap for gap in assess(sheet).missing}
    assert found["swot"].why == "No weakness is declared."
    assert found["lessons"].why == "Nothing says what failed."
    assert found["need"].why == "No objective is set."
    assert found["results"].why == "1 figure has no source."
    places = {"swot": "weaknesses", "lessons": "failed", "need": "objectives", "results": "indicators"}
    for block in sheet.body:
        gap = found[block.block_type]
        assert gap.weight == WEIGHTS[block.block_type] / 2
        assert gap.anchor == f"body.{block.id}.{places[block.block_type]}"
        assert not gap.is_absent
    assert found["swot"].admitted and not found["lessons"].admitted


def test_blank_section_is_no_section_and_the_place_to_write(make_sheet):
    sheet = make_sheet("Lavoir", body=[("context", {"text": "<p></p>"})])
    found = {gap.section: gap for gap in assess(sheet).missing}
    assert found["context"].why == "Nothing says where it comes from."
    assert (found["context"].anchor, found["context"].is_absent) == (f"body.{sheet.body[0].id}", False)
    assert (found["lessons"].anchor, found["lessons"].is_absent) == ("body", True)


def test_good_sheet_counts_as_good_and_an_empty_frame_as_nothing(site, make_sheet, settings):
    """Description, actors, figures with their source, budget and plan, and who, where and when."""
    told = ("description", "actors", "results", "budget", "planning")
    known = {"territory": site.territory.lille, "themes": [site.themes["garden"]["fr"]], "start_year": 1997}
    good = make_sheet("Bonne", body=sections(*told), **known)
    assert good.completeness >= 50
    good.audiences, good.bearer_id, good.cover_id = [site.audience["fr"]], 1, 1
    assert percent(good) >= 60
    rest = [part for part in WEIGHTS if part in SheetBody().child_blocks and part not in told]
    others = make_sheet("Le reste", body=sections(*rest), **known)
    assert others.completeness < good.completeness
    assert percent(SheetPage(title="Vide", body=[(name, {}) for name in told])) == 0


def test_what_is_missing_is_in_groups_what_matters_first():
    sheet = SheetPage(title="Lavoir", body=[*sections("need", "budget"), ("actors", {})])
    found = completeness_of(sheet)
    assert [group["value"] for group in found["groups"]] == ["publish", "convince", "redo"]
    assert sum(group["total"] for group in found["groups"]) == len(WEIGHTS)
    publish, convince, redo = ([gap.section for gap in group["missing"]] for group in found["groups"])
    assert publish[:2] == ["pitch", "description"]
    assert "need" not in publish
    assert convince[:2] == ["results", "actors"]
    assert "budget" not in redo
    assert found["next"].section == "pitch"
    assert {gap.section for group in found["groups"] for gap in group["missing"]} == {
        gap.section for gap in assess(sheet).missing
    }


def test_what_a_site_adds_is_in_a_group(settings, make_sheet):
    settings.ESSAIMAGE = {"COMPLETENESS_WEIGHTS": {"text": 2, "citation": 1}}
    _publish, convince, _redo = completeness_of(make_sheet("Lavoir"))["groups"]
    assert {"text", "citation"} <= {gap.section for gap in convince["missing"]}


def test_site_weighs_in_its_own_way(make_sheet, settings):
    sheet = make_sheet("Lavoir", body=sections("context"))
    before = assess(sheet).percent
    settings.ESSAIMAGE = {"COMPLETENESS_WEIGHTS": {"context": 50, "no_such_part": 1, "need": "much", "swot": -1}}
    found = assess(sheet)
    assert found.percent > before
    assert {gap.section: gap.weight for gap in found.missing}["need"] == WEIGHTS["need"]


def test_figure_follows_the_live_version_and_each_draft_has_its_own(make_sheet):
    sheet = make_sheet("Lavoir", body=sections("context"))
    published = sheet.completeness
    draft = sheet.get_latest_revision_as_object()
    draft.body = sections("context", "need", "lessons")
    draft.save_revision()
    sheet = SheetPage.objects.get(pk=sheet.pk)
    assert sheet.completeness == published
    assert sheet.get_latest_revision_as_object().completeness > published
    sheet.get_latest_revision().publish()
    assert SheetPage.objects.get(pk=sheet.pk).completeness > published


def test_list_shows_the_draft_where_nothing_is_live(make_sheet):
    sheet = make_sheet("Lavoir", publish=False)
    sheet.body = sections("context", "need", "lessons")
    sheet.save_revision(clean=False)
    assert SheetPage.objects.get(pk=sheet.pk).completeness == assess(sheet).percent > 0


def test_search_knows_the_figure(make_sheet):
    sheet = make_sheet("Lavoir", body=sections("context"))
    ((_page, (document,)),) = documents.documents_of([sheet])
    assert document.numbers["completeness"] == sheet.completeness / 100 > 0


def test_form_leads_to_what_is_missing_or_adds_it(admin_client, make_sheet):
    sheet = make_sheet("Lavoir", body=[("swot", {"strengths": ["Cheap"]}), ("context", {})])
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[sheet.pk])).content.decode()
    links = BeautifulSoup(html, "html.parser").select("[data-essaimage-completeness] button")
    places = {(link["data-essaimage-go"], link.get("data-essaimage-section")) for link in links}
    assert {
        (f"body.{sheet.body[0].id}.weaknesses", None),
        (f"body.{sheet.body[1].id}", None),
        ("territory", None),
        ("body", "lessons"),
    } <= places


def test_form_of_a_new_sheet_says_that_nothing_is_there_yet(admin_client, site):
    url = reverse("wagtailadmin_pages:add", args=["essaimage_pages", "sheetpage", site.directory["fr"].pk])
    assert 'value="0"' in admin_client.get(url).content.decode()


def test_command_brings_every_figure_up_to_date(make_sheet, settings, capsys):
    settings.ESSAIMAGE = {"COMPLETENESS_WEIGHTS": {"pitch": 0}}
    live = make_sheet("En ligne", body=sections("context"))
    draft = make_sheet("Brouillon", body=sections("context"), publish=False)
    make_sheet("Vide")
    settings.ESSAIMAGE = {"COMPLETENESS_WEIGHTS": {"context": 50, "pitch": 0}}
    call_command("essaimage_completeness", verbosity=0)
    assert "2 of 3 sheets changed." in capsys.readouterr().out
    for sheet in (live, draft):
        sheet.refresh_from_db()
        assert sheet.completeness == assess(sheet).percent
    call_command("essaimage_completeness", verbosity=0)
    assert "0 of 3" in capsys.readouterr().out
