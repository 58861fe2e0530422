"""From documents to what is written on the server.

While a rebuild goes on, what is written goes to both indexes: to that which answers, and to the next one, where a
document that was deleted leaves a mark, so that the rebuild, which may have read it before, does not bring it back.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...analysis.analyzer import Form
from ...outbox.draining import Refusal
from ...outbox.payload import decoded
from ...storing import lasting_words
from ...tables import OutboxEntry
from .analysing import Analysis
from .documents import Analysed, words
from .names import Names, indexes
from .reasons import is_malformed, reason_of
from .server import Body, Server

DOCUMENTS_WRITTEN_TOGETHER = 200
MAX_REMEMBERED = 200_000
"""Words that a writer remembers to be on the server, so that they are not sent again."""
Forms = dict[str, Form]
"""By surface."""
GONE: Body = {"gone": "yes"}
MISSING = 404


class Writer:
    """Writes to the indexes of a site. It remembers which words there are: use one for one run."""

    def __init__(self, server: Server, names: Names) -> None:
        self.server = server
        self.names = names
        self.analysis = Analysis()
        self._sent: set[tuple[str, str]] = set()
        """Index and identifier of words."""

    def send(self, rows: Sequence[OutboxEntry]) -> dict[str, Refusal]:
        """Write and delete what rows of the outbox say; returns what was refused, by key. Raises
        :class:`...types.SearchUnavailable` if the server did nothing, or an index is missing."""
        try:
            return self._send(rows)
        except BaseException:
            self._sent.clear()  # nobody knows which words arrived
            raise

    def _send(self, rows: Sequence[OutboxEntry]) -> dict[str, Refusal]:
        there = indexes(self.server, self.names)
        for alias in self.names.both:
            if alias not in there:
                self.server.tell(MISSING, f"no such index [{alias}]")
        actions = list(self._sending(rows, there))
        keys = {row.key for row in rows}
        refused: dict[str, Refusal] = {}
        for item in self.server.bulk(actions, refresh=self.server.options.refresh):
            if item["status"] == MISSING:
                self.server.tell(MISSING, f"no such index [{item['_index']}]")
            is_final = is_malformed(item)
            if item["_id"] in keys:
                refused[item["_id"]] = Refusal(reason_of(item), is_final)
            elif not is_final:  # a word: without it the documents are found all the same, but for slips of the pen
                self.server.refuse(item)
        return refused

    def _sending(self, rows: Sequence[OutboxEntry], there: Mapping[str, str]) -> Iterator[Body]:
        versions = {row.key: {"version": row.version, "version_type": "external_gte"} for row in rows}
        # Not computed again from what was decoded, which may be another than what was encoded: 3 and 3.0.
        how = {row.key: {**versions[row.key], "checksum": row.checksum} for row in rows}
        made = self.analysis.of([decoded(row.document) for row in rows if row.is_present])
        # The next index first: if a rebuild ends in between, the other alias stands for the same index.
        for names in (self.names.next, self.names):
            if names.documents in there:
                yield from self.actions(made, how, names, there)
        for row in rows:
            if not row.is_present:
                yield _to(self.names.documents, row.key, {"_op_type": "delete", **versions[row.key]})
                if self.names.next.documents in there:
                    yield _to(self.names.next.documents, row.key, {"key": row.key, **GONE, **versions[row.key]})

    def actions(
        self, made: Sequence[Analysed], how: Mapping[str, Body], names: Names, there: Mapping[str, str]
    ) -> Iterator[Body]:
        """The actions that write documents and their new words. ``how``: by key, values that replace the computed ones;
        ``there``: the indexes by alias."""
        for identifier, word in self._new_words(made, names, there[names.words]):
            yield _to(names.words, identifier, {"_op_type": "create", **word})
        for _, stored, _ in made:
            for source in stored:
                yield _to(names.documents, source["key"], {**source, **how[source["key"]]})

    def _new_words(self, made: Sequence[Analysed], names: Names, index: str) -> Iterator[tuple[str, Body]]:
        """The words that may not be in an index yet, by identifier. Nearly all of them are in one that answers: to look
        them up there takes the server a tenth of the time in which it refuses them."""
        new: dict[str, Forms] = {}
        for language, _, forms in made:
            some = {word: form for word, form in forms.items() if self._is_new(index, f"{language}:{word}")}
            new.setdefault(language, {}).update((word, some[word]) for word in lasting_words(some))
        held: set[str] = set()
        if names == self.names:
            asked = [f"{language}:{word}" for language, forms in new.items() for word in forms]
            held = self.server.held(names.words, asked)
        moment = time.time_ns()
        for language, forms in new.items():
            missing = {word: form for word, form in forms.items() if f"{language}:{word}" not in held}
            yield from words(language, missing, moment).items()

    def _is_new(self, index: str, identifier: str) -> bool:
        """Whether a word may not be in an index yet; from now on it is."""
        if (index, identifier) in self._sent:
            return False
        if len(self._sent) >= MAX_REMEMBERED:
            self._sent.clear()
        self._sent.add((index, identifier))
        return True


def _to(alias: str, identifier: str, action: Body) -> dict[str, Any]:
    return {"_index": alias, "_id": identifier, **action}
