"""The sites of a network: which others there are on the server, and which of them can be searched.

Each site writes its own indexes. The index of its documents says who the site is (:mod:`.identity`); the index's name,
which nobody else may give, tells the site's code. What another site says is data: any text, any values.
"""

import logging
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ...types import SearchUnavailable, SiteState
from .identity import META, Identity, own_identity, told
from .mappings import VERSION, StoredDocument, description
from .names import Names
from .server import Body, Server

logger = logging.getLogger("essaimage_wagtail.search")

SECONDS_REMEMBERED = 60.0
"""Seconds for which the list of sites is remembered."""
MOST_SITES = 200
"""Others that are searched: the first ones by code."""
_DOCUMENTS = re.compile(r"(.+)-documents-\d+")
"""The name of an index of documents, which begins with the code of its site."""
LISTING: dict[str, Any] = {
    "features": ["aliases", "mappings"],
    "expand_wildcards": "open",
    "ignore_unavailable": True,
    "allow_no_indices": True,
}

_NO_ADDRESS = (
    "it gives no address to lead to: its urls.py does not include essaimage_wagtail.urls, or its setting "
    "“site_address” does not begin with http:// or https://"
)
_OTHER_VERSION = "its index was made by another version of essaimage-wagtail: one of both has to be updated"
_EMPTY = "it has no documents: on that site, run manage.py essaimage_index rebuild"
_NOT_JOINED = "it is not part of the network: its setting “network” is empty, or its index was not rebuilt since"


@dataclass(frozen=True, slots=True)
class Member:
    """A site on the server; with a ``problem``, it is not searched."""

    code: str
    identity: Identity
    problem: str = ""

    @property
    def documents(self) -> str:
        return Names(self.code).documents


def code_of(index: str) -> str:
    """The code of the site that an index of documents is of, by its name; empty for any other index."""
    found = _DOCUMENTS.fullmatch(index)
    return found[1] if found else ""


class Network:
    """The other sites on a server whose indexes the setting ``network`` names."""

    def __init__(self, server: Server, names: Names) -> None:
        self.server = server
        self.names = names
        self.own_name = names.prefix
        self._members: dict[str, Member] = {}
        self._until = 0.0
        self._told: set[tuple[str, str]] = set()

    def announce(self, server: Server) -> None:
        """Let the site's own index say who it is now, beside what else it says of itself, and hold what the others
        read."""
        made = description(StoredDocument, self.server.options, self._identity())["mappings"]
        alias = self.names.documents
        found = server.ask(lambda client: client.indices.get_mapping(index=alias)).body
        said = {key: value for one in found.values() for key, value in one["mappings"].get("_meta", {}).items()}
        meta = {**said, META: made["_meta"][META]}
        try:
            server.ask(lambda client: client.indices.put_mapping(index=alias, meta=meta, properties=made["properties"]))
        except SearchUnavailable as error:
            self._tell(self.names.prefix, f"its index has to be rebuilt: {error}")

    def _identity(self) -> Identity:
        identity = own_identity(self.server.options)
        self.own_name = identity.name
        return identity

    def members(self, server: Server) -> Mapping[str, Member]:
        """The other sites that can be searched, by code. Asked of the server once a minute; if it does not say, there
        is none. ``server``: as a visitor waits for it."""
        if time.monotonic() >= self._until:
            self._until = time.monotonic() + SECONDS_REMEMBERED
            try:
                found = self.listed(server)
            except SearchUnavailable as error:
                self._members = {}
                self._tell("", str(error))
            else:
                for member in found:
                    if member.problem and member.problem != _NOT_JOINED:
                        self._tell(member.code, member.problem)
                usable = [member for member in found if not member.problem]
                self._members = {member.code: member for member in usable[:MOST_SITES]}
        return self._members

    def names_of(self, members: Mapping[str, Member]) -> dict[str, str]:
        """The names of the sites as visitors read them, this site first. Another site whose name is taken shows its
        code too."""
        names = {self.names.prefix: self.own_name}
        names |= {code: member.identity.name or code for code, member in members.items()}
        folded = [name.casefold() for name in names.values()]
        return {
            code: name if folded.count(name.casefold()) == 1 or code == self.names.prefix else f"{name} ({code})"
            for code, name in names.items()
        }

    def states(self) -> list[SiteState]:
        """See :meth:`...types.NetworkEngine.states`."""
        others = self.listed(self.server)
        identity = self._identity()
        own = Member(self.names.prefix, identity, "" if identity.address else _NO_ADDRESS)
        counts = self._counted([own, *others])
        return [
            SiteState(
                member.code,
                member.identity.name,
                member.identity.address,
                counts.get(member.code, 0),
                member.problem or ("" if counts.get(member.code) else _EMPTY),
            )
            for member in (own, *others)
        ]

    def listed(self, server: Server) -> list[Member]:
        """All other sites with an index of documents, by code, with what is wrong. If the site's own index does
        not say who the site is now, this puts it right."""
        pattern = f"{self.names.documents},{self.server.options.network}"
        found = server.ask(lambda client: client.indices.get(index=pattern, **LISTING)).body
        mappings = {
            code: said.get("mappings", {})
            for index, said in sorted(found.items())
            if (code := code_of(index)) and Names(code).documents in said.get("aliases", {})
        }
        own = mappings.pop(self.names.prefix, {})
        if own and told(own.get("_meta")) != (VERSION, self._identity()):
            self.announce(server)
        return [_member(code, mapping, own) for code, mapping in mappings.items()]

    def _counted(self, members: Iterable[Member]) -> dict[str, int]:
        """How many documents each of some sites has, by code."""
        pattern = ",".join(member.documents for member in members)
        body: Body = {"size": 0, "aggs": {"sites": {"terms": {"field": "_index", "size": MOST_SITES}}}}
        (answer,) = self.server.search_all([(pattern, body)], across=True)
        return {code_of(found["key"]): found["doc_count"] for found in answer["aggregations"]["sites"]["buckets"]}

    def heed(self, answer: Body) -> None:
        """Tell of indexes that did not answer as they should. Raises :class:`SearchUnavailable` if one of them is the
        site's own."""
        for failure in answer["_shards"].get("failures", ()):
            code, reason = code_of(str(failure.get("index"))), failure.get("reason", {}).get("type")
            if not code or code == self.names.prefix:
                raise SearchUnavailable(f"The index of the site itself cannot be searched: {reason}.")
            self._tell(code, f"its index cannot be searched: {reason}")

    def set_aside(self, error: SearchUnavailable) -> None:
        """Search no other site for a minute, since together they cannot be searched."""
        self._members, self._until = {}, time.monotonic() + SECONDS_REMEMBERED
        self._tell("", str(error))

    def _tell(self, code: str, problem: str) -> None:
        """Warn the operator, once."""
        if (code, problem) not in self._told and len(self._told) < MOST_SITES:
            self._told.add((code, problem))
            logger.warning("%s is left out of searches of the network: %s", code or "Every other site", problem)


def _member(code: str, mapping: Body, own: Body) -> Member:
    said = told(mapping.get("_meta"))
    if said is None:
        return Member(code, Identity("", ""), _NOT_JOINED)
    version, identity = said
    if version != VERSION or not _is_alike(mapping, own):
        return Member(code, identity, _OTHER_VERSION)
    return Member(code, identity, "" if identity.address else _NO_ADDRESS)


def _is_alike(mapping: Body, own: Body) -> bool:
    """Whether an index can be asked what the site's own is asked, whatever it says of itself. Each site's documents may
    have other numbers."""
    theirs, ours = mapping.get("properties", {}), own.get("properties", {})
    numbers = theirs.get("numbers", {}).get("properties", {})
    return (
        theirs.keys() == ours.keys()
        and all(theirs[name] == ours[name] for name in ours if name != "numbers")
        and all(kind == {"type": "double"} for kind in numbers.values())
    )
