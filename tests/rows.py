"""Editors type and paste into the tables of a sheet (for ``test_rows*.py``)."""

import re

from django.utils.translation import override

from essaimage_wagtail.choices import ActionState, ActorKind, BudgetSide, FunderKind

from .browsing import DESKTOP, loading
from .demo import sign_in

PASTE = """(target, [text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
COUNT_CLICKS = "window.clicks = 0; addEventListener('click', (event) => { clicks += event.detail > 0 }, true)"
SECTION = "[data-contentpath=body] [data-streamfield-stream-container] > [data-streamfield-child]:not([aria-hidden])"

TABLES = {
    "actors": [
        ("Mairie 🌻", ActorKind.LOCAL_AUTHORITY, "Prête la salle", 3, 5),
        ("École Jules-Ferry", ActorKind.SCHOOL, "Amène les familles", 5, 3),
        ("Les Deux Rives", ActorKind.ASSOCIATION, "Porte le projet", 5, 4),
        ("جمعية الحي", ActorKind.ASSOCIATION, "Invite", 4, 2),
        ("Voix du canton", ActorKind.MEDIA, "Annonce", 2, 2),
    ],
    "indicators": [
        ("Objets réparés", 312, "objets", "2023", "Cahier"),
        ("Visiteurs", 1950.5, "personnes", "2023", "Comptage"),
        ("Revenus", 60, "%", "avril 2024", "Enquête"),
    ],
    "lines": [
        (BudgetSide.EXPENSE, "Outils", 1950.5, 2023, ""),
        (BudgetSide.EXPENSE, "Assurance", 300, 2023, ""),
        (BudgetSide.EXPENSE, "Loyer", 1200, 2023, ""),
        (BudgetSide.INCOME, "Commune", 2000, 2023, FunderKind.LOCAL_AUTHORITY),
        (BudgetSide.INCOME, "Chapeau", 450, 2023, FunderKind.MEMBERS),
        (BudgetSide.INCOME, "Fondation", 1000.25, 2024, FunderKind.FOUNDATION),
    ],
    "actions": [
        ("Visiter", "Le groupe", "2027-01-10", "2027-02-28", ActionState.DONE),
        ("Trouver une salle", "La mairie", "2027-03-15", "2027-05-31", ActionState.DOING),
        ("Ouvrir", "Tous", "2027-09-19", "", ActionState.TODO),
        ("Imprimer", "", "", "", ActionState.DROPPED),
    ],
}
"""The sheet of 5 actors, 3 indicators, 6 lines and 4 actions: columns as they stand in the form."""

WRITTEN = {
    "fr": {1950.5: "1 950,50", 1000.25: "1 000,25", "2027-03-15": "15/03/2027", "2027-01-10": "10 janvier 2027"},
    "ar": {1950.5: "١٬٩٥٠٫٥", 1000.25: "1000٫25", "2027-03-15": "١٥ مارس ٢٠٢٧", 2023: "٢٠٢٣"},
}
"""How people write some of it."""


def written(cell, language):
    """A cell as people type it in their language; a choice by its label."""
    if isinstance(cell, str) and hasattr(cell, "label"):
        with override(language):
            return str(cell.label)
    return WRITTEN[language].get(cell, str(cell))


def stored(cell, language):
    """A cell as its field has it when the form is opened again."""
    if isinstance(cell, float):
        return str(cell).replace(".", "," if language == "fr" else ".")
    return str(getattr(cell, "value", cell))


class Editor:
    """An editor's tab on a form of the demonstration."""

    def __init__(self, new_page, demo, language, **options):
        self.demo, self.language = demo, language
        self.tab = new_page(locale=language, **{"viewport": DESKTOP, **options})
        self.tab.context.add_cookies([{"name": "django_language", "value": language, "url": demo}])
        sign_in(self.tab, demo)

    def open_sections(self):
        self.panel = self.tab.locator("[data-contentpath=body]").evaluate("e => e.closest('[role=tabpanel]').id")
        self.tab.locator(f"[role=tab][href='#{self.panel}']").first.click()

    def new_sheet(self, title):
        """A sheet without any section, in French."""
        tab = self.tab
        tab.goto(f"{self.demo}/fr/initiatives/")
        edit = tab.locator("[data-wagtail-userbar] a[href*='/edit/']").first.get_attribute("href")
        parent = re.search(r"/pages/(\d+)/", edit)[1]
        tab.goto(f"{self.demo}/admin/pages/add/essaimage_pages/sheetpage/{parent}/")
        tab.locator("#id_title").fill(title)
        self.open_sections()
        bins = tab.locator(f"{SECTION} > section > .w-panel__header [data-streamfield-action=DELETE]")
        while count := bins.count():
            bins.first.click()
            tab.wait_for_function(
                "([all, count]) => document.querySelectorAll(all).length < count", arg=[SECTION, count]
            )
        tab.evaluate(COUNT_CLICKS)

    def add_section(self, label):
        """Two clicks: “Insert a block”, and the block."""
        self.tab.locator(f"#{self.panel} .c-sf-add-button:not([data-streamfield-list-add]):visible").last.click()
        self.tab.get_by_role("option", name=re.compile("^" + re.escape(label))).first.click()

    def table(self, name):
        return self.tab.locator(f"{SECTION} [data-contentpath={name}] .es-rows").last

    def rows(self, name):
        """The cells of a table, in the order in which they stand."""
        cells = ".es-row__cells :is(input:not([type=hidden]), select, textarea)"
        read = "(rows, cells) => rows.map(row => [...row.querySelectorAll(cells)].map(cell => cell.value))"
        return self.table(name).locator(".es-row:not([aria-hidden])").evaluate_all(read, cells)

    def ids(self, name):
        rows = self.table(name).locator(".es-row:not([aria-hidden])")
        return rows.evaluate_all("rows => rows.map(row => row.querySelector('input[name$=\"-id\"]').value)")

    def save(self):
        with loading(self.tab):
            self.tab.locator("footer .action-save").first.click()
        self.open_sections()

    @property
    def height(self):
        return self.tab.locator(f"#{self.panel}").evaluate("e => e.getBoundingClientRect().height")
