"""From documents to what is written on the server.

While a rebuild goes on, what is written goes to both indexes: to that which answers, and to the next one, where a
document that was deleted leaves a mark, so that the rebuild, which may have read it before, does not bring it back.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...analysis.analyzer import get_analyzer
from ...analysis.languages import normalise_code
from ...analysis.lexicon import MAX_FORMS, Forms
from ...types import SearchDocument, checksum
from .documents import sources, words
from .names import Names, indexes
from .server import Body, Server

DOCUMENTS_WRITTEN_TOGETHER = 200
MAX_REMEMBERED = 200_000
"""Words that a writer remembers to be on the server, so that they are not sent again."""
GONE: Body = {"gone": "yes"}


class Writer:
    """Writes to the indexes of a site. It remembers which words there are: use one for one run."""

    def __init__(self, server: Server, names: Names) -> None:
        self.server = server
        self.names = names
        self._forms: dict[str, Forms] = {}
        self._sent: set[tuple[str, str]] = set()
        """Index and identifier of words."""

    def write(self, documents: Sequence[SearchDocument]) -> set[str]:
        """Add or replace documents; of two with the same key the last one counts. Those that are the same as before are
        left alone. Returns the keys of those that were not there."""
        unique = {document.key: document for document in documents}
        known = self._checksums(list(unique))
        changed = [document for key, document in unique.items() if known.get(key) != checksum(document)]
        if changed:
            there = indexes(self.server, self.names)
            targets = [names for names in (self.names, self.names.next) if names.documents in there]
            plain = {document.key: {"_op_type": "index"} for document in changed}
            actions = [action for names in targets for action in self.actions(changed, plain, names, there)]
            self.server.write(actions, refresh=self.server.options.refresh)
        return unique.keys() - known.keys()

    def delete(self, keys: Sequence[str]) -> set[str]:
        """Forget documents. Returns the keys of those that were there."""
        gone = self._checksums(keys).keys()
        actions = [_to(self.names.documents, key, {"_op_type": "delete"}) for key in gone]
        next_documents = self.names.next.documents
        if next_documents in indexes(self.server, self.names):
            actions += [_to(next_documents, key, {"_op_type": "index", "key": key, **GONE}) for key in keys]
        if actions:
            self.server.write(actions, refresh=self.server.options.refresh)
        return set(gone)

    def actions(
        self, documents: Iterable[SearchDocument], how: Mapping[str, Body], names: Names, there: Mapping[str, str]
    ) -> Iterator[Body]:
        """What writes documents and their new words, ``how`` by key; ``there``: the indexes by alias."""
        documents = list(documents)
        for code in {normalise_code(document.language) for document in documents} - self._forms.keys():
            self._forms[code] = Forms(get_analyzer(code), MAX_FORMS)
        for language, stored, forms in sources(documents, self._forms):
            for identifier, word in words(language, forms, time.time_ns()).items():
                if self._is_new(there[names.words], identifier):
                    yield _to(names.words, identifier, {"_op_type": "create", **word})
            for source in stored:
                yield _to(names.documents, source["key"], {**how[source["key"]], **source})

    def _is_new(self, index: str, identifier: str) -> bool:
        """Whether a word may not be in an index yet; from now on it is."""
        if (index, identifier) in self._sent:
            return False
        if len(self._sent) >= MAX_REMEMBERED:
            self._sent.clear()
        self._sent.add((index, identifier))
        return True

    def _checksums(self, keys: Sequence[str]) -> dict[str, str]:
        """Of those documents that are there, written as they are this moment."""
        read = self.server.read(self.names.documents, keys, ["checksum"])
        return {key: source["checksum"] for key, source in read.items() if "checksum" in source}


def _to(alias: str, identifier: str, action: Body) -> dict[str, Any]:
    return {"_index": alias, "_id": identifier, **action}
