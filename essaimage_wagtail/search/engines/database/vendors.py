"""What the two databases have in common: how tokens are asked for, and the shape of what is stored."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from ...analysis.lexicon import Cut, Lexicon
from ...batches import batches
from ...query.parser import Alternative, Clause
from ...tables import IndexState

STATE = IndexState._meta.db_table
MAX_UNION = 400
"""Statements joined into one; SQLite takes 500."""

Statement = tuple[str, list[Any]]
"""SQL and its parameters."""


class TokenRow(NamedTuple):
    """What is written of one document; ``values`` is what the database's statement takes."""

    document_id: int
    values: tuple[Any, ...]


class Store(ABC):
    """Tokens of one generation of documents. The tables are made by the migrations."""

    both: str
    either: str
    """What joins match expressions."""
    lasting_ids: bool
    """Whether a document that is written again keeps its primary key."""
    places: tuple[str, str]
    """Where the primary keys of documents with tokens are: a table (``{}`` is :attr:`table`), and a column."""

    def __init__(self, connection: BaseDatabaseWrapper, generation: int = 0) -> None:
        self.connection = connection
        self.generation = generation
        self.table = f"essaimage_wagtail_tokens_{generation}"

    # Reading

    def reading(self) -> AbstractContextManager[None]:
        """Questions within it are answered from one state of the index, on a database where they would otherwise miss
        documents that are written again."""
        return nullcontext()

    def active(self) -> int:
        """The generation that answers. Plain SQL: it is asked for several times with every publication."""
        rows = self.rows(f"SELECT active FROM {STATE}")  # noqa: S608
        return rows[0][0] if rows else 0

    def is_rebuilding(self) -> bool:
        """Whether the other generation is being written, or was when a rebuild was interrupted."""
        return bool(self.rows(f"SELECT 1 FROM {STATE} WHERE building_since IS NOT NULL"))  # noqa: S608

    @abstractmethod
    def matching(self, match: str, at_most: int | None = None, *, heading: bool = False) -> Statement:
        """Select one row with one column: the ids of the documents that match, as :meth:`read_ids` takes them.

        ``heading`` looks at titles alone.
        """

    @abstractmethod
    def read_ids(self, value: Any) -> list[int]:
        """The ids that a row of :meth:`matching` holds."""

    @abstractmethod
    def scores(self, clauses: Sequence[Clause], ids: Sequence[int], *, either: bool = False) -> dict[int, float]:
        """How well the documents meet the clauses, the higher the better; those that do not may be missing.

        ``either`` says that they need not meet all of them.
        """

    @abstractmethod
    def near(self, tokens: Sequence[str], ids: Sequence[int]) -> list[int]:
        """The documents, among ``ids``, that have all the tokens close to one another."""

    @abstractmethod
    def having(self, how: str, tokens: Sequence[str]) -> str:
        """The match expression of tokens, see :class:`..query.Alternative`."""

    @abstractmethod
    def without(self, match: str, unwanted: str) -> str:
        """The match expression of what meets ``match`` and not ``unwanted``."""

    @abstractmethod
    def starts_with(self, column: str, beginning: str) -> Statement:
        """Condition that an index answers. The beginning holds letters and digits only."""

    @abstractmethod
    def among(self, column: str, values: Sequence[Any]) -> Statement:
        """Condition that a column has one of any number of values."""

    @abstractmethod
    def having_gram(self, gram: str, at_most: int) -> Statement:
        """As :meth:`matching`, of words that have a trigram."""

    @abstractmethod
    def changed(self, mark: Any) -> tuple[Any, list[int] | None]:
        """A mark of the index's state, and the documents written or deleted since another mark; None if that
        cannot be told. A mark's first item is the active generation."""

    def alternative(self, alternative: Alternative) -> str:
        """The match expression of one way to meet a clause."""
        match = self.having(alternative.how, alternative.tokens)
        return f"({match}{self.both}{self.having('any', alternative.written)})" if alternative.written else match

    def ids(self, match: str) -> list[int]:
        return self.ids_of([match])[0]

    def ids_of(self, matches: Sequence[str], at_most: int | None = None, *, heading: bool = False) -> list[list[int]]:
        """The documents that meet each match expression, in one statement."""
        return self.lists([self.matching(match, at_most, heading=heading) for match in matches])

    def lists(self, statements: Sequence[Statement]) -> list[list[int]]:
        """The ids that each statement of :meth:`matching` or :meth:`having_gram` gives, run as one."""
        rows = self.union([(f"SELECT {n}, ({sql})", values) for n, (sql, values) in enumerate(statements)])
        found = dict(rows)
        return [self.read_ids(found[number]) for number in range(len(statements))]

    def union(self, parts: Sequence[Statement]) -> list[Any]:
        """The rows of all the statements, run as one, or as few as the database takes."""
        found: list[Any] = []
        for some in batches(parts, MAX_UNION):
            sql = " UNION ALL ".join(part for part, _ in some)
            found += self.rows(sql, [value for _, parameters in some for value in parameters])
        return found

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def expression(self, clauses: Iterable[Clause], *, either: bool = False) -> str:
        """The match expression that all the clauses, or any of them, must meet."""
        joined = (
            "(" + self.either.join(self.alternative(alternative) for alternative in clause.alternatives) + ")"
            for clause in clauses
        )
        return (self.either if either else self.both).join(joined)

    # Writing

    @abstractmethod
    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], rest: str = "") -> list[Any]:
        """Insert rows of values that JSON has, by a statement that ends with ``rest``; returns the rows it returns."""

    @abstractmethod
    def row(self, document_id: int, lexicon: Lexicon, texts: Cut) -> TokenRow:
        """What is written for a document's four texts, all of whose pieces are words of a lexicon."""

    @abstractmethod
    def write(self, rows: Sequence[TokenRow]) -> None:
        """Add tokens, or replace those of documents that keep their primary keys."""

    def sending(self) -> AbstractContextManager[None]:
        """Within it the database may still be writing when :meth:`write`, or an :meth:`insert` that returns nothing,
        is done; at its end all is written, or an error is raised. Nothing may be read before."""
        return nullcontext()

    @abstractmethod
    def erase(self, rows: Sequence[TokenRow]) -> None:
        """Delete the tokens of documents, given as they were written."""

    @abstractmethod
    def clear(self) -> None:
        """Delete the tokens of all documents."""

    @abstractmethod
    def unsettle(self) -> None:
        """Make it quick to write very many documents, none of which is asked for before :meth:`settle`."""

    @abstractmethod
    def settle(self) -> None:
        """Make what was written a little at a time as quick to read as if it had been written at once; in steps, so
        that others need not wait for long."""

    @abstractmethod
    def write_grams(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Add the trigrams of words, by primary key."""

    @abstractmethod
    def erase_grams(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Delete the trigrams of words, given as they were written."""

    @abstractmethod
    def await_writers(self) -> None:
        """Until the transaction ends, be the only one that writes; what others began is finished first."""

    @abstractmethod
    def announce_writer(self) -> None:
        """Have :meth:`await_writers` wait for this transaction to end."""

    def generation_to_write(self) -> int:
        """The generation that answers. It stays so until the transactions of all announced writers have ended."""
        return self.active()

    @abstractmethod
    def only_rebuild(self) -> AbstractContextManager[bool]:
        """A context that gives whether no other process rebuilds the index; then none does within it. The lock goes
        with the process, however that ends."""

    @abstractmethod
    def give_way(self) -> None:
        """Let others write, between two of very many transactions."""

    @abstractmethod
    def see_others(self) -> None:
        """Let the transaction that begins here see what others end meanwhile."""
