"""What is counted of documents: one column for each facet, and a bitmap for each of its values.

A bitmap is a Python integer whose bit *n* stands for slot *n*: those of 40,000 documents that have a value are counted
among any others in two microseconds. A facet with very many values, such as all communes of a country, has none; the
values of what was found are counted one by one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

MAX_VALUES = 256
"""Values of a facet above which it has no bitmaps."""
_YES = ord("1")


class Facet:
    """The values that each slot has."""

    def __init__(self, empty: int) -> None:
        """``empty``: how many slots there are already, without any value."""
        self._combinations: dict[tuple[str, ...], int] = {(): 0}
        self._numbers = [0] * empty
        """The number of each slot's combination of values."""
        self._bitmaps: dict[str, int] | None = None

    def add(self, values: tuple[str, ...]) -> None:
        """Add the values of the next slot."""
        slot = len(self._numbers)
        self._numbers.append(self._combinations.setdefault(values, len(self._combinations)))
        if self._bitmaps is not None:
            for value in values:
                self._bitmaps[value] = self._bitmaps.get(value, 0) | 1 << slot
            if len(self._bitmaps) > MAX_VALUES:
                self._bitmaps = None

    def draw(self) -> None:
        """Make the bitmaps of all slots so far; they follow what is added from then on."""
        slots: dict[str, list[int]] = {}
        combinations = list(self._combinations)
        if len(frozenset(value for values in combinations for value in values)) <= MAX_VALUES:
            for slot, number in enumerate(self._numbers):
                for value in combinations[number]:
                    slots.setdefault(value, []).append(slot)
            self._bitmaps = {value: bitmap(members, len(self._numbers)) for value, members in slots.items()}

    def values(self, slots: Sequence[int]) -> list[tuple[str, ...]]:
        """The values of each of the slots."""
        combinations = list(self._combinations)
        return [combinations[number] for number in take(self._numbers, slots)]

    def having(self, wanted: Iterable[str], slots: Sequence[int], size: int) -> int:
        """A bitmap of the slots, all below ``size``, that have any of the values, and maybe of other such slots."""
        bitmaps, found = self._bitmaps, 0
        if bitmaps is not None:
            for value in wanted:
                found |= bitmaps.get(value, 0)
            return found
        values = frozenset(wanted)
        numbers = {number for held, number in list(self._combinations.items()) if not values.isdisjoint(held)}
        held = zip(slots, take(self._numbers, slots), strict=True)
        return bitmap([slot for slot, number in held if number in numbers], size)

    def counts(self, among: int, slots: Sequence[int]) -> dict[str, int]:
        """How many of the slots that are set in a bitmap have each value; ``slots`` are these and maybe others."""
        bitmaps = self._bitmaps
        if bitmaps is not None:
            counted = ((value, (members & among).bit_count()) for value, members in list(bitmaps.items()))
            return {value: count for value, count in counted if count}
        combinations = list(self._combinations)
        counts: dict[str, int] = {}
        for number, count in Counter(take(self._numbers, chosen(among, slots))).items():
            for value in combinations[number]:
                counts[value] = counts.get(value, 0) + count
        return counts


def narrowed(
    facets: Mapping[str, Facet],
    slots: Sequence[int],
    size: int,
    filters: Mapping[str, Sequence[str]],
    names: Sequence[str],
) -> tuple[Sequence[int], dict[str, dict[str, int]]]:
    """The slots, all below ``size``, that pass all filters, and the named facets' counts, the most frequent value
    first.

    A facet's values are counted with every filter but its own. Values that nothing has are left out, unless
    they are filtered by: the visitor who chose them must be able to let them go.
    """
    filters = {name: values for name, values in filters.items() if values}
    if not filters and not names:
        return slots, {}
    everything = bitmap(slots, size)
    passing = {
        name: facets[name].having(values, slots, size) if name in facets else 0 for name, values in filters.items()
    }
    counts = {}
    for name in names:
        among = everything
        for other, members in passing.items():
            if other != name:
                among &= members
        found = facets[name].counts(among, slots) if name in facets else {}
        for value in filters.get(name, ()):
            found.setdefault(value, 0)
        counts[name] = dict(sorted(found.items(), key=_most_frequent))
    for members in passing.values():
        everything &= members
    return chosen(everything, slots) if passing else slots, counts


def bitmap(slots: Iterable[int], size: int) -> int:
    """The integer in which the bits of the slots, all below ``size``, are set."""
    digits = bytearray(b"0") * (size or 1)
    for slot in slots:
        digits[slot] = _YES
    return int(digits[::-1], 2)


def chosen(among: int, slots: Sequence[int]) -> Sequence[int]:
    """The slots that are set in a bitmap, in the order given."""
    digits = f"{among:b}"[::-1]
    size = len(digits)
    return [slot for slot in slots if slot < size and digits[slot] == "1"]


def take(column: Sequence[Any], slots: Iterable[int]) -> Sequence[Any]:
    """The column's values of the slots: one call instead of a loop."""
    slots = slots if isinstance(slots, list) else list(slots)
    if len(slots) < 2:
        return [column[slot] for slot in slots]
    values: tuple[Any, ...] = itemgetter(*slots)(column)
    return values


def _most_frequent(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
