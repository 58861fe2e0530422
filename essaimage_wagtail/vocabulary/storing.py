"""Concepts from files into the site, and out of it."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from io import StringIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.db import transaction

from ..models import Concept, ConceptLabel
from ..models.concept import DeletedConcept, deletions_of, free_key, vocabulary_changed
from ..search.analysis.analyzer import get_analyzer
from ..search.analysis.languages import normalise_code
from ..search.query.synonyms import MAX_SYNONYMS, split_synonyms
from .known import TERMS

STARTER = files("essaimage_wagtail") / "data" / "concepts.csv"
COLUMNS = ("area", "key", "broader")
"""Of a table; each further column is a language, with the names of the concept in it, the usual one first."""
MAX_NAME = 100
TERM = "urn:uuid:"
"""What the addresses of themes, audiences and usages begin with; their translation keys follow."""
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
MAX_URI = 500


class BadFile(Exception):
    """What is wrong with a file, in words, with the line."""


@dataclass
class Entry:
    """A concept as files have it. ``names``: by language, the usual name first; ``broader``: another entry's
    ``identifier``; ``line``: where it begins in the file, 0 if unknown."""

    identifier: str
    uri: str = ""
    names: dict[str, list[str]] = field(default_factory=dict)
    broader: str = ""
    line: int = 0

    @property
    def where(self) -> str:
        return f"Line {self.line}" if self.line else f"<{self.identifier}>"


def read_table(text: str) -> list[Entry]:
    """The entries of a table of comma-separated values. Raises :class:`BadFile`."""
    reader = csv.DictReader(StringIO(text), strict=True)
    entries: dict[str, Entry] = {}
    try:
        if any(column not in (reader.fieldnames or []) for column in COLUMNS[1:]):
            raise BadFile(f"The first line has to name the columns {' and '.join(COLUMNS[1:])}.")
        for row in reader:
            where = f"Line {reader.line_num}"
            if None in row or None in row.values():
                raise BadFile(f"{where} has not as many cells as the first line.")
            key = row["key"].strip()
            try:
                validate_unicode_slug(key)
            except ValidationError as error:
                raise BadFile(f"{where}: “{key}” is no key. {error.messages[0]}") from error
            if key in entries:
                raise BadFile(f"{where}: “{key}” is on line {entries[key].line} already.")
            cells = {code: split_synonyms(cell) for code, cell in row.items() if code not in COLUMNS}
            names = {normalise_code(code): words for code, words in cells.items() if words}
            entries[key] = Entry(key, names=names, broader=row["broader"].strip(), line=reader.line_num)
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num + 1}: {error}.") from error
    return checked(entries.values())


def checked(entries: Iterable[Entry]) -> list[Entry]:
    """The entries, if all can be stored. Raises :class:`BadFile` for the first that cannot."""
    entries = list(entries)
    known = {entry.identifier: entry for entry in entries}
    for entry in entries:
        where = entry.where
        if not entry.names:
            raise BadFile(f"{where}: “{entry.identifier}” has no name in any language.")
        if entry.broader and entry.broader not in known:
            raise BadFile(
                f"{where}: “{entry.broader}”, which is to be broader than “{entry.identifier}”, is not there."
            )
        for code, names in entry.names.items():
            for name in names:
                if len(name) > MAX_NAME:
                    raise BadFile(f"{where}: “{name[:40]}…” is longer than {MAX_NAME} characters.")
                if not get_analyzer(code).forms(name):
                    raise BadFile(f"{where}: there is no word in “{name}”.")
            if len(names) > MAX_SYNONYMS + 1:
                raise BadFile(f"{where}: “{entry.identifier}” has more than {MAX_SYNONYMS} synonyms in “{code}”.")
    for entry in entries:
        above, seen = entry, {entry.identifier}
        while above.broader:
            above = known[above.broader]
            if above.identifier in seen:
                raise BadFile(f"{entry.where}: “{entry.identifier}” would be broader than itself.")
            seen.add(above.identifier)
    return entries


@transaction.atomic
def store(entries: Sequence[Entry], restore: bool = True) -> Counter[str]:
    """Add the concepts that are missing, and names in the languages in which a concept has none; what the site has is
    left as it is. Says how many ``concepts`` and ``names`` were added, how many names were ``kept``, and how many
    concepts stay ``away`` because somebody has deleted them, without ``restore``, which brings them back.

    A concept is known by its address in another vocabulary, else by its key. The site's own terms are none.
    """
    own = {f"{TERM}{key}" for model in TERMS for key in model.objects.values_list("translation_key", flat=True)}
    entries = [entry for entry in entries if entry.uri not in own]
    by_uri = {concept.uri: concept for concept in Concept.objects.exclude(uri="")}
    by_key = {concept.key: concept for concept in Concept.objects.all()}
    there = {entry.identifier: by_uri.get(entry.uri) or _of_key(entry, by_key) for entry in entries}
    away = set() if restore else _deleted(entry for entry in entries if there[entry.identifier] is None)
    entries = [entry for entry in entries if entry.identifier not in away]
    new: dict[str, Concept] = {}
    for entry in entries:
        if there[entry.identifier] is None:
            last = entry.identifier.rstrip("/#").replace("#", "/").rpartition("/")[2]
            key = free_key(last, by_key)
            by_key[key] = new[entry.identifier] = Concept(key=key, uri=entry.uri)
    Concept.objects.bulk_create(new.values())
    deletions_of(new.values()).delete()
    concepts = {name: new.get(name) or concept for name, concept in there.items()}
    for entry in entries:
        if entry.broader and entry.identifier in new and concepts.get(entry.broader):
            new[entry.identifier].broader = concepts[entry.broader]
    Concept.objects.bulk_update([concept for concept in new.values() if concept.broader_id], ["broader"])
    named = set(ConceptLabel.objects.values_list("concept_id", "language"))
    labels = [
        ConceptLabel(concept=concept, language=code, name=names[0], synonyms=", ".join(names[1:]))
        for entry in entries
        if (concept := concepts[entry.identifier])
        for code, names in entry.names.items()
        if (concept.pk, code) not in named
    ]
    ConceptLabel.objects.bulk_create(labels)
    vocabulary_changed()
    names = sum(len(entry.names) for entry in entries)
    return Counter(concepts=len(new), names=len(labels), kept=names - len(labels), away=len(away))


def entries_of_site() -> list[Entry]:
    """The site's concepts, then its themes, audiences and usages."""
    entries = []
    concepts = Concept.objects.select_related("broader").prefetch_related("labels")
    for concept in concepts.order_by("key"):
        names = {label.language: label.words for label in concept.labels.all()}
        broader = concept.broader.key if concept.broader else ""
        entries.append(Entry(concept.key, concept.uri, names, broader))
    for model in TERMS:
        terms: dict[str, Entry] = {}
        for term in model.objects.select_related("locale").order_by("slug", "pk"):
            identifier = f"{model._meta.model_name}:{term.translation_key}"
            entry = terms.setdefault(identifier, Entry(identifier, f"{TERM}{term.translation_key}"))
            entry.names.setdefault(normalise_code(term.locale.language_code), []).append(term.name)
        entries += terms.values()
    return entries


def names_of(texts: Iterable[str], language: str) -> list[str]:
    """Names as searches make use of them, each once, the first ones if there are too many: without what stands in
    brackets, and without commas. What is too long or has no word is left out."""
    names: dict[str, str] = {}
    for text in texts:
        name = " ".join(split_synonyms(_BRACKETS.sub(" ", text)))
        if name and len(name) <= MAX_NAME and get_analyzer(language).forms(name):
            names.setdefault(name.lower(), name)
    return list(names.values())[: MAX_SYNONYMS + 1]


def _deleted(entries: Iterable[Entry]) -> set[str]:
    """The identifiers of those that somebody has deleted."""
    gone = {(row.uri, "" if row.uri else row.key) for row in DeletedConcept.objects.all()}
    return {entry.identifier for entry in entries if (entry.uri, "" if entry.uri else entry.identifier) in gone}


def _of_key(entry: Entry, by_key: dict[str, Concept]) -> Concept | None:
    """The concept of the same key, unless each is of another vocabulary."""
    concept = by_key.get(entry.identifier)
    return None if concept and entry.uri and concept.uri and concept.uri != entry.uri else concept
