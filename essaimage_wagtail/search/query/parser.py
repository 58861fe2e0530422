"""From what a visitor types to clauses, each a set of alternatives that a document may meet.

The syntax is the one people know: ``"exact phrase"``, ``-without``, ``beginning*``. Everything else, operators of
databases included, is just words. The work is bounded: a longer text is cut, and so are further clauses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from ..analysis.analyzer import Analyzer, Form
from ..analysis.text import composed, held

MAX_TEXT = 300
"""Characters of a query that are read; nobody types more, and robots are told."""
MAX_CLAUSES = 24

_QUOTES = dict.fromkeys(map(ord, "“”„«»＂"), '"')
_MARKS = _QUOTES | str.maketrans({"−": "-", "–": "-", "＊": "*"})
_PARTS = re.compile(
    r'(?P<without>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<words>(?:[^\s"]|(?<=[.\d])[\u00a0\u2009\u202f])+))'
)
_OPERATORS = frozenset(["and", "or", "not", "et", "ou", "sauf", "y", "e", "o", "u", "und", "oder", "nicht", "i"])
"""Words that some write in capitals between others; *I* is one in English alone."""


class Alternative(NamedTuple):
    """One way to meet a clause: ``any`` or ``all`` of the tokens, or the tokens as a ``phrase`` or, with the last
    one open-ended, as a ``prefix``."""

    how: Literal["any", "all", "phrase", "prefix"]
    tokens: tuple[str, ...]
    written: tuple[str, ...] = ()
    """Surfaces of which one must be there too: the word as it is written, where its stem says too little."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What one word or operator asks for, and where it is in the text. Alternatives are joined by "or"."""

    alternatives: tuple[Alternative, ...]
    start: int
    end: int
    form: Form | None = None
    """The word, unless it is a phrase or a beginning, which are meant as they are written."""

    def tokens(self) -> Iterator[str]:
        for alternative in self.alternatives:
            yield from (*alternative.tokens, *alternative.written)

    def extended(self, *alternatives: Alternative) -> "Clause":
        return replace(self, alternatives=self.alternatives + alternatives)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query's clauses. Every ``required`` and no ``excluded`` one must hold; ``words`` rank, and may be relaxed."""

    text: str
    words: tuple[Clause, ...] = ()
    required: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether there is a text but no word in it, such as *€* or *#*: nothing can have it."""
        return bool(self.text.strip()) and not (self.words or self.required or self.excluded)

    @property
    def wanted(self) -> tuple[Clause, ...]:
        return self.required + self.words

    @property
    def most(self) -> int:
        """How many of the words are most of them."""
        return len(self.words) // 2 + 1


def parse(text: str, analyzer: Analyzer) -> ParsedQuery:
    """The clauses of a text in the analyzer's language. Never raises an error."""
    text = composed(text[:MAX_TEXT])
    words: list[Clause] = []
    asking: list[Clause] = []
    common: list[Clause] = []
    required: list[Clause] = []
    excluded: list[Clause] = []
    for match in _PARTS.finditer(held(text.translate(_MARKS))):
        if match["phrase"] is not None:
            exact = _surfaces(match["phrase"], match.start("phrase"), analyzer, "phrase")
            (excluded if match["without"] else required).extend(exact)
            continue
        chunk, start = match["words"], match.start("words")
        beginning = chunk.rstrip("*")
        # A beginning of one letter can be asked for, but leaves nothing out: it says too little.
        if beginning != chunk and len(beginning) > bool(match["without"]):
            open_ended = _surfaces(beginning, start, analyzer, "prefix")
            (excluded if match["without"] else required).extend(open_ended)
        elif match["without"]:
            excluded.extend(_surfaces(chunk, start, analyzer, "phrase"))
        else:
            for clause in _words(chunk, start, analyzer):
                kind = words
                if clause.form is not None and analyzer.is_stop(clause.form):
                    kind = words if _is_a_name(text, clause) else common
                elif clause.form is not None and analyzer.is_asking(clause.form):
                    kind = asking
                kind.append(clause)
    distinct: dict[tuple[Alternative, ...], Clause] = {}
    for clause in words or ([] if required else asking or common):
        distinct.setdefault(clause.alternatives, clause)
    return ParsedQuery(
        text,
        tuple(distinct.values())[:MAX_CLAUSES],
        tuple(required[:MAX_CLAUSES]),
        tuple(excluded[:MAX_CLAUSES]),
    )


def _is_a_name(text: str, clause: Clause) -> bool:
    """Whether a stop word is written as a name: in capitals, among words that are not (*repair café Y*, *IT skills*),
    and neither as an operator between two words nor as the letter that begins the text."""
    word = text[clause.start : clause.end]
    if not word.isupper() or text.isupper():
        return False
    if word.lower() in _OPERATORS and (len(word) > 1 or text[clause.end :].strip()):
        return False
    return len(word) > 1 or bool(text[: clause.start].strip())


def unquoted(text: str) -> str:
    """The same words without quotation marks, between which they are looked for exactly as they are written."""
    return " ".join(text.translate(_QUOTES).replace('"', " ").split())


def _surfaces(text: str, start: int, analyzer: Analyzer, how: Literal["phrase", "prefix"]) -> Iterator[Clause]:
    """One clause of the words as they are written, or none if there is no word."""
    tokens = tuple(analyzer.surface_token(word.form.surface) for word in analyzer.words(text))
    if tokens:
        yield Clause((Alternative(how, tokens[:MAX_CLAUSES]),), start, start + len(text))


def _words(text: str, start: int, analyzer: Analyzer) -> Iterator[Clause]:
    """A clause for each word; the characters of a short run of a script without spaces make one together."""
    short: list[str] = []
    begin = end = 0
    after_gram = 0
    for word in analyzer.words(text):
        form = word.form
        if form.main:
            if short:
                yield Clause((Alternative("phrase", tuple(short)),), start + begin, start + end)
                short = []
            alternative = Alternative("any", tuple(map(analyzer.token, (form.main, *form.variants))))
            yield Clause((alternative,), start + word.start, start + word.end, form)
            after_gram = word.end
        elif word.end > after_gram:
            begin = begin if short else word.start
            end = word.end
            short.append(analyzer.surface_token(form.surface))
    if short:
        yield Clause((Alternative("phrase", tuple(short)),), start + begin, start + end)
