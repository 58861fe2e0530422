"""Filters and counts over the packed facets of all the documents that a text finds."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

Facets = dict[str, tuple[str, ...]]


def pack(facets: Mapping[str, Sequence[str]]) -> str:
    """One string for a document's facets, the same for the same values in any order."""
    plain = {str(name): sorted({str(value) for value in values}) for name, values in facets.items() if values}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


@lru_cache(maxsize=16384)
def unpack(packed: str) -> Facets:
    return {name: tuple(values) for name, values in json.loads(packed).items()}


def narrow(
    packed: Iterable[str], filters: Mapping[str, Sequence[str]], names: Sequence[str]
) -> tuple[set[str], dict[str, dict[str, int]]]:
    """Which packed facets pass all the filters, and the named facets' counts, the most frequent value first.

    A facet's values are counted with every filter but its own. Values that nothing has are left out, unless they
    are filtered by: whoever chose them must be able to let them go.
    """
    chosen = {name: frozenset(values) for name, values in filters.items() if values}
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    passed = set()
    for text, number in Counter(packed).items():
        facets = unpack(text)
        failed = [name for name, values in chosen.items() if values.isdisjoint(facets.get(name, ()))]
        if not failed:
            passed.add(text)
            counted: Iterable[str] = counts
        elif len(failed) == 1 and failed[0] in counts:
            counted = failed
        else:
            continue
        for name in counted:
            for value in facets.get(name, ()):
                counts[name][value] += number
    for name, values in chosen.items():
        if name in counts:
            counts[name].update(dict.fromkeys(values, 0))
    return passed, {name: dict(sorted(found.items(), key=_most_frequent)) for name, found in counts.items()}


def _most_frequent(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
