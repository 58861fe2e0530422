"""How much of what was asked for was found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from .judged import Query

DEPTH = 10


@dataclass(frozen=True)
class Answer:
    """What one engine made of one query: the names of its first hits, best first."""

    query: Query
    found: Sequence[str]

    @property
    def recall(self) -> float:
        """Share of the relevant documents among the first ten."""
        return len(self.query.relevant.intersection(self.found[:DEPTH])) / len(self.query.relevant)

    @property
    def reciprocal_rank(self) -> float:
        ranks = [rank for rank, name in enumerate(self.found[:DEPTH], 1) if name in self.query.relevant]
        return 1 / ranks[0] if ranks else 0


def tables(answers: dict[str, list[Answer]]) -> list[list[tuple[str, ...]]]:
    """Rows of cells, by kind and by language: recall and MRR of each engine."""
    asked = [answer.query for answer in next(iter(answers.values()))]
    kinds = dict.fromkeys(query.kind for query in asked)
    languages = dict.fromkeys(query.language for query in asked)
    by_kind = {kind: lambda query, kind=kind: query.kind == kind for kind in kinds}
    by_language = {code: lambda query, code=code: query.language == code for code in languages}
    return [_table(answers, {"all": lambda query: True, **by_kind}), _table(answers, by_language)]


def _table(answers: dict[str, list[Answer]], groups: Mapping[str, Callable[[Query], bool]]) -> list[tuple[str, ...]]:
    some = next(iter(answers.values()))
    numbers = (str(sum(belongs(answer.query) for answer in some)) for belongs in groups.values())
    rows = [(f"recall@{DEPTH} / MRR", *groups), ("queries", *numbers)]
    for engine, given in answers.items():
        cells = (_both([answer for answer in given if belongs(answer.query)]) for belongs in groups.values())
        rows.append((engine, *cells))
    return rows


def _both(answers: list[Answer]) -> str:
    recall = fmean(answer.recall for answer in answers)
    return f"{recall:.2f} / {fmean(answer.reciprocal_rank for answer in answers):.2f}"
