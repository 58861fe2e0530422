"""The plugin's pages within the design of another site: the style sheets of four frameworks, as npm has them."""

import pytest

from .browsing import AXE
from .demo import served
from .npm import installed

pytestmark = [pytest.mark.browser, pytest.mark.npm]

PACKAGES = {"bootstrap": "5.3.9", "@picocss/pico": "2.1.1", "foundation-sites": "6.9.0", "tailwindcss": "4.3.5"}
SHEETS = {
    "Bootstrap": "bootstrap/dist/css/bootstrap.css",
    "Foundation": "foundation-sites/dist/css/foundation.css",
    "Pico": "@picocss/pico/css/pico.css",
    "Tailwind": "tailwindcss/preflight.css",
}
PAGES = {
    "search": "/fr/initiatives/?q=jardin&place=lille",
    "sheet": "/fr/initiatives/cuisine-de-voisinage-exemple-fictif/",
    "method": "/fr/essaimer-par-dissemination/?steps=all",
    "common": "/fr/communs/kit-de-demarrage-repair-cafe/",
    "cloud": "/fr/nuage/",
    "lineage": "/fr/initiatives/repair-cafe/?view=lineage",
}
EVEN = """
  html { font-size: 16px !important; color-scheme: THEME !important; overflow-y: scroll !important; }
  body { margin: 0 !important; padding: 0 !important; }
  #host-menu { display: none; }
  * { transition: none !important; }
"""
"""What every framework sets, and what our pages take from their host: the size of 1 rem, the width, light or dark. And
nothing is half way to another colour."""
FOR_THE_HOST = ["font-family", "tab-size", "text-size-adjust", "-webkit-tap-highlight-color"]
STYLES = """([selector, left_out]) => {
  const styles = [];
  for (const element of document.querySelectorAll(selector)) for (const pseudo of [null, '::before', '::after']) {
    const style = getComputedStyle(element, pseudo);
    const names = pseudo && style.content === 'none' ? [] : [...style];
    const around = element.parentElement.className || element.parentElement.tagName;
    const name = `${around} > ${element.tagName} ${element.className}${pseudo || ''}`;
    const kept = names.filter(one => !one.startsWith('--') && !left_out.includes(one));
    styles.push([name, Object.fromEntries(kept.map(one => [one, style.getPropertyValue(one)]))]);
  }
  return styles;
}"""
CHANGED = f"""parameters => ({STYLES})(parameters).flatMap(([name, style], index) => {{
  const before = window.essaimageBefore[index][1];
  const changed = Object.keys(before).filter(one => before[one] !== style[one]);
  const said = changed.map(one => `${{one}} ${{before[one]}} -> ${{style[one]}}`);
  return changed.length ? [`${{name}}: ${{said.join(', ')}}`] : [];
}})"""


@pytest.fixture(scope="session")
def frameworks():
    return installed("frameworks", PACKAGES)


@pytest.fixture(scope="session")
def framed(browser, loaded_demo):
    """The address of the demonstration in the base of another site."""
    with served(loaded_demo, "tests.framed") as address:
        yield address


def go(page, address, theme="light"):
    assert page.goto(address).status == 200
    page.add_style_tag(content=EVEN.replace("THEME", theme))
    for attribute in ("data-bs-theme", "data-theme"):
        page.evaluate(f"document.documentElement.setAttribute('{attribute}', '{theme}')")


@pytest.mark.parametrize(("name", "theme"), [*((name, "light") for name in PAGES), ("search", "dark")])
def test_style_sheets_of_a_site_do_not_reach_in(framed, frameworks, new_page, name, theme):
    """Over 10 s: some hundred properties of a thousand elements, with each framework."""
    page = new_page(viewport={"width": 1280, "height": 900})
    go(page, framed + PAGES[name], theme)
    ours = [".essaimage, .essaimage *:not(svg *)", FOR_THE_HOST]
    assert page.evaluate(f"parameters => (window.essaimageBefore = ({STYLES})(parameters)).length", ours) > 300
    for framework, path in SHEETS.items():
        added = page.add_style_tag(path=frameworks / path)
        changed = page.evaluate(CHANGED, ours)
        assert changed == [], f"{len(changed)} by {framework}"
        added.evaluate("sheet => sheet.remove()")


@pytest.mark.parametrize("framework", SHEETS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_can_be_read_in_the_design_of_a_site(framed, frameworks, new_page, framework, theme):
    page = new_page(viewport={"width": 1280, "height": 900})
    go(page, framed + PAGES["search"], theme)
    page.add_style_tag(path=frameworks / SHEETS[framework])
    found = AXE.run(page, context=".essaimage", options={"runOnly": ["color-contrast"]}).response
    assert found["passes"]
    assert [node["html"] for rule in found["violations"] for node in rule["nodes"]] == []


FOREIGN = """<div class="SOME"><h2>Heading</h2><p>Text <a href="/">link</a></p><button>Button</button><input>
  <table><tr><td>Cell</td></tr></table><ul><li>Item</li></ul><svg width="10" height="10"></svg></div>"""


@pytest.mark.parametrize("framework", SHEETS)
def test_our_style_sheets_do_not_reach_out(framed, frameworks, new_page, framework):
    """Neither around our pages, nor into a section that is a site's own, but for what it inherits."""
    page = new_page(viewport={"width": 1280, "height": 900})
    go(page, framed + PAGES["search"])
    page.add_style_tag(path=frameworks / SHEETS[framework])
    page.evaluate(
        """html => {
          document.body.insertAdjacentHTML('beforeend', html.replace('SOME', 'host-part'));
          document.querySelector('.es-directory').insertAdjacentHTML('beforeend', html.replace('SOME', 'es-foreign'));
        }""",
        FOREIGN,
    )
    around = ["body *:not(.essaimage, .essaimage *)", []]
    assert page.evaluate(f"parameters => (window.essaimageBefore = ({STYLES})(parameters)).length", around) > 30
    ours = "link => { if (link.href.includes('essaimage_wagtail')) link.disabled = true; }"
    boxes = ["margin-top", "margin-bottom", "padding-left", "background-color", "border-top-width", "display"]
    read = f"""selector => [...document.querySelectorAll(selector)].map(
      element => {boxes}.map(name => getComputedStyle(element).getPropertyValue(name)))"""
    assert page.evaluate(read, ".es-foreign *") == page.evaluate(read, ".host-part *")
    page.evaluate(f"() => document.querySelectorAll('link[rel=stylesheet]').forEach({ours})")
    assert page.evaluate(CHANGED, around) == []
