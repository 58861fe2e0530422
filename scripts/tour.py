"""Takes the pictures of the tour, ``docs/images/tour``, and that of the README: ``python -m scripts.tour``, with the
names of some or for all."""

import sys

from tests.conftest import PATIENCE
from tests.demo import ROOT

from .pictures import chromium, demonstration, keep

COLOURS = 128
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
IMAGES = ROOT / "docs" / "images"
PAGES = {
    "../demo": ("/fr/", DESKTOP),
    "directory": ("/fr/initiatives/?q=jardin", DESKTOP),
    "map": ("/en/initiatives/?view=map", DESKTOP),
    "sheet": ("/fr/initiatives/jardin-partage/", DESKTOP),
    "sheet-phone": ("/fr/initiatives/jardin-partage/", PHONE),
    "sheet-arabic": ("/ar/mubadarat/hadiqa-mushtaraka/", DESKTOP),
    "territory": ("/fr/initiatives/territory/FR/france/", DESKTOP),
    "lineage": ("/en/initiatives/repair-cafe/?view=lineage", DESKTOP),
    "method": ("/en/swarming-by-dissemination/", DESKTOP),
    "common": ("/fr/communs/construire-une-little-free-library/", DESKTOP),
    "cloud": ("/es/nube/", DESKTOP),
    "history": ("/essaimage/wiki/history/b583885a-3ce7-517e-bb8b-3cf214497159/fr/", DESKTOP),
}


def main() -> None:
    with demonstration() as address, chromium() as browser:
        for name in sys.argv[1:] or PAGES:
            path, viewport = PAGES[name]
            context = browser.new_context(
                locale=path[1:3] if path[3] == "/" else "fr", viewport=viewport, reduced_motion="reduce"
            )
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            answer = page.goto(address + path)
            if not (answer and answer.ok):
                sys.exit(f"{path} is not there")
            page.wait_for_load_state("networkidle")
            keep(page.screenshot(), (IMAGES / "tour" / f"{name}.png").resolve(), COLOURS)
            context.close()


if __name__ == "__main__":
    main()
