"""Each kind of page in three languages, light or dark, phone or desktop: axe finds nothing, nothing is cut off."""

from itertools import cycle

import pytest
from playwright.sync_api import expect

from .browsing import DESKTOP, PHONE, is_at_ease
from .demo import sign_in

pytestmark = pytest.mark.browser

PAGES = [
    "/fr/",
    "/en/",
    "/ar/",
    "/fr/initiatives/",
    "/en/initiatives/",
    "/ar/mubadarat/",
    "/fr/initiatives/?q=jardin&theme=gardening",
    "/en/initiatives/?q=garden&theme=gardening",
    "/ar/mubadarat/?q=حديقة",
    "/fr/initiatives/?q=xyzzyqq",
    "/en/initiatives/?q=xyzzyqq",
    "/ar/mubadarat/?q=xyzzyqq",
    "/fr/initiatives/?view=map",
    "/en/initiatives/?view=map",
    "/ar/mubadarat/?view=map",
    "/fr/initiatives/cuisine-de-voisinage-exemple-fictif/",
    "/en/initiatives/repair-cafe/",
    "/ar/mubadarat/maqha-al-islah/",
    "/fr/initiatives/repair-cafe/?view=lineage",
    "/en/initiatives/repair-cafe/?view=lineage",
    "/ar/mubadarat/maqha-al-islah/?view=lineage",
    "/fr/initiatives/repair-cafe/?view=replicate",
    "/fr/communs/",
    "/en/commons/",
    "/ar/mashaat/",
    "/fr/communs/construire-une-little-free-library/",
    "/en/commons/fixometer/",
    "/ar/mashaat/mithaq-al-amap/",
    "/fr/essaimer-par-dissemination/",
    "/en/swarming-by-dissemination/?steps=all",
    "/fr/essaimer-par-dissemination/s-approprier-la-fiche/?mode=redo",
    "/en/swarming-by-dissemination/first-trial/",
    "/fr/initiatives/territory/FR/france/",
    "/en/initiatives/theme/food/",
    "/ar/mubadarat/territory/FR/",
    "/fr/a-propos/",
    "/fr/nuage/",
    "/en/cloud/",
    "/ar/sahaba/",
]


LOOKS = [("light", PHONE), ("dark", DESKTOP), ("dark", PHONE), ("light", DESKTOP)]
"""Taken in turn: the languages of a kind of page are each looked at otherwise."""


@pytest.mark.parametrize(("path", "look"), list(zip(PAGES, cycle(LOOKS), strict=False)), ids=PAGES)
def test_everyone_can_use_it(demo, new_page, path, look):
    scheme, size = look
    tab = new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    assert tab.goto(demo + path).status == 200
    is_at_ease(tab)


CHECKED = [
    "/fr/",
    "/fr/initiatives/",
    "/fr/initiatives/cuisine-de-voisinage-exemple-fictif/",
    "/fr/communs/construire-une-little-free-library/",
    "/fr/essaimer-par-dissemination/",
    "/en/swarming-by-dissemination/?steps=all",
    "/fr/essaimer-par-dissemination/s-approprier-la-fiche/",
    "/en/cloud/",
    "/fr/a-propos/",
]


def test_the_checks_of_wagtail_find_nothing_on_any_type_of_page(demo, new_page):
    """An editor reads them beside the preview and in the user bar: what they name must be the editor's own to mend."""
    tab = new_page(viewport=DESKTOP)
    sign_in(tab, demo)
    for path in CHECKED:
        tab.goto(demo + path)
        expect(tab.locator("[data-wagtail-userbar] [data-content-checker-count]").first, path).to_have_text("0")
    # They do look: of the last page with an empty link they find one.
    tab.route(tab.url, with_an_empty_link)
    tab.reload()
    expect(tab.locator("[data-wagtail-userbar] [data-content-checker-count]").first).to_have_text("1")


def with_an_empty_link(route):
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</main>", '<a href="/"></a></main>'))
