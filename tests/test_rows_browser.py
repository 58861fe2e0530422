"""An editor fills in the tables of a sheet by keyboard and by pasting: in a real Chromium, in the demonstration."""

import pytest
from django.utils.translation import override

from essaimage_wagtail.blocks import ActorsBlock, BudgetBlock, PlanningBlock, ResultsBlock

from .browsing import PHONE
from .rows import PASTE, TABLES, Editor, stored, written

pytestmark = pytest.mark.browser

SECTIONS = {"actors": ActorsBlock, "indicators": ResultsBlock, "lines": BudgetBlock, "actions": PlanningBlock}
MAX_CLICKS, MAX_HEIGHT = 35, 5000


@pytest.fixture
def editor(demo, new_page):
    """``editor("fr")``: an editor of the demonstration, whose admin and browser are in that language."""

    def editor(language="fr", **options):
        return Editor(new_page, demo, language, **options)

    return editor


def add_section(editor, name):
    with override(editor.language):
        editor.add_section(str(SECTIONS[name]().label))
    editor.table(name).wait_for()


def titles(name, language):
    """The titles of a table's columns."""
    with override(language):
        entry = SECTIONS[name]().child_blocks[name].child_block
        return [str(entry.child_blocks[column].label) for column in entry.meta.columns]


def type_in(editor, rows):
    """With the keyboard alone, from the first cell of the first line."""
    keyboard = editor.tab.keyboard
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if place:
                keyboard.press("Tab")
            if editor.tab.evaluate("document.activeElement.matches('select')"):
                choose(editor, stored(cell, editor.language))
            else:
                keyboard.type(written(cell, editor.language))
        if number < len(rows) - 1:
            keyboard.press("Enter")


def choose(editor, value):
    """An option of the list that has the focus, by the arrows."""
    keyboard = editor.tab.keyboard
    keyboard.press("Home")
    while editor.tab.evaluate("document.activeElement.value") != value:
        keyboard.press("ArrowDown")


def as_text(rows, language):
    """What a spreadsheet puts on the clipboard."""
    return "\n".join("\t".join(written(cell, language) for cell in row) for row in rows)


def as_html(rows, language):
    """What a word processor puts there."""
    lines = ("".join(f"<td><p>{written(cell, language)}&nbsp;</p></td>" for cell in row) for row in rows)
    return f"<html><body><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></body></html>"


def assert_filled(editor):
    for name, rows in TABLES.items():
        assert editor.rows(name) == [[stored(cell, editor.language) for cell in row] for row in rows]


def assert_within_goal(editor):
    assert editor.tab.evaluate("clicks") <= MAX_CLICKS
    assert editor.height <= MAX_HEIGHT


def test_sheet_is_filled_in_by_keyboard(editor):
    editor = editor("fr")
    editor.new_sheet("Au clavier")
    for name, rows in TABLES.items():
        add_section(editor, name)
        editor.table(name).locator("[data-essaimage-add]").click()
        type_in(editor, rows)
    assert_within_goal(editor)
    editor.save()
    assert_filled(editor)
    ids = editor.ids("actors")
    keyboard = editor.tab.keyboard
    # The last line goes up by two, and keeps the focus; the first is written twice, from what its line unfolds.
    editor.table("actors").locator(".es-row:last-of-type input[type=text]").first.focus()
    keyboard.press("Alt+Shift+ArrowUp")
    keyboard.press("Alt+Shift+ArrowUp")
    keyboard.press("End")
    keyboard.type(" !")
    editor.table("actors").locator(".w-panel__toggle").first.press("Enter")
    editor.table("actors").locator("[data-streamfield-action=DUPLICATE]").first.press("Enter")
    editor.save()
    one, two, three, four, five = ids
    first, copy, *others = editor.ids("actors")
    assert [first, *others] == [one, two, five, three, four]
    assert copy not in ids
    assert [row[0] for row in editor.rows("actors")][:4] == [
        "Mairie 🌻",
        "Mairie 🌻",
        "École Jules-Ferry",
        "Voix du canton !",
    ]


def test_sheet_is_pasted(editor):
    editor = editor("ar")
    editor.new_sheet("بالنسخ واللصق")
    for number, (name, rows) in enumerate(TABLES.items()):
        add_section(editor, name)
        table = editor.table(name)
        table.locator("[data-essaimage-paste]").click()
        text, html = as_text(rows, editor.language), ""
        if number % 2:
            html = as_html(rows, editor.language)
        else:
            text = "\t".join(titles(name, editor.language)) + "\n" + text
        table.locator(".es-rows__pasting textarea").evaluate(PASTE, [text, html])
        table.locator("[data-essaimage-paste]").click()
        assert table.locator("li").count() == 0
    assert_within_goal(editor)
    editor.save()
    assert_filled(editor)
    assert len(set(editor.ids("lines"))) == 6
    editor.tab.set_viewport_size(PHONE)
    assert editor.tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_refused_is_said_beside_its_field_and_what_is_deleted_comes_back(editor):
    editor = editor("fr")
    editor.new_sheet("Refusé")
    add_section(editor, "actions")
    table = editor.table("actions")
    table.locator("[data-essaimage-add]").click()
    lines = [
        ("Visiter", "Le groupe", "mars 2027", "", "En cours"),
        ("Ouvrir", "Tous", "31/02/2027", "", "Bientôt", "Attend", "trop"),
    ]
    table.locator(".es-row__cell input").first.evaluate(PASTE, ["\n".join("\t".join(line) for line in lines), ""])
    said = table.locator(".es-rows__unplaced li").all_inner_texts()
    assert [word in line for word, line in zip(("Bientôt", "trop"), said, strict=True)] == [True, True]
    assert [row[2] for row in editor.rows("actions")] == ["mars 2027", "31/02/2027"]
    editor.save()
    table = editor.table("actions")
    assert [row[2] for row in editor.rows("actions")] == ["mars 2027", "31/02/2027"]
    assert "mars 2027" in table.locator(".es-row").first.locator(".w-field--error").inner_text()
    ids = editor.ids("actions")
    table.locator("[data-streamfield-action=DELETE]").first.press("Enter")
    assert [row[0] for row in editor.rows("actions")] == ["Ouvrir"]
    table.locator(".es-rows__message button").first.press("Enter")
    assert [row[0] for row in editor.rows("actions")] == ["Visiter", "Ouvrir"]
    assert editor.ids("actions") == ids
