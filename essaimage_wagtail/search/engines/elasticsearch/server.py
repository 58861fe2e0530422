"""Requests to an Elasticsearch server: each with a timeout and a few attempts, and one kind of error with advice."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal, NoReturn, TypeVar

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import streaming_bulk

from ...storing import storable
from ...types import SearchUnavailable
from .options import Options

ATTEMPTS = 3
BUSY = frozenset({429, 502, 503, 504})
"""What a server answers that may answer otherwise a moment later."""
SECONDS_BEFORE_ANOTHER = 0.1
"""At least half of it, and twice as long each time, so that many who were refused do not come back together."""
PAGE = 5_000
"""Documents read together where all are wanted."""
CHUNK_BYTES = 20_000_000
"""Of one request that writes."""

Body = dict[str, Any]
Result = TypeVar("Result")
ADVICE = {
    401: "It refuses the credentials. Set api_key or basic_auth of ELASTICSEARCH.",
    403: "These credentials may not do that: they need the privilege “all” on the indexes of the site's index_prefix.",
    404: "An index of the site is missing. Make it with: manage.py essaimage_index rebuild",
    429: "It has too much to do. Try again later, or give it more memory.",
}
"""By status."""


class Server:
    """The server that a site's options name."""

    def __init__(self, options: Options) -> None:
        self.options = options

    @cached_property
    def client(self) -> Elasticsearch:
        options = self.options
        secured: dict[str, Any] = {"ca_certs": options.ca_certs} if options.ca_certs else {}
        return Elasticsearch(
            list(options.hosts),
            api_key=options.api_key,
            basic_auth=options.basic_auth,
            request_timeout=options.timeout,
            max_retries=0,
            **secured,
        )

    def ask(self, request: Callable[[Elasticsearch], Result], *, timeout: float | None = None) -> Result:
        """The answer to a request. Raises :class:`..types.SearchUnavailable` if there is none after a few attempts."""
        client = self.client if timeout is None else self.client.options(request_timeout=timeout)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return request(client)
            except (ApiError, TransportError) as error:
                if attempt == ATTEMPTS or not _may_pass(error):
                    self._refuse(error)
                time.sleep(SECONDS_BEFORE_ANOTHER * 2**attempt * random.uniform(0.25, 0.5))  # noqa: S311
        raise AssertionError("unreachable")  # pragma: no cover

    def _refuse(self, error: ApiError | TransportError) -> NoReturn:
        # Not the error's own text: it may show the request, and what is secret in it.
        if isinstance(error, ApiError):
            self._tell(error.meta.status, error.message)
        self._tell(None, type(error).__name__)

    def _tell(self, status: int | None, reason: str) -> NoReturn:
        """Raise the error of a server that answered with a status, or did not answer."""
        answer = f"answers {status}" if status else "does not answer"
        message = f"Elasticsearch at {self.options.shown_hosts} {answer}: {reason}. {_advice(status, reason)}"
        raise SearchUnavailable(message.strip(), status) from None

    def search(self, index: str, body: Body) -> Body:
        how = self._search_type()
        return self.ask(lambda client: client.search(index=index, search_type=how, **_arguments(body))).body

    def search_all(self, index: str, bodies: Sequence[Body], *, across: bool = False) -> list[Body]:
        """The answers to several searches, sent together. ``across``: ``index`` names those of several sites, of which
        some may be gone."""
        if not bodies:
            return []
        header = {"index": index, "ignore_unavailable": across}
        lines: list[Body] = [line for body in bodies for line in (header, body)]
        how = self._search_type(across)
        answers = self.ask(lambda client: client.msearch(searches=lines, search_type=how)).body["responses"]
        for answer in answers:
            if "error" in answer:
                self._tell(answer["status"], _cause(answer["error"]))
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
        for found in answer.body["docs"]:
            if "error" in found:
                self._tell(404, _cause(found["error"]))
        return {found["_id"]: found["_source"] for found in answer.body["docs"] if found["found"]}

    def every(self, index: str, body: Body) -> Iterator[Body]:
        """All that a search finds, in the order of the keys: however many there are."""
        return every(lambda page: self.search(index, page), body)

    def write(self, actions: Iterable[Body], *, refresh: bool | str = False) -> list[tuple[bool, Body]]:
        """Do what the actions say, and tell of each whether it was done, and its answer: a document that is there
        already is no error where one was to be created."""
        done: list[tuple[bool, Body]] = []
        timeout = max(self.options.timeout, 30.0)

        def send(client: Elasticsearch) -> None:
            done.clear()
            # Where there is no alias of that name, Elasticsearch would make an index of its own devising.
            options: dict[str, Any] = {"refresh": refresh, "require_alias": True}
            sent = streaming_bulk(
                client, actions, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False, max_retries=2, **options
            )
            done.extend((ok, next(iter(item.values()))) for ok, item in sent)

        actions = list(actions)
        self.ask(send, timeout=timeout)
        for ok, item in done:
            if not ok and not _is_there_or_gone(item):
                self._tell(item["status"], f"{item['_id']}: {_cause(item['error'])}")
        return done


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


def _may_pass(error: Exception) -> bool:
    return error.meta.status in BUSY if isinstance(error, ApiError) else isinstance(error, NoConnection)


def _cause(error: Body) -> str:
    """What made a search fail, of the shards that failed."""
    causes = error.get("root_cause") or [error]
    return f"{causes[0].get('type')}: {causes[0].get('reason')}"


def _advice(status: int | None, reason: str) -> str:
    """What to do about it."""
    if status is None:
        return "Is it running, and reached at the hosts of ELASTICSEARCH?"
    if "read-only" in reason:
        return "Its disk is full: make room, or add a node. It then lets the index be written again."
    if "media_type" in reason:
        return "Its version is another one than the client's: install the elasticsearch package of the same."
    return ADVICE.get(status, "")


def _arguments(body: Body) -> Body:
    """A body as the client's arguments have it."""
    renamed = {"from": "from_", "_source": "source"}
    return {renamed.get(name, name): value for name, value in body.items()}
