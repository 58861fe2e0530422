"""Much work, a part at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """At most so many items at a time, in their order."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch


def ahead(function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """As ``map``, but the next result is made, in another thread, while the last one is used: a database that is
    written lets Python go on. The function must not use a database connection, which belongs to its thread."""
    if len(items) < 2:
        yield from map(function, items)
        return
    with ThreadPoolExecutor(max_workers=1) as thread:
        following = thread.submit(function, items[0])
        for item in items[1:]:
            result, following = following.result(), thread.submit(function, item)
            yield result
        yield following.result()
