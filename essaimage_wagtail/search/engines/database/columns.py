"""What filters, counts and sorts, in memory: one column for each property, read once and kept in step.

A broad search finds tens of thousands of documents. Joining each with its row takes longer than finding them, so
every process keeps the rows of a language as columns, about 400 bytes a document, and looks at every one only by a
few operations that run in C. Each search asks the database what has changed since the columns were read
(:meth:`.stores.Store.changed`); what was written by others, or rolled back, is read again before it counts.

A document has a *slot*. Slots are only ever added, and one that is stale is never used again: a search that goes on
in another thread sees the documents as they were when it began.
"""

import json
import threading
from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nsmallest
from itertools import islice
from typing import Any

from ...analysis.analyzer import get_analyzer
from ...query.order import boost, distance, is_inside
from ...query.site_words import SiteWords
from ...tables import IndexedDocument, SearchWord
from ...types import Box, Point, Range, Scope
from .facets import Facet, narrowed, take
from .vendors import Store

_DOCUMENTS = IndexedDocument._meta.db_table
_WORDS = SearchWord._meta.db_table
_FIELDS = (
    "id, key, path, audience, valid_from, valid_until, date, reviewed, sort_title, latitude, longitude, facets, numbers"
)
MAX_CHANGES_READ = 2000
"""Changed documents above which all are read again."""
MAX_STALE = 0.5
"""Share of stale slots above which all are read again."""
MAX_SCOPES = 16


class Columns:
    """The documents of one generation in one language, and what the site says of the language's words."""

    def __init__(self, rows: Iterable[Sequence[Any]], words: SiteWords) -> None:
        self.words = words
        self.slots: dict[int, int] = {}
        """Slot by document id."""
        self.ids: list[int] = []
        self.keys: list[str] = []
        self.titles: list[str] = []
        self.dates: list[float | None] = []
        self.points: dict[int, Point] = {}
        self.numbers: dict[str, dict[int, float]] = {}
        self.facets: dict[str, Facet] = {}
        self._places: list[tuple[str, str]] = []
        self._windows: dict[int, tuple[float, float]] = {}
        self._reviewed: dict[int, float] = {}
        self._visible: dict[Scope, dict[int, int]] = {}
        self._ranks: dict[str, tuple[list[int], list[int]]] = {}
        self.apply((), rows)
        for facet in self.facets.values():
            facet.draw()

    def apply(self, gone: Iterable[int], rows: Iterable[Sequence[Any]]) -> None:
        """Forget documents by their ids, then add rows of :data:`_FIELDS`."""
        slots = dict(self.slots)
        stale = {document_id: slots.pop(document_id, None) for document_id in gone}
        first = len(self.ids)
        for row in rows:
            slots[row[0]] = self._add(*row)
        added = range(first, len(self.ids))
        # What was worked out before is brought up to date, not thrown away: a search that comes after a publication
        # must not take longer than others. Searches that go on in other threads keep theirs.
        visible = {}
        for scope, shown in list(self._visible.items()):
            shown = {document_id: slot for document_id, slot in shown.items() if document_id not in stale}
            shown.update((self.ids[slot], slot) for slot in added if self._shows(scope, slot))
            visible[scope] = shown
        ranks, gone_slots = {}, frozenset(stale.values())
        for by, (_, known) in list(self._ranks.items()):
            # Another thread may have put some of the new ones in their places already.
            order = [slot for slot in known if slot < first and slot not in gone_slots]
            place = self._place(by)
            for slot in added:
                insort(order, slot, key=place)
            ranks[by] = self._ranked(order)
        # In this order, so that a thread that sees a slot finds its place filled.
        self._ranks = ranks
        self.slots = slots
        self._visible = visible

    @property
    def crowded(self) -> bool:
        """Whether too many slots are stale."""
        return len(self.ids) - len(self.slots) > max(100, MAX_STALE * len(self.slots))

    def visible(self, scope: Scope, moment: float) -> Mapping[int, int]:
        """Slot by id of the documents that a scope shows at a moment (seconds since 1970)."""
        kept = self._visible
        found = kept.get(scope)
        if found is None:
            found = {document_id: slot for document_id, slot in self.slots.items() if self._shows(scope, slot)}
            if len(kept) >= MAX_SCOPES:
                kept.clear()
            kept[scope] = found
        hidden = [
            self.ids[slot]
            for slot, (start, end) in list(self._windows.items())
            if not start <= moment < end and found.get(self.ids[slot]) == slot
        ]
        if hidden:
            found = dict(found)
            for document_id in hidden:
                del found[document_id]
        return found

    def narrow(
        self,
        slots: Sequence[int],
        filters: Mapping[str, Sequence[str]],
        ranges: Mapping[str, Range],
        names: Sequence[str],
    ) -> tuple[Sequence[int], dict[str, dict[str, int]]]:
        """The slots that pass all filters and ranges, and the named facets' counts, see :func:`.facets.narrowed`."""
        for name, (lowest, highest) in ranges.items():
            column = self.numbers.get(name, {})
            low = float("-inf") if lowest is None else lowest
            high = float("inf") if highest is None else highest
            slots = [slot for slot in slots if (number := column.get(slot)) is not None and low <= number <= high]
        return narrowed(self.facets, slots, len(self.ids), filters, names)

    def within(self, slots: Sequence[int], center: Point, kilometres: float) -> list[int]:
        """The slots whose points are at most so many kilometres from the center."""
        points = self.points
        return [slot for slot in slots if slot in points and distance(points[slot], center) <= kilometres]

    def inside(self, slots: Sequence[int], box: Box) -> list[int]:
        """The slots whose points are in a box."""
        points = self.points
        return [slot for slot in slots if slot in points and is_inside(points[slot], box)]

    def nearest(self, slots: Iterable[int], center: Point, count: int) -> list[int]:
        """The ``count`` nearest of the slots, the nearest first; those without a point come last."""
        points, keys, never = self.points, self.keys, float("inf")
        away = ((distance(points[slot], center) if slot in points else never, keys[slot], slot) for slot in slots)
        return [slot for _, _, slot in nsmallest(count, away)]

    def boost(self, slot: int, moment: float) -> float:
        """See :func:`..query.order.boost`."""
        return boost(self.numbers.get("completeness", {}).get(slot, 0.0), self._reviewed.get(slot), moment)

    def first(self, slots: Iterable[int], by: str, count: int) -> list[int]:
        """The first ``count`` of the slots by ``date``, the newest first, or by ``title``."""
        kept = self._ranks
        if by not in kept:
            kept[by] = self._ranked(sorted(self.slots.values(), key=self._place(by)))
        ranks, order = kept[by]
        wanted = set(slots)
        if 4 * len(wanted) > len(order):  # the first ones are not far
            return list(islice((slot for slot in order if slot in wanted), count))
        return [order[rank] for rank in sorted(take(ranks, wanted))[:count] if rank < len(order)]

    def _shows(self, scope: Scope, slot: int) -> bool:
        path, audience = self._places[slot]
        return audience in scope.audiences and path.startswith(scope.paths) and not path.startswith(scope.without)

    def _place(self, by: str) -> Callable[[int], tuple[Any, ...]]:
        """What slots are ordered by."""
        dates, titles, keys, never = self.dates, self.titles, self.keys, float("-inf")
        if by == "title":
            return lambda slot: (titles[slot], keys[slot])
        return lambda slot: (-(never if (date := dates[slot]) is None else date), titles[slot], keys[slot])

    def _ranked(self, order: list[int]) -> tuple[list[int], list[int]]:
        """Each slot's place in an order, and the order; slots that are not in it have a place after its end."""
        ranks = [len(order)] * len(self.ids)
        for rank, slot in enumerate(order):
            ranks[slot] = rank
        return ranks, order

    def _add(
        self,
        document_id: int,
        key: str,
        path: str,
        audience: str,
        valid_from: float | None,
        valid_until: float | None,
        date: float | None,
        reviewed: float | None,
        title: str,
        latitude: float | None,
        longitude: float | None,
        facets: str,
        numbers: str,
    ) -> int:
        slot = len(self.ids)
        self.ids.append(document_id)
        self.keys.append(key)
        self.titles.append(title)
        self.dates.append(date)
        self._places.append((path, _audience(audience)))
        if valid_from is not None or valid_until is not None:
            start = float("-inf") if valid_from is None else valid_from
            self._windows[slot] = start, float("inf") if valid_until is None else valid_until
        if latitude is not None and longitude is not None:
            self.points[slot] = latitude, longitude
        if reviewed is not None:
            self._reviewed[slot] = reviewed
        if len(numbers) > 2:
            for name, number in json.loads(numbers).items():
                self.numbers.setdefault(name, {})[slot] = number
        values_of = json.loads(facets)
        for name in values_of.keys() - self.facets.keys():
            self.facets[name] = Facet(slot)
        for name, facet in self.facets.items():
            facet.add(tuple(values_of.get(name, ())))
        return slot


@lru_cache(maxsize=1024)
def _audience(name: str) -> str:
    """The same string object for all documents, to save memory."""
    return name


_kept: dict[tuple[str, str], tuple[Any, Columns]] = {}
_lock = threading.Lock()


def columns_of(store: Store, language: str, asked: dict[Any, Any] | None = None) -> tuple[int, Columns]:
    """The active generation and a language's columns in it, as the database has them now.

    ``store`` may be of any generation. ``asked``: what the database answered about other languages just before.
    """
    asked = {} if asked is None else asked
    name = (store.connection.alias, language)
    with _lock:
        mark, columns = _kept.get(name, (None, None))
        if mark not in asked:
            asked[mark] = store.changed(mark)
        now, changed = asked[mark]
        if columns is None or changed is None or len(changed) > MAX_CHANGES_READ or columns.crowded:
            columns = Columns(_read(store, now[0], language), _read_words(store, language))
        elif changed:
            if 0 in changed:
                columns.words = _read_words(store, language)
            columns.apply(changed, _read(store, now[0], language, changed))
        _kept[name] = now, columns
    return now[0], columns


def _read(store: Store, generation: int, language: str, ids: Sequence[int] | None = None) -> list[Any]:
    sql = f"SELECT {_FIELDS} FROM {_DOCUMENTS} WHERE generation = %s AND language = %s"  # noqa: S608
    if ids is not None:
        sql += f" AND id IN ({', '.join(['%s'] * len(ids))})"
    return store.rows(sql, [generation, language, *(ids or ())])


def _read_words(store: Store, language: str) -> SiteWords:
    analyzer = get_analyzer(language)
    sql = f"SELECT word, synonyms, as_written FROM {_WORDS} WHERE language IN (%s, %s) ORDER BY id"  # noqa: S608
    return SiteWords(store.rows(sql, [language, analyzer.language.code]), analyzer)
