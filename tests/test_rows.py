"""Which lists are edited as a table, and the tables of a site's own blocks in a real Chromium."""

import json

import pytest
from django.utils.translation import override
from wagtail import blocks
from wagtail.admin.telepath import JSContext

from essaimage_wagtail.blocks import ActorBlock, ActorsBlock, EntriesBlock, GalleryBlock, SheetBody
from essaimage_wagtail.blocks.rows import EntriesBlockAdapter, shares

from .browsing import AXE, loading
from .rows import PASTE
from .rows_form import PlainActorBlock, VisitBlock
from .testextends.blocks import ShortActorBlock


def tables(block):
    """``{name: columns}`` of the lists in a block that are edited as a table."""
    if isinstance(block, EntriesBlock):
        return {block.name: block.columns()} if block.columns() else {}
    children = getattr(block, "child_blocks", {}).values()
    return {name: columns for child in children for name, columns in tables(child).items()}


def test_lists_of_a_sheet_that_are_tables():
    assert set(tables(SheetBody())) == {"actors", "indicators", "means", "lines", "actions", "conditions", "points"}


@pytest.mark.parametrize(
    ("entries", "columns"),
    [
        (EntriesBlock(ActorBlock()), ["name", "kind", "role", "interest", "influence"]),
        (EntriesBlock(ActorBlock(columns=["name"])), ["name"]),
        (EntriesBlock(ActorBlock(), columns=["role", "name"]), ["role", "name"]),
        (EntriesBlock(ActorBlock(), columns=()), []),
        (EntriesBlock(PlainActorBlock()), []),
        (EntriesBlock(ShortActorBlock()), ["name", "phone"]),
        (EntriesBlock(VisitBlock()), ["name", "text", "stars"]),
        (EntriesBlock(ActorBlock(form_template="own.html")), []),
        (EntriesBlock(blocks.CharBlock()), []),
        (GalleryBlock().child_blocks["pictures"], []),
    ],
)
def test_columns(entries, columns):
    assert entries.columns() == columns


def test_figures_are_narrower_than_texts_and_the_first_text_is_widest():
    fields = [blocks.ChoiceBlock(choices=[]), blocks.CharBlock(), blocks.CharBlock(), blocks.IntegerBlock()]
    choice, name, text, year = shares(fields)
    assert name > text > choice > year


def test_words_are_in_the_language_of_each_answer():
    said = []
    for language in ("fr", "ar"):
        with override(language):
            meta = EntriesBlockAdapter().js_args(ActorsBlock().child_blocks["actors"])[3]
            said.append(meta["essaimageRows"]["words"]["close"])
    assert said == ["Fermer", "إغلاق"]


def test_lists_are_still_those_of_wagtail_where_they_are_no_tables():
    packed = json.dumps(JSContext().pack(EntriesBlock(blocks.CharBlock())))
    assert "essaimageRows" not in packed


@pytest.mark.browser
def test_blocks_of_a_site(live_server, settings, admin):
    """Widgets that the plugin does not know are edited as ever, in a line too; what cannot be pasted there is told."""
    settings.ROOT_URLCONF = "tests.rows_form"
    admin.goto(f"{live_server.url}/rows/")
    assert admin.locator(".es-rows").count() == 2
    assert admin.locator("[name='lists-plain-0-value-role']").is_visible()
    visits = admin.locator("[data-contentpath=visits] .es-rows")
    visits.locator("[data-essaimage-add]").click()
    table = (
        "<table><tr><th>Stars<th>Name<th>Open<th>Text<th>Page<tr><td>5<td>Ada<td>yes<td>Fine<td>Home</table>and more"
    )
    visits.locator("input[type=text]").first.evaluate(PASTE, ["", table])
    unplaced = visits.locator(".es-rows__unplaced li").all_inner_texts()
    assert [word in line for word, line in zip(("and more", "Fine", "Home"), unplaced, strict=True)] == [True] * 3
    found = AXE.run(admin, context={"include": [[".es-rows"]], "exclude": [["[contenteditable]"]]}).response[
        "violations"
    ]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    visits.locator("[contenteditable=true]").first.click()
    admin.keyboard.type("One")
    admin.keyboard.press("Enter")
    admin.keyboard.type("Two")
    visits.locator("[data-stars]").first.press("Enter")
    admin.keyboard.type("Grace")
    short = admin.locator("[data-contentpath=short] .es-rows")
    short.locator("[data-essaimage-paste]").click()
    short.locator("textarea").last.evaluate(PASTE, ["Mairie\nÉcole", ""])
    # The editor of rich text writes what was typed into its field a little later.
    admin.wait_for_function(
        "[...document.querySelectorAll('.es-rows input[type=hidden]')].some(f => f.value.includes('Two'))"
    )
    with loading(admin):
        admin.locator("#send").click()
    sent = json.loads(admin.locator("body").inner_text())
    ada, grace = (visit["value"] for visit in sent["visits"])
    assert (ada["name"], ada["stars"], ada["open"], grace["name"]) == ("Ada", "5", True, "Grace")
    assert "One" in ada["text"] and "Two" in ada["text"]
    assert [actor["value"]["name"] for actor in sent["short"]] == ["Mairie", "École"]
    assert [actor["value"]["name"] for actor in sent["plain"]] == ["A"]
