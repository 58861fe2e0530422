"""Measure the engine on Elasticsearch beside the one in the database, over the same generated pages, in one run.

``python -m benchmarks.elasticsearch --pages 20000`` makes the pages in a temporary SQLite file (``--keep DIRECTORY``
keeps them), asks the server that ``ELASTICSEARCH_URL`` names, else a private one, and prints two tables. The floor of a
search is one request to Elasticsearch for the ten best documents with any of the words, with the aggregations of five
facets where facets are asked for, and nothing around it.

The floor asks for less than a page of results needs. So what a search with facets asks is sent again by itself: all
its requests, one after the other. What is left is the site's own. The processor's time of the site's process does not
tell what else the machine did.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice
from multiprocessing import Manager, get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

from .results import percentiles
from .search import add_arguments, database, prepare

PREFIX = "essaimage-bench"
ENGINE = "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine"
DRAINED = 3_000
"""Documents that drainers share."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    parser.add_argument("--drained", type=int, default=DRAINED)
    options = parser.parse_args()
    with ExitStack() as stack:
        directory = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        directory.mkdir(parents=True, exist_ok=True)
        name = f"essaimage_bench_{options.pages}_{options.seed}"
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "ESSAIMAGE_TEST_DATABASE": "sqlite",
            "ESSAIMAGE_BENCH_DATABASE": str(directory / f"{name}.sqlite3"),
            "ELASTICSEARCH_URL": stack.enter_context(server()),
        }
        import django

        django.setup()
        stack.enter_context(database(keep=options.keep is not None))
        prepared = prepare(options.pages, options.questions, options.seed, directory / f"{name}-sqlite.json")
        measure(prepared, options.drained, options.patience)


@contextmanager
def server() -> Iterator[str]:
    if os.environ.get("ELASTICSEARCH_URL"):
        yield os.environ["ELASTICSEARCH_URL"]
        return
    from tests.elasticsearch import private_server

    with private_server(measured=True) as private:
        yield private.url


def make_engine(**options: Any) -> Any:
    from django.conf import settings

    from essaimage_wagtail.search.engines.elasticsearch import ElasticsearchEngine

    given = {
        "hosts": os.environ["ELASTICSEARCH_URL"],
        "index_prefix": PREFIX,
        "replicas": 0,
        "timeout": 60.0,
        "write_timeout": 600.0,
    }
    settings.ESSAIMAGE = {"ELASTICSEARCH": given | options}
    from essaimage_wagtail.conf import settings as own

    own.reset(setting="ESSAIMAGE")
    return ElasticsearchEngine()


def measure(prepared: dict[str, Any], drained: int, patience: int) -> None:
    from essaimage_wagtail.search.engines.database import DatabaseEngine

    embedded = DatabaseEngine()
    engine = make_engine(refresh=False)
    try:
        for name, value in [*indexing(engine, prepared), *draining(engine, drained)]:
            print(f"{name:<60}{value:>12,.0f}")
        engine.server.client.indices.refresh(index=f"{PREFIX}-*")
        print(f"\n{'ms':<45}{'Elasticsearch':>22}{'embedded':>22}{'floor':>22}")
        print(f"{'':<45}{'p50       p95':>22}{'p50       p95':>22}{'p50       p95':>22}")
        for name, *columns in searching(engine, embedded, prepared, patience):
            cells = (f"{both[0]:>12,.1f}{both[1]:>10,.1f}" if both else " " * 22 for both in columns)
            print(f"{name:<45}{''.join(cells)}")
    finally:
        for index in engine.server.client.indices.get(index=f"{PREFIX}-*"):
            engine.server.client.indices.delete(index=index)


def indexing(engine: Any, prepared: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Documents a second, and what they take."""
    from essaimage_wagtail.search.engines.elasticsearch.analysing import Analysis
    from essaimage_wagtail.search.engines.elasticsearch.names import indexes
    from essaimage_wagtail.search.indexing import index

    from .measures import timed

    for processes in (1, os.cpu_count() or 1):
        each, count = make_engine(processes=processes, refresh=False), 0

        def rebuild(each: Any = each) -> None:
            nonlocal count
            count = each.rebuild(index._all_documents(lambda pages: None))

        seconds = timed(rebuild)
        yield f"Rebuild, {processes} processes, documents/s", count / seconds
    yield "Rebuild of the embedded index, documents/s", prepared["rebuild"]
    stats = engine.server.client.indices.stats(index=f"{PREFIX}-*", metric="store")
    yield "Index, bytes a document", stats["_all"]["primaries"]["store"]["size_in_bytes"] / count
    some = list(islice(index._all_documents(lambda pages: None), 2_000))
    analysis, made = Analysis(), []
    yield "Analysis alone, one process, documents/s", len(some) / timed(lambda: made.extend(analysis.of(some)))
    writer, there = engine.writer(), indexes(engine.server, engine.names)
    how = {document.key: {"_op_type": "index"} for document in some}
    actions = list(writer.actions(made, how, engine.names, there))
    seconds = timed(lambda: engine.server.bulk(actions))
    yield "Bulk requests alone, without analysis, documents/s", len(some) / seconds


def draining(engine: Any, number: int) -> Iterator[tuple[str, float]]:
    """Documents a second, with one, two and four processes, from the moment at which all are ready."""
    from essaimage_wagtail.search.indexing import index

    documents = list(islice(index._all_documents(lambda pages: None), number))
    for processes in (1, 2, 4):
        engine.outbox.put(replace(document, rest=f"{document.rest} {processes}") for document in documents)
        with Manager() as manager, ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            ready = manager.Barrier(processes)
            began, ended = zip(*pool.map(drainer, [ready] * processes), strict=True)
        assert not engine.outbox.backlog().waiting
        yield f"Drained by {processes} processes, documents/s", len(documents) / (max(ended) - min(began))


def drainer(ready: Any) -> tuple[float, float]:
    """When it began and ended."""
    import django
    from django.db import connection

    django.setup()
    connection.settings_dict["NAME"] = os.environ["ESSAIMAGE_BENCH_DATABASE"]
    from essaimage_wagtail.search.analysis.analyzer import get_analyzer
    from essaimage_wagtail.search.outbox.draining import drain

    engine = make_engine(refresh=False)
    for code in ("fr", "en", "es", "de"):
        get_analyzer(code).forms("jardin")
    ready.wait()
    began = time.time()
    drain(engine)
    return began, time.time()


def searching(
    engine: Any, embedded: Any, prepared: dict[str, Any], patience: int
) -> Iterator[tuple[str, Any, Any, Any]]:
    """Percentiles of both engines and of the floor, in milliseconds."""
    from essaimage_wagtail.search import Scope, SearchQuery

    from .measures import FACETS

    asked = [(language, text) for _, language, text in prepared["questions"]]
    broad = [tuple(pair) for pair in prepared["broad"]] * 4
    starts = [(language, text[:size]) for language, text in asked[:100] for size in (2, 4, 6)]
    keys = [(key,) for key in sorted(embedded.keys())[:: max(1, prepared["pages"] // 100)]]
    facets = tuple(FACETS)

    def faceted(of: Any, code: str, text: str) -> object:
        return of.search(SearchQuery(text, code, facets=facets))

    rows: Sequence[tuple[str, Callable, Callable | None, list]] = (
        ("Search", lambda of, code, text: of.search(SearchQuery(text, code)), bare(engine, ()), asked),
        ("Search, 5 facets", faceted, bare(engine, facets), asked),
        ("Most frequent word, 5 facets", faceted, bare(engine, facets), broad),
        ("Suggestions", lambda of, code, text: of.suggest(text, Scope(language=code), 8), None, starts),
        ("Map of the most frequent word", lambda of, code, text: of.points(SearchQuery(text, code)), None, broad),
        ("Similar pages", lambda of, key: of.more_like(key, Scope(), 6), None, keys),
    )  # fmt: skip
    for name, work, floor, things in rows:
        print(name, file=sys.stderr)
        columns = [
            warm(lambda *thing, work=work, of=of: work(of, *thing), things, patience) for of in (engine, embedded)
        ]
        yield name, *columns, warm(floor, things, patience) if floor else None
    asks = [(requests_of(engine, faceted, *thing),) for thing in asked]
    yield "Search, 5 facets, its requests alone", sent(asks, engine, patience), None, None
    works = [lambda *thing, of=of: faceted(of, *thing) for of in (engine, embedded)]
    processor = [warm(work, asked, patience, time.process_time) for work in (*works, bare(engine, facets))]
    yield "Search, 5 facets, the site's processor", *processor


def warm(
    work: Callable[..., object], things: list, patience: int, clock: Callable[[], float] = time.perf_counter
) -> Any:
    """Percentiles of the second of two rounds: in the first one, the server compiles what it runs."""
    from .measures import measured

    measured(work, things, patience)
    return percentiles(measured(work, things, patience, clock))


def requests_of(engine: Any, work: Callable[..., object], *thing: str) -> list[Callable[[Any], object]]:
    """What the engine asks the server for a search, ready to be asked again."""
    from essaimage_wagtail.search.engines.elasticsearch.server import Server

    requests: list[Callable[[Any], object]] = []
    ask = Server.ask

    def noting(server: Any, request: Callable[[Any], object], **options: Any) -> object:
        requests.append(request)
        return ask(server, request, **options)

    with patch.object(Server, "ask", noting):
        work(engine, *thing)
    return requests


def sent(asks: list[tuple[list[Callable[[Any], object]]]], engine: Any, patience: int) -> Any:
    """Percentiles of sending the requests of each search by themselves."""
    return warm(lambda requests: [request(engine.server.client) for request in requests], asks, patience)


def bare(engine: Any, facets: Sequence[str]) -> Callable[[str, str], object]:
    """The ten best documents with all the words of a text, in one request."""
    from elasticsearch.dsl.query import Bool, Term

    from essaimage_wagtail.search.analysis.analyzer import get_analyzer
    from essaimage_wagtail.search.engines.elasticsearch import matching
    from essaimage_wagtail.search.query.parser import parse

    aggs = {name: {"terms": {"field": matching.facet_field(name), "size": 100}} for name in facets}

    def ask(language: str, text: str) -> object:
        parsed = parse(text, get_analyzer(language))
        words = matching.main_words(parsed) if parsed.wanted else Term(language=language)
        query = Bool(must=[words], filter=[Term(language=language)])
        body = {"query": query.to_dict(), "aggs": aggs, "size": 10, "_source": ["text.title"]}
        return engine.server.search(engine.names.documents, body)

    return ask


if __name__ == "__main__":
    main()
