"""How much of what was asked for was found."""

from collections.abc import Callable, Iterable, Sequence
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


def table(answers: dict[str, list[Answer]]) -> list[tuple[str, ...]]:
    """Rows of cells: in total, by kind, by language; recall and MRR of each engine."""
    some = next(iter(answers.values()))
    rows = [("", "queries", *(f"{engine}: recall@{DEPTH} / MRR" for engine in answers))]
    for name, belongs in _groups([answer.query for answer in some]):
        chosen = {engine: [answer for answer in given if belongs(answer.query)] for engine, given in answers.items()}
        number = len(next(iter(chosen.values())))
        rows.append((name, str(number), *(_both(given) for given in chosen.values())))
    return rows


def _groups(queries: Iterable[Query]) -> list[tuple[str, Callable[[Query], bool]]]:
    kinds = dict.fromkeys(query.kind for query in queries)
    languages = dict.fromkeys(query.language for query in queries)
    return [
        ("all", lambda query: True),
        *((kind, lambda query, kind=kind: query.kind == kind) for kind in kinds),
        *((language, lambda query, language=language: query.language == language) for language in languages),
    ]


def _both(answers: list[Answer]) -> str:
    recall = fmean(answer.recall for answer in answers)
    return f"{recall:.2f} / {fmean(answer.reciprocal_rank for answer in answers):.2f}"
