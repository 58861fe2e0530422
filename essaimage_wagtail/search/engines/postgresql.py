"""Tokens in a PostgreSQL ``tsvector`` (PostgreSQL 14 or later, no extension)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from ..analysis import Analyzer, Form
from ..query import Alternative
from .stores import Statement

_TABLE = "essaimage_wagtail_tokens"
MAX_BYTES = 900_000
"""Of a vector; PostgreSQL refuses those of 1 MB."""
MAX_POSITION = 16_383
MAX_POSITIONS = 255
"""Of one token: PostgreSQL's own limits."""


class PostgreSQLStore:
    """One vector a document. The four texts are its weights A to D; variants and surfaces are D.

    The vector is written as a literal, so that no configuration of PostgreSQL analyses anything again.
    """

    table = _TABLE
    id = "document_id"
    join = "JOIN"
    matches = f"{_TABLE}.tokens @@ %s::tsquery"
    # Weights of D, C, B, A; 1 divides by the logarithm of the length.
    score = f"ts_rank('{{0.06, 0.125, 0.5, 1.0}}', {_TABLE}.tokens, %s::tsquery, 1)"
    score_parameters = 1
    write = (
        f"INSERT INTO {_TABLE} (document_id, tokens) VALUES (%s, %s::tsvector) "  # noqa: S608
        "ON CONFLICT (document_id) DO UPDATE SET tokens = EXCLUDED.tokens"
    )
    both = " & "
    either = " | "

    def row(self, document_id: int, analyzer: Analyzer, texts: Sequence[Sequence[Form]]) -> tuple[Any, ...]:
        places: defaultdict[str, list[str]] = defaultdict(list)
        position = 0
        for weight, text in zip("ABCD", texts, strict=True):
            for form in text:
                position = min(position + 1, MAX_POSITION)
                places[analyzer.surface_token(form.surface)].append(f"{position}D")
                if form.main:
                    places[analyzer.token(form.main)].append(f"{position}{weight}")
                for variant in form.variants:
                    places[analyzer.token(variant)].append(f"{position}D")
            position += 1  # no phrase reaches from one text into the next
        vector, size = [], 0
        for token, positions in places.items():
            written = f"'{token}':{','.join(positions[:MAX_POSITIONS])}"
            size += len(written.encode())
            if size > MAX_BYTES:
                break
            vector.append(written)
        return document_id, " ".join(vector)

    def alternative(self, alternative: Alternative) -> str:
        lexemes = [f"'{token}'" for token in alternative.tokens]
        if alternative.how == "prefix":
            lexemes[-1] += ":*"
        joiner = {"any": self.either, "all": self.both}.get(alternative.how, " <-> ")
        return "(" + joiner.join(lexemes) + ")"

    def starts_with(self, column: str, beginning: str) -> Statement:
        return f"{column} LIKE %s", [beginning + "%"]

    def alike(self, table: str, grams: Sequence[str]) -> Statement:
        stored = "string_to_array(grams, ' ')"
        sql = (
            f"SELECT word FROM {table} WHERE {stored} && %s::text[] ORDER BY cardinality(ARRAY("  # noqa: S608
            f"SELECT unnest({stored}) INTERSECT SELECT unnest(%s::text[]))) DESC, length(word), word LIMIT 100"
        )
        return sql, [list(grams), list(grams)]
