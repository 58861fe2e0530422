"""Ask the judged queries of our engine and of Wagtail's own search, on SQLite and, where there is one, PostgreSQL.

``python -m benchmarks.relevance`` prints recall@10 and MRR in total, by kind and by language; ``--missed`` adds each
query of which an engine of ours did not find everything. ``--write DIRECTORY`` keeps the answers as JSON.
``--elasticsearch URL`` asks an Elasticsearch server too: by our engine, which makes the tokens, and by Elasticsearch's
own analyzers (see :mod:`.elasticsearch`).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ..search import empty_site, find_server, show_table
from . import elasticsearch
from .judged import documents, queries, sheets
from .scores import DEPTH, Answer, tables

NAMES = {
    "essaimage": "essaimage, {}",
    "wagtail": "Wagtail, {}",
    "any": "Elasticsearch, any word",
    "fuzzy": "Elasticsearch, all words, then fuzzy",
    "folded": "Elasticsearch, the same, accents folded",
}
"""What each searcher is called in tables, with its database."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    engines = ["sqlite", "postgresql", "elasticsearch"]
    parser.add_argument("--engine", choices=engines, action="append", help="all that there are by default")
    parser.add_argument("--elasticsearch", metavar="URL", help="a server to ask as well, http://127.0.0.1:9200")
    parser.add_argument("--missed", action="store_true", help="show the queries of which ours did not find everything")
    parser.add_argument("--write", type=Path, help="directory where the answers are written as JSON")
    parser.add_argument("--answers", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.answers:
        options.answers.write_text(json.dumps(asked(options.engine[0]), ensure_ascii=False))
        return
    elastic = elasticsearch.Server(options.elasticsearch) if options.elasticsearch else None
    if elastic:
        print(f"Elasticsearch {elastic.version}")
    there = {"sqlite": True, "postgresql": find_server(), "elasticsearch": elastic is not None}
    engines = options.engine or [engine for engine in engines if there[engine]]
    if elastic:
        os.environ["ELASTICSEARCH_URL"] = elastic.url
    answers = {}
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.write or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        for engine in engines:
            path = directory / f"relevance-{engine}.json"
            # Django speaks to one database in its life: each engine has a process of its own.
            command = [sys.executable, "-m", "benchmarks.relevance", "--engine", engine, "--answers", str(path)]
            subprocess.run(command, check=True)  # noqa: S603
            answers |= read(path, engine)
        if elastic:
            path = directory / "relevance-analyzers.json"
            path.write_text(json.dumps(elasticsearch.asked(elastic), ensure_ascii=False))
            answers |= read(path, "elasticsearch")
    for rows in tables(answers):
        show_table(rows)
        print()
    if elastic:
        number, answered = elasticsearch.gaps(elastic)
        show_table([("gap queries answered", f"of {number}"), *((NAMES[name], str(n)) for name, n in answered.items())])
    if options.missed:
        for name, given in answers.items():
            if name.startswith("essaimage"):
                print(f"\n{name}: not found")
                show_table([row for answer in given for row in missed(answer)])


def missed(answer: Answer) -> list[tuple[str, ...]]:
    """A row where not all the relevant documents were found."""
    names = answer.query.relevant.difference(answer.found)
    query = answer.query
    return [(f"{query.language}  {query.kind}  {query.text}", ", ".join(sorted(names)))] if names else []


def read(path: Path, engine: str) -> dict[str, list[Answer]]:
    """The answers that were written, by searcher and database."""
    return {
        NAMES[name].format(engine): [Answer(query, found) for query, found in zip(queries(), lists, strict=True)]
        for name, lists in json.loads(path.read_text()).items()
    }


def asked(engine: str) -> dict[str, list[list[str]]]:
    """The names found for each query, in the order of the queries, by ours and by Wagtail's own search."""
    with empty_site(engine, "relevance"):
        answers = _answers()
        if engine == "elasticsearch":
            del answers["wagtail"]  # whose search is in the database, which was asked
        return answers


def _answers() -> dict[str, list[list[str]]]:
    from django.core.management import call_command
    from wagtail.models import Locale

    from essaimage_wagtail.pages.models import SheetPage
    from essaimage_wagtail.search import SearchQuery, get_engine
    from essaimage_wagtail.search.indexing import index

    from ..site import make_pages

    names = {str(sheet.key): name for (_, name), sheet in documents().items()}
    make_pages(sheets())
    index.rebuild()
    call_command("update_index", verbosity=0)
    engine = get_engine()
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    ours, theirs = [], []
    for query in queries():
        hits = engine.search(SearchQuery(query.text, query.language, limit=DEPTH)).hits
        ours.append([names.get(hit.key.partition(":")[0], "") for hit in hits])
        pages = SheetPage.objects.live().filter(locale=locales[query.language]).search(query.text)[:DEPTH]
        theirs.append([names.get(str(page.translation_key), "") for page in pages])
    return {"essaimage": ours, "wagtail": theirs}


if __name__ == "__main__":
    main()
