"""What is measured: a row of the table each."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_save, pre_save
from wagtail.models import Locale
from wagtail.signals import page_published

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import Scope, SearchQuery, get_engine
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.engines.database.reading import Reader
from essaimage_wagtail.search.indexing import index, signals
from essaimage_wagtail.search.query.parser import parse

from .results import Figure, Latency, Measured

FACETS = ("theme", "audience", "territory", "status", "type")
WAGTAIL_FACETS = ("depth", "live", "locked", "show_in_menus", "last_published_at")
"""Wagtail counts only what a model declares as filters; these five are declared for every page."""
HITS = (100, 1_000, 10_000, 50_000)


def measure(prepared: dict[str, Any], patience: int, *, wagtail: bool) -> Measured:
    engine = get_engine()
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    asked = [(language, text) for _, language, text in prepared["questions"]]
    broad = [tuple(pair) for pair in prepared["broad"]] * 4
    wagtail_indexing = timed(_index_for_wagtail) if wagtail else None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def ours(language: str, text: str, facets: Iterable[str] = ()) -> int:
        result = engine.search(SearchQuery(text, language, facets=tuple(facets)))
        keys = [hit.key.partition(":")[0] for hit in result.hits]
        list(SheetPage.objects.defer_streamfields().filter(translation_key__in=keys, locale=locales[language]))
        return result.total

    def theirs(language: str, text: str, facets: Iterable[str] = ()) -> int:
        pages = SheetPage.objects.live().defer_streamfields().filter(locale=locales[language])
        results = pages.search(text) if text else pages
        list(results[:10])
        for facet in facets:
            results.facet(facet)
        return results.count()

    pages = prepared["pages"]
    figures = [
        Figure("Rebuild, pages/s", prepared["rebuild"], pages / wagtail_indexing if wagtail_indexing else None),
        Figure("The same, documents/s without making them", prepared["documents"]),
        Figure("Writing into the index that answers, documents/s", prepared["upsert"]),
        Figure("Memory before a rebuild, MB", prepared["before"]),
        Figure("Memory after a fifth of it, MB", prepared["fifth"]),
        Figure("Memory at its end, at most, MB", prepared["peak"]),
        Figure("Index, kB a page", _index_size() / pages / 1000),
    ]
    latencies: list[Latency] = []

    def add(name: str, work: Callable[..., object], things: Sequence[tuple], other: Callable | None = None,
            floor: Callable | None = None, facets: bool = False) -> None:  # fmt: skip
        mine = measured(work, [(*thing, FACETS) if facets else thing for thing in things], patience)
        wagtails = [(*thing, WAGTAIL_FACETS) if facets else thing for thing in things]
        others = measured(other, wagtails, patience) if other and wagtail else []
        latencies.append(Latency.of(name, mine, others, measured(floor, things, patience) if floor else []))
        print(" | ".join(latencies[-1].rows()[-1]), file=sys.stderr)

    add("Search", ours, asked, theirs, bare_query)
    add("Search, 5 facets", ours, asked, theirs, facets=True)
    add(
        "Engine alone, 5 facets",
        lambda language, text: engine.search(SearchQuery(text, language, facets=FACETS)),
        asked,
    )
    add("Most frequent word", ours, broad, theirs, bare_query)
    add("Most frequent word, 5 facets", ours, broad, theirs, facets=True)
    add("No words, 5 facets", ours, [(language, "") for language, _ in broad], facets=True)
    wrong = [(language, text) for kind, language, text in prepared["questions"] if kind == "typing error"]
    add("Corrected words", ours, wrong * 3, theirs)
    starts = [(language, text[:size]) for language, text in asked[:100] for size in (2, 4, 6)]
    add("Suggestions", lambda language, text: engine.suggest(text, Scope(language=language), 8), starts)
    keys = [(key,) for key in sorted(engine.keys())[:: max(1, prepared["pages"] // 100)]]
    add("Similar pages", lambda key: engine.more_like(key, Scope(), 6), keys)
    add("Map of the most frequent word", lambda language, text: engine.points(SearchQuery(text, language)), broad)
    latencies.append(Latency.of("First search after a publication", _searches_after_writing(engine, ours, broad)))
    latencies.extend(_publications())
    for wanted in HITS:
        language, word, hits = _word_with(wanted, prepared["lemmas"])
        if word and hits > wanted / 2:
            add(f"A word with {hits:,} hits", ours, [(language, word)] * 12, theirs, bare_query)
            add(f"A word with {hits:,} hits, 5 facets", ours, [(language, word)] * 12, theirs, facets=True)
    return Measured(connection.vendor, pages, figures, latencies)


def bare_query(language: str, text: str) -> list[Any]:
    """The ten best documents with all the words of a text: nothing but the database's own work."""
    engine = get_engine()
    analyzer = get_analyzer(language)
    parsed = parse(text, analyzer)
    if not parsed.wanted:
        return []
    store = Reader(connection, engine.make_store, analyzer, language, Scope()).store
    table = store.table
    ranked = {
        "sqlite": f"SELECT rowid FROM {table} WHERE {table} MATCH %s ORDER BY rank LIMIT 10",  # noqa: S608
        "postgresql": f"SELECT document_id FROM {table}, (SELECT %s::tsquery AS q) asked WHERE tokens @@ q "  # noqa: S608
        "ORDER BY ts_rank(tokens, q) DESC LIMIT 10",
    }
    return store.rows(ranked[connection.vendor], [store.expression(parsed.wanted)])


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that the work takes."""
    started = clock()
    work()
    return clock() - started


def measured(
    work: Callable[..., object],
    things: Sequence[tuple],
    patience: int,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Milliseconds of each, as many as fit into ``patience`` seconds, after two that warm the caches."""
    for thing in things[:2]:
        first = 1000 * timed(lambda thing=thing: work(*thing))
        if first > 1000 * patience:
            return [first]
    taken: list[float] = []
    for thing in things:
        if len(taken) > 1 and sum(taken) > 1000 * patience:
            break
        taken.append(1000 * timed(lambda thing=thing: work(*thing), clock))
    return taken


def _index_for_wagtail() -> None:
    call_command("update_index", verbosity=0, chunk_size=1000)


def _index_size() -> int:
    """Bytes of the tables of our index and of their own indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name LIKE "
                "'essaimage_wagtail_index%' OR tbl_name LIKE 'essaimage_wagtail_tokens%' "
                "OR tbl_name LIKE 'essaimage_wagtail_heading%' OR tbl_name LIKE 'essaimage_wagtail_grams%')"
            )
        else:
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND "
                "relname ~ '^essaimage_wagtail_(index|tokens|grams)'"
            )
        return int(cursor.fetchone()[0])


def _searches_after_writing(engine: Any, search: Callable[..., object], broad: list[tuple]) -> list[float]:
    """Milliseconds of a search that is the first one after a document was written."""
    document = next(iter(index._all_documents(lambda count: None)))
    taken = []
    for number, question in enumerate(broad * 2):
        engine.upsert([replace(document, rest=f"{document.rest} {number}")])
        taken.append(1000 * timed(lambda question=question: search(*question)))
    return taken


def _publications() -> Iterator[Latency]:
    """Publications as an editor makes them, with our index kept in step and without; Wagtail's own is, in both. The
    first one of a process in each language, which reads Django's translations into it, is a row of its own."""
    pages = list(SheetPage.objects.live().order_by("pk")[:122])

    def publish(page: SheetPage) -> float:
        page.title += " 2"
        return 1000 * timed(lambda: page.save_revision().publish())

    without: list[float] = []
    first: list[float] = []
    indexed: list[float] = []
    languages: set[int] = set()
    # By turns: whatever else the machine does is then in both.
    for one, other in zip(pages[::2], pages[1::2], strict=True):
        with _not_indexed():
            without.append(publish(one))
        (indexed if other.locale_id in languages else first).append(publish(other))
        languages.add(other.locale_id)
    yield Latency.of("A publication without our index", without[1:])
    yield Latency.of("A publication", indexed)
    yield Latency.of("The first publication in a language", first)


@contextmanager
def _not_indexed() -> Iterator[None]:
    page_published.disconnect(dispatch_uid="essaimage_published")
    pre_save.disconnect(sender=SheetPage, dispatch_uid=f"essaimage_saving_{SheetPage._meta.label}")
    post_save.disconnect(sender=SheetPage, dispatch_uid=f"essaimage_saved_{SheetPage._meta.label}")
    try:
        yield
    finally:
        signals.connect()


def _word_with(wanted: int, lemmas: dict[str, list[str]]) -> tuple[str, str, int]:
    """Of the words tried, the one whose number of hits is nearest to the one wanted."""
    engine = get_engine()
    best = ("", "", 0)
    for language in ("fr", "en"):
        for word in lemmas[language][: 400 if wanted < 5000 else 12]:
            hits = engine.search(SearchQuery(word, language, limit=0)).total
            if abs(hits - wanted) < abs(best[2] - wanted):
                best = (language, word, hits)
    return best
