"""A new generation of the index, written beside the one that answers, and put in its place in one step.

Others go on writing to the generation that answers. What they changed is carried over in the transaction that swaps
the two, which waits for other writers and is short: nobody sees half an index, and nothing is lost. What a
killed rebuild has written is found by the next one and not written again. A rebuild is many transactions, between which
it gives way to others where the database does not do so by itself.

One rebuild runs at a time: it holds a lock that the database, or the operating system, releases with its process. Every
step looks at the state again all the same, since a lock can be lost while the process goes on (a connection that a
server closes). Transactions lock in one order: other writers first, then the row of the state.
"""

from collections.abc import Iterable, Iterator, Set
from itertools import islice

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Max

from ...analysis.analyzer import get_analyzer
from ...batches import batches
from ...query.spelling import grams
from ...tables import IndexChange, IndexedDocument, IndexedWord, IndexState
from ...types import SearchDocument, checksum
from .seen import Seen
from .vendors import Store
from .writing import Writer

DOCUMENTS_WRITTEN_TOGETHER = 200
"""Documents written in one transaction."""
ROWS_DELETED_TOGETHER = 1000
"""Rows deleted in one transaction."""


class Rebuild:
    def __init__(self, connection: BaseDatabaseWrapper, make_store: type[Store]) -> None:
        self.connection = connection
        self.using = connection.alias
        self.make_store = make_store
        self.documents = IndexedDocument.objects.using(self.using)
        self.changes = IndexChange.objects.using(self.using)
        self.words = IndexedWord.objects.using(self.using)
        self.states = IndexState.objects.using(self.using)

    def run(self, documents: Iterable[SearchDocument]) -> int | None:
        """Returns how many documents were given; None if another rebuild is under way: nothing is read then. May be
        interrupted at any moment."""
        with self.make_store(self.connection).only_rebuild() as is_only_one:
            return self._run(documents) if is_only_one else None

    def _run(self, documents: Iterable[SearchDocument]) -> int | None:
        """As :meth:`run`; None if another rebuild ended first, since the lock was lost."""
        state = self._begin()
        store = self.make_store(self.connection, 1 - state.active)
        seen = Seen()
        writer = Writer(self.connection, store, seen)
        written = dict(self.documents.filter(generation=store.generation).values_list("key", "checksum"))
        last_word = self.words.aggregate(last=Max("pk"))["last"] or 0
        count = 0
        remaining = iter(documents)
        # In the end ``written`` holds what no document has any more: an interrupted rebuild wrote it.
        while batch := self._write(state, writer, remaining, written):
            count += batch
            store.give_way()
        store.settle()
        if not self._swap(state, writer, written.keys()):
            return None
        self._tidy(state.active)
        self._forget_words(store, seen, last_word)
        return count

    def _begin(self) -> IndexState:
        """The state with a rebuild under way: a new one, or the one that was interrupted."""
        state, _ = self.states.get_or_create(pk=1)
        if state.building_since is None:
            self._tidy(1 - state.active)  # in case that the process which should have done so was killed
            with transaction.atomic(using=self.using):
                if self._is(state.active, None):  # else the other generation is being written, or answers by now
                    self.make_store(self.connection, 1 - state.active).unsettle()
        with transaction.atomic(using=self.using):
            store = self.make_store(self.connection)
            store.see_others()
            store.await_writers()
            state = self.states.select_for_update().get(pk=1)
            if state.building_since is None:
                state.building_since = self.changes.aggregate(last=Max("pk"))["last"] or 0
                state.save(using=self.using, update_fields=["building_since"])
        return state

    def _write(
        self, begun: IndexState, writer: Writer, documents: Iterator[SearchDocument], written: dict[str, str]
    ) -> int:
        """Write the next documents, but for those that are there already, and take these out of ``written``. Returns
        how many documents there were; 0 if another rebuild has ended meanwhile, to which they belong now."""
        with transaction.atomic(using=self.using):
            batch = list(islice(documents, DOCUMENTS_WRITTEN_TOGETHER))
            if not self._is(begun.active, begun.building_since):
                return 0
            new = []
            for document in batch:
                if written.pop(document.key, None) == checksum(document):
                    writer.remember([document])
                else:
                    new.append(document)
            writer.write(new)
        return len(batch)

    def _swap(self, begun: IndexState, writer: Writer, surplus: Set[str]) -> bool:
        """Let the new generation answer; False if another rebuild has ended meanwhile."""
        with transaction.atomic(using=self.using):
            writer.store.see_others()
            writer.store.await_writers()
            if not self._is(begun.active, begun.building_since):
                return False
            changes = self.changes.filter(pk__gt=begun.building_since)
            changed = set(changes.exclude(key="").values_list("key", flat=True).distinct())
            for keys in batches(sorted(surplus | changed), DOCUMENTS_WRITTEN_TOGETHER):
                writer.delete(keys)
            for keys in batches(sorted(changed), DOCUMENTS_WRITTEN_TOGETHER):
                rows = self.documents.filter(generation=begun.active, key__in=keys).select_related("text")
                writer.copy(list(rows))
            self.changes.all().delete()
            self.changes.create(document_id=0, key="")  # tells everyone to read everything again
            self.states.filter(pk=1).update(active=writer.store.generation, building_since=None)
        return True

    def _is(self, active: int, building_since: int | None) -> bool:
        """Whether this is the state; its row is locked until the transaction ends, since others may rebuild too."""
        state = self.states.select_for_update().get(pk=1)
        return (state.active, state.building_since) == (active, building_since)

    def _tidy(self, generation: int) -> None:
        """Delete what a generation that answers no more has, a little at a time, unless another rebuild begins to
        write it."""
        documents = self.documents.filter(generation=generation).order_by("pk")
        store = self.make_store(self.connection, generation)
        remaining = True
        while remaining:
            with transaction.atomic(using=self.using):
                if not self._is(1 - generation, None):
                    return
                pks = list(documents.values_list("pk", flat=True)[:ROWS_DELETED_TOGETHER])
                remaining = bool(pks)
                if remaining:
                    Writer(self.connection, store).drop(pks)
                else:
                    store.clear()
            store.give_way()

    def _forget_words(self, store: Store, seen: Seen, last: int) -> None:
        """Drop the words, up to a primary key, that no document has, unless another rebuild begins, which drops
        them itself."""
        done = 0
        words = self.words.order_by("pk").values_list("pk", "language", "word")
        while rows := list(words.filter(pk__gt=done, pk__lte=last)[:ROWS_DELETED_TOGETHER]):
            done = rows[-1][0]
            gone = [row for row in rows if hash(row[1:]) not in seen]
            if gone:
                with transaction.atomic(using=self.using):
                    store.see_others()
                    store.await_writers()
                    if not self._is(store.generation, None):
                        return
                    # What was published since the swap may have some of them.
                    tokens = [get_analyzer(code).written_tokens(word) for _, code, word in gone]
                    found = store.ids_of([store.having("any", some) for some in tokens], at_most=1)
                    gone = [row for row, ids in zip(gone, found, strict=True) if not ids]
                    store.erase_grams([(pk, grams(word, get_analyzer(code).prefix)) for pk, code, word in gone])
                    self.words.filter(pk__in=[pk for pk, *_ in gone]).delete()
                store.give_way()
