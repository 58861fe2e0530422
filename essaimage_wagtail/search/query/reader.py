"""What an index is asked so that a question is understood: which words it knows, and what documents have them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal, NamedTuple

from ..analysis.analyzer import Analyzer
from .parser import Alternative, ParsedQuery
from .site_words import SiteWords


class Lookup(NamedTuple):
    """A lookup of known words: those among some words, or those with a beginning."""

    column: Literal["word", "tail"] = "word"
    """Whether words are compared, or their reversed stems, which only languages with compounds have."""
    among: Sequence[str] = ()
    beginning: str = ""
    """Letters and digits only."""
    at_most: int | None = None
    first_met: bool = False
    """Whether they come in the order in which the index met them: usual words are met early."""


class KnownWord(NamedTuple):
    """A word that some document of the index has, or had."""

    word: str
    """Lower case, without accents."""
    display: str
    """As it is written."""
    tail: str
    """The stem reversed; empty in languages without compounds."""


class IndexReader(ABC):
    """An index in one language and one scope: no answer goes beyond them, but known words may be words that only
    documents out of scope have."""

    analyzer: Analyzer
    language: str

    @property
    @abstractmethod
    def words(self) -> SiteWords:
        """What the site says of the language's words."""

    @property
    @abstractmethod
    def has_documents(self) -> bool:
        """Whether there may be any documents in scope."""

    @abstractmethod
    def look_up(self, lookups: Sequence[Lookup]) -> list[list[KnownWord]]:
        """The words that each lookup finds; all are asked together."""

    @abstractmethod
    def similar_words(self, words: Sequence[str]) -> list[dict[str, str]]:
        """For each folded word, the known ones that it may be mistyped for, with their spellings: those that share most
        trigrams with it, and those with two neighbouring letters exchanged."""

    @abstractmethod
    def known(self, query: ParsedQuery) -> set[int]:
        """The numbers of the query's words that some document has."""

    @abstractmethod
    def usual(self, words: Sequence[str], beside: ParsedQuery | None = None) -> list[int]:
        """How many documents have each folded word as it is written, and all that a query wants beside; of many,
        fewer may be counted."""

    @abstractmethod
    def any_meets(self, needs: Sequence[Sequence[Alternative]]) -> list[bool]:
        """For each need, whether any document meets all of its alternatives."""
