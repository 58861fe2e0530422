"""A sheet that somebody types into a workbook by hand: without ids, in their own words, amounts and dates."""

import datetime
from decimal import Decimal

from django.utils.translation import override

from essaimage_wagtail.pages.models import SheetPage

from .spreadsheets import book, problems, taken

TABS = {
    "Sheets": [("id", "Language", "Title", "Tags [tags]"), ("new", "fr", "Café", "thé; café")],
    "Sections": [
        ("id", "language", "section", "part", "text"),
        ("new", "fr", "Description", "Texte", "Un.\n\n- deux\n- trois"),
        ("new", "fr", "need", "objectives", "Réparer"),
        ("new", "fr", "need", "objectives", "Apprendre"),
        ("new", "fr", "Lessons learnt", "worked", '<p onclick="x()">Ça <b>va</b><script>alert(1)</script></p>'),
    ],
    "sheets.body.budget.lines": [
        ("id", "language", "label", "amount", "side"),
        ("new", "fr", "Loyer", "1 950,50", "Dépense"),
        ("new", "fr", "Café", 12.5, "expense"),
    ],
    "sheets.body.planning.actions": [
        ("id", "language", "name", "start", "end"),
        ("new", "fr", "Ouvrir", "15 mars 2027", datetime.datetime(2027, 4, 1)),
    ],
}


def test_a_sheet_that_is_typed_by_hand(site):
    with override("fr"):
        kept = taken(book(TABS), parent=site.directory["fr"].pk)
    assert problems(kept) == []
    sheet = SheetPage.objects.get()
    body = {section.block_type: section.value for section in sheet.body}
    # Sections that lists ask for stand where they usually do.
    assert [section.block_type for section in sheet.body] == ["description", "need", "budget", "planning", "lessons"]
    assert "<li" in body["description"]["text"].source
    assert list(body["need"]["objectives"]) == ["Réparer", "Apprendre"]
    worked = body["lessons"]["worked"].source
    assert "<b>va</b>" in worked
    assert "script" not in worked
    assert "onclick" not in worked
    assert [line["amount"] for line in body["budget"]["lines"]] == [Decimal("1950.50"), Decimal("12.5")]
    assert {line["side"] for line in body["budget"]["lines"]} == {"expense"}
    [action] = body["planning"]["actions"]
    assert (action["start"], action["end"]) == (datetime.date(2027, 3, 15), datetime.date(2027, 4, 1))

    # The same word for an id means the same sheet the next time.
    with override("fr"):
        again = taken(book({"Sheets": [("id", "Language", "Title"), ("NEW", "fr", "Le café")]}), overwrite=True)
    assert again.counts()["change"] == 1
    waiting = SheetPage.objects.get().get_latest_revision_as_object()
    assert (waiting.title, len(waiting.body)) == ("Le café", 5)


def test_lists_without_the_sections_are_left_out_and_told(site):
    alone = {name: rows for name, rows in TABS.items() if name != "Sections"}
    with override("en"):
        kept = taken(book(alone), parent=site.directory["fr"].pk)
    assert len([note for note in kept.notes if "needs the table “Sections”" in note]) == 2
    assert len(SheetPage.objects.get().body) == 0


def test_lines_that_belong_to_nothing_are_told(site):
    rows = {**TABS, "sheets.body.budget.lines": [("id", "language", "label"), ("new", "", "Loyer")]}
    with override("en"):
        kept = taken(book(rows), parent=site.directory["fr"].pk)
    assert kept.notes == ["Lines of “Lines” belong to no page of the file, such as line 2: check id and language."]


def test_what_the_site_does_not_know_is_told_by_cell(site):
    tabs = {
        "Sheets": TABS["Sheets"],
        "Sections": [
            ("id", "language", "section", "part", "text"),
            ("new", "fr", "Nonsense", "Texte", "x"),
            ("new", "fr", "Description", "Nonsense", "x"),
        ],
        "sheets.body.budget.lines": [("id", "language", "amount"), ("new", "fr", "1.950 or so")],
    }
    with override("en"):
        kept = taken(book(tabs), parent=site.directory["fr"].pk)
    [line] = kept.lines.filter(is_main=True)
    assert [(one["table"], one["line"]) for one in line.problems] == [("Sections", 2), ("Sections", 3), ("Lines", 2)]
    assert not SheetPage.objects.exists()
