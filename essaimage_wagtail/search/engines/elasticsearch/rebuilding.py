"""Indexes that are written beside those that answer, and take their place in one step.

Others go on sending what changes to both. The rebuild overwrites nothing that they wrote: it creates documents, or
replaces those that it found when it began, left by one that was interrupted, if nobody changed them since. A process
that sends does not wait for it: a change that was sent before the next index existed had been committed, so the rebuild
reads it, or something later. A lock of the site's database sees to it that there is one rebuild at a time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from elasticsearch.dsl import Document
from elasticsearch.dsl.query import Exists

from ...batches import batches
from ...outbox.entries import Outbox
from ...types import SearchDocument, checksum
from ..database.engine import locks_of
from . import matching
from .analysing import analysed
from .identity import own_identity
from .mappings import StoredDocument, StoredWord, description
from .names import Names, indexes
from .reasons import is_malformed, reason_of
from .server import Body, Server
from .writing import DOCUMENTS_WRITTEN_TOGETHER, Writer

KINDS: tuple[type[Document], ...] = (StoredDocument, StoredWord)
"""In the order of :attr:`.names.Names.both`."""
QUIET: Body = {"index": {"refresh_interval": "-1", "number_of_replicas": 0}}
"""Settings of an index while much is written that nobody reads yet."""
SECONDS_TO_CHANGE_INDEXES = 30.0


@dataclass(frozen=True, slots=True)
class Held:
    """A document that was there when the rebuild began, and the change that wrote it."""

    checksum: str
    change: Body


def checksums(server: Server, names: Names) -> dict[str, str]:
    """The checksums of all documents of the index that answers, by key."""
    body = {"query": matching.there().to_dict(), "docvalue_fields": ["checksum"]}
    return {hit["_id"]: hit["fields"]["checksum"][0] for hit in server.every(names.documents, body)}


def make_indexes(server: Server, names: Names) -> None:
    """Make the missing indexes of a site, under names that two processes cannot both take."""
    there = indexes(server, names)
    for alias, kind in zip(names.both, KINDS, strict=True):
        if alias not in there:
            _make(server, f"{alias}-1", alias, kind)


def _make(server: Server, index: str, alias: str, kind: type[Document], *, quiet: bool = False) -> None:
    made = description(kind, server.options, own_identity(server.options) if server.options.network else None)
    if quiet:
        made["settings"] |= QUIET["index"]
    server.ask(
        lambda client: client.options(ignore_status=400).indices.create(index=index, aliases={alias: {}}, **made),
        timeout=SECONDS_TO_CHANGE_INDEXES,
    )


class Rebuild:
    def __init__(self, server: Server, names: Names, outbox: Outbox) -> None:
        self.server = server
        self.names = names
        self.outbox = outbox
        self.locks = locks_of(outbox.using)

    def run(self, documents: Iterable[SearchDocument]) -> int | None:
        """Returns how many documents were given; None if another rebuild is under way: nothing is read then. May be
        interrupted at any moment."""
        with self.locks.only_rebuild() as is_only_one:
            return self._run(documents) if is_only_one else None

    def _run(self, documents: Iterable[SearchDocument]) -> int | None:
        self._begin()
        there = indexes(self.server, self.names)
        held = self._held()
        writer = Writer(self.server, self.names)
        count = 0

        def changed() -> Iterator[tuple[list[SearchDocument], dict[str, Body]]]:
            nonlocal count
            for batch in batches(documents, DOCUMENTS_WRITTEN_TOGETHER):
                count += len(batch)
                yield self._changed(batch, held)

        for batch, how, made in analysed(changed(), writer.analysis, self.server.options.processes):
            self._write(batch, writer.actions(made, how, self.names.next, there))
        # ``held`` now has what no document has any more: an interrupted rebuild wrote it.
        self.server.write(
            {"_op_type": "delete", "_index": self.names.next.documents, "_id": key, **left.change}
            for key, left in held.items()
        )
        self._settle()
        self._swap(there)
        former = self.outbox.versions()
        self.outbox.agree(former, checksums(self.server, self.names))
        return count

    def _begin(self) -> None:
        """Make the next indexes, unless they were left by a rebuild that was interrupted."""
        there, later = indexes(self.server, self.names), self.names.next
        if all(alias in there for alias in later.both):
            return
        self.outbox.forget_deleted()
        self.outbox.try_again()
        for alias, coming, kind in zip(self.names.both, later.both, KINDS, strict=True):
            index = _following(there[alias])
            self._drop(index)
            _make(self.server, index, coming, kind, quiet=True)

    def _held(self) -> dict[str, Held]:
        alias = self.names.next.documents
        self._refresh(alias)
        body = {"docvalue_fields": ["checksum"], "seq_no_primary_term": True}
        return {
            hit["_id"]: Held(
                hit.get("fields", {}).get("checksum", [""])[0],
                {"if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]},
            )
            for hit in self.server.every(alias, body)
        }

    def _changed(
        self, batch: list[SearchDocument], held: dict[str, Held]
    ) -> tuple[list[SearchDocument], dict[str, Body]]:
        """The documents that must be written, and how, by key; takes the documents of the batch out of ``held``."""
        changed, how = [], {}
        for document in {document.key: document for document in batch}.values():
            before = held.pop(document.key, None)
            if before is None or before.checksum != checksum(document):
                changed.append(document)
                how[document.key] = {"_op_type": "index", **before.change} if before else {"_op_type": "create"}
        return changed, how

    def _write(self, batch: list[SearchDocument], actions: Iterable[Body]) -> None:
        documents = {document.key: document for document in batch}
        for item in self.server.bulk(actions):
            if not is_malformed(item):
                self.server.refuse(item)
            if item["_id"] in documents:
                self.outbox.refuse(documents[item["_id"]], reason_of(item))

    def _settle(self) -> None:
        usual = {"index": {"refresh_interval": None, "number_of_replicas": self.server.options.replicas}}
        self.server.ask(
            lambda client: client.indices.put_settings(index=self.names.next.both, settings=usual),
            timeout=SECONDS_TO_CHANGE_INDEXES,
        )

    def _swap(self, there: Mapping[str, str]) -> None:
        """Let the next indexes answer, and forget the former ones."""
        actions: list[Body] = []
        for alias, coming in zip(self.names.both, self.names.next.both, strict=True):
            actions += [
                {"remove": {"index": there[alias], "alias": alias}},
                {"remove": {"index": there[coming], "alias": coming}},
                {"add": {"index": there[coming], "alias": alias}},
            ]
        for coming in self.names.next.both:
            self._refresh(coming)
        self.server.ask(
            lambda client: client.indices.update_aliases(actions=actions), timeout=SECONDS_TO_CHANGE_INDEXES
        )
        self.server.ask(
            lambda client: client.delete_by_query(
                index=self.names.documents, query=Exists(field="gone").to_dict(), refresh=True, conflicts="proceed"
            ),
            timeout=SECONDS_TO_CHANGE_INDEXES,
        )
        for alias in self.names.both:
            self._drop(there[alias])

    def _refresh(self, alias: str) -> None:
        self.server.ask(lambda client: client.indices.refresh(index=alias), timeout=SECONDS_TO_CHANGE_INDEXES)

    def _drop(self, index: str) -> None:
        self.server.ask(
            lambda client: client.indices.delete(index=index, ignore_unavailable=True),
            timeout=SECONDS_TO_CHANGE_INDEXES,
        )


def _following(index: str) -> str:
    """The name of the index after one: ``…-documents-1``, ``…-documents-2``."""
    name, _, number = index.rpartition("-")
    return f"{name}-{int(number) + 1}"
