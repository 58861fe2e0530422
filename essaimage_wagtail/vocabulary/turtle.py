"""SKOS as Turtle (https://www.w3.org/TR/turtle/), which people read more easily, with the extra ``skos``.

rdflib keeps all that a file says in memory before any of it is looked at: a file is smaller than one in RDF/XML may be.
"""

import re
from collections.abc import Iterable
from typing import Any

from ..search.analysis.languages import normalise_code
from .skos import LABELS, MAX_CONCEPTS, OWN, SKOS, Resource, Wanted, any_language, check_address, entries_of
from .storing import BadFile, Entry

ENDING = ".ttl"
MAX_BYTES = 5_000_000
"""Of a file: 20,000 concepts with two names each take some ten seconds and 320 MB."""
_BASE = "essaimage:/"
"""What addresses are relative to that name nothing else. Nothing is fetched from it, or from a ``@base``."""
_LINE = re.compile(r"at line (\d+)")
_WHY = re.compile(r"Bad syntax \((.+?)\) at \^", re.DOTALL)


def written(entries: Iterable[Entry]) -> str:
    """A file of the entries, as :func:`.skos.written` makes it of RDF/XML. Raises :class:`~.storing.BadFile` without
    rdflib."""
    rdflib = _rdflib()
    skos = rdflib.Namespace(SKOS)
    graph = rdflib.Graph()
    graph.bind("skos", skos)
    entries = list(entries)
    addresses = {entry.identifier: rdflib.URIRef(entry.uri or f"{OWN}{entry.identifier}") for entry in entries}
    for entry in entries:
        subject = addresses[entry.identifier]
        graph.add((subject, rdflib.RDF.type, skos.Concept))
        for code, names in entry.names.items():
            for place, name in enumerate(names):
                graph.add((subject, skos.altLabel if place else skos.prefLabel, rdflib.Literal(name, lang=code)))
        if entry.broader in addresses:
            graph.add((subject, skos.broader, addresses[entry.broader]))
    return str(graph.serialize(format="turtle"))


def read(data: bytes, wanted: Wanted = any_language) -> tuple[list[Entry], int]:
    """As :func:`.skos.read`. What is wrong is told with its line, or the address of the concept."""
    if len(data) > MAX_BYTES:
        raise BadFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB. As RDF/XML it may be larger.")
    rdflib = _rdflib()
    graph = rdflib.Graph()
    try:
        graph.parse(data=data.decode("utf-8-sig"), format="turtle", publicID=_BASE)
    except RecursionError as error:
        raise BadFile("Lists or brackets in this file are too deep within one another.") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFile(f"Line {line}: this is no text in UTF-8.") from error
    except IndexError as error:
        raise BadFile("The file: this is no Turtle, or it ends within a statement.") from error
    except (SyntaxError, ValueError, LookupError, AssertionError) as error:
        raise BadFile(_told(str(error))) from error
    return entries_of(_resources(rdflib, graph), wanted)


def _rdflib() -> Any:
    try:
        import rdflib
    except ImportError as error:
        raise BadFile(
            "Turtle needs the package rdflib: pip install “essaimage-wagtail[skos]”. RDF/XML does not."
        ) from error
    return rdflib


def _told(error: str) -> str:
    line, why = _LINE.search(error), _WHY.search(error)
    where = f"Line {line[1]}" if line else "The file"
    reason = why[1] if why else error.partition(" at ^")[0]
    return f"{where}: this is no Turtle: {' '.join(reason.split())[:200].rstrip('.')}."


def _resources(rdflib: Any, graph: Any) -> dict[str, Resource]:
    """What the file says, by address. Names are in the order of the alphabet: statements have none."""
    skos = rdflib.Namespace(SKOS)
    found: dict[str, Resource] = {}
    for subject in sorted(graph.subjects(rdflib.RDF.type, skos.Concept, unique=True)):
        if not isinstance(subject, rdflib.URIRef):
            raise BadFile(f"A concept has no address: {_name_of(graph, subject, skos)}.")
        about = subject.removeprefix(_BASE)
        where = f"<{about[:100]}>"
        check_address(about, where)
        if len(found) == MAX_CONCEPTS:
            raise BadFile(f"There are more than {MAX_CONCEPTS} concepts. Take a part of them.")
        found[about] = resource = Resource(about)
        resource.is_concept = True
        for kind in LABELS:
            for label in sorted(graph.objects(subject, skos[kind])):
                text = " ".join(str(label).split())
                if isinstance(label, rdflib.Literal) and text:
                    resource.add(kind, normalise_code(label.language or ""), text, where)
        above = (other for other in graph.objects(subject, skos.broader) if isinstance(other, rdflib.URIRef))
        resource.broader = min(above, default="").removeprefix(_BASE)
    return found


def _name_of(graph: Any, subject: Any, skos: Any) -> str:
    return next((f"“{name}”"[:60] for name in graph.objects(subject, skos.prefLabel)), "it has no name either")
