"""The rows of the outbox: for each key, what its document is to be, and whether the server was told.

A process that changes pages writes rows in the same transaction. A process that drains claims some rows that wait, for
a while in which nobody else takes them, sends them, and settles each row that is still as it was sent. A row that
changed meanwhile has a higher version, waits again, and may be sent by another process at the same time: the server
keeps the higher version, whichever comes first. So nothing is locked while a server is asked, and a drainer that is
killed leaves rows that are due again a while later.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections, transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.timezone import now

from ..batches import batches
from ..storing import storable
from ..tables import OutboxEntry
from ..types import SearchDocument, checksum
from .payload import encoded

State = OutboxEntry.State

CLAIMED_FOR = timedelta(minutes=2)
"""Longer than a request that writes may take, with its attempts."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)
"""Pauses before another attempt, the first and the longest: twice as long each time."""
MAX_ERROR = 1_000
"""Characters of an error that are kept."""
ROWS_TOGETHER = 500
_CHANGED = ("version", "is_present", "checksum", "document", "title", "state", "since", "due", "attempts", "error")


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was not sent."""

    waiting: int
    set_aside: int
    oldest: datetime | None
    """Since when the row waits that has waited longest; ``None`` if none waits."""


class Outbox:
    """The rows in one database."""

    def __init__(self, using: str) -> None:
        self.using = using

    @property
    def rows(self) -> QuerySet[OutboxEntry]:
        return OutboxEntry.objects.using(self.using)

    # Changing

    def put(self, documents: Iterable[SearchDocument]) -> set[str]:
        """Have documents sent, but for those that were as they are now; of two with the same key the last one counts.
        Returns the keys of those that were not there before."""
        wanted = {document.key: document for document in documents}
        with transaction.atomic(using=self.using, savepoint=False):
            known = self._locked(wanted)
            changed = []
            for key, document in wanted.items():
                mark, former = checksum(document), known.get(key)
                if former is None or former.checksum != mark or former.state == State.SET_ASIDE:
                    row = OutboxEntry(key=key, is_present=True, checksum=mark, title=storable(document.title)[:255])
                    row.document = encoded(document)
                    changed.append(row)
            self._write(changed, known)
        return {key for key in wanted if key not in known or not known[key].is_present}

    def take_out(self, keys: Iterable[str]) -> set[str]:
        """Have documents deleted, also those without a row: an index may have them that was not compared with the rows
        yet. Returns the keys of those that were there."""
        wanted = set(keys)
        with transaction.atomic(using=self.using, savepoint=False):
            known = self._locked(wanted)
            there = {key for key, entry in known.items() if entry.is_present}
            titles = {key: known[key].title if key in known else "" for key in wanted - known.keys() | there}
            self._write([OutboxEntry(key=key, is_present=False, title=title) for key, title in titles.items()], known)
        return there

    def _locked(self, keys: Iterable[str]) -> dict[str, OutboxEntry]:
        """The rows of keys, as they are until this transaction ends."""
        rows = self.rows.filter(key__in=list(keys)).order_by("key").defer("document").select_for_update()
        return {row.key: row for row in rows}

    def _write(self, rows: Sequence[OutboxEntry], known: Mapping[str, OutboxEntry]) -> None:
        moment, clock = now(), time.time_ns() // 1_000
        for row in rows:
            row.version = max(clock, known[row.key].version + 1) if row.key in known else clock
            row.state, row.since, row.due = State.WAITING, moment, moment
        # All processes in one order, so that no two wait for each other.
        ordered = sorted(rows, key=lambda row: row.key)
        self.rows.bulk_create(ordered, update_conflicts=True, unique_fields=["key"], update_fields=_CHANGED)

    # Sending

    def claim(self, at_most: int) -> list[OutboxEntry]:
        """Rows that are due, the one that has been due longest first; they are due again later."""
        skips = connections[self.using].features.has_select_for_update_skip_locked
        with transaction.atomic(using=self.using):
            waiting = self.rows.filter(state=State.WAITING, due__lte=now()).order_by("due", "pk")
            claimed = list(waiting.select_for_update(skip_locked=skips)[:at_most])
            self._rows_of(claimed).update(due=now() + CLAIMED_FOR)
        return claimed

    def settle(self, sent: Sequence[OutboxEntry]) -> None:
        """Note that rows were sent."""
        self._as_claimed(sent, state=State.SENT, document="", attempts=0, error="")

    def postpone(self, rows: Sequence[OutboxEntry], error: str) -> None:
        """Note that rows were not sent, for a reason that may pass."""
        for attempts in {row.attempts for row in rows}:
            pause = min(FIRST_PAUSE * 2 ** min(attempts, 16), LONGEST_PAUSE)
            alike = [row for row in rows if row.attempts == attempts]
            more = min(attempts + 1, 30_000)
            self._as_claimed(alike, due=now() + pause, attempts=more, error=storable(error)[:MAX_ERROR])

    def set_aside(self, rows: Sequence[OutboxEntry], error: str) -> None:
        """Note that rows are refused for what is in them: another attempt would be refused too."""
        self._as_claimed(rows, state=State.SET_ASIDE, attempts=F("attempts") + 1, error=storable(error)[:MAX_ERROR])

    def refuse(self, document: SearchDocument, error: str) -> None:
        """Set aside a document that a rebuild could not write."""
        self.put([document])
        self.set_aside(list(self.rows.filter(key=document.key)), error)

    def try_again(self) -> int:
        """Have everything that was not sent be due now. Returns how much there was."""
        return self.rows.exclude(state=State.SENT).update(state=State.WAITING, due=now(), attempts=0)

    def _as_claimed(self, rows: Sequence[OutboxEntry], **values: object) -> None:
        """Change those rows that are as they were when they were claimed."""
        versions = {row.pk: row.version for row in rows}
        with transaction.atomic(using=self.using):
            there = self._rows_of(rows).order_by("key").select_for_update().values_list("pk", "version")
            same = [pk for pk, version in there if versions[pk] == version]
            self.rows.filter(pk__in=same).update(**values)

    def _rows_of(self, rows: Sequence[OutboxEntry]) -> QuerySet[OutboxEntry]:
        return self.rows.filter(pk__in=[row.pk for row in rows])

    # Knowing

    def is_new(self) -> bool:
        """Whether the server holds no document, as far as the rows tell."""
        return not self.rows.filter(is_present=True, state=State.SENT).exists()

    def unsent(self) -> set[str]:
        """The keys of what waits."""
        return set(self.rows.filter(state=State.WAITING).values_list("key", flat=True))

    def backlog(self) -> Backlog:
        counted = self.rows.exclude(state=State.SENT).aggregate(
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            set_aside=Count("pk", filter=Q(state=State.SET_ASIDE)),
            oldest=Min("since", filter=Q(state=State.WAITING)),
        )
        return Backlog(**counted)

    def forget_deleted(self) -> None:
        """Drop the rows of documents that are gone, while no rebuild is under way: one that has read them before could
        bring them back."""
        self.rows.filter(is_present=False, state=State.SENT).delete()

    def versions(self) -> dict[str, tuple[int, str]]:
        """Version and checksum of all that was sent, by key."""
        rows = self.rows.filter(state=State.SENT).values_list("key", "version", "checksum")
        return {key: (version, mark) for key, version, mark in rows.iterator()}

    def agree(self, former: Mapping[str, tuple[int, str]], held: Mapping[str, str]) -> None:
        """Have the rows say what an index holds (checksums by key), unless they were changed since :meth:`versions`
        told ``former``, which was before the index was read."""
        moment, clock = now(), time.time_ns() // 1_000
        rows = (
            OutboxEntry(
                key=key, version=clock, is_present=True, checksum=mark, state=State.SENT, since=moment, due=moment
            )
            for key, mark in held.items()
            if key not in former
        )
        self.rows.bulk_create(rows, batch_size=ROWS_TOGETHER, ignore_conflicts=True)
        differing = (key for key, (_, mark) in former.items() if mark != held.get(key, ""))
        for keys in batches(differing, ROWS_TOGETHER):
            with transaction.atomic(using=self.using):
                locked = self._locked(keys).values()
                same = [row for row in locked if row.state == State.SENT and row.version == former[row.key][0]]
                for row in same:
                    row.checksum, row.is_present = held.get(row.key, ""), row.key in held
                self.rows.bulk_update(same, ["checksum", "is_present"])
