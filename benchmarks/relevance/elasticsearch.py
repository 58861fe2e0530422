"""Ask an Elasticsearch server: each language in an index of its own, through Elasticsearch's own analyzer for it.

Nothing but the standard library. The indexes are named ``essaimage-relevance-<language>``; they are made anew, and
deleted when they have answered.
"""

import json
import sys
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from .judged import documents, queries, sheets
from .scores import DEPTH

GAPS = Path(__file__).parents[2] / "tests" / "data" / "gap_queries.json"
ANALYZERS = {
    "ar": "arabic",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "ja": "cjk",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
    "zh-hans": "cjk",
}
FIELDS = ("title^8", "pitch^4", "body")
"""Weighted as our own engine weighs them on SQLite."""
FOLDED_FIELDS = ("title.folded^4", "pitch.folded^2", "body.folded^0.5")
"""The same texts without accents and without stemming, at half the weight."""
HEADERS = {"Content-Type": "application/json"}

Json = dict[str, Any]


def any_word(text: str) -> Json:
    """The query that one writes first."""
    return _multi_match(text, FIELDS)


def all_words_then_fuzzy(text: str, fields: Iterable[str] = FIELDS) -> Json:
    """Documents with all the words first, whichever field each is in; then those with any, or with one like it."""
    return {
        "bool": {
            "should": [
                # Adds more than any words score: these documents come first, in the order of the other clause.
                {
                    "constant_score": {
                        "filter": _multi_match(text, fields, type="cross_fields", operator="and"),
                        "boost": 10_000,
                    }
                },
                _multi_match(text, fields, type="most_fields", fuzziness="AUTO"),
            ]
        }
    }


def _multi_match(text: str, fields: Iterable[str], **options: str) -> Json:
    return {"multi_match": {"query": text, "fields": list(fields), **options}}


SEARCHERS: dict[str, Callable[[str], Json]] = {
    "any": any_word,
    "fuzzy": all_words_then_fuzzy,
    "folded": partial(all_words_then_fuzzy, fields=(*FIELDS, *FOLDED_FIELDS)),
}


class Server:
    """An Elasticsearch 8 or 9 without authentication. Leaves the program when it does not answer, or refuses."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    @cached_property
    def version(self) -> str:
        return self.ask("GET", "/")["version"]["number"]

    def ask(self, method: str, path: str, *lines: Json) -> Json:
        """The answer to one request; its body is one line, or the several of a bulk request."""
        body = "".join(json.dumps(line) + "\n" for line in lines).encode() or None
        try:
            request = Request(self.url + path, body, HEADERS, method=method)  # noqa: S310
            with urlopen(request, timeout=60) as response:  # noqa: S310
                return json.load(response)
        except HTTPError as error:
            sys.exit(f"{self.url} refuses {method} {path}: {error} {error.read().decode(errors='replace')}")
        except (OSError, HTTPException, ValueError) as error:
            sys.exit(f"No Elasticsearch answers at {self.url}: {error}")

    def make_index(self, language: str, documents: dict[str, Json]) -> None:
        """``documents``: texts by field, by identifier."""
        self.delete_index(language)
        text = {
            "type": "text",
            "analyzer": ANALYZERS[language],
            "fields": {"folded": {"type": "text", "analyzer": "folded"}},
        }
        folded = {"tokenizer": "standard", "filter": ["lowercase", "asciifolding"]}
        settings = {
            # Several shards would each weigh words by their own frequencies.
            "settings": {"number_of_shards": 1, "analysis": {"analyzer": {"folded": folded}}},
            "mappings": {"properties": dict.fromkeys(("title", "pitch", "body"), text)},
        }
        self.ask("PUT", f"/{_index(language)}", settings)
        lines = [line for name, texts in documents.items() for line in ({"index": {"_id": name}}, texts)]
        done = self.ask("POST", f"/{_index(language)}/_bulk?refresh=true", *lines)
        assert not done["errors"], done

    def delete_index(self, language: str) -> None:
        self.ask("DELETE", f"/{_index(language)}?ignore_unavailable=true")

    def search(self, language: str, query: Json) -> list[str]:
        """Identifiers of the first hits, best first."""
        answer = self.ask("POST", f"/{_index(language)}/_search", {"query": query, "size": DEPTH, "_source": False})
        return [hit["_id"] for hit in answer["hits"]["hits"]]


def _index(language: str) -> str:
    return f"essaimage-relevance-{language}"


def asked(server: Server) -> dict[str, list[list[str]]]:
    """The names found for each judged query, in the order of the queries, by searcher."""
    names = {str(sheet.key): name for (_, name), sheet in documents().items()}
    texts: dict[str, dict[str, Json]] = {}
    for sheet in sheets():
        texts.setdefault(sheet.language, {})[str(sheet.key)] = {
            "title": sheet.title,
            "pitch": sheet.pitch,
            "body": "\n".join(sheet.paragraphs),
        }
    found = _found(server, texts, [(query.language, query.text) for query in queries()])
    return {name: [[names.get(key, "") for key in keys] for keys in lists] for name, lists in found.items()}


def gaps(server: Server) -> tuple[int, dict[str, int]]:
    """How many queries ``tests/test_gap_queries.py`` has, and how many of them each searcher answers."""
    data = json.loads(GAPS.read_text(encoding="utf-8"))
    texts: dict[str, dict[str, Json]] = {}
    for row in data["documents"]:
        texts.setdefault(row["language"], {})[row["id"]] = {"title": row["title"], "body": row["body"]}
    rows = data["queries"]
    found = _found(server, texts, [(row["language"], row["query"]) for row in rows])
    return len(rows), {
        name: sum(row["expected"] in keys for row, keys in zip(rows, lists, strict=True))
        for name, lists in found.items()
    }


def _found(
    server: Server, texts: dict[str, dict[str, Json]], questions: list[tuple[str, str]]
) -> dict[str, list[list[str]]]:
    """What each searcher finds for each question (language and text) among texts by language and identifier."""
    for language, by_name in texts.items():
        server.make_index(language, by_name)
    found = {
        name: [server.search(language, query(text)) for language, text in questions]
        for name, query in SEARCHERS.items()
    }
    for language in texts:
        server.delete_index(language)
    return found
