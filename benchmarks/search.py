"""Measure search over generated pages, beside Wagtail's own search over the same rows.

``python -m benchmarks.search --pages 20000`` makes the pages in a temporary database (a SQLite file; with
``ESSAIMAGE_TEST_DATABASE=postgresql`` one of the server that libpq's variables name), indexes them in both ways,
asks the same questions (see :mod:`.queries`) and prints one table. A row stops after a minute: Wagtail, which takes
seconds for some questions, is then asked the first ones only. Times of a search end with the ten pages of results in
hand, ready to be shown, and their total; ours include snippets.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles

FACETS = ("theme", "audience", "territory", "status", "type")
WAGTAIL_FACETS = ("depth", "live", "locked", "show_in_menus", "last_published_at")
"""Wagtail counts only what a model declares as filters; these five are declared for every page."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--patience", type=int, default=60, help="seconds of each row after which no more is asked")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
        os.environ["ESSAIMAGE_BENCH_FILE"] = str(Path(directory) / "bench.sqlite3")
        import django

        django.setup()
        from django.db import connection

        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            run(options.pages, options.questions, options.patience, options.seed)
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)


def run(pages: int, number: int, patience: int, seed: int) -> None:
    """Make, index, ask, print."""
    from django.core.management import call_command
    from django.db import connection
    from tqdm import tqdm
    from wagtail.models import Locale

    from essaimage_wagtail.pages.models import SheetPage
    from essaimage_wagtail.search import SearchQuery, get_engine, indexing

    from .corpus import Corpus
    from .queries import broadest, questions
    from .site import make_pages

    corpus = Corpus(pages, seed)
    sheets = list(corpus.sheets())
    make_pages(sheets)
    engine = get_engine()

    with tqdm(total=indexing.count_candidates(), desc="Indexing", unit="page") as bar:
        rebuilding = timed(lambda: indexing.rebuild(bar.update))
    documents = list(indexing._all_documents(lambda count: None))
    engine.delete(engine.keys())
    upserting = timed(lambda: engine.upsert(documents))
    wagtail_indexing = timed(lambda: call_command("update_index", verbosity=0, chunk_size=1000))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    locales = {locale.language_code: locale for locale in Locale.objects.all()}

    def ours(language: str, text: str, facets: Iterable[str] = ()) -> int:
        result = engine.search(SearchQuery(text, language, facets=tuple(facets)))
        keys = [hit.key.partition(":")[0] for hit in result.hits]
        list(SheetPage.objects.filter(translation_key__in=keys, locale=locales[language]))
        return result.total

    def wagtail(language: str, text: str, facets: Iterable[str] = ()) -> int:
        pages = SheetPage.objects.live().filter(locale=locales[language])
        results = pages.search(text) if text else pages
        list(results[:10])
        for facet in facets:
            results.facet(facet)
        return results.count()

    asked = [(question.language, question.text) for question in questions(corpus, sheets, number, seed)]
    broad = [(language, broadest(writer)) for language, writer in corpus.writers.items()]
    rows = [("Indexing pages, pages/s", f"{pages / rebuilding:,.0f}", f"{pages / wagtail_indexing:,.0f}", "")]
    rows.append(("Indexing documents, documents/s", f"{len(documents) / upserting:,.0f}", "", ""))
    for name, questions_asked, facets in (
        ("Search", asked, False),
        ("Search, 5 facets", asked, True),
        ("Most frequent word", broad * 2, False),
        ("Most frequent word, 5 facets", broad * 2, True),
    ):
        mine = measured(ours, questions_asked, FACETS if facets else (), patience)
        theirs = measured(wagtail, questions_asked, WAGTAIL_FACETS if facets else (), patience)
        print(f"{name}: {len(mine)} questions; Wagtail {len(theirs)}", file=sys.stderr)
        for share, title in ((50, "p50"), (95, "p95")):
            a, b = percentile(mine, share), percentile(theirs, share)
            rows.append((f"{name}, {title}, ms", f"{a:,.1f}", f"{b:,.1f}", f"{b / a:,.1f}"))
    everything = [(language, "") for language in corpus.writers] * 2
    browsed = measured(ours, everything, FACETS, patience)
    rows.append(("No words, 5 facets, p50, ms", f"{percentile(browsed, 50):,.1f}", "", ""))
    hits = max(ours(*question) for question in broad)
    print(f"\n{pages:,} pages on {connection.vendor}, {number} questions; the most frequent word has {hits:,} hits")
    show([("", "essaimage", "Wagtail", "ratio"), *rows])


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measured(
    search: Callable[..., int], asked: list[tuple[str, str]], facets: Iterable[str], patience: int
) -> list[float]:
    """Milliseconds of each question, as many as fit into ``patience`` seconds, after two that warm the caches."""
    for question in asked[:2]:
        search(*question, facets)
    taken: list[float] = []
    for question in asked:
        if len(taken) > 1 and sum(taken) > 1000 * patience:
            break
        taken.append(1000 * timed(lambda question=question: search(*question, facets)))
    return taken


def percentile(values: list[float], share: int) -> float:
    # A row that ran out of patience at its first question has one time only.
    return values[0] if len(values) == 1 else quantiles(values, n=100, method="inclusive")[share - 1]


def show(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
