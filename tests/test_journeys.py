"""The journeys of visitors and editors, in a real Chromium against the running demonstration."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .browsing import loading, open_filters, unfold
from .demo import sign_in
from .production import under_policy

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.browser
CUT = "parts => parts.filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.innerText)"
"""What each of the elements has beyond its edges."""


@pytest.fixture
def visitor(new_page, request):
    """A tab of a phone-sized screen, with or without JavaScript (``request.param``)."""
    page = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=getattr(request, "param", True))
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda asked: problems.append(asked.url) if "127.0.0.1" not in asked.url else None)
    yield page
    assert not [problem for problem in problems if not problem.startswith(("data:", "blob:"))]


@pytest.mark.parametrize("visitor", [True, False], indirect=True, ids=["with JavaScript", "without JavaScript"])
def test_find_judge_and_read_in_another_language(demo, visitor):
    visitor.goto(f"{demo}/fr/")
    assert visitor.locator("html").get_attribute("lang") == "fr"
    search = visitor.locator("form[role=search]").first
    search.locator("input[name=q]").fill("jardin partage")
    search.locator("button[type=submit]").click()
    visitor.wait_for_url("**/fr/initiatives/?q=jardin*")
    first = visitor.locator(".es-card__title a").first
    first.wait_for()
    assert first.inner_text() == "Jardin partagé"
    assert visitor.locator(".es-card mark").count() > 0
    before = visitor.locator(".es-card").count()
    open_filters(visitor)
    facet = visitor.locator("[data-essaimage-facet=territory]")
    if facet.get_attribute("open") is None:
        facet.locator("summary").click()
    facet.get_by_role("link", name="Europe").click()
    visitor.wait_for_url("**territory=*")
    visitor.locator(".es-chip--active", has_text="Europe").wait_for()
    assert 0 < visitor.locator(".es-card").count() <= before
    assert visitor.locator(".es-card__title a").first.inner_text() == "Jardin partagé"
    # The address says it all: a colleague sees the same.
    shared = visitor.url
    titles = visitor.locator(".es-card__title a").all_inner_texts()
    visitor.goto(shared)
    assert visitor.locator(".es-card__title a").all_inner_texts() == titles
    visitor.locator(".es-card__title a").first.click()
    visitor.wait_for_url("**/fr/initiatives/jardin-partage/")
    assert visitor.locator("h1").inner_text() == "Jardin partagé"
    top = visitor.locator(".es-sheet").inner_text()
    for fact in ("Lille", "1997"):
        assert fact in top
    visitor.locator(".es-languages summary").first.click()
    visitor.locator(".es-languages a[hreflang=es]").first.click()
    visitor.wait_for_url("**/es/**")
    assert visitor.locator("html").get_attribute("lang") == "es"
    assert "uerto" in visitor.locator("h1").inner_text()


def test_results_appear_while_typing(demo, visitor):
    visitor.goto(f"{demo}/fr/initiatives/")
    visitor.locator("input[name=q]").first.press_sequentially("repar", delay=30)
    visitor.wait_for_url("**q=repar*")
    visitor.locator(".es-card mark").first.wait_for()
    assert visitor.evaluate("document.activeElement.name") == "q"


def test_arabic_is_mirrored(demo, visitor):
    visitor.goto(f"{demo}/ar/")
    assert visitor.locator("html").get_attribute("dir") == "rtl"
    visitor.locator(".es-card__title a").first.click()
    visitor.wait_for_url("**/ar/*/*/")
    assert visitor.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@pytest.mark.parametrize("path", ["/fr/", "/fr/initiatives/", "/fr/initiatives/?q=exemple+fictif"])
def test_fits_a_phone(demo, visitor, path):
    visitor.goto(demo + path)
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    visitor.locator(".es-card__title a").first.click()
    visitor.locator(".es-sheet").wait_for()
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/fr/initiatives/",
        "/fr/initiatives/epicerie-itinerante-exemple-fictif/",
        "/fr/initiatives/repair-cafe/?view=lineage",
        "/fr/essaimer-par-dissemination/",
        "/fr/communs/construire-une-little-free-library/",
        "/fr/nuage/",
        "/de/initiativen/",
        "/de/initiativen/nachbarschaftskueche-fiktives-beispiel/",
        "/ar/mubadarat/",
    ],
)
def test_fits_a_phone_with_text_twice_as_large(demo, visitor, path, width):
    visitor.set_viewport_size({"width": width, "height": 844})
    visitor.goto(demo + path)
    visitor.add_style_tag(content="html.essaimage { font-size: 200% }")
    assert visitor.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert visitor.locator(".es-card, .es-header, .es-facet__values").evaluate_all(CUT) == []


def test_every_version_is_linked_for_search_engines(demo, visitor):
    visitor.goto(f"{demo}/fr/initiatives/jardin-partage/")
    codes = visitor.locator("link[rel=alternate][hreflang]").evaluate_all("links => links.map(link => link.hreflang)")
    assert {"fr", "en", "es", "ar", "x-default"} <= set(codes)


def add_block(page, name, **fields):
    """Add a block of the sheet's body through Wagtail's own menu, and fill its fields."""
    position = page.locator("[name=body-count]").input_value()
    page.locator(".c-sf-add-button:visible").last.click()
    page.locator(".w-combobox input").fill(name)
    page.locator(".w-combobox__option", has_text=name).first.click()
    page.locator(f"[name='body-{position}-type']").wait_for(state="attached")
    for field, value in fields.items():
        page.locator(f"[name='body-{position}-value-{field}']").fill(value)


def open_editor(page, address):
    """Go to a page's form and wait, for nothing shows it, until Wagtail takes notice of what is done there: what the
    form holds two seconds after it was shown counts as what was loaded."""
    page.goto(address)
    page.wait_for_timeout(3_000)


def publish(page):
    """Publish what is edited."""
    unfold(page.locator("footer .w-dropdown__toggle"))
    with loading(page):
        page.locator("button[name=action-publish]").click()
    page.locator(".messages .success").wait_for()


def test_editor_adds_a_sheet_and_finds_it_at_once(demo, new_page):
    page = new_page(viewport={"width": 1280, "height": 1000})
    sign_in(page, demo)
    pages = page.request.get(f"{demo}/admin/api/main/pages/?slug=initiatives&locale=fr&fields=_,id,type").json()[
        "items"
    ]
    (directory,) = [item["id"] for item in pages if item["meta"]["type"] == "essaimage_pages.DirectoryPage"]
    page.goto(f"{demo}/admin/pages/add/essaimage_pages/sheetpage/{directory}/")
    page.locator("[name=title]").press_sequentially("Lavoir des Tilleuls (essai)")
    page.keyboard.press("Tab")
    page.wait_for_function("document.querySelector('[name=slug]').value")
    # A half-filled draft saves: the pitch is asked for when publishing.
    page.locator("button.action-save").first.click()
    page.wait_for_function("location.pathname.endsWith('/edit/')")
    page.locator("[name=pitch]").fill("On lave, on étend, on bavarde.")
    page.locator("[role=tab]").nth(1).click()
    add_block(page, "Témoignage", text="J’y viens le mardi.", speaker="Une habitante")
    add_block(page, "Citation", text="L’eau est à tous.")
    add_block(page, "Résultats", introduction="On compte les lessives.")
    publish(page)
    page.goto(f"{demo}/fr/initiatives/?q=lavoir+tilleul")
    assert page.locator(".es-card__title a").first.inner_text() == "Lavoir des Tilleuls (essai)"
    page.locator(".es-card__title a").first.click()
    expect(page.locator("h1")).to_have_text("Lavoir des Tilleuls (essai)")
    text = page.locator(".es-sheet").inner_text()
    for words in ("J’y viens le mardi.", "L’eau est à tous.", "On compte les lessives."):
        assert words in text


def test_start_a_replication_and_see_it_in_the_lineage(demo, new_page):
    """Over 10 s: a whole journey, from the public page through the admin and back."""
    page = new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{demo}/fr/initiatives/repair-cafe/")
    page.locator("#taken-up .es-button").click()
    page.wait_for_url("**view=replicate")
    # A person who is not logged in asks for an account, or logs in on the way.
    expect(page.locator(".es-act .es-button").first).to_have_text("Demander un compte")
    page.locator("a[href*='sign-in'][href*='replicate']").click()
    page.locator("[name=username]").fill("demo")
    page.locator("[name=password]").fill("demo")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/admin/essaimage/replicate/*/")
    page.locator(".chooser button:visible").first.click()
    page.locator(".modal [name=q]").fill("lille")
    page.locator(".modal tbody a", has_text="Lille").first.click()
    page.locator(".chooser", has_text="Lille").wait_for()
    page.locator("[name=language]").select_option("fr")
    page.locator("form[action*=replicate] button[type=submit]").click()
    page.wait_for_url("**/edit/")
    page.locator(".messages .success a[href*='mode=redo']").wait_for()
    assert page.locator("[name=title]").input_value().endswith("– Lille")
    # The sections of the frame are there, empty; its questions stand beside the fields.
    assert int(page.locator("[name=body-count]").input_value()) > 5
    assert completeness(page) < 25
    edit = page.url
    page.goto(f"{demo}/fr/initiatives/repair-cafe/?view=lineage")
    assert page.locator(".es-tree__card", has_text="– Lille").count() == 0, "a draft says nothing in public"

    # What is answered counts, once it is saved, which Wagtail does by itself.
    open_editor(page, edit)
    before = completeness(page)
    page.locator("[name=pitch]").fill("On répare ensemble, un samedi par mois, à Lille.")
    page.locator("[role=tab]").nth(1).click()
    need = page.locator("[name$=-type][value=need]").get_attribute("name").removesuffix("-type")
    section = page.locator("[data-contentpath]", has=page.locator(f"[name={need}-type]")).last
    assert "Que manque-t-il ici" in section.inner_text()
    objectives = section.locator("[data-contentpath=objectives]")
    objectives.locator(".c-sf-add-button").first.click()
    page.locator(f"[name={need}-value-objectives-0-value]").fill("Cent objets réparés avant la fin de l’année.")
    page.wait_for_function("before => Number(document.querySelector('progress').value) > before", arg=before)
    assert page.locator(".messages li").count() == 0
    add_block(page, "Gouvernance", attribution="L’assemblée des bénévoles")
    add_block(page, "Résultats", introduction="On compte les objets réparés.")
    page.locator("button.action-save").first.click()
    page.locator(".messages .success").wait_for()
    open_editor(page, edit)
    filled = completeness(page)
    assert before < filled < 100
    publish(page)
    page.goto(f"{demo}/fr/initiatives/repair-cafe/?view=lineage")
    page.locator(".es-tree__card", has_text="– Lille").locator("a[href*='/fr/initiatives/']").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("– Lille$"))
    text = page.locator(".es-sheet").inner_text()
    assert "Cent objets réparés" in text
    assert "Que manque-t-il ici" not in text


def test_consent_is_withdrawn_from_the_list_and_from_the_form(demo, new_page):
    """By buttons: one is a form in a cell, the other sends the form around it elsewhere, without a warning of changes
    that are not saved."""
    page = new_page()
    sign_in(page, demo)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.accept()))
    contacts = f"{demo}/admin/snippets/essaimage_wagtail/contact/"
    for name in ("Zénobie Quatrefages", "Ysaline Quatrefages"):
        page.goto(f"{contacts}add/")
        page.locator("[name=name]").fill(name)
        page.locator("[name=consent]").check()
        page.locator("footer button[type=submit]").first.click()
        page.wait_for_url(contacts)
    row = page.locator("tr", has_text="Zénobie Quatrefages")
    row.locator("form[action*='withdraw-consent'] button").click()
    page.wait_for_load_state()
    expect(row.locator("form")).to_have_count(0)
    page.locator("tr", has_text="Ysaline Quatrefages").locator("a[href*='/edit/']").first.click()
    page.wait_for_url("**/edit/**")
    page.locator("[name=name]").fill("Nobody")
    page.locator("button[formaction*='withdraw-consent']").click()
    expect(page.locator(".messages .success")).to_contain_text("Ysaline Quatrefages")
    expect(page.locator("[name=consent]")).not_to_be_checked()
    expect(page.locator("[name=name]")).to_have_value("Ysaline Quatrefages")
    expect(page.locator("[name=consent_date]")).to_have_value("")
    assert dialogs == []


def test_editor_chooses_several_by_keyboard_and_is_told_of_doubts_once(demo, new_page):
    page = new_page(viewport={"width": 1280, "height": 1000})
    sign_in(page, demo)
    pages = page.request.get(f"{demo}/admin/api/main/pages/?slug=communs&locale=fr&fields=_,id,type").json()["items"]
    (commons,) = [item["id"] for item in pages if item["meta"]["type"] == "essaimage_pages.DirectoryPage"]
    page.goto(f"{demo}/admin/pages/add/essaimage_pages/commonpage/{commons}/")
    page.locator("[name=title]").fill("Clef du lavoir")
    page.locator("[role=tab]").nth(1).click()
    box = page.locator("[data-essaimage-many][data-name=organisations]")
    box.locator("[data-essaimage-choose]").focus()
    page.keyboard.press("Enter")
    # A dialog takes the focus at the end of its movement, from whatever has it then.
    page.locator(".modal:focus").wait_for()
    for number in range(2):
        page.locator(".modal tbody input[type=checkbox]").nth(number).press("Space")
    page.locator(".modal tbody input:checked").nth(1).wait_for()
    page.locator(".modal [type=submit]:visible").last.press("Enter")
    box.locator("li").nth(1).wait_for()
    page.wait_for_function("document.activeElement.matches('[data-essaimage-choose]')")
    kept = box.locator("li > span").nth(1).inner_text()
    box.locator("[data-essaimage-remove]").first.focus()
    page.keyboard.press("Enter")
    expect(box.locator("li > span")).to_have_text([kept])
    with loading(page):
        page.locator("button.action-save").first.click()
    page.wait_for_load_state()
    # Each stands beside its field, and nowhere else; their number is on the tab.
    notes = page.locator("form .es-doubt")
    expect(notes).to_have_count(2)
    assert page.locator(".messages li").count() == 1
    page.locator("[role=tab]", has=page.locator(".es-doubts-count")).first.click()
    expect(box.locator("li > span")).to_have_text([kept])
    # A note goes when the field is mended.
    page.locator("[name=link]").fill("https://example.org/clef")
    page.locator("[data-contentpath=link] .es-doubt").wait_for(state="detached")
    assert notes.count() == 1


def completeness(page):
    """Of the sheet that is edited, as the panel says it, in percent."""
    return int(page.locator("progress").first.get_attribute("value"))


@pytest.fixture
def guarded(demo, visitor):
    return under_policy(visitor, demo)


@pytest.mark.parametrize(
    "path",
    [
        "/fr/",
        "/fr/initiatives/",
        "/fr/initiatives/?view=map",
        "/fr/initiatives/?q=jardin",
        "/fr/initiatives/jardin-partage/",
        "/fr/initiatives/repair-cafe/?view=lineage",
        "/fr/essaimer-par-dissemination/",
        "/fr/communs/",
        "/fr/communs/construire-une-little-free-library/",
        "/fr/nuage/",
        "/ar/mubadarat/",
        "/essaimage/search/?q=jardin",
    ],
)
def test_no_page_breaks_the_content_security_policy(guarded, visitor, path):
    assert guarded(path) == []
    assert visitor.locator("link[rel=stylesheet]").count() >= 1
    assert visitor.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman", "styles count"


def test_the_policy_holds_while_someone_uses_the_page(guarded, visitor):
    broken = guarded("/fr/initiatives/")
    visitor.locator("input[name=q]").first.press_sequentially("repar", delay=30)
    visitor.wait_for_url("**q=repar*")
    visitor.locator(".es-card mark").first.wait_for()
    guarded("/fr/essaimer-par-dissemination/")
    for box in visitor.locator("input[type=checkbox]:visible").all()[:1]:
        box.check()
    assert broken == []


def test_a_policy_that_is_broken_is_noticed(guarded, visitor):
    broken = guarded("/fr/")
    visitor.evaluate("""() => new Promise((noticed) => {
        document.addEventListener("securitypolicyviolation", noticed, { once: true });
        document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>');
    })""")
    assert broken


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/reports/essaimage-sheets/",
        "/admin/snippets/essaimage_wagtail/territory/",
        "/admin/snippets/essaimage_wagtail/replication/add/",
        "a sheet",
    ],
)
def test_the_admin_under_its_policy(demo, page, path):
    """Pictures of its users and news of Wagtail are what the settings of that page turn off."""
    sign_in(page, demo)
    if path == "a sheet":
        page.goto(f"{demo}/admin/pages/?q=jardin")
        path = page.locator("a[href*='/edit/']").first.get_attribute("href")
    broken = under_policy(page, demo)(path)
    assert [what for what in broken if not re.search("gravatar|releases[.]wagtail", what[1])] == []


@pytest.mark.parametrize("path", ["/fr/initiatives/jardin-partage/", "/fr/nuage/"])
def test_public_pages_for_somebody_who_is_signed_in(demo, page, path):
    sign_in(page, demo)
    assert under_policy(page, demo)(path) == []


def test_checks_beside_the_preview_report_what_is_wrong(demo, new_page):
    """They run inside Wagtail's user bar, which a base template may lack."""
    page = new_page(viewport={"width": 1600, "height": 1000})
    sign_in(page, demo)
    page.goto(f"{demo}/fr/initiatives/epicerie-itinerante-exemple-fictif/")
    bar = page.locator("wagtail-userbar")
    bar.wait_for(state="attached")
    page.emulate_media(media="print")
    assert not page.locator("[data-wagtail-userbar-trigger]").is_visible()
    page.emulate_media(media="screen")
    page.goto(page.locator("[data-wagtail-userbar] a[href*='/edit/']").evaluate("link => link.href"))
    # A heading of the fourth level where none of the third is above it.
    page.locator("[role=tab]").nth(1).click()
    text = page.locator(".public-DraftEditor-content:visible").first
    text.click()
    expect(text).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.type("#### Trop petit", delay=20)
    page.keyboard.press("Enter")
    expect(text.locator("h4").first).to_contain_text("Trop petit")
    # What is typed reaches the form, and with it the preview that is checked, a moment later.
    page.wait_for_function("[...document.querySelectorAll('input')].some(one => one.value.includes('Trop petit'))")
    page.locator("[data-side-panel-toggle=checks]").click()
    page.locator("[data-side-panel=checks]").get_by_text("Hiérarchie de titre incorrecte").wait_for()
