"""The tutorial as a person takes it: its commands, and its steps in the admin and on the site, in a browser.

Each step unpacks what its section marks, in this order: labels in bold, and words to type as code. What is changed
there has to be changed here, and a label that is not on the screen fails.
"""

import re

from playwright.sync_api import Locator, Page, expect

from .browsing import loading, unfold
from .conftest import ROOT

TUTORIAL = ROOT / "docs" / "tutorials" / "first-site.md"


def section(heading: str) -> str:
    return TUTORIAL.read_text().partition(f"## {heading}\n")[2].partition("\n## ")[0]


def commands(heading: str) -> list[str]:
    """What a section tells the reader to type in a terminal."""
    return re.findall(r"^    (.+)$", section(heading), re.MULTILINE)


def marked(heading: str) -> list[str]:
    found = re.findall(r"\*\*(.+?)\*\*|`(.+?)`", section(heading), re.DOTALL)
    return [" ".join((label or typed).split()) for label, typed in found]


def press(place: Page | Locator, name: str) -> None:
    """A button or link by its words."""
    place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("link", name=name, exact=True)).click()


def choose_type(page: Page, name: str) -> None:
    """A type of page, which has a description after its name."""
    page.get_by_role("link", name=re.compile(f"^{re.escape(name)}( |$)")).click()


def publish(page: Page, save: str, label: str) -> None:
    footer = page.locator("footer", has=page.get_by_role("button", name=save))
    unfold(footer.get_by_role("button", name="More actions"))
    with loading(page):
        press(footer, label)


def give_title(page: Page, label: str, title: str) -> None:
    """Key by key: Wagtail makes the name in addresses from it meanwhile."""
    field = page.get_by_role("textbox", name=label)
    field.press_sequentially(title)
    field.press("Tab")
    expect(page.locator("[name=slug]")).not_to_have_value("")


def add_english(page: Page) -> None:
    """From any page of the admin."""
    settings, locales, add, enable, source, save = marked("3. The languages")
    page.get_by_role("button", name=settings).click()
    press(page, locales)
    press(page, add)
    expect(page.get_by_label("Language").locator("option")).to_have_text(["English"])
    press(page, enable)
    page.get_by_label(source).select_option(label="Français")
    press(page, save)
    page.locator(".messages .success", has_text="English").wait_for()


def write_a_sheet(page: Page) -> None:
    """It ends at the message that the sheet is published."""
    (
        pages, home, add_directory, directory, directory_title, directory_label, save_directory, publish_directory,
        add_sheet, sheet, label, title, save, ask, pitch, pitched, choose, territory, theme,
        sections, description, described, quotation, quoted, finish,
    ) = marked("4. A directory and a sheet")  # fmt: skip
    page.get_by_role("button", name=pages).click()
    page.get_by_role("link", name=home).filter(has_text="Français").click()
    unfold(page.locator("header").get_by_role("button", name="Actions"))
    press(page.locator("header"), add_directory)
    choose_type(page, directory)
    give_title(page, directory_label, directory_title)
    publish(page, save_directory, publish_directory)
    page.get_by_role("button", name=f"More options for '{directory_title}'").click()
    press(page.get_by_role("row", name=directory_title), add_sheet)
    choose_type(page, sheet)

    give_title(page, label, title)
    page.get_by_role("button", name=save).click()
    page.locator(".messages .success").wait_for()
    expect(page.locator(".error-message")).to_have_count(0)
    publish(page, save, ask)
    field = page.get_by_role("textbox", name=pitch)
    expect(page.locator(".w-field", has=field).locator(".error-message")).to_be_visible()
    field.fill(pitched)
    press(page, choose)
    page.locator(".modal").get_by_label("Search term").fill(territory)
    press(page.locator(".modal"), territory)
    page.get_by_label(theme).check()
    page.get_by_role("tab", name=sections).click()
    for name, words in ((description, described), (quotation, quoted)):
        page.locator(".c-sf-add-button:visible").last.click()
        page.get_by_role("option", name=name).click()
        page.locator("textarea:focus, [contenteditable=true]:focus").press_sequentially(words)
    publish(page, save, finish)
    page.locator(".messages .success", has_text=title).wait_for()


def find_it(page: Page) -> None:
    """From the message that the sheet is published."""
    view, everything, typed, number = marked("5. Find it")
    press(page.locator(".messages"), view)
    for words in ("Des voisins", "Jardins et nature en ville", "La terre", "Un potager"):
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("link", name=everything).click()
    search(page, typed, "Rechercher")
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    expect(page.locator(".es-card__title")).to_have_text("Jardin partagé")


def search(page: Page, words: str, button: str) -> None:
    page.get_by_role("combobox").fill(words)
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**q=**")


def translate_it(page: Page, address: str) -> None:
    translate, language, submit, begin, title, save, finish, typed = marked("6. Translate it")
    original = "Jardin partagé"
    page.goto(f"{address}/admin/pages/search/?q=jardin")
    page.get_by_role("row", name="Français").get_by_title("Edit this page").click()
    unfold(page.locator("header").get_by_role("button", name="Actions").first)
    press(page, translate)
    page.get_by_label(language).check()
    page.get_by_role("button", name=submit).click()
    texts = iter([title, "Neighbours grow together.", "Vegetables below.", "The soil is for all.", "shared-garden"])
    tabs = page.get_by_role("tab")
    tabs.first.wait_for()
    for tab in tabs.all():
        tab.click()
        buttons = page.get_by_role("tabpanel").get_by_role("button", name=begin, exact=True)
        for _each in range(buttons.count()):
            buttons.first.click()
            page.keyboard.type(next(texts))
            press(page, save)
    press(page, finish)
    page.locator(".messages .success", has_text=title).wait_for()

    page.goto(f"{address}/en/initiatives/")
    search(page, typed, "Search")
    page.locator(".es-card").get_by_role("link", name=title).click()
    for heading, other in ((title, "Français"), (original, "English")):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        page.locator(".es-languages summary").click()
        page.locator(".es-languages").get_by_role("link", name=other).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
