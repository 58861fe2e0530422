"""Tokens in SQLite's FTS5 (SQLite 3.37 or later)."""

from collections.abc import Sequence
from typing import Any

from ..analysis import Analyzer, Form
from ..query import Alternative
from .stores import Statement

_TABLE = "essaimage_wagtail_tokens"


class SQLiteStore:
    """One FTS5 row a document: a column for each text, one for variants, one for surfaces.

    The weights of ``bm25`` are those columns'; surfaces are for phrases and beginnings, and weigh nothing.
    """

    table = _TABLE
    id = "rowid"
    join = "CROSS JOIN"  # keeps SQLite from reading every document first
    matches = f"{_TABLE} MATCH %s"
    score = f"-bm25({_TABLE}, 8.0, 4.0, 1.0, 0.5, 0.8, 0.0)"
    score_parameters = 0
    write = (
        f"INSERT OR REPLACE INTO {_TABLE} (rowid, title, summary, body, rest, alt, surface) "  # noqa: S608
        "VALUES (%s, %s, %s, %s, %s, %s, %s)"
    )
    both = " AND "
    either = " OR "

    def row(self, document_id: int, analyzer: Analyzer, texts: Sequence[Sequence[Form]]) -> tuple[Any, ...]:
        prefix, surface_prefix = analyzer.token(""), analyzer.surface_token("")
        mains = (_joined(prefix, [form.main for form in text if form.main]) for text in texts)
        variants = [variant for text in texts for form in text for variant in form.variants]
        surfaces = (_joined(surface_prefix, [form.surface for form in text]) for text in texts)
        # A lone underscore keeps phrases from reaching from one text into the next.
        return document_id, *mains, _joined(prefix, variants), " _ ".join(surfaces)

    def alternative(self, alternative: Alternative) -> str:
        tokens = alternative.tokens
        if alternative.how == "phrase":
            return f'"{" ".join(tokens)}"'
        if alternative.how == "prefix":
            return f'"{" ".join(tokens)}" *'
        joiner = self.either if alternative.how == "any" else self.both
        return "(" + joiner.join(f'"{token}"' for token in tokens) + ")"

    def starts_with(self, column: str, beginning: str) -> Statement:
        return f"{column} >= %s AND {column} < %s", [beginning, beginning + "\U0010ffff"]

    def alike(self, table: str, grams: Sequence[str]) -> Statement:
        # The match stays in a sub-select: joined, SQLite would run it once for every word.
        sql = (
            f"SELECT word FROM {table} WHERE id IN (SELECT rowid FROM essaimage_wagtail_grams "  # noqa: S608
            "WHERE essaimage_wagtail_grams MATCH %s ORDER BY rank LIMIT 100)"
        )
        return sql, [" OR ".join(f'"{gram}"' for gram in grams)]


def _joined(prefix: str, words: list[str]) -> str:
    return prefix + f" {prefix}".join(words) if words else ""
