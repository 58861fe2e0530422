"""The two indexes of a site, as Elasticsearch is told of them: documents, and the words that they have.

Our own analysis makes the tokens; Elasticsearch splits them at spaces, and keeps no copy of them.
"""

import json
from hashlib import blake2b
from typing import Any

from elasticsearch.dsl import Document, Double, Flattened, GeoPoint, Keyword, Long, Object, Text
from elasticsearch.dsl.document_base import MetaField

from ...analysis.lexicon import Columns
from .identity import META, Identity
from .options import Options

MAX_FACET_VALUE = 1_000
"""Characters of a facet's value; longer ones are not counted."""


def tokens() -> Text:
    return Text(analyzer="whitespace")


def shown() -> Keyword:
    """A field that is read, and never looked up."""
    return Keyword(index=False, doc_values=False)


class StoredDocument(Document):
    """A document: what it is found by, filtered by, sorted by, and its texts."""

    key = Keyword()
    gone = Keyword()
    """Set on a document that is deleted while a rebuild goes on, which may have read it before."""
    checksum = Keyword(index=False)
    language = Keyword()
    path = Keyword()
    audience = Keyword()
    valid_from = Double()
    valid_until = Double()
    date = Double()
    reviewed = Double()
    """Times are seconds since 1970, UTC."""
    sort_title = Keyword()
    place = GeoPoint()
    latitude = Double(index=False)
    longitude = Double(index=False)
    """As they were given: a ``geo_point`` is rounded."""
    facets = Flattened(ignore_above=MAX_FACET_VALUE)
    shared = Flattened(ignore_above=MAX_FACET_VALUE)
    """The facets by codes that mean the same on every site of a network."""
    labels = Object(enabled=False)
    """What these codes are called, in the document's language."""
    numbers = Object(dynamic=True, subobjects=False, properties={"completeness": Double()})
    text = Object(enabled=False)
    title = tokens()
    summary = tokens()
    body = tokens()
    rest = tokens()
    alt = tokens()
    heading = tokens()
    surface = tokens()

    class Meta:
        dynamic = MetaField("strict")
        source = MetaField(excludes=list(Columns._fields))
        dynamic_templates = MetaField([{"numbers": {"path_match": "numbers.*", "mapping": {"type": "double"}}}])


class StoredWord(Document):
    """A word of a language, see :class:`...tables.IndexedWord`."""

    language = Keyword()
    word = Keyword()
    display = shown()
    tail = Keyword()
    grams = Keyword(doc_values=False)
    met = Long()
    """When it was first met: nanoseconds since 1970."""

    class Meta:
        dynamic = MetaField("strict")


SIMILARITY = {"default": {"type": "BM25", "k1": 2.4, "b": 0.75}}
"""The scoring of SQLite, for weights that are twice as high (see :mod:`.matching`)."""


FORMAT = 1
"""The version of what the fields hold: it changes when other sites could not make sense of them any more."""

REMEMBERED_DELETIONS = "1h"
"""How long a deletion is remembered, so that an older change that comes late does not undo it: much longer than a
change is under way (see ``outbox.entries.CLAIMED_FOR``)."""


def description(kind: type[Document], options: Options, identity: Identity | None = None) -> dict[str, Any]:
    """What an index is made of. The documents of a site of a network say whose they are."""
    settings: dict[str, Any] = {
        "number_of_shards": options.shards,
        "number_of_replicas": options.replicas,
        "similarity": SIMILARITY,
        "gc_deletes": REMEMBERED_DELETIONS,
    }
    meta: dict[str, Any] = {MARK: mark(kind)}
    if identity and kind is StoredDocument:
        meta[META] = {"version": VERSION, "name": identity.name, "address": identity.address}
    return {"settings": settings, "mappings": {**_mapping(kind), "_meta": meta}}


def _mapping(kind: type[Document]) -> dict[str, Any]:
    mapping: dict[str, Any] = kind._doc_type.mapping.to_dict()
    return mapping


MARK = "essaimage_mapping"
"""Name under which an index says what made it."""


def mark(kind: type[Document]) -> str:
    """A fingerprint of what an index is made of, but for its shards (16 hexadecimal digits)."""
    return _fingerprint(_mapping(kind), SIMILARITY)


def _fingerprint(*made: Any) -> str:
    return blake2b(json.dumps(made, sort_keys=True).encode(), digest_size=8).hexdigest()


VERSION = _fingerprint(FORMAT, _mapping(StoredDocument))
"""The version of the documents: two sites can be searched together if theirs is the same."""
