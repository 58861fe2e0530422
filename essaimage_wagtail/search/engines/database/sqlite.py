"""Tokens in SQLite's FTS5 (SQLite 3.37 or later).

The tables keep no copy of the text that they index, which makes them a third of the size. To take a document out
they must be told what went in: it is analysed again. What another analysis made (another release of the stemmer)
stays, and belongs to a primary key that nothing has any more: a document that is written again gets a new one.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from django.core.files import locks
from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ...analysis.lexicon import Columns, Cut, Lexicon
from ...query.order import NEAR_WORDS_APART
from ...query.parser import Clause
from ...tables import IndexChange
from .vendors import STATE, Statement, Store, TokenRow

_COLUMNS = ", ".join(Columns._fields)
_GRAMS = "essaimage_wagtail_grams"
_CHANGES = IndexChange._meta.db_table
MAX_SCORED_TOKENS = 16
"""Tokens whose scores are computed in one match."""
PAGES_MERGED_TOGETHER = 1000
"""Pages of the index that are merged in one transaction."""
MAX_CHANGES_READ = 2000
"""Changes above which everything is read again."""
SECONDS_OF_WORK = 1.0
"""After so long, a rebuild gives way to other writers."""
SECONDS_OF_REST = 0.11
"""SQLite keeps no queue: a process that waits for a writer looks every 100 ms whether that has ended (its
``sqliteDefaultBusyCallback``), and hardly ever sees the moment between two transactions that follow at once."""

_in_memory = Lock()
"""Held by the rebuild of a database in memory, which no other process sees."""


class SQLiteStore(Store):
    """One FTS5 row a document: a column for each text, one for variants, one for all that a title is found by as it
    is written, one for the other surfaces. A second table has all that titles are found by, and nothing else.

    The weights of ``bm25`` are those columns'.
    """

    both = " AND "
    either = " OR "
    lasting_ids = False
    places = "{}_docsize", "id"

    def __init__(self, connection: BaseDatabaseWrapper, generation: int = 0) -> None:
        super().__init__(connection, generation)
        self._at_work_since = monotonic()

    @property
    def _headings(self) -> str:
        return f"essaimage_wagtail_heading_{self.generation}"

    def matching(self, match: str, at_most: int | None = None, *, heading: bool = False) -> Statement:
        source = self._headings if heading else self.table
        condition = f"{source} MATCH %s"
        if at_most is None:
            return f"SELECT group_concat(rowid) FROM {source} WHERE {condition}", [match]  # noqa: S608
        limited = f"SELECT rowid AS id FROM {source} WHERE {condition} LIMIT {at_most:d}"  # noqa: S608
        return f"SELECT group_concat(id) FROM ({limited})", [match]  # noqa: S608

    def read_ids(self, value: Any) -> list[int]:
        # One string for all rows, read as JSON: a tuple for each takes three times as long.
        return json.loads(f"[{value or ''}]")

    def scores(self, clauses: Sequence[Clause], ids: Sequence[int], *, either: bool = False) -> dict[int, float]:
        # "+" keeps SQLite from running the match once for every id.
        among, values = self.among("+rowid", ids)
        score = f"-bm25({self.table}, 8.0, 4.0, 1.0, 0.5, 0.8, 6.0, 0.5)"
        sql = f"SELECT rowid, {score} FROM {self.table} WHERE {self.table} MATCH %s AND {among}"  # noqa: S608
        # The score of several alternatives is the sum of their scores. They are asked for one by one, unless they
        # are few and a document must meet all clauses, so that few documents do.
        ways = [way for clause in clauses for way in clause.alternatives]
        together = not either and len(clauses) > 1 and sum(len(way.tokens) for way in ways) <= MAX_SCORED_TOKENS
        matches = [self.expression(clauses)] if together else dict.fromkeys(map(self.alternative, ways))
        found: dict[int, float] = {}
        for document_id, score in self.union([(sql, [match, *values]) for match in matches]):
            found[document_id] = found.get(document_id, 0.0) + score
        return found

    def near(self, tokens: Sequence[str], ids: Sequence[int]) -> list[int]:
        near = "NEAR(" + " ".join(f'"{token}"' for token in tokens) + f", {NEAR_WORDS_APART * len(tokens)})"
        among, values = self.among("+rowid", ids)
        sql = f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s AND {among}"  # noqa: S608
        return [document_id for (document_id,) in self.rows(sql, [near, *values])]

    def having(self, how: str, tokens: Sequence[str]) -> str:
        if how == "phrase":
            return f'"{" ".join(tokens)}"'
        if how == "prefix":
            return f'"{" ".join(tokens)}" *'
        joiner = self.either if how == "any" else self.both
        return "(" + joiner.join(f'"{token}"' for token in tokens) + ")"

    def without(self, match: str, unwanted: str) -> str:
        return f"({match}) NOT ({unwanted})"

    def starts_with(self, column: str, beginning: str) -> Statement:
        return f"{column} >= %s AND {column} < %s", [beginning, beginning + "\U0010ffff"]

    def among(self, column: str, values: Sequence[Any]) -> Statement:
        return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(values)]  # noqa: S608

    def having_gram(self, gram: str, at_most: int) -> Statement:
        limited = f"SELECT rowid AS id FROM {_GRAMS} WHERE {_GRAMS} MATCH %s LIMIT {at_most:d}"  # noqa: S608
        return f"SELECT group_concat(id) FROM ({limited})", [f'"{gram}"']  # noqa: S608

    @contextmanager
    def reading(self) -> Iterator[None]:
        # A document that is written again gets another primary key. A deferred transaction that only reads keeps nobody
        # from writing; Django's own would begin as its options say, IMMEDIATE mostly.
        self.connection.ensure_connection()
        database = self.connection.connection
        if database.in_transaction:
            yield
            return
        database.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            database.rollback()

    def changed(self, mark: Any) -> tuple[Any, list[int] | None]:
        """Writers come one after another: the last change tells all that went before. If it is not there any more
        it was rolled back, or tidied away."""
        sql = (
            f"SELECT (SELECT active FROM {STATE} LIMIT 1), "  # noqa: S608
            f"(SELECT id || ' ' || token FROM {_CHANGES} ORDER BY id DESC LIMIT 1)"
        )
        ((active, last),) = self.rows(sql)
        now = (active or 0, *map(int, (last or "0 0").split()))
        if now == mark:
            return mark, []
        if mark is None or mark[0] != now[0]:
            return now, None
        sql = f"SELECT document_id, token FROM {_CHANGES} WHERE id >= %s ORDER BY id LIMIT {MAX_CHANGES_READ}"  # noqa: S608
        changes = self.rows(sql, [mark[1]])
        if not changes or len(changes) == MAX_CHANGES_READ or changes[0][1] != mark[2]:
            return now, None
        return now, [document_id for document_id, _ in changes[1:]]

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], rest: str = "") -> list[Any]:
        # The same statement for any number of rows: prepared ones are kept, with what they were given.
        if "RETURNING" not in rest:
            marks = ", ".join(["%s"] * len(columns))
            self._many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) {rest}", rows)  # noqa: S608
            return []
        values = ", ".join(f"json_extract(value, '$[{number}]')" for number in range(len(columns)))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM json_each(%s) WHERE true {rest}"  # noqa: S608
        return self.rows(sql, [json.dumps(rows, ensure_ascii=False)])

    def row(self, document_id: int, lexicon: Lexicon, texts: Cut) -> TokenRow:
        return TokenRow(document_id, lexicon.columns(texts))

    def write(self, rows: Sequence[TokenRow]) -> None:
        sql = f"INSERT INTO {self.table} (rowid, {_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
        self._many(sql, [(row.document_id, *row.values) for row in rows])
        self._many(f"INSERT INTO {self._headings} (rowid, heading) VALUES (%s, %s)", _titled(rows))  # noqa: S608

    def erase(self, rows: Sequence[TokenRow]) -> None:
        sql = (
            f"INSERT INTO {self.table} ({self.table}, rowid, {_COLUMNS}) "  # noqa: S608
            "VALUES ('delete', %s, %s, %s, %s, %s, %s, %s, %s)"
        )
        self._take_out(sql, [(row.document_id, *row.values) for row in rows])
        sql = f"INSERT INTO {self._headings} ({self._headings}, rowid, heading) VALUES ('delete', %s, %s)"  # noqa: S608
        self._take_out(sql, _titled(rows))

    def clear(self) -> None:
        for table in (self.table, self._headings):
            self.rows(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608

    def unsettle(self) -> None:
        """FTS5 gathers what is written anyway."""

    def settle(self) -> None:
        # Every word is looked up in each segment of the index: one takes a tenth of the time of thirty.
        for table in (self.table, self._headings):
            self._merge(table)

    def _merge(self, table: str) -> None:
        # FTS5 says that it has nothing left to merge by changing less than two rows.
        pages, before = -PAGES_MERGED_TOGETHER, self._changes()
        while True:
            self.rows(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', {pages})")  # noqa: S608
            pages, now = PAGES_MERGED_TOGETHER, self._changes()
            if now - before < 2:
                break
            before = now
            self.give_way()

    def _changes(self) -> int:
        return self.rows("SELECT total_changes()")[0][0]

    def write_grams(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        sql = f"INSERT INTO {_GRAMS} (rowid, grams) VALUES (%s, %s)"  # noqa: S608
        self._many(sql, [(pk, " ".join(grams)) for pk, grams in rows])

    def erase_grams(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        sql = f"INSERT INTO {_GRAMS} ({_GRAMS}, rowid, grams) VALUES ('delete', %s, %s)"  # noqa: S608
        self._take_out(sql, [(pk, " ".join(grams)) for pk, grams in rows])

    def await_writers(self) -> None:
        """SQLite has one writer at a time; a transaction that begins deferred becomes the writer here."""
        self.rows(f"UPDATE {STATE} SET active = active")  # noqa: S608

    def announce_writer(self) -> None:
        """SQLite knows who writes: there is nothing to announce."""

    @contextmanager
    def only_rebuild(self) -> Iterator[bool]:
        # SQLite's own locks end with each transaction: an empty file beside the database is locked instead.
        (database,) = (file for _, name, file in self.rows("PRAGMA database_list") if name == "main")
        if not database:
            is_only_one = _in_memory.acquire(blocking=False)
            try:
                yield is_only_one
            finally:
                if is_only_one:
                    _in_memory.release()
        else:
            with Path(f"{database}-rebuild").open("ab") as file:
                yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)

    def give_way(self) -> None:
        if monotonic() - self._at_work_since > SECONDS_OF_WORK:
            sleep(SECONDS_OF_REST)
            self._at_work_since = monotonic()

    def see_others(self) -> None:
        """A transaction that writes sees what others wrote: there is nothing to wait for."""

    def _take_out(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Take rows out. FTS5 may refuse rows that are not what went in, if an analyzer changed without saying so. No
        publication must fail for that: a savepoint costs next to nothing, and without it FTS5 would keep what it did
        half."""
        try:
            with transaction.atomic(using=self.connection.alias):
                self._many(sql, parameters)
        except DatabaseError as error:
            if getattr(error.__cause__, "sqlite_errorname", "") != "SQLITE_CORRUPT_VTAB":
                raise

    def _many(self, sql: str, parameters: Sequence[Sequence[Any]]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(sql, parameters)


def _titled(rows: Sequence[TokenRow]) -> list[tuple[int, str]]:
    """By document, what the table of titles holds: the stems, without which it finds no phrase, and the heading."""
    return [(pk, f"{title} _ {heading}") for pk, (title, *_, heading, _) in rows]
