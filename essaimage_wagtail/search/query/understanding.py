"""What a question is taken to mean, by what is found: as it was typed, as a beginning, or put right."""

from collections.abc import Callable, Sized
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from .corrections import correction
from .expansion import beginning, expanded, with_site_words
from .parser import ParsedQuery, parse
from .reader import IndexReader

MIN_DOCUMENTS_WITH_ALL = 10
"""With fewer documents that have all the words, those that have most of them follow, then those with any."""

Found = TypeVar("Found", bound=Sized)


@dataclass(frozen=True, slots=True)
class Understood(Generic[Found]):
    """A question, and the documents with all its words."""

    query: ParsedQuery
    found: Found
    correction: str | None
    """What was searched instead."""
    did_you_mean: str | None
    """What may have been meant."""

    @property
    def wants_more(self) -> bool:
        """Whether documents with fewer of the words follow."""
        return len(self.found) < MIN_DOCUMENTS_WITH_ALL and bool(self.query.words) and len(self.query.wanted) > 1


def understood(
    text: str, reader: IndexReader, find: Callable[[ParsedQuery], Found], *, correct: bool
) -> Understood[Found]:
    """A text as it was most likely meant; ``find`` gives all documents in scope with all the words of a query."""
    parsed = expanded(parse(text, reader.analyzer), reader)
    found = find(parsed)
    if not found and (begun := _begun(parsed, reader)):
        parsed, found = begun, find(begun)
    instead = offered = None
    if not found and correct and parsed.words and (meant := correction(parsed, reader)):
        better = expanded(meant.query, reader)
        others = find(better)
        if meant.sure:
            instead, parsed, found = meant.query.text.strip(), better, others
        elif others:
            offered = meant.query.text.strip()
    return Understood(parsed, found, instead, offered)


def counted(parsed: ParsedQuery, reader: IndexReader) -> ParsedQuery:
    """A query to count by: what it also stands for is asked of the index only in languages with compounds."""
    compounds = reader.has_documents and reader.analyzer.language.links is not None
    return expanded(parsed, reader) if compounds else with_site_words(parsed, reader)


def _begun(parsed: ParsedQuery, reader: IndexReader) -> ParsedQuery | None:
    """The query with its last word, if nothing has it, taken for the beginning of one: somebody may still be typing
    it."""
    *before, last = parsed.words or (None,)
    if last is None or last.form is None or parsed.text[last.end :].strip():
        return None
    if len(parsed.wanted) > 1 and len(before) in reader.known(parsed):
        return None
    return replace(parsed, words=(*before, last.extended(*beginning(last.form.surface, reader))))
