"""Much work, a part at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """At most so many items at a time, in their order."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
