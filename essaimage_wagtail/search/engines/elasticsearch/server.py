"""Requests to an Elasticsearch server: each within some seconds, a few attempts included, and one kind of error, with
advice."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any, Literal, NoReturn, TypeVar

from elastic_transport import ApiError, ConnectionTimeout, TlsError, Transport, TransportApiResponse, TransportError
from elastic_transport import ConnectionError as NoConnection
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk
from urllib3 import Timeout

from ...storing import storable
from ...types import SearchUnavailable
from . import breaker
from .options import Options
from .reasons import advice_on, cause_of, failure_of

ATTEMPTS = 3
BUSY = frozenset({429, 502, 503, 504})
"""What a server answers that may answer otherwise a moment later."""
AWAY = BUSY - {429}
"""What a proxy answers when there is no server behind it, and a server that cannot work."""
SECONDS_BEFORE_ANOTHER = 0.1
"""Seconds before another attempt: at least half of them, twice as long each time, so that many who were refused do not
come back together."""
CONNECTIONS = 100
"""Connections to each node, at most: as many as a process may have threads, which would wait for one another beyond any
timeout."""
ADDRESSES = 3
"""Addresses of one host name that there is time to try, each for as long."""
SHORTEST = 0.05
"""Seconds in which it is worth asking."""
PAGE = 5_000
"""Documents read together where all are wanted."""
CHUNK_BYTES = 20_000_000
"""Bytes of one request that writes, at most."""
LONGEST_REASON = 300
"""Characters of what a server says that are repeated."""

Body = dict[str, Any]
Asked = tuple[str, Body]
"""An index, and what is searched there."""
Result = TypeVar("Result")
sleep = time.sleep

patience: ContextVar[Timeout | None] = ContextVar("patience", default=None)
"""How long a request may take. Not told to the client, which needs a millisecond to make another one that knows it."""


class NotElasticsearch(TransportError):
    """Something else answers at the server's address: a proxy, or the page by which a network asks who one is."""


class ElasticTransport(Transport):
    """Waits as long as :data:`patience` says, and takes no answer that does not say that it is Elasticsearch's; the
    client asks only the first one for that."""

    def perform_request(self, method: str, target: str, **options: Any) -> TransportApiResponse:
        if (longest := patience.get()) is not None:
            options["request_timeout"] = longest
        answer = super().perform_request(method, target, **options)
        status, product = answer.meta.status, answer.meta.headers.get("x-elastic-product")
        if product != "Elasticsearch" and (status < 400 or status in (404, 405)):
            raise NotElasticsearch(str(status))
        return answer


class Allowance:
    """Seconds for which one answer may still wait for the server."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds


class Server:
    """The server that a site's options name."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.breaker = breaker.breaker_of(options.cloud_id or " ".join(options.hosts))
        self._allowance: Allowance | None = None

    @cached_property
    def client(self) -> Elasticsearch:
        options = self.options
        place: dict[str, Any] = {"cloud_id": options.cloud_id} if options.cloud_id else {"hosts": list(options.hosts)}
        secured: dict[str, Any] = {
            "ca_certs": options.ca_certs,
            "ssl_assert_fingerprint": options.ssl_assert_fingerprint,
            "verify_certs": None if options.verify_certs else False,
        }
        return Elasticsearch(
            **place,
            api_key=options.api_key,
            basic_auth=(options.username, options.password) if options.username and options.password else None,
            request_timeout=options.write_timeout,
            max_retries=0,
            connections_per_node=CONNECTIONS,
            transport_class=ElasticTransport,
            **{name: value for name, value in secured.items() if value is not None},
        )

    def waiting_for(self, seconds: float) -> "Server":
        """The same server, whose requests wait so many seconds each at most."""
        self.client  # noqa: B018  (made once, for all)
        server = copy(self)
        server.options = replace(self.options, write_timeout=min(self.options.write_timeout, seconds))
        return server

    def for_one_answer(self) -> "Server":
        """The same server, for which all requests together wait no longer than a visitor may."""
        if self._allowance is not None:
            return self
        self.client  # noqa: B018  (made once, for all)
        server = copy(self)
        server._allowance = Allowance(self.options.timeout)
        return server

    def ask(self, request: Callable[[Elasticsearch], Result], *, timeout: float | None = None) -> Result:
        """The answer to a request, within so many seconds, attempts included.

        Raises :class:`..types.SearchUnavailable` if there is none, at once if the server was found away a moment ago.
        """
        seconds = timeout or self.options.write_timeout
        allowance = self._allowance
        if allowance is not None:
            seconds = min(seconds, allowance.left)
            if seconds < SHORTEST:
                reason = f"no whole answer within {self.options.timeout:g} seconds"
                raise self._unavailable(None, reason, "Has it too much to do?")
        self.breaker.let_through(seconds)
        begun = breaker.clock()
        try:
            answer = self._attempts(request, begun + seconds)
        except SearchUnavailable as error:
            # A server that is slow has used up what was left for the last request: that alone does not show it away.
            if _is_away(error) and seconds >= self.options.timeout / 2:
                self.breaker.is_away(error)
            elif not _is_away(error):
                self.breaker.answered()
            raise
        finally:
            if allowance is not None:
                allowance.left -= breaker.clock() - begun
        self.breaker.answered()
        return answer

    def _attempts(self, request: Callable[[Elasticsearch], Result], end: float) -> Result:
        """The answer to a request; all attempts are over by ``end``, a moment of the breaker's clock."""
        others = len(self.options.hosts) > 1
        attempt = 1
        while True:
            left = max(end - breaker.clock(), SHORTEST)
            # Where one node keeps silent, there must be time to ask another.
            longest = left / 2 if others and attempt < ATTEMPTS else left
            before = patience.set(Timeout(total=longest, connect=longest / ADDRESSES))
            try:
                return request(self.client)
            except (ApiError, TransportError) as error:
                pause = SECONDS_BEFORE_ANOTHER * 2**attempt * random.uniform(0.25, 0.5)  # noqa: S311
                is_last = attempt == ATTEMPTS or breaker.clock() + pause + SHORTEST >= end
                if is_last or not _may_pass(error, has_others=others):
                    raise self._told(error) from None
            finally:
                patience.reset(before)
            sleep(pause)
            attempt += 1

    def _told(self, error: ApiError | TransportError) -> SearchUnavailable:
        # Not the error's own text: it may show the request, and what is secret in it.
        if isinstance(error, ApiError):
            # What a proxy says in the server's place is not repeated.
            said = error.body.get("error") if isinstance(error.body, dict) else None
            return self._unavailable(error.meta.status, cause_of(said))
        return self._unavailable(None, *failure_of(error))

    def tell(self, status: int | None, reason: str) -> NoReturn:
        raise self._unavailable(status, reason) from None

    def _unavailable(self, status: int | None, reason: str, advice: str = "") -> SearchUnavailable:
        """The error of a server that answered with a status, or did not answer."""
        answer = f"answers {status}" if status else "does not answer"
        reason = " ".join(reason.split())[:LONGEST_REASON]
        reason = "".join(letter for letter in reason if letter.isprintable())
        advice = advice or advice_on(status, reason)
        message = f"Elasticsearch at {self.options.shown_hosts} {answer}: {reason}. {advice}"
        return SearchUnavailable(message.strip(), status)

    def refuse(self, item: Body) -> NoReturn:
        """Raise the error of one action that was not done."""
        self.tell(item["status"], f"{item['_id']}: {cause_of(item['error'])}")

    def search(self, index: str, body: Body) -> Body:
        how = self._search_type()
        return self.ask(lambda client: client.search(index=index, search_type=how, **_arguments(body))).body

    def search_all(self, searches: Sequence[Asked], *, across: bool = False) -> list[Body]:
        """The answers to several searches, sent together. ``across``: indexes are those of several sites, of which some
        may be gone."""
        if not across and len(searches) < 2:
            return [self.search(index, body) for index, body in searches]
        lines: list[Body] = []
        for index, body in searches:
            lines += ({"index": index, "ignore_unavailable": across}, body)
        how = self._search_type(across)
        answers = self.ask(lambda client: client.msearch(searches=lines, search_type=how)).body["responses"]
        for answer in answers:
            if "error" in answer:
                self.tell(answer["status"], cause_of(answer["error"]))
        return answers

    def _search_type(self, across: bool = False) -> Literal["dfs_query_then_fetch", "query_then_fetch"]:
        """Several shards would each weigh words by their own documents: they are asked for all first."""
        return "dfs_query_then_fetch" if across or self.options.shards > 1 else "query_then_fetch"

    def read(self, index: str, keys: Sequence[str], fields: Sequence[str]) -> dict[str, Body]:
        """Some fields of those documents that are there, as they were written last."""
        named = [key for key in map(storable, keys) if key]
        if not named:
            return {}
        answer = self.ask(lambda client: client.mget(index=index, ids=named, source_includes=list(fields)))
        return {found["_id"]: found["_source"] for found in self._read(answer.body) if found["found"]}

    def _read(self, answer: Body) -> list[Body]:
        """What an answer tells of each document that was asked for by its identifier."""
        documents: list[Body] = answer["docs"]
        for found in documents:
            if "error" in found:
                self.tell(404, cause_of(found["error"]))
        return documents

    def held(self, index: str, identifiers: Sequence[str]) -> set[str]:
        """The identifiers, among some, that an index had when it was refreshed last."""
        if not identifiers:
            return set()
        wanted = ["docs._id", "docs.found", "docs.error"]
        answer = self.ask(
            lambda client: client.mget(index=index, ids=identifiers, source=False, realtime=False, filter_path=wanted)
        )
        return {found["_id"] for found in self._read(answer.body) if found["found"]}

    def every(self, index: str, body: Body) -> Iterator[Body]:
        """All that a search finds, in the order of the keys: however many there are."""
        return every(lambda page: self.search(index, page), body)

    def write(self, actions: Iterable[Body], *, refresh: bool | str = False) -> None:
        """Do what the actions say; raises the error of the first one that was refused."""
        for item in self.bulk(actions, refresh=refresh):
            self.refuse(item)

    def bulk(self, actions: Iterable[Body], *, refresh: bool | str = False) -> list[Body]:
        """Do what the actions say; returns the answers to those that were refused. It is no refusal if a document
        that was to be created is there already, or if one that was to be deleted is gone."""
        done: list[tuple[bool, Body]] = []

        def send(client: Elasticsearch) -> None:
            done.clear()
            # Where there is no alias of that name, Elasticsearch would make an index of its own devising.
            options: dict[str, Any] = {"refresh": refresh, "require_alias": True}
            sent = streaming_bulk(
                client, actions, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False, max_retries=2, **options
            )
            done.extend((ok, next(iter(item.values()))) for ok, item in sent)

        actions = list(actions)
        self.ask(send)
        return [item for ok, item in done if not ok and not _is_there_or_gone(item)]


def every(search: Callable[[Body], Body], body: Body) -> Iterator[Body]:
    """All that a body finds, in the order of the keys, page by page."""
    page: Body = {"size": PAGE, "sort": [{"key": "asc"}], "track_total_hits": False, "_source": False, **body}
    hits = search(page)["hits"]["hits"]
    while hits:
        yield from hits
        after = {"search_after": hits[-1]["sort"]}
        hits = search(page | after)["hits"]["hits"] if len(hits) == page["size"] else []


def _is_there_or_gone(item: Body) -> bool:
    """Whether a document was not written since it is there already, or not deleted since it is not."""
    return item["status"] == 409 or (item["status"] == 404 and "error" not in item)


def _may_pass(error: ApiError | TransportError, *, has_others: bool) -> bool:
    """Whether it is worth asking once more, or another node."""
    if isinstance(error, ApiError):
        return error.meta.status in BUSY
    if isinstance(error, ConnectionTimeout):
        return has_others
    return isinstance(error, NoConnection) and not isinstance(error, TlsError)


def _is_away(error: SearchUnavailable) -> bool:
    return error.status is None or error.status in AWAY


def _arguments(body: Body) -> Body:
    """A body as the client's arguments have it."""
    renamed = {"from": "from_", "_source": "source"}
    return {renamed.get(name, name): value for name, value in body.items()}
