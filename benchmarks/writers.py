"""Measure editors who publish at the same time on SQLite: ``python -m benchmarks.writers``.

As many processes as there are editors publish a sheet each, over and over, and search after each time. Printed, for
the options that the documentation advises and for Django's defaults: how often the database was locked, how long a
publication took, and whether index and pages agree in the end; last, of one editor while the index is rebuilt.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import quantiles

SETTINGS = "benchmarks.writers_settings"
REBUILD = """
import itertools
import django
django.setup()
from essaimage_wagtail.search import SearchDocument, get_engine
texts = ("mot commun partage atelier " * 50 for _ in itertools.count())
get_engine().rebuild(SearchDocument(f"d{n}:fr", "fr", f"Jardin {n}", body=text) for n, text in enumerate(texts))
"""
SECONDS_TO_BEGIN = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--times", type=int, default=50, help="publications of each writer")
    parser.add_argument("--work", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work is not None:
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        return work(options.work, options.times)
    print("options    publications  locked  p50, ms  p95, ms   most, ms  index and pages")
    for name, database_options, writers, beside in (
        ("advised", "advised", options.writers, nullcontext),
        ("default", "default", options.writers, nullcontext),
        ("rebuilding", "advised", 1, rebuilding),
    ):
        with tempfile.TemporaryDirectory() as directory:
            environment = environment_of(Path(directory) / "site.sqlite3", database_options)
            prepare(environment, writers)
            with beside(environment):
                taken, locked = publish(environment, writers, options.times)
            agree = "agree" if check(environment) else "differ"
            p50, p95 = (quantiles(taken, n=100, method="inclusive")[share - 1] for share in (50, 95))
            print(f"{name:10} {len(taken):12} {locked:7} {p50:8.1f} {p95:8.1f} {max(taken):10.1f}  {agree}")


def environment_of(database: Path, options: str = "advised") -> dict[str, str]:
    """The environment of processes that share a database."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "ESSAIMAGE_BENCH_DATABASE": str(database),
        "ESSAIMAGE_BENCH_OPTIONS": options,
    }


def prepare(environment: dict[str, str], writers: int) -> None:
    """Make a site with a sheet for each writer."""
    _run(environment, "-m", "django", "migrate", "--verbosity=0")
    _run(environment, "-c", f"from benchmarks.writers import make_site; make_site({writers})")


def publish(environment: dict[str, str], writers: int, times: int) -> tuple[list[float], int]:
    """Milliseconds of each publication, and how many failed because the database was locked."""
    running = [start(environment, number, times) for number in range(writers)]
    results = [json.loads(process.communicate()[0].splitlines()[-1]) for process in running]
    return [taken for result in results for taken in result["taken"]], sum(result["locked"] for result in results)


def start(environment: dict[str, str], writer: int, times: int) -> subprocess.Popen:
    """A process that publishes a writer's sheet so many times; it prints a line each time, its results at the end."""
    command = [sys.executable, "-m", "benchmarks.writers", "--work", str(writer), "--times", str(times)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603


@contextmanager
def rebuilding(environment: dict[str, str]) -> Iterator[None]:
    """While another process writes documents into a new index, without an end."""
    process = subprocess.Popen([sys.executable, "-c", REBUILD], env=environment)  # noqa: S603
    try:
        time.sleep(SECONDS_TO_BEGIN)
        yield
    finally:
        process.kill()
        process.wait()


def check(environment: dict[str, str]) -> bool:
    """Whether index and pages agree."""
    command = [sys.executable, "-m", "django", "essaimage_index", "check", "--verbosity=0"]
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0  # noqa: S603


def make_site(writers: int) -> None:
    import django

    django.setup()
    from wagtail.models import Locale, Page

    from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

    locale, _ = Locale.objects.get_or_create(language_code="fr")
    directory = DirectoryPage(title="Fiches", slug="fiches", locale=locale)
    Page.get_first_root_node().add_child(instance=directory)
    for number in range(writers):
        sheet = SheetPage(title=f"Jardin {number}", slug=f"jardin-{number}", pitch="Des voisins", locale=locale)
        directory.add_child(instance=sheet)
        sheet.save_revision().publish()


def work(writer: int, times: int) -> None:
    import django

    django.setup()
    from django.db import OperationalError

    from essaimage_wagtail.pages.models import SheetPage
    from essaimage_wagtail.search import SearchQuery, get_engine

    taken, locked = [], 0
    for number in range(times):
        started = time.perf_counter()
        try:
            sheet = SheetPage.objects.get(slug=f"jardin-{writer}")
            sheet.title = f"Jardin {writer} numéro{number}"
            sheet.save_revision().publish()
            taken.append(1000 * (time.perf_counter() - started))
            get_engine().search(SearchQuery(f"numéro{number}", "fr"))
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            locked += 1
        print(number, flush=True)
    print(json.dumps({"taken": taken, "locked": locked}))


def _run(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=environment, check=True)  # noqa: S603


if __name__ == "__main__":
    main()
