"""Measure a site with many visitors: ``python -m benchmarks.load --engine postgresql``.

A server of several processes (gunicorn) serves generated sheets in French and, beside them, articles with the same
texts: plain Wagtail pages, which say what the site would take without the plugin. Readers ask for a page, read for some
seconds, and ask for another; editors publish a sheet meanwhile, over and over, in processes of their own.

Printed by kind of address: requests, errors (any answer but 200, or none), and percentiles in milliseconds; then the
editors' publications, how many of them failed, and whether index and pages agree in the end.
"""

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from .results import percentiles

SETTINGS = "benchmarks.load_settings"
KINDS = {"sheet": 30, "article": 20, "search": 25, "search, filtered": 10, "directory": 5, "suggestions": 5, "map": 5}
"""What readers ask for, in percent. An article is a page without anything of the plugin's."""
READING = (1, 7)
"""Seconds for which a reader stays on a page: from, to."""
BETWEEN_PUBLICATIONS = 5
"""Seconds for which an editor writes before publishing again."""
TIMEOUT = 30
"""Seconds after which a reader gives up: an error."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--editors", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--workers", type=int, default=3, help="processes of the server, of eight threads each")
    parser.add_argument("--edit", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.edit is not None:
        return edit(options.edit, options.seconds)
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        os.environ["ESSAIMAGE_TEST_DATABASE"] = options.engine
        os.environ["ESSAIMAGE_BENCH_DATABASE"] = str(directory / "site.sqlite3")
        if options.engine == "postgresql":
            from .search import server

            stack.enter_context(server())
            os.environ["ESSAIMAGE_BENCH_DATABASE"] = "essaimage_load"
            subprocess.run(["createdb", "essaimage_load"], check=True)  # noqa: S607
        run("-m", "django", "migrate", "--verbosity=0")
        words = run("-c", f"from benchmarks.load import make_site; make_site({options.pages})")
        port = stack.enter_context(serving(options.workers, directory / "server.log"))
        editors = [start_editor(number, options.seconds) for number in range(options.editors)]
        answers = read(port, json.loads(words.splitlines()[-1]), options)
        published = [json.loads(editor.communicate()[0]) for editor in editors]
        show(answers, published, options)
        run("-m", "django", "essaimage_index", "check")
        print("Index and pages agree.")


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    return done.stdout


def make_site(pages: int) -> None:
    """Sheets and articles of the same texts below one home page; prints words that are in them."""
    import django

    django.setup()
    from itertools import islice

    from django.core.management import call_command
    from wagtail.models import Page, Site

    from essaimage_wagtail.models import Theme
    from essaimage_wagtail.pages.models import DirectoryPage
    from tests.testapp.models import ArticlePage

    from .corpus import Corpus
    from .site import make_pages

    corpus = Corpus(pages * 4)
    sheets = list(islice((sheet for sheet in corpus.sheets() if sheet.language == "fr"), pages))
    make_pages(sheets)
    home = Page.objects.get(slug="home-fr")
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    home.add_child(instance=DirectoryPage(title="Fiches", slug="fiches", locale=home.locale))
    articles = sheets[:200]
    for number, sheet in enumerate(articles):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in sheet.paragraphs)
        article = ArticlePage(title=sheet.title, slug=f"article-{number}", text=text, locale=home.locale)
        Page.objects.get(pk=home.pk).add_child(instance=article)
    call_command("essaimage_index", "rebuild", verbosity=0)
    words = corpus.writers["fr"].lemmas[:2000:3]
    themes = [str(key) for key in Theme.objects.values_list("translation_key", flat=True)]
    print(json.dumps({"words": words, "themes": themes, "pages": pages, "articles": len(articles)}))


@contextmanager
def serving(workers: int, log: Path) -> Iterator[int]:
    """The port of a server; its processes have met the most frequent words when readers come."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--threads", "8", "--backlog", "512", "django.core.wsgi:get_wsgi_application()"]
    with log.open("w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)  # noqa: S603
    try:
        for _second in range(60):
            time.sleep(1)
            if server.poll() is not None:
                sys.exit(log.read_text())
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
    finally:
        server.terminate()
        server.wait()


class Answers:
    """What readers were told, from many threads."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, list[float]] = defaultdict(list)
        self.errors: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._lock = threading.Lock()

    def add(self, kind: str, milliseconds: float, error: str) -> None:
        with self._lock:
            self.taken[kind].append(milliseconds)
            if error:
                self.errors[kind][error] += 1


def read(port: int, known: dict, options: argparse.Namespace) -> Answers:
    """Let readers come within the first seconds of reading, and stay until the time is over."""
    answers, until = Answers(), time.monotonic() + options.seconds

    def reader(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.uniform(0, READING[1]))
        while time.monotonic() < until:
            (kind,) = chance.choices(list(KINDS), list(KINDS.values()))
            started = time.perf_counter()
            error = ask(port, address(kind, chance, known))
            answers.add(kind, 1000 * (time.perf_counter() - started), error)
            time.sleep(chance.uniform(*READING))

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(options.readers)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()
    return answers


def address(kind: str, chance: random.Random, known: dict) -> str:
    word = quote(chance.choice(known["words"]))
    return {
        "sheet": f"/fr/sheet-{chance.randint(1, known['pages'])}/",
        "article": f"/fr/article-{chance.randrange(known['articles'])}/",
        "search": f"/fr/fiches/?q={word}",
        "search, filtered": f"/fr/fiches/?q={word}&theme={chance.choice(known['themes'])}",
        "directory": "/fr/fiches/",
        "suggestions": f"/fr/fiches/?format=suggest&q={quote(chance.choice(known['words'])[:4])}",
        "map": f"/fr/fiches/?format=geojson&q={word}",
    }[kind]


def ask(port: int, path: str) -> str:
    """An error in a word, or nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
    except OSError as error:
        return type(error).__name__
    else:
        return "" if answer.status == 200 else str(answer.status)
    finally:
        connection.close()


def start_editor(number: int, seconds: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "benchmarks.load", "--edit", str(number), "--seconds", str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603


def edit(editor: int, seconds: int) -> None:
    """Publish a sheet with another title every few seconds; prints milliseconds and failures."""
    import django

    django.setup()
    from django.db import DatabaseError

    from essaimage_wagtail.pages.models import SheetPage

    taken, failures, until = [], [], time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.perf_counter()
        try:
            sheet = SheetPage.objects.get(slug=f"sheet-{editor + 1}")
            sheet.title = f"Jardin {editor} numéro{len(taken)}"
            sheet.save_revision().publish()
            taken.append(1000 * (time.perf_counter() - started))
        except DatabaseError as error:
            failures.append(str(error))
        time.sleep(BETWEEN_PUBLICATIONS)
    print(json.dumps({"taken": taken, "failures": failures}))


def show(answers: Answers, published: list[dict], options: argparse.Namespace) -> None:
    requests = sum(map(len, answers.taken.values()))
    errors = sum(sum(found.values()) for found in answers.errors.values())
    print(
        f"{options.engine}, {options.pages:,} sheets, {options.readers} readers, {options.editors} editors, "
        f"{options.workers} processes, {options.seconds} s: {requests:,} requests, {errors} errors"
    )
    print(f"{'':18}{'requests':>9}{'errors':>8}{'p50, ms':>9}{'p95, ms':>9}{'most, ms':>9}")
    for kind in KINDS:
        if taken := answers.taken[kind]:
            p50, p95 = percentiles(taken)
            wrong = ", ".join(f"{number} {error}" for error, number in answers.errors[kind].items()) or "0"
            print(f"{kind:18}{len(taken):9}{wrong:>8}{p50:9.0f}{p95:9.0f}{max(taken):9.0f}")
    taken = [milliseconds for one in published for milliseconds in one["taken"]]
    failures = [failure for one in published for failure in one["failures"]]
    if taken:
        p50, p95 = percentiles(taken)
        print(f"{'publications':18}{len(taken):9}{len(failures):8}{p50:9.0f}{p95:9.0f}{max(taken):9.0f}")
    for failure in sorted(set(failures)):
        print(f"  {failure}")


if __name__ == "__main__":
    main()
