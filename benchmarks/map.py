"""How soon a map shows what it has: ``python -m benchmarks.map --points 10000``.

Serves a generated site of so many sheets, each in a place of its own, and opens the map of its directory in Chromium, a
few times. Printed in milliseconds, as medians: what the server takes for one answer of 2,000 points; from the moment
when the page has the code until the first marks are there, until all points are, and what one movement of the map then
takes.

``--places cities.csv``: latitude and longitude of real places in the first two columns, by default places at random.
"""

import argparse
import csv
import os
import random
import shutil
import statistics
import time
from pathlib import Path
from uuid import uuid4

import django

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
STEP = 2_000
TIMES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--places", type=Path)
    options = parser.parse_args()
    # Playwright keeps an event loop in this thread, in which Django refuses database access otherwise.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.test.utils import setup_databases

    setup_databases(verbosity=0, interactive=False)
    address = make_site(places(options.places, options.points))
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("127.0.0.1")
    try:
        measure(server.url, address, options.points)
    finally:
        server.stop()


def places(path: Path | None, count: int) -> list[tuple[float, float]]:
    rnd = random.Random(7)
    if path is None:
        return [(rnd.uniform(-55, 70), rnd.uniform(-180, 180)) for _number in range(count)]
    with path.open(newline="") as rows:
        known = [(float(row[0]), float(row[1])) for row in csv.reader(rows)]
    return rnd.sample(known, count)


def make_site(points: list[tuple[float, float]]) -> str:
    """A directory with a sheet at each point; its path."""
    from wagtail.models import Locale, Page, Site

    from essaimage_wagtail.pages.models import DirectoryPage, SheetPage
    from essaimage_wagtail.search import SearchDocument, get_engine

    locale = Locale.objects.get_or_create(language_code="fr")[0]
    root = Page.objects.get(depth=1)
    root.get_children().delete()
    root.refresh_from_db()
    home = root.add_child(instance=Page(title="Home", slug="home", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    directory = home.add_child(instance=DirectoryPage(title="Initiatives", slug="initiatives", locale=locale))
    first = directory.add_child(instance=SheetPage(title="Initiative", pitch="Somewhere", slug="first", locale=locale))
    base = Page.objects.get(pk=first.pk)
    rows = [
        Page(
            title=f"Initiative {number}",
            slug=f"initiative-{number}",
            path=Page._get_path(directory.path, base.depth, number + 2),
            depth=base.depth,
            url_path=f"{directory.url_path}initiative-{number}/",
            content_type=base.content_type,
            locale=locale,
            translation_key=uuid4(),
            live=True,
        )
        for number in range(len(points))
    ]
    Page.objects.bulk_create(rows, batch_size=500)
    get_engine().upsert(
        SearchDocument(
            f"{row.translation_key}:fr",
            "fr",
            row.title,
            path=row.path,
            point=point,
            facets={"type": ["essaimage_pages.sheetpage"]},
        )
        for row, point in zip(rows, points, strict=True)
    )
    return directory.url


def measure(server: str, address: str, count: int) -> None:
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)))
    figures: dict[str, list[float]] = {name: [] for name in ("answer", "first marks", "all points", "movement")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for _time in range(TIMES):
            tab = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
            began = time.perf_counter()
            answer = tab.request.get(f"{server}{address}?format=geojson")
            figures["answer"].append((time.perf_counter() - began) * 1000)
            found = answer.json()
            if found["numberMatched"] != count or found["numberReturned"] != min(STEP, count):
                raise SystemExit(f"{found['numberMatched']} points, not {count}")
            tab.add_init_script(WATCH)
            tab.goto(f"{server}{address}?view=map")
            tab.locator(".es-map-figure").scroll_into_view_if_needed()
            tab.wait_for_function("window.marksAt", timeout=60_000)
            tab.wait_for_function(f"window.answers >= {-(-count // STEP)}", timeout=120_000)
            tab.wait_for_function("window.lastAt && performance.now() - window.lastAt > 500", timeout=120_000)
            figures["first marks"].append(tab.evaluate("window.marksAt - window.startedAt"))
            figures["all points"].append(tab.evaluate("window.lastAt - window.startedAt"))
            figures["movement"].append(tab.evaluate(MOVE))
            tab.close()
        browser.close()
    print(f"{count} points, medians of {TIMES} (milliseconds; from to)")
    for name, values in figures.items():
        print(f"{name:12} {statistics.median(values):7.0f}   {min(values):.0f} {max(values):.0f}")


WATCH = """
window.answers = 0;
const ask = window.fetch;
window.fetch = async (...asked) => {
  if (String(asked[0]).includes("geojson")) window.startedAt ??= performance.now();
  const answer = await ask(...asked);
  if (String(asked[0]).includes("geojson")) window.answers += 1;
  return answer;
};
new MutationObserver(() => {
  if (!document.querySelector(".es-map-mark")) return;
  window.marksAt ??= performance.now();
  window.lastAt = performance.now();
}).observe(document, { childList: true, subtree: true });
"""
"""Notes when the map's code begins to read, and when marks are there."""

MOVE = """
() => new Promise((done) => {
  const began = performance.now();
  document.querySelector(".leaflet-control-zoom-in").click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
})
"""

if __name__ == "__main__":
    main()
