"""Tokens in a PostgreSQL ``tsvector`` (PostgreSQL 14 or later, no extension)."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from itertools import accumulate, pairwise
from typing import Any

from django.db import DatabaseError, connections, transaction

from ...analysis.analyzer import Piece
from ...analysis.lexicon import Cut, Lexicon
from ...query.parser import Clause
from ...tables import IndexChange
from .vendors import STATE, Statement, Store, TokenRow

_MATCHING = "essaimage_wagtail_matching"
_GRAMS = "essaimage_wagtail_grams"
_CHANGES = IndexChange._meta.db_table
MAX_BYTES = 1_000_000
"""Bytes of a vector as it is stored, at most; PostgreSQL refuses more than 1,048,575."""
MAX_PLACES = 16_383
"""Places of words that PostgreSQL tells apart; all that follow are the last of them."""
MAX_PLACES_OF_A_LEXEME = 256
"""Places of one lexeme that PostgreSQL keeps."""
MAX_GAP_WORDS = 8
"""Words between which two words of a query count as near."""
_LOCK = 0x65737361  # a number of our own among the advisory locks of the database


class PostgreSQLStore(Store):
    """Two vectors a document: all that its title is found by, and everything. The four texts are the weights A to D;
    variants are D.

    The vectors are written as literals, so that no configuration of PostgreSQL analyses anything again.
    """

    both = " & "
    either = " | "
    lasting_ids = True
    places = "{}", "document_id"
    _sender: Any = None
    """Psycopg's cursor while there is much to send."""

    def matching(self, match: str, at_most: int | None = None, *, heading: bool = False) -> Statement:
        column = "heading" if heading else "tokens"
        return f"SELECT {_MATCHING}('{self.table}', '{column}', %s::tsquery, %s)", [match, at_most]

    def read_ids(self, value: Any) -> list[int]:
        return value or []

    def scores(self, clauses: Sequence[Clause], ids: Sequence[int], *, either: bool = False) -> dict[int, float]:
        # Weights of D, C, B, A; 1 divides by the logarithm of the length.
        among, values = self.among("document_id", ids)
        score = "ts_rank('{0.06, 0.125, 0.5, 1.0}', tokens, %s::tsquery, 1)"
        sql = f"SELECT document_id, {score} FROM {self.table} WHERE {among}"  # noqa: S608
        return dict(self.rows(sql, [self.expression(clauses, either=either), *values]))

    def near(self, tokens: Sequence[str], ids: Sequence[int]) -> list[int]:
        # Each word within so many words of the next one, before or after it.
        pairs = [
            " | ".join(
                f"'{one}' <{gap}> '{other}'" for gap in range(1, MAX_GAP_WORDS + 1) for one, other in ((a, b), (b, a))
            )
            for a, b in pairwise(tokens)
        ]
        among, values = self.among("document_id", ids)
        sql = f"SELECT document_id FROM {self.table} WHERE {among} AND tokens @@ %s::tsquery"  # noqa: S608
        near = " & ".join(f"({pair})" for pair in pairs)
        return [document_id for (document_id,) in self.rows(sql, [*values, near])]

    def having(self, how: str, tokens: Sequence[str]) -> str:
        lexemes = [f"'{token}'" for token in tokens]
        if how == "prefix":
            lexemes[-1] += ":*"
        joiner = {"any": self.either, "all": self.both}.get(how, " <-> ")
        return "(" + joiner.join(lexemes) + ")"

    def without(self, match: str, unwanted: str) -> str:
        return f"({match}) & !({unwanted})"

    def starts_with(self, column: str, beginning: str) -> Statement:
        return f"{column} LIKE %s", [beginning + "%"]

    def among(self, column: str, values: Sequence[Any]) -> Statement:
        return f"{column} = ANY(%s)", [list(values)]

    def having_gram(self, gram: str, at_most: int) -> Statement:
        limited = f"SELECT word_id FROM {_GRAMS} WHERE grams @> ARRAY[%s] LIMIT {at_most:d}"  # noqa: S608
        return f"SELECT array_agg(word_id) FROM ({limited}) found", [gram]  # noqa: S608

    def changed(self, mark: Any) -> tuple[Any, list[int] | None]:
        """Changes become visible when their transactions end, in any order. So a mark tells which transactions had not
        ended yet, and which documents were read while their changes might still be undone."""
        horizon = mark[2] if mark else "0"
        sql = (
            f"SELECT (SELECT active FROM {STATE} LIMIT 1), "  # noqa: S608
            f"(SELECT token FROM {_CHANGES} ORDER BY id LIMIT 1), at.xmin::text, "
            "change.document_id, change.transaction >= at.xmin "
            "FROM (SELECT pg_snapshot_xmin(s) AS xmin, "
            "greatest(pg_snapshot_xmax(s), pg_current_xact_id_if_assigned()) AS last FROM pg_current_snapshot() s) at "
            # Changes restored from a dump may name transactions that this server has yet to come to.
            f"LEFT JOIN {_CHANGES} change ON change.transaction >= %s::xid8 AND change.transaction <= at.last"
        )
        rows = self.rows(sql, [horizon])
        active, first, xmin, *_ = rows[0]
        unsettled = frozenset(row[3] for row in rows if row[4])
        now = (active or 0, first, xmin, unsettled)
        if mark is None or mark[:2] != now[:2]:
            return now, None
        return now, sorted(mark[3].union(row[3] for row in rows if row[3] is not None))

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], rest: str = "") -> list[Any]:
        # One parameter: to find thousands of placeholders in a statement takes longer than to write their values.
        names = ", ".join(columns)
        source = f"json_populate_recordset(NULL::{table}, %s::json)"
        listed = json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False)
        run = self._run if "RETURNING" in rest else self._send
        return run(f"INSERT INTO {table} ({names}) SELECT {names} FROM {source} {rest}", [listed])  # noqa: S608

    def row(self, document_id: int, lexicon: Lexicon, texts: Cut) -> TokenRow:
        return TokenRow(document_id, (_vector(lexicon, texts[:1]), _vector(lexicon, texts)))

    def write(self, rows: Sequence[TokenRow]) -> None:
        # One text for each column: arrays of long texts take longer to be written down, and to be read. It begins with
        # a space, since an empty one would have no rows instead of one.
        columns = zip(*((row.document_id, *row.values) for row in rows), strict=True)
        self._send(
            f"INSERT INTO {self.table} (document_id, heading, tokens) "  # noqa: S608
            "SELECT id::bigint, heading::tsvector, tokens::tsvector "
            r"FROM ROWS FROM (string_to_table(%s, E'\n'), string_to_table(%s, E'\n'), string_to_table(%s, E'\n')) "
            "new (id, heading, tokens) "
            "ON CONFLICT (document_id) DO UPDATE SET heading = EXCLUDED.heading, tokens = EXCLUDED.tokens",
            [" " + "\n".join(map(str, column)) for column in columns],
        )

    @contextmanager
    def sending(self) -> Iterator[None]:
        connection = self.connection.connection
        if not hasattr(connection, "pipeline"):  # psycopg 2
            yield
            return
        from psycopg import Cursor, Pipeline

        # A libpq of before PostgreSQL 14 has no pipelines. Django's own cursors write parameters into the statement,
        # where long texts take longer to be quoted, and to be read.
        pipeline = connection.pipeline() if Pipeline.is_supported() else nullcontext()
        with self.connection.wrap_database_errors, Cursor(connection) as cursor, pipeline:
            self._sender = cursor
            try:
                yield
            finally:
                self._sender = None

    def erase(self, rows: Sequence[TokenRow]) -> None:
        among, values = self.among("document_id", [row.document_id for row in rows])
        self._run(f"DELETE FROM {self.table} WHERE {among}", values)  # noqa: S608

    def clear(self) -> None:
        self._run(f"DELETE FROM {self.table}")  # noqa: S608

    def unsettle(self) -> None:
        # An index that is made when all is there costs a third. It stays where the site's role may not drop it, and
        # where somebody reads the table for long, as a dump does: nobody must wait for that.
        with suppress(DatabaseError), transaction.atomic(using=self.connection.alias):
            self._run("SET LOCAL lock_timeout = '1s'")
            self._run(f"DROP INDEX IF EXISTS {', '.join(self._indexes().values())}")
            self._run("SET LOCAL lock_timeout TO DEFAULT")

    def settle(self) -> None:
        for vector, index in self._indexes().items():
            if self.rows("SELECT to_regclass(%s)", [index])[0][0] is None:
                with transaction.atomic(using=self.connection.alias):
                    # The server may still be making the index for a rebuild whose process was killed.
                    self._run(f"LOCK TABLE {self.table} IN SHARE UPDATE EXCLUSIVE MODE")
                    self._run(f"CREATE INDEX IF NOT EXISTS {index} ON {self.table} USING gin ({vector})")
            # What autovacuum would do some time later: until then every search reads all that is pending.
            self.rows(f"SELECT gin_clean_pending_list('{index}')")

    def _indexes(self) -> dict[str, str]:
        """The names of the indexes, by vector."""
        return {vector: f"essaimage_{vector}_{self.generation}" for vector in ("heading", "tokens")}

    def write_grams(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        sql = (
            f"INSERT INTO {_GRAMS} (word_id, grams) SELECT id, string_to_array(grams, ' ') "  # noqa: S608
            "FROM unnest(%s::bigint[], %s::text[]) new (id, grams)"
        )
        self._run(sql, [[pk for pk, _ in rows], [" ".join(grams) for _, grams in rows]])

    def erase_grams(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        among, values = self.among("word_id", [pk for pk, _ in rows])
        self._run(f"DELETE FROM {_GRAMS} WHERE {among}", values)  # noqa: S608

    def await_writers(self) -> None:
        self._run("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    def announce_writer(self) -> None:
        self._run("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])

    def generation_to_write(self) -> int:
        rows = self.rows(f"SELECT active, current_setting('transaction_isolation') FROM {STATE}")  # noqa: S608
        if rows and rows[0][1] != "read committed":
            # A transaction that sees the database as it was would write, in vain, to what answered then: locking the
            # row fails if it has changed since. Others need not wait for rebuilds, which lock it too.
            self.rows(f"SELECT active FROM {STATE} FOR SHARE")  # noqa: S608
        return rows[0][0] if rows else 0

    @contextmanager
    def only_rebuild(self) -> Iterator[bool]:
        # In a transaction of a connection of its own: the lock of a session would stay behind in a pool of connections
        # (PgBouncer) when its process is gone. The transaction reads nothing, so that it keeps no old rows.
        own = connections.create_connection(self.connection.alias)
        try:
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 1)", [_LOCK])
                (is_only_one,) = cursor.fetchone()
            yield is_only_one
        finally:
            # After closing alone, the lock would stay until the server notices, and keep off the next rebuild.
            with suppress(DatabaseError):
                own.rollback()
            own.close()

    def give_way(self) -> None:
        """Writers do not wait for each other."""

    def see_others(self) -> None:
        self._run("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Run a statement; returns its rows, if it has any."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    def _send(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        """Run a statement that has no rows; within :meth:`sending` the database may run it later."""
        if self._sender is None:
            return self._run(sql, parameters)
        self._sender.execute(sql, parameters)
        return []


def _vector(lexicon: Lexicon, texts: Cut) -> str:
    """The literal of a vector of texts, the heaviest first. PostgreSQL brings together what is said of a lexeme in
    several places, and leaves out those beyond its limits."""
    lexemes: list[str] = []
    last = 0
    for weight, text in zip("ABCD", texts, strict=False):
        places: dict[Piece, str] = {}
        told_apart = max(0, MAX_PLACES - last)
        for position, piece in enumerate(text[:told_apart], last + 1):
            if piece in places:
                places[piece] += f",{position}{weight}"
            else:
                places[piece] = f"{position}{weight}"
        for piece in text[told_apart:]:
            places.setdefault(piece, f"{MAX_PLACES}{weight}")
        for piece, where in places.items():
            lexemes.append(f"'{lexicon.surfaces[piece]}':{where}")
            if main := lexicon.mains[piece]:
                lexemes.append(f"'{main}':{where}")
            if piece in lexicon.variants:
                lightest = where.replace(weight, "D")
                lexemes += [f"'{variant}':{lightest}" for variant in lexicon.variants[piece]]
        last += len(text) + 1  # no phrase reaches from one text into the next
    vector = " ".join(lexemes)
    if len(vector.encode()) <= MAX_BYTES:
        return vector
    sizes = accumulate(map(_size, lexemes))
    return " ".join(lexeme for lexeme, size in zip(lexemes, sizes, strict=True) if size <= MAX_BYTES)


def _size(lexeme: str) -> int:
    """The bytes that a lexeme of a literal takes when it is stored with its places, or a few more."""
    word, _, places = lexeme.partition(":")
    return len(word.encode()) + 2 + 2 * min(MAX_PLACES_OF_A_LEXEME, places.count(",") + 1)
