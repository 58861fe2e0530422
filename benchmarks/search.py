"""Measure search over generated pages, beside Wagtail's own search over the same rows.

``python -m benchmarks.search --pages 20000`` makes the pages in a temporary database (a SQLite file, or with
``--engine postgresql`` one of the server that libpq's variables name, else of a private server), indexes them in both
ways, asks the same questions (see :mod:`.queries`) and prints one table. ``--keep DIRECTORY`` keeps the database, and
uses it again the next time: pages and index are then not made anew (PostgreSQL keeps it only on a server of yours).

A row stops after a minute (``--patience``): Wagtail, which takes seconds for some questions, is then asked the first
ones only, and a row whose first question alone took longer has that one time. Times of a search end with the ten
pages of results in hand, ready to be shown, and their total; ours include snippets. The floor is the bare database
query: the ten best of the documents with all the words.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .results import Measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--without-wagtail", action="store_true", help="measure our own search alone")
    parser.add_argument("--write", type=Path, help="directory where the figures are written as JSON")
    options = parser.parse_args()
    with ExitStack() as stack:
        directory = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        directory.mkdir(parents=True, exist_ok=True)
        name = f"essaimage_bench_{options.pages}_{options.seed}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        os.environ["ESSAIMAGE_TEST_DATABASE"] = options.engine
        os.environ["ESSAIMAGE_BENCH_DATABASE"] = name
        if options.engine == "postgresql":
            stack.enter_context(server())
        else:
            os.environ["ESSAIMAGE_BENCH_DATABASE"] = str(directory / f"{name}.sqlite3")
        import django

        django.setup()
        stack.enter_context(database(keep=options.keep is not None))
        prepared = prepare(options.pages, options.questions, options.seed, directory / f"{name}-{options.engine}.json")
        from .measures import measure

        measured = measure(prepared, options.patience, wagtail=not options.without_wagtail)
        show(measured)
        if options.write:
            options.write.mkdir(parents=True, exist_ok=True)
            measured.write(options.write / f"search-{measured.engine}-{measured.pages}.json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What every measurement of search over generated pages is told."""
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="directory where the database is kept for the next time")
    parser.add_argument("--patience", type=int, default=60, help="seconds of each row after which no more is asked")
    parser.add_argument("--seed", type=int, default=1)


def find_server() -> bool:
    """Whether there is a PostgreSQL to measure on."""
    from tests.postgresql import find_binaries

    return bool(os.environ.get("PGHOST") or find_binaries())


@contextmanager
def server() -> Iterator[None]:
    """The PostgreSQL server that the environment names, or a private one."""
    if os.environ.get("PGHOST"):
        yield
        return
    from tests.postgresql import find_binaries, private_cluster

    binaries = find_binaries()
    if binaries is None:
        sys.exit("No PostgreSQL server: neither PGHOST nor initdb.")
    with private_cluster(binaries) as environment:
        os.environ.update(environment)
        yield


@contextmanager
def empty_site(engine: str, name: str) -> Iterator[None]:
    """Django set up on an empty database of that name, which a search engine (``sqlite``, ``postgresql``,
    ``elasticsearch``) indexes; nothing is left of either."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        os.environ["ESSAIMAGE_TEST_DATABASE"] = engine
        os.environ["ESSAIMAGE_BENCH_DATABASE"] = f"essaimage_{name}"
        if engine == "elasticsearch":
            os.environ["ESSAIMAGE_TEST_ENGINE"] = engine
        if engine == "postgresql":
            stack.enter_context(server())
        else:
            os.environ["ESSAIMAGE_BENCH_DATABASE"] = str(directory / f"{name}.sqlite3")
        import django

        django.setup()
        stack.enter_context(database(keep=False))
        if engine == "elasticsearch":
            stack.callback(_delete_indexes)
        yield


def _delete_indexes() -> None:
    from essaimage_wagtail.search import get_engine
    from tests.elasticsearch import delete_indexes

    delete_indexes(get_engine())


@contextmanager
def database(*, keep: bool) -> Iterator[None]:
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        yield
    finally:
        if keep:
            connection.close()
        else:
            connection.creation.destroy_test_db(before, verbosity=0)


def prepare(pages: int, number: int, seed: int, notes: Path) -> dict:
    """Pages, index, and what is to be asked of them, with the times it took; read from ``notes`` if they are kept."""
    from essaimage_wagtail.pages.models import SheetPage
    from essaimage_wagtail.search import get_engine
    from essaimage_wagtail.search.indexing import index

    from . import rebuild
    from .corpus import Corpus
    from .measures import timed
    from .queries import broadest, questions
    from .site import make_pages

    if notes.exists() and SheetPage.objects.count() == pages:
        return json.loads(notes.read_text())
    corpus = Corpus(pages, seed)
    sheets = list(corpus.sheets())
    make_pages(sheets)
    asked = [(question.kind, question.language, question.text) for question in questions(corpus, sheets, number, seed)]
    broad = [(language, broadest(writer)) for language, writer in corpus.writers.items()]
    ranks = [(language, writer.lemmas[:6000:7]) for language, writer in corpus.writers.items()]
    del sheets
    rebuilt = rebuild.measured()
    from itertools import islice

    documents = list(islice(index._all_documents(lambda count: None), 5000))
    engine = get_engine()
    engine.delete(document.key for document in documents)
    upserting = timed(lambda: engine.upsert(documents))
    prepared = {
        "pages": pages,
        "questions": asked,
        "broad": broad,
        "lemmas": dict(ranks),
        "upsert": len(documents) / upserting,
        **rebuilt,
    }
    notes.write_text(json.dumps(prepared, ensure_ascii=False))
    return prepared


def show(measured: Measured) -> None:
    """Print one table."""
    rows = [
        (f"{measured.pages:,} pages, {measured.engine}", "essaimage", "Wagtail", "ratio", "floor"),
        *((figure.name, figure.ours, figure.wagtail, "", "") for figure in measured.figures),
        *(row for latency in measured.latencies for row in latency.rows()),
    ]
    show_table(rows)


def show_table(rows: list[tuple[str, ...]]) -> None:
    """The first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
