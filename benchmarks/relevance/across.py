"""Judged queries across languages: what somebody who types in one language finds of what is written in the others.

``python -m benchmarks.relevance.across`` prints recall@10 for each pair of languages, with the concepts that come with
the plugin and without any; ``--missed`` adds the queries of which not everything was found. ``--engine postgresql`` and
``--engine elasticsearch`` ask other engines.

Two sets of queries are asked, of the demonstration, of short pages in one language each (``across.yaml``), and of
generated pages among which these are looked for:

* *others'*: those of ``judged/``, which were written for searches within a language, before there were any concepts. A
  page that answers one is looked for in every other language in which the demonstration has it.
* *ours*: those of ``across.yaml``, each about one of its pages, in the four other languages.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import yaml

from ..search import empty_site, show_table
from .judged import as_sheet, documents, queries, sheets

LANGUAGES = ("fr", "en", "es", "de", "ar")
DEPTH = 10
ACROSS = Path(__file__).with_name("across.yaml")
SETS = ("others'", "ours")


@dataclass(frozen=True)
class Asked:
    """``source`` and ``target``: languages; ``relevant``: names of documents in the target."""

    set: str
    kind: str
    source: str
    target: str
    text: str
    relevant: frozenset[str]

    def recall(self, found: list[str]) -> float:
        return len(self.relevant.intersection(found[:DEPTH])) / len(self.relevant)


def pages() -> list[Any]:
    """The short pages, as sheets."""
    return [
        as_sheet(page["language"], name, page["title"], page["pitch"], (page["text"],))
        for name, page in _read()["pages"].items()
    ]


def questions() -> list[Asked]:
    """Everything that is asked, in an order that stays."""
    return [*_others(), *own_questions()]


def _others() -> Iterator[Asked]:
    there = documents().keys()
    for query in queries():
        for target in LANGUAGES:
            relevant = frozenset(name for name in query.relevant if (target, name) in there)
            if query.language in LANGUAGES and target != query.language and relevant:
                yield Asked(SETS[0], query.kind, query.language, target, query.text, relevant)


def own_questions() -> Iterator[Asked]:
    """Those of the short pages."""
    for name, page in _read()["pages"].items():
        for source, texts in page["queries"].items():
            for text in texts:
                yield Asked(SETS[1], "written", source, page["language"], text, frozenset([name]))


def names_of_pages() -> list[str]:
    """In the order of :func:`pages`."""
    return list(_read()["pages"])


def _read() -> dict[str, Any]:
    return yaml.safe_load(ACROSS.read_text(encoding="utf-8"))


def answers(engine_name: str) -> dict[str, list[list[str]]]:
    """The names found for each question, in their order, with concepts and without."""
    with empty_site(engine_name, "across"):
        return _answers()


def _answers() -> dict[str, list[list[str]]]:
    from django.core.management import call_command

    from essaimage_wagtail.search import SearchQuery, get_engine
    from essaimage_wagtail.search.indexing import index
    from essaimage_wagtail.search.query.concepts import ForeignQuestion, in_language
    from essaimage_wagtail.vocabulary.known import vocabulary

    from ..site import make_pages

    ours = pages()
    make_pages([*sheets(), *ours])
    index.rebuild()
    call_command("load_vocabulary", verbosity=0)
    call_command("essaimage_concepts", "load", verbosity=0)
    names = {str(sheet.key): name for (_, name), sheet in documents().items()}
    names |= {str(sheet.key): name for sheet, name in zip(ours, names_of_pages(), strict=True)}
    engine, known = get_engine(), vocabulary()
    found: dict[str, list[list[str]]] = {"with concepts": [], "without": []}
    for asked in questions():
        own = engine.search(SearchQuery(asked.text, asked.source, limit=0))
        # As the pages of results do.
        meanings = known.best_meanings(filter(None, (asked.text, own.correction)), asked.source)
        ways = {
            "with concepts": in_language(
                meanings or known.meanings(asked.text, asked.source), asked.target, known.concepts, asked.text
            ),
            "without": ForeignQuestion((), "", asked.text),
        }
        for name, question in ways.items():
            query = SearchQuery(asked.text, asked.source, limit=DEPTH)
            result = engine.across(query, {asked.target: question}).get(asked.target)
            found[name].append([names.get(hit.key.partition(":")[0], "") for hit in result.hits] if result else [])
    return found


def tables(found: dict[str, list[list[str]]]) -> Iterator[list[tuple[str, ...]]]:
    """For each set: recall by pair of languages, then by kind, each with concepts and without."""
    asked = questions()
    for name in SETS:
        rows = [("from \\ to, recall with concepts (without)", *LANGUAGES, "all", "questions")]
        for source in (*LANGUAGES, "all"):
            cells = [_cell(found, asked, name, source, target) for target in (*LANGUAGES, "all")]
            number = len({(a.source, a.text) for a in asked if a.set == name and source in (a.source, "all")})
            rows.append((f"{name}, {source}", *cells, str(number)))
        yield rows
    kinds = dict.fromkeys(a.kind for a in asked)
    yield [
        ("kind", "recall with concepts (without)"),
        *((kind, _mean(found, asked, lambda a, k=kind: a.kind == k)) for kind in kinds),
    ]


def _cell(found: Any, asked: list[Asked], name: str, source: str, target: str) -> str:
    return _mean(found, asked, lambda a: a.set == name and source in (a.source, "all") and target in (a.target, "all"))


def _mean(found: dict[str, list[list[str]]], asked: list[Asked], belongs: Any) -> str:
    chosen = [number for number, one in enumerate(asked) if belongs(one)]
    if not chosen:
        return "–"
    better, worse = (
        fmean(asked[number].recall(found[name][number]) for number in chosen) for name in ("with concepts", "without")
    )
    return f"{better:.2f} ({worse:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "elasticsearch"], default="sqlite")
    parser.add_argument("--missed", action="store_true", help="show the questions of which not everything was found")
    parser.add_argument("--write", type=Path, help="file where the answers are written as JSON")
    options = parser.parse_args()
    found = answers(options.engine)
    if options.write:
        options.write.write_text(json.dumps(found, ensure_ascii=False))
    for rows in tables(found):
        show_table(rows)
        print()
    if options.missed:
        missed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for asked, names in zip(questions(), found["with concepts"], strict=True):
            if lacking := asked.relevant.difference(names[:DEPTH]):
                missed[asked.source, asked.text].append(f"{asked.target}: {', '.join(sorted(lacking))}")
        show_table([(source, text, "; ".join(lacking)) for (source, text), lacking in missed.items()])


if __name__ == "__main__":
    sys.exit(main())
