"""What the engines of single databases have in common: the shape of what they store, and of what they are asked."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from ..analysis import Analyzer, Form
from ..query import Alternative, Clause

FIELDS = ("title", "summary", "body", "rest")
"""A document's texts, from the heaviest to the lightest."""

Statement = tuple[str, list[Any]]
"""SQL and its parameters."""


class Store(Protocol):
    """How one database keeps tokens. The table is made by the migration ``0002_search_index``."""

    table: str
    id: str
    """Column of the document's id."""
    join: str
    """Joins documents to the table so that the tokens are read first."""
    matches: str
    """Condition with one parameter, a match expression."""
    score: str
    """A row's relevance, the higher the better."""
    score_parameters: int
    """How often ``score`` wants the match expression."""
    write: str
    """Statement that adds or replaces what :meth:`row` returns."""
    both: str
    either: str
    """What joins match expressions."""

    def row(self, document_id: int, analyzer: Analyzer, texts: Sequence[Sequence[Form]]) -> tuple[Any, ...]:
        """The parameters of ``write`` for the word forms of a document's four texts."""
        ...

    def alternative(self, alternative: Alternative) -> str:
        """The match expression of one way to meet a clause."""
        ...

    def starts_with(self, column: str, beginning: str) -> Statement:
        """Condition that an index answers. The beginning holds letters and digits only."""
        ...

    def alike(self, table: str, grams: Sequence[str]) -> Statement:
        """Select ``word`` of the rows of ``table`` (an ``IndexedWord``) that share the most of these trigrams."""
        ...


def expression(store: Store, clauses: Iterable[Clause], *, either: bool = False) -> str:
    """The match expression that all the clauses, or any of them, must meet."""
    joined = (
        "(" + store.either.join(store.alternative(alternative) for alternative in clause.alternatives) + ")"
        for clause in clauses
    )
    return (store.either if either else store.both).join(joined)
