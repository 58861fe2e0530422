"""A question in the words of another language, as the clauses that an index is asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .concepts import ForeignQuestion
from .expansion import expanded, with_site_words
from .parser import Alternative, Clause, ParsedQuery, parse
from .reader import IndexReader
from .understanding import counted


@dataclass(frozen=True, slots=True)
class Asked:
    """``things``: for each, the ways to name it, each as the clauses that a document must meet; ``rest``: one clause
    for each other word; ``typed``: the question as it was typed."""

    things: tuple[tuple[tuple[Clause, ...], ...], ...]
    rest: tuple[Clause, ...]
    excluded: tuple[Clause, ...]
    typed: ParsedQuery
    least: int
    """How many of the things a document must have to be found."""

    @property
    def telling(self) -> list[Clause]:
        """What to score documents by: for each thing and each other word, any of the tokens."""
        ways = [[clause for way in thing for clause in way] for thing in self.things]
        groups = ways or [[clause] for clause in self.typed.wanted]
        return [_any(clauses) for clauses in [*groups, *([clause] for clause in self.rest)] if clauses]


def asked(question: ForeignQuestion, reader: IndexReader) -> Asked:
    """What an index in the language of its reader is asked for a question."""
    typed = parse(question.typed, reader.analyzer)
    rest = with_site_words(parse(question.rest, reader.analyzer), reader)
    ways = [[parse(text, reader.analyzer) for text in thing] for thing in question.things]
    known = iter(_known([clause for thing in ways for way in thing for clause in way.wanted], reader))
    things = tuple(tuple(tuple(next(known) for _ in way.wanted) for way in thing if way.wanted) for thing in ways)
    things = tuple(filter(None, things))
    words = counted(typed, reader) if typed.wanted else typed
    return Asked(things, rest.wanted, rest.excluded, words, (len(things) + 1) // 2)


def _known(clauses: Sequence[Clause], reader: IndexReader) -> Iterator[Clause]:
    """The clauses with what the index and the site know of their words, all asked together. Where one word stands
    twice, as in two names of a thing, it is asked for once."""
    distinct = {clause.alternatives: replace(clause, start=0, end=0) for clause in clauses}
    query = ParsedQuery("", tuple(distinct.values()))
    compounds = reader.has_documents and reader.analyzer.language.links is not None
    better = expanded(query, reader) if compounds else with_site_words(query, reader)
    by_clause = dict(zip(distinct, better.words, strict=True))
    return (by_clause[clause.alternatives] for clause in clauses)


def _any(clauses: Sequence[Clause]) -> Clause:
    """A clause that any token of others meets, exact phrases aside."""
    tokens = dict.fromkeys(
        token for clause in clauses for way in clause.alternatives[:1] if way.how != "prefix" for token in way.tokens
    )
    first = clauses[0]
    return replace(first, alternatives=(Alternative("any", tuple(tokens)),)) if tokens else first
