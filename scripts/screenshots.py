"""Takes the pictures of the guide for editors, ``docs/images/fr``: ``python -m scripts.screenshots``, with the names of
some or for all. Whatever it writes in the demonstration is made up."""

import re
import sys

from tests.conftest import PATIENCE
from tests.demo import ROOT, sign_in

from .pictures import chromium, demonstration, keep

DIRECTORY = ROOT / "docs" / "images" / "fr"
COLOURS = 64
WIDTH, HEIGHT = 1280, 1400
SHEET = "epicerie-itinerante-exemple-fictif"
UNDISTURBED = """
    *, ::before, ::after { animation: none !important; transition: none !important; caret-color: #0000 !important }
    footer, .w-dismissible-badge, .w-minimap, .w-minimap__collapse-all { visibility: hidden !important }
"""
"""What is not the subject of any picture: what floats over a form, and news of Wagtail."""
AROUND = """([elements, [aside, above], whole]) => {
    const boxes = elements.map(element => element.getBoundingClientRect());
    const page = (whole ? document.body : document.querySelector("main")).getBoundingClientRect();
    const edges = [
        Math.max(page.left, Math.min(...boxes.map(box => box.left)) - aside),
        Math.max(0, Math.min(...boxes.map(box => box.top)) - above),
        Math.min(page.right, Math.max(...boxes.map(box => box.right)) + aside),
        Math.min(innerHeight, Math.max(...boxes.map(box => box.bottom)) + above),
    ].map(Math.round);
    return { x: edges[0], y: edges[1], width: edges[2] - edges[0], height: edges[3] - edges[1] };
}"""
"""The rectangle around some elements, within what is beside the menu or in the whole window."""


class Photographer:
    def __init__(self, page, address):
        self.page = page
        self.address = address

    def go(self, path):
        self.page.goto(f"{self.address}/admin/{path}")
        self.page.wait_for_load_state("networkidle")

    def page_id(self, slug, locale="fr"):
        query = f"?slug={slug}&locale={locale}&fields=_,id,type"
        items = self.page.request.get(f"{self.address}/admin/api/main/pages/{query}").json()["items"]
        return next(item["id"] for item in items if not item["meta"]["type"].endswith("StepPage"))

    def tab(self, name):
        self.page.get_by_role("tab", name=name, exact=True).click()

    def section(self, kind):
        """The block of a kind on the open tab of a sheet, scrolled to below the header."""
        field = self.page.locator(f"[name^=body-][name$=-type][value={kind}]").first
        return self.page.locator("[data-streamfield-child]", has=field).first

    def take(self, name, *locators, margin=(16, 16), whole=False):
        """A picture of what is around some elements, with few colours."""
        self.page.add_style_tag(content=UNDISTURBED)
        # Where an element is focused or pointed at, it looks otherwise.
        self.page.mouse.move(WIDTH - 1, HEIGHT - 1)
        self.page.evaluate("document.activeElement.blur()")
        self.page.wait_for_timeout(500)
        elements = [locator.first.element_handle() for locator in locators]
        clip = self.page.evaluate(AROUND, [elements, margin, whole])
        keep(self.page.screenshot(clip=clip), DIRECTORY / f"{name}.png", COLOURS)


def prefer_french(shot):
    """In the account of the demonstration's user, as people do it."""
    shot.go("account/")
    names = {"first_name": "Camille", "last_name": "Exemple", "email": "camille@example.org"}
    for name, value in names.items():
        shot.page.locator(f"[name$=-{name}]").fill(value)
    shot.page.locator("[name=locale-preferred_language]").select_option("fr")
    shot.page.get_by_role("button", name=re.compile("Enregistrer|Save|Sauvegarder")).last.click()
    shot.page.locator(".messages .success").wait_for()


def menu(shot):
    shot.go("")
    page = shot.page
    page.get_by_role("button", name="Essaimage", exact=True).click()
    first, last = (page.get_by_role("link", name=name) for name in ("Essaimages", "Mots de la recherche"))
    last.wait_for()
    shot.take("menu", page.get_by_role("button", name="Pages", exact=True), first, last, margin=(0, 12), whole=True)


def new_sheet(shot, title="Lavoir (exemple fictif)"):
    """Wagtail may save it, so that another title is needed where it has to be saved."""
    shot.go(f"pages/add/essaimage_pages/sheetpage/{shot.page_id('initiatives')}/")
    shot.page.locator("[name=title]").press_sequentially(title)
    shot.page.keyboard.press("Tab")
    shot.page.wait_for_function("document.querySelector('[name=slug]').value")
    shot.page.locator("[name=pitch]").fill("Le mardi, on lave, on étend, on bavarde. Tout est inventé.")


def identity(shot):
    new_sheet(shot)
    page = shot.page
    shot.take("identite", page.locator(".w-slim-header"), page.locator("[name=pitch]"))


def completeness(shot):
    new_sheet(shot, "Lavoir ouvert (exemple fictif)")
    page = shot.page
    page.locator("[name=start_year]").fill("2019")
    page.locator("[name=themes]").first.check()
    page.locator("[name=audiences]").first.check()
    shot.tab("Rubriques")
    write(shot, "description", "Un lavoir rouvert, le mardi, avec du café.")
    write(shot, "governance", "Une réunion par mois décide ; chaque famille a une voix.")
    save_draft(shot)
    shot.tab("Rubriques")
    panel = page.locator("section", has=page.locator("progress")).last
    shot.take("completude", panel.locator("h2"), panel.locator(".es-completeness"))


def save_draft(shot):
    with shot.page.expect_navigation():
        shot.page.locator("button.action-save").first.click()
    # The message that it is saved goes.
    shot.page.reload()
    shot.page.wait_for_load_state("networkidle")


def write(shot, kind, words):
    """Words into the first text of a section."""
    shot.section(kind).locator(".public-DraftEditor-content").first.click()
    shot.page.keyboard.type(words)


def questions(shot):
    new_sheet(shot)
    shot.tab("Rubriques")
    section = shot.section("need")
    section.evaluate("element => (element.style.scrollMarginTop = '8em', element.scrollIntoView())")
    shot.take("questions", section, margin=(24, 2))


def checks(shot):
    """A heading of the fourth level where none of the third is above it."""
    new_sheet(shot, "Fournil (exemple fictif)")
    save_draft(shot)
    page = shot.page
    shot.tab("Rubriques")
    text = page.locator(".public-DraftEditor-content:visible").first
    text.click()
    page.keyboard.type("#### Une fournée par semaine", delay=20)
    page.keyboard.press("Enter")
    text.locator("h4").wait_for()
    page.keyboard.type("Le four chauffe le vendredi.")
    page.locator("[data-side-panel-toggle=checks]").click()
    found = page.locator("[data-side-panel=checks]").get_by_text("Hiérarchie de titre incorrecte")
    found.wait_for()
    shot.take("verifications", page.locator(".w-slim-header"), text, found)
    # Wagtail remembers what is open.
    page.locator("[data-side-panel-toggle=checks]").click()


def contacts(shot):
    page = shot.page
    for name, role, agreed in (
        ("Camille Exemple (fictif)", "Accueil du samedi", True),
        ("Dominique Exemple (fictif)", "Trésorerie", False),
    ):
        shot.go("snippets/essaimage_wagtail/contact/add/")
        page.locator("[name=name]").fill(name)
        page.locator("[name=role]").fill(role)
        page.locator("[name=consent]").set_checked(agreed)
        page.locator("footer button[type=submit]").first.click()
        page.wait_for_url("**/contact/")
    shot.go("snippets/essaimage_wagtail/contact/")
    shot.take("contacts", page.locator("main table"), margin=(0, 0))


def replication(shot):
    page = shot.page
    shot.go(f"essaimage/replicate/{shot.page_id(SHEET)}/")
    page.locator(".chooser button:visible").first.click()
    page.locator(".modal [name=q]").fill("lille")
    page.locator(".modal tbody a", has_text="Lille").first.click()
    page.locator(".chooser", has_text="Lille").wait_for()
    page.locator(".modal").wait_for(state="hidden")
    page.locator("[name=language]").select_option("fr")
    form = page.locator("form[action*=replicate]")
    shot.take(
        "essaimage", form.locator("label").first, form.get_by_text("S’il est convenu"), form.locator("button").last
    )


def common(shot):
    shot.go(f"pages/add/essaimage_pages/commonpage/{shot.page_id('communs')}/")
    page = shot.page
    shot.tab("Prendre part")
    page.get_by_role("button", name="Ajouter un(e) Offre ou besoin").click()
    page.locator("[name=offers-0-until]").fill("30 juin 2027")
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    calendar.wait_for()
    page.get_by_text("Nature").last.click()
    calendar.wait_for(state="hidden")
    what = page.locator("[name=offers-0-text]")
    what.fill("Une salle à Lille, le mardi soir (exemple fictif).")
    panel = page.locator("[id$=offres_et_besoins-section]")
    shot.take("offre", panel.locator("h2"), what, panel.get_by_role("button").last, margin=(40, 16))


def translation(shot):
    query = f"?translation_of={shot.page_id(SHEET)}&locale=en&fields=_,id"
    (found,) = shot.page.request.get(f"{shot.address}/admin/api/main/pages/{query}").json()["items"]
    shot.go(f"pages/{found['id']}/edit/")
    page = shot.page
    pitch = page.get_by_text("Accroche", exact=True)
    pitch.wait_for()
    page.get_by_role("button", name="Modifier").nth(1).click()
    shot.take("traduction", pitch, page.get_by_role("button", name="Enregistrer").first)


PICTURES = {
    "menu": menu,
    "identite": identity,
    "completude": completeness,
    "questions": questions,
    "verifications": checks,
    "contacts": contacts,
    "essaimage": replication,
    "offre": common,
    "traduction": translation,
}


def main():
    with demonstration() as address, chromium() as browser:
        context = browser.new_context(
            locale="fr-FR", viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        # Pictures of users and news of Wagtail are asked of others.
        page.route(lambda url: not url.startswith(address), lambda route: route.abort())
        sign_in(page, address)
        shot = Photographer(page, address)
        prefer_french(shot)
        for name in sys.argv[1:] or PICTURES:
            PICTURES[name](shot)


if __name__ == "__main__":
    main()
