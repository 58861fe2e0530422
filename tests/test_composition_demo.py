"""Whole pages of the demonstration in a real Chromium: their style sheets, their width, and that nothing moves."""

import gzip
import re
from pathlib import Path

import pytest

from .browsing import DESKTOP, PHONE, SHIFT, is_at_ease

pytestmark = pytest.mark.browser

PAPER = {"print.css", "paper.css", "paper-drawings.css"}
CSS = Path(__file__).resolve().parent.parent / "essaimage_wagtail/static/essaimage_wagtail/css"
PAGES = {
    "home": "/fr/",
    "directory": "/fr/initiatives/",
    "map": "/fr/initiatives/?view=map",
    "no result": "/fr/initiatives/?q=zzzz",
    "commons": "/fr/communs/",
    "common": "/fr/communs/kit-de-demarrage-repair-cafe/",
    "sheet": "/fr/initiatives/cuisine-de-voisinage-exemple-fictif/",
    "lineage": "/fr/initiatives/repair-cafe/?view=lineage",
    "method": "/fr/essaimer-par-dissemination/",
    "whole method": "/fr/essaimer-par-dissemination/?steps=all",
    "step": "/fr/essaimer-par-dissemination/choisir-son-mode/",
    "cloud": "/fr/nuage/",
    "recent changes": "/essaimage/wiki/recent/?language=fr",
}
MOST_CSS = 15
"""Kilobytes (1000 bytes) of style sheets that a screen waits for, compressed as a server in production sends them."""


def style_sheets(page):
    """The package's own that a screen waits for: what is for paper comes when there is time."""
    links = page.locator("link[rel=stylesheet]:not([media=print])").evaluate_all("links => links.map(one => one.href)")
    names = [re.sub(r"(\.[0-9a-f]{12})?\.css.*", ".css", link.rpartition("/")[2]) for link in links]
    return [CSS / name for name in names if "/essaimage_wagtail/css/" in links[names.index(name)]]


def classes(style_sheet):
    rules = re.sub(r"/\*.*?\*/", "", style_sheet.read_text(), flags=re.DOTALL)
    # What kind of block a section holds says nothing about where its rules are.
    return {name for name in re.findall(r"\.(es-[\w-]+)", rules) if not name.startswith("es-section--")}


def every_class_has_its_rules(page):
    known = {style_sheet: classes(style_sheet) for style_sheet in CSS.glob("*.css") if style_sheet.name not in PAPER}
    loaded = style_sheets(page)
    used = set(page.evaluate("() => [...document.querySelectorAll('[class]')].flatMap(one => [...one.classList])"))
    missing = used.intersection(*[set().union(*known.values())]) - set().union(*(known[one] for one in loaded))
    assert not missing, {name: [one.name for one, found in known.items() if name in found] for name in missing}
    return sum(len(gzip.compress(one.read_bytes())) for one in loaded) / 1000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_the_rules_of_all_that_it_shows_and_no_more_than_it_may(demo, new_page, name):
    page = new_page(viewport=DESKTOP)
    assert page.goto(demo + PAGES[name]).status == 200
    assert every_class_has_its_rules(page) <= MOST_CSS


def test_a_section_that_one_may_improve_looks_as_on_its_page(demo, new_page):
    page = new_page(viewport=DESKTOP)
    page.goto(demo + PAGES["sheet"])
    address = page.locator(".es-section--swot .es-improve a").first.get_attribute("href")
    page.goto(demo + address)
    every_class_has_its_rules(page)


@pytest.mark.parametrize("name", ["method", "whole method", "common"])
def test_the_right_half_of_a_wide_screen_is_used(demo, new_page, name):
    """Below the header: words stand in the right half at least on every second screen."""
    page = new_page(viewport=DESKTOP)
    page.goto(demo + PAGES[name])
    tops = page.evaluate("""() => {
      const half = document.documentElement.clientWidth / 2;
      const text = document.querySelector('.es-method__text, .es-common__body');
      return [...text.querySelectorAll('h2, h3, h4, p, li, td, dd')].map(one => one.getBoundingClientRect())
        .filter(box => box.height && box.left > half - 60).map(box => box.top);
    }""")
    assert len(tops) > 5
    assert max(after - before for before, after in zip(sorted(tops), sorted(tops)[1:], strict=False)) < 2000


@pytest.mark.parametrize("name", ["home", "directory", "commons", "method", "common"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_pages_are_at_ease_and_nothing_moves(demo, new_page, name, viewport):
    page = new_page(viewport=viewport)
    page.goto(demo + PAGES[name], wait_until="load")
    assert page.evaluate(SHIFT) < 0.001
    is_at_ease(page, f"{name}-{viewport['width']}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_home_page_in_arabic(demo, new_page, scheme):
    page = new_page(viewport=PHONE, color_scheme=scheme)
    page.goto(f"{demo}/ar/")
    assert page.locator(".es-figures strong").count() == 4
    is_at_ease(page, f"home-ar-{scheme}")
