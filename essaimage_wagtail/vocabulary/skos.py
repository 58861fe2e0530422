"""SKOS (https://www.w3.org/TR/skos-reference/) as RDF/XML, which every tool for thesauri reads and writes; as Turtle:
:mod:`.turtle`.

Read are concepts with ``skos:prefLabel``, ``skos:altLabel``, ``skos:hiddenLabel`` and ``skos:broader``; the rest of a
file (notes, schemes, matches, other vocabularies) is passed over. SKOS-XL, which makes labels resources, is not read.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException, handler
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from ..search.analysis.languages import normalise_code
from .storing import MAX_URI, BadFile, Entry, checked, names_of

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XML = "http://www.w3.org/XML/1998/namespace"
CONCEPT = f"{SKOS}Concept"
OWN = "urn:essaimage:concept:"
"""What the addresses of concepts begin with that are known by their keys."""
LABELS = ("prefLabel", "altLabel", "hiddenLabel")
MAX_BYTES = 20_000_000
"""Of a file."""
MAX_CONCEPTS = 20_000
"""Of a file: all are kept in memory by every process that searches."""

Name = tuple[str | None, str]
Wanted = Callable[[str], bool]
"""Whether names in a language are taken."""


def written(entries: Iterable[Entry]) -> str:
    """A file of the entries. A concept that has no address of its own gets one that every site reads as its key."""
    entries = list(entries)
    addresses = {entry.identifier: entry.uri or f"{OWN}{entry.identifier}" for entry in entries}
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:skos="{SKOS}">',
    ]
    for entry in entries:
        lines.append(f"  <skos:Concept rdf:about={quoteattr(addresses[entry.identifier])}>")
        for code, names in entry.names.items():
            for kind, name in zip(["prefLabel", *["altLabel"] * (len(names) - 1)], names, strict=True):
                lines.append(f"    <skos:{kind} xml:lang={quoteattr(code)}>{escape(name)}</skos:{kind}>")
        if entry.broader in addresses:
            lines.append(f"    <skos:broader rdf:resource={quoteattr(addresses[entry.broader])}/>")
        lines.append("  </skos:Concept>")
    return "\n".join([*lines, "</rdf:RDF>", ""])


def any_language(code: str) -> bool:
    return True


def read(data: bytes, wanted: Wanted = any_language) -> tuple[list[Entry], int]:
    """The concepts of a file with their names in the languages that are ``wanted``, and how many of these names are
    left out because searches could not make use of them. Raises :class:`~.storing.BadFile` with the line and what is
    wrong there. A thesaurus may have forty languages, each with a dictionary to load before its names are looked at."""
    if len(data) > MAX_BYTES:
        raise BadFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    found = _Handler()
    parser = make_parser()
    parser.setFeature(handler.feature_namespaces, True)
    parser.setContentHandler(found)
    try:
        parser.parse(BytesIO(data))
    except DefusedXmlException as error:
        raise BadFile(
            f"Line {found.line}: the file has a document type that declares entities. Save it again without one."
        ) from error
    except SAXParseException as error:
        raise BadFile(f"Line {error.getLineNumber()}: this is no XML: {error.getMessage()}.") from error
    if not found.is_rdf:
        raise BadFile("Line 1: this is XML, but no RDF: its first element is not rdf:RDF.")
    return entries_of(found.concepts, wanted)


class Resource:
    """What a file says of one thing; ``line`` is that where it begins, 0 if unknown."""

    def __init__(self, about: str, line: int = 0) -> None:
        self.about = about
        self.line = line
        self.is_concept = False
        self.labels: dict[str, dict[str, list[str]]] = {kind: {} for kind in LABELS}
        self.broader = ""

    def add(self, kind: str, language: str, text: str, where: str) -> None:
        """A name. Raises :class:`~.storing.BadFile`, which says ``where``."""
        if not language:
            raise BadFile(f"{where}: “{text[:60]}” does not say its language.")
        labels = self.labels[kind].setdefault(language, [])
        if kind == "prefLabel" and labels and labels != [text]:
            raise BadFile(f"{where}: a concept has two preferred names in “{language}”: {labels[0]}, {text}.")
        labels.append(text)


class _Handler(handler.ContentHandler):
    """The concepts of a file, of which a resource may be described in several places."""

    def __init__(self) -> None:
        super().__init__()
        self.concepts: dict[str, Resource] = {}
        self.is_rdf = False
        self._depth = 0
        self._languages: list[str] = []
        self._subject: Resource | None = None
        self._property = ""
        self._text: list[str] = []
        self._place: Any = None

    @property
    def line(self) -> int:
        return (self._place.getLineNumber() or 0) if self._place else 0

    def setDocumentLocator(self, locator: Any) -> None:
        self._place = locator

    def startElementNS(self, name: Name, qname: str | None, attrs: Any) -> None:
        space, local = name
        self._depth += 1
        inherited = self._languages[-1] if self._languages else ""
        self._languages.append(attrs.get((XML, "lang"), inherited))
        if self._depth == 1:
            self.is_rdf = name == (RDF, "RDF")
        elif self._depth == 2:
            self._begin(f"{space or ''}{local}", attrs)
        elif self._depth == 3 and self._subject:
            self._property = local if space == SKOS else ""
            resource = attrs.get((RDF, "resource"), "")
            if name == (RDF, "type") and resource == CONCEPT:
                self._subject.is_concept = True
            elif self._property == "broader" and resource:
                self._subject.broader = self._subject.broader or resource
            self._text = []

    def _begin(self, kind: str, attrs: Any) -> None:
        about = attrs.get((RDF, "about")) or (f"#{attrs[(RDF, 'ID')]}" if (RDF, "ID") in attrs else "")
        if not about:
            if kind == CONCEPT:
                raise BadFile(f"Line {self.line}: a concept has no address (rdf:about).")
            self._subject = None
            return
        check_address(about, f"Line {self.line}")
        self._subject = self.concepts.setdefault(about, Resource(about, self.line))
        if kind == CONCEPT:
            self._subject.is_concept = True
        if len(self.concepts) > MAX_CONCEPTS:
            raise BadFile(f"Line {self.line}: there are more than {MAX_CONCEPTS} concepts. Take a part of them.")

    def characters(self, content: str) -> None:
        if self._depth == 3:
            self._text.append(content)

    def endElementNS(self, name: Name, qname: str | None) -> None:
        if self._depth == 3 and self._subject:
            text = " ".join("".join(self._text).split())
            if self._property in LABELS and text:
                self._subject.add(self._property, normalise_code(self._languages[-1]), text, f"Line {self.line}")
            self._property = ""
        elif self._depth == 2:
            self._subject = None
        self._depth -= 1
        self._languages.pop()


def entries_of(resources: dict[str, Resource], wanted: Wanted) -> tuple[list[Entry], int]:
    """The concepts that have names in wanted languages, and how many names are left out. Raises
    :class:`~.storing.BadFile`."""
    known = {about: found for about, found in resources.items() if found.is_concept}
    entries: dict[str, Entry] = {}
    left_out = 0
    for about, found in known.items():
        names = {}
        for code in dict.fromkeys(code for kind in LABELS for code in found.labels[kind] if wanted(code)):
            texts = [text for kind in LABELS for text in found.labels[kind].get(code, ())]
            words = names_of(texts, code)
            left_out += len(texts) - len(words)
            if words:
                names[code] = words
        if names:
            entries[about] = Entry(*_identity(about), names, line=found.line)
    for about, entry in entries.items():
        if known[about].broader in entries:
            entry.broader = entries[known[about].broader].identifier
    return checked(entries.values()), left_out


def check_address(about: str, where: str) -> None:
    if len(about) > MAX_URI:
        raise BadFile(f"{where}: an address is longer than {MAX_URI} characters.")


def _identity(about: str) -> tuple[str, str]:
    """The identifier of a concept, and its address in another vocabulary."""
    return (about.removeprefix(OWN), "") if about.startswith(OWN) else (about, about)
