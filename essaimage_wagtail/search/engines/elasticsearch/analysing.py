"""Texts analysed, in several processes where a rebuild is told so: it is what takes the time."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing import get_context
from typing import TypeVar

import django

from ...analysis.analyzer import get_analyzer
from ...analysis.languages import normalise_code
from ...analysis.lexicon import MAX_FORMS, Forms
from ...types import SearchDocument
from .documents import Analysed, sources

Batch = list[SearchDocument]
Kept = TypeVar("Kept")
BATCHES_AHEAD = 2
"""Batches under way for each process: few enough for the memory, and enough that none waits."""


class Analysis:
    """Analyses documents, and remembers what was made of their words: use one for one run."""

    def __init__(self) -> None:
        self._forms: dict[str, Forms] = {}

    def of(self, documents: Sequence[SearchDocument]) -> list[Analysed]:
        """What is stored of documents, and their words, by language."""
        for code in {normalise_code(document.language) for document in documents} - self._forms.keys():
            self._forms[code] = Forms(get_analyzer(code), MAX_FORMS)
        return list(sources(documents, self._forms))


def analysed(
    batches: Iterable[tuple[Batch, Kept]], analysis: Analysis, processes: int
) -> Iterator[tuple[Batch, Kept, list[Analysed]]]:
    """Each batch, what the caller keeps of it, and what is made of it, in order. From two ``processes`` on, so many
    other processes analyse, each with the dictionaries in its memory."""
    if processes < 2:
        for batch, kept in batches:
            yield batch, kept, analysis.of(batch)
        return
    remaining = iter(batches)
    # New processes, not copies of this one, whose connections and threads they would have.
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        under_way: deque[tuple[Batch, Kept, Future[list[Analysed]]]] = deque()
        try:
            while True:
                for batch, kept in islice(remaining, max(0, processes * BATCHES_AHEAD - len(under_way))):
                    under_way.append((batch, kept, pool.submit(_analysed, batch)))
                if not under_way:
                    return
                batch, kept, future = under_way.popleft()
                yield batch, kept, future.result()
        finally:
            pool.shutdown(cancel_futures=True)


@cache
def _analysis_of_this_process() -> Analysis:
    return Analysis()


def _analysed(batch: Batch) -> list[Analysed]:
    return _analysis_of_this_process().of(batch)
