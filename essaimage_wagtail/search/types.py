"""The values that go into and come out of a search engine.

They are the public contract between pages and engines: an engine never sees a page, and a
page never sees a token. Plain data only; no model and no request is imported here.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Protocol, cast, runtime_checkable

from django.utils import timezone

from .analysis.analyzer import get_analyzer
from .query.concepts import ForeignQuestion
from .version import code_version

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SearchUnavailable(Exception):
    """An engine cannot do what it was asked, whatever that was: the message says why, and what to do about it."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status of the server's answer, if it answered."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that an engine finds wrong, with what to do about it."""

    words: str
    hinders: bool = True
    """Whether searching or writing fails, or may be wrong, until it is mended."""


Point = tuple[float, float]
"""Latitude and longitude in decimal degrees (WGS 84)."""
Box = tuple[float, float, float, float]
"""West, south, east and north in decimal degrees, all included, as in GeoJSON; a box whose west is east of its east
goes across the line where 180° east is 180° west."""
Range = tuple[float | None, float | None]
"""The least and the greatest number, both included; None where it is open."""


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an engine knows of one page in one language.

    ``title``, ``summary``, ``body`` and ``rest`` are plain text, weighted in this order.
    """

    key: str
    """``"<translation_key>:<language>"``, see :func:`document_key`: never a primary key, so that the
    same page has one name in two sites, dumps and engines."""
    language: str
    title: str
    summary: str = ""
    body: str = ""
    rest: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Values by facet: translation keys or codes, never labels, so that a renamed theme needs no
    reindexing."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """By name; ``completeness``, between 0 and 1, brings a document forward among equals."""
    dates: Mapping[str, datetime] = field(default_factory=dict)
    """By name; ``date`` is the one that sorting by date reads, ``reviewed`` brings a document forward among
    equals, the more the later it is."""
    point: Point | None = None
    path: str = ""
    """Place in the page tree; a scope keeps the documents whose path starts with one of its own."""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    """Compared with the clock when a query is run, so that expiry needs no job."""
    audience: str = "public"
    """Who may see it."""
    shared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What other sites of a network are told of its facets: by facet, codes that mean the same on every site, with
    their labels in the document's language. Empty where there is no network."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query may find at all: neither results, facets, suggestions nor corrections leave it."""

    paths: tuple[str, ...] = ("",)
    """Prefixes of :attr:`SearchDocument.path`; a document matches if any of them fits."""
    without: tuple[str, ...] = ()
    """Prefixes of which none may fit: trees within those of :attr:`paths` that belong to others."""
    audiences: tuple[str, ...] = ("public",)
    language: str | None = None
    """Language of suggestions and similar documents; a query has its own."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question: text in a language, narrowed by filters.

    The text is words, ``"exact phrases"``, ``-unwanted`` words and ``beginnings*``; without any
    everything in scope is found; a text in which there is no word finds nothing.

    Within a facet the values are alternatives ("or"); between facets all must hold ("and").
    A facet is counted with every filter but its own, so that its other values stay in reach.
    """

    text: str
    language: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facets: Sequence[str] = ()
    limit: int = 10
    offset: int = 0
    sort: str = "relevance"
    """``relevance`` (newest first when there is no text), ``date``, ``title`` or ``distance`` (from :attr:`near`)."""
    scope: Scope = Scope()
    near: Point | None = None
    radius: float | None = None
    """Kilometres around :attr:`near`; without it nothing is left out for being far."""
    box: Box | None = None
    """Documents without a point are in no box."""
    unplaced: bool = False
    """Only documents without a point."""
    ranges: Mapping[str, Range] = field(default_factory=dict)
    """Ranges of :attr:`SearchDocument.numbers` by name: ``{"year": (2010, None)}``. A document without the number
    is not in any range."""
    correct: bool = True
    """Whether words that nothing has may be put right."""
    network: bool = False
    """Whether what other sites publish is found too, by engines whose capabilities name ``network``. Filters and facets
    are then of :attr:`SearchDocument.shared`; one more is ``site``, with the codes of :meth:`NetworkEngine.sites`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document. ``snippet`` is safe HTML in which ``<mark>`` surrounds the words found.

    ``score`` compares hits of one result that is sorted by relevance, and is 0 in others.
    """

    key: str
    score: float
    title: str
    snippet: str
    language: str
    distance: float | None = None
    """Kilometres from the query's :attr:`~SearchQuery.near`."""
    site: str = ""
    """Code of the other site that published it; empty for a document of this site, as are
    the fields that follow."""
    site_name: str = ""
    address: str = ""
    """Where it is read: http or https."""
    shared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """As of :attr:`SearchDocument.shared`."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a visitor may be about to type: a document's title, with its key, or a word, with none."""

    text: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    correction: str | None = None
    """The query that was searched instead, when words unknown to the index were close to known ones."""
    did_you_mean: str | None = None
    """The query that may have been meant, and finds something, where that is less sure: it was not searched."""
    all_words: int = 0
    """How many of the total have all the words. They come first: the others have most of the words, or any."""


@runtime_checkable
class SearchEngine(Protocol):
    """What every engine does. ``capabilities`` names what it can do beyond finding:
    ``transactional``, ``facets``, ``highlight``, ``spell``, ``suggest``, ``more_like``, ``geo``, ``network`` (it is a
    :class:`NetworkEngine`), ``across`` (it is an :class:`AcrossEngine`), ``groups`` (see :mod:`.points`)."""

    capabilities: frozenset[str]

    def upsert(self, documents: Iterable[SearchDocument]) -> set[str]:
        """Add documents, or replace those with the same keys; returns the keys of those that were not there before.

        Those that are the same as before may be left alone (see :func:`checksum`).
        """
        ...

    def delete(self, keys: Iterable[str]) -> set[str]:
        """Forget documents; unknown keys are ignored. Returns the keys of those that were there."""
        ...

    def snapshot(self) -> "SearchEngine":
        """This engine for a few questions asked together, which it may answer from one state of the index."""
        ...

    def search(self, query: SearchQuery) -> SearchResult:
        """Answer a query. Any text is harmless: nothing a visitor can type raises."""
        ...

    def total_in_languages(self, query: SearchQuery, languages: Iterable[str] | None = None) -> dict[str, int]:
        """Documents with all the words, by language other than the query's; filters apply.

        ``languages``: those to look in, all that the index holds by default.
        """
        ...

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[Suggestion]:
        """Titles, then words, of ``scope.language`` that go on from what was typed so far."""
        ...

    def more_like(
        self,
        key: str,
        scope: Scope,
        limit: int,
        filters: Mapping[str, Sequence[str]] = MappingProxyType({}),
        alike: Mapping[str, float] = MappingProxyType({}),
    ) -> list[Hit]:
        """The documents in scope that resemble one most; none if that is not in scope itself.

        ``filters``: those of a query, for the others. ``alike``: facets whose values make two documents alike that
        share them, with their weights; of weight 1, a value counts as much as a word that both have in their titles.
        """
        ...

    def points(self, query: SearchQuery) -> list[tuple[str, Point]]:
        """Key and point of every document that the query finds and that has one, for a map; in no order. A document of
        another site has a name instead of a key, see :meth:`NetworkEngine.elsewhere`."""
        ...

    def rebuild(self, documents: Iterable[SearchDocument]) -> int | None:
        """Make the index hold exactly these documents; searches go on finding meanwhile.

        Returns how many there were; None if another rebuild is under way: this one leaves it alone, and does nothing.
        A rebuild that was interrupted is taken up where it stopped. What others write meanwhile is kept.
        """
        ...

    def keys(self) -> dict[str, str]:
        """Every key in the index, with the checksum of its document (see :func:`checksum`)."""
        ...


@dataclass(frozen=True, slots=True)
class SiteState:
    """A site of a network, for its operators. ``documents``: how many it has; ``problem``: why it is not searched, and
    what to do about it, in English; empty if it is."""

    code: str
    name: str
    address: str
    documents: int
    problem: str = ""


@runtime_checkable
class NetworkEngine(SearchEngine, Protocol):
    """An engine whose index other sites read, as it reads theirs. What other sites say is data: any text,
    which is shown escaped. No answer to a visitor raises because another site cannot be read."""

    def sites(self) -> Mapping[str, str]:
        """Names by code of the sites that can be searched, this one first; none if there is no other."""
        ...

    def states(self) -> list[SiteState]:
        """Every site that can be seen on the server, this one first. Raises :class:`SearchUnavailable`."""
        ...

    def labels(self, query: SearchQuery, codes: Mapping[str, Collection[str]]) -> dict[str, dict[str, str]]:
        """By facet, those of the codes that documents in scope of a query have, each with a label that one of them
        brings along."""
        ...

    def elsewhere(self, query: SearchQuery, names: Collection[str]) -> dict[str, Hit]:
        """The documents of other sites by the names that :meth:`points` gave them, those that are still there."""
        ...


class AcrossEngine(SearchEngine, Protocol):
    """An engine whose capabilities name ``across``."""

    def across(self, query: SearchQuery, questions: Mapping[str, ForeignQuestion]) -> dict[str, SearchResult]:
        """What questions find, each in its language, where anything is found; the text, the language and the order of
        the query, its facets and its offset do not count. Hits have no snippets.

        First come the documents with all the things and all the other words, or with all the words as they were typed
        (``all_words`` tells how many these are), then those with at least half of the things.
        """
        ...


def network_of(engine: SearchEngine) -> NetworkEngine | None:
    """An engine as one of a network, if it is part of any."""
    return cast(NetworkEngine, engine) if "network" in engine.capabilities else None


def across_of(engine: SearchEngine) -> AcrossEngine | None:
    """An engine as one that finds in other languages than that of a question, if it can."""
    return cast(AcrossEngine, engine) if "across" in engine.capabilities else None


def document_key(translation_key: object, language: str) -> str:
    """The name of a page's document in a language."""
    return f"{translation_key}:{language}"


def language_of_key(key: str) -> str:
    """The code of the language that a key ends with."""
    return key.rpartition(":")[2]


def checksum(document: SearchDocument) -> str:
    """A fingerprint of all that is indexed of a document, and of its analysis (32 hexadecimal digits).

    Facets count as sets and dates as moments: a form gives these in the time zone of its user, a database in its own.
    """
    values = {item.name: getattr(document, item.name) for item in fields(document)}
    values["facets"] = {name: sorted({str(value) for value in found}) for name, found in document.facets.items()}
    if not document.shared:
        del values["shared"]  # a site without a network keeps the checksums that it had before there were any
    text = json.dumps([analysis_mark(document.language), values], default=_plain, sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def analysis_mark(language: str) -> str:
    """A fingerprint of the analysis of a language (16 hexadecimal digits)."""
    return _mark(get_analyzer(language).fingerprint)


@lru_cache(maxsize=64)
def _mark(fingerprint: str) -> str:
    return blake2b(f"{code_version()} {fingerprint}".encode(), digest_size=8).hexdigest()


def _plain(value: object) -> object:
    """JSON for dates and for mappings and sequences of other classes than the built-in ones."""
    if isinstance(value, datetime):
        # Not in UTC: the first and the last day of the calendar may have no such date there.
        return value.isoformat() if timezone.is_naive(value) else str(value - _EPOCH)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence | set | frozenset):
        return sorted(value, key=str)
    return str(value)
