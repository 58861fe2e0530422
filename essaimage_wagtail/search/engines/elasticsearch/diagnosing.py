"""What is wrong with a server, or with the indexes of a site on it, though it may answer."""

from collections.abc import Iterator
from typing import Any

from ...types import Problem
from .mappings import MARK, mark
from .names import Names, indexes
from .reasons import CLIENT
from .rebuilding import KINDS
from .server import Body, Server

REBUILD = "manage.py essaimage_index rebuild"


def problems(server: Server, names: Names) -> Iterator[Problem]:
    """Raises ``SearchUnavailable`` if nothing can be asked."""
    yield from _of_versions(server)
    there = indexes(server, names)
    missing = [alias for alias in names.both if alias not in there]
    if missing:
        yield Problem(f"There is no index {' and no index '.join(missing)}. Make it with: {REBUILD}")
        return
    yield from _of_blocks(server, names)
    yield from _of_mappings(server, names, there)
    yield from _of_health(server, names)


def _of_versions(server: Server) -> Iterator[Problem]:
    version = str(server.ask(lambda client: client.info()).body["version"]["number"])
    major = version.partition(".")[0]
    if major.isdecimal() and int(major) != CLIENT:
        yield Problem(
            f"The server is Elasticsearch {version}, and the client is of version {CLIENT}. "
            f"Install the client of the server's: pip install 'elasticsearch>={major},<{int(major) + 1}'"
        )


def _of_blocks(server: Server, names: Names) -> Iterator[Problem]:
    answer = server.ask(lambda client: client.indices.get_settings(index=list(names.both), name="index.blocks.*"))
    for index, said in sorted(answer.body.items()):
        blocks: dict[str, str] = said["settings"].get("index", {}).get("blocks", {})
        closed = sorted(name for name, value in blocks.items() if value == "true" and name != "metadata")
        if closed == ["read_only_allow_delete"]:
            yield Problem(
                f"The index {index} is read-only, since the server's disk is full: make room, or add a node. "
                "The server then lets it be written again."
            )
        elif closed:
            blocked = " and ".join(f"index.blocks.{name}" for name in closed)
            yield Problem(f"The index {index} cannot be used: somebody has set {blocked}. Set it to false.")


def _of_mappings(server: Server, names: Names, there: Any) -> Iterator[Problem]:
    found = server.ask(lambda client: client.indices.get_mapping(index=list(names.both))).body
    kinds = {there[alias]: kind for alias, kind in zip(names.both, KINDS, strict=True)}
    former = [index for index in sorted(kinds) if _marked(found[index]["mappings"]) != mark(kinds[index])]
    if former:
        yield Problem(f"Made by another version of essaimage: {', '.join(former)}. Make the index anew with: {REBUILD}")


def _marked(mapping: Body) -> Any:
    return mapping.get("_meta", {}).get(MARK)


def _of_health(server: Server, names: Names) -> Iterator[Problem]:
    status = server.ask(lambda client: client.cluster.health(index=list(names.both))).body["status"]
    if status == "red":
        yield Problem(
            "The index is red: a part of it is on no node, so that answers are incomplete or fail. "
            f"Start all nodes of the server; if they are lost: {REBUILD}"
        )
    elif status == "yellow":
        yield Problem(
            "The index is yellow: not every part has its copies. Add a node, or set replicas of ELASTICSEARCH to what "
            "the nodes can hold (0 for a single one) and rebuild.",
            hinders=False,
        )
