"""What a query looks for, found again in the texts of its results."""

from functools import cached_property

from ..analysis.analyzer import Analyzer, Form, Word
from ..analysis.text import HYPHENATED, cut, fold, places, unified
from .parser import ParsedQuery

NOTHING: frozenset[int] = frozenset()
"""One empty set for all: most words of a text fit no term, and thousands of empty sets would be made for them."""


class Terms:
    """What to look for in texts of one language: numbered main tokens, surfaces and beginnings of surfaces, all without
    prefix. Give them all before any text."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.analyzer = analyzer
        self.mains: dict[str, frozenset[int]] = {}
        self.surfaces: dict[str, frozenset[int]] = {}
        self.beginnings: tuple[str, ...] = ()
        self._numbers: list[int] = []
        # Texts of one page of results share many words, of which few were looked for.
        self._passed: set[str] = set()

    def add_main(self, number: int, main: str) -> None:
        self.mains[main] = self.mains.get(main, frozenset()) | {number}

    def add_surface(self, number: int, surface: str) -> None:
        self.surfaces[surface] = self.surfaces.get(surface, frozenset()) | {number}

    def add_beginning(self, number: int, beginning: str) -> None:
        self.beginnings += (beginning,)
        self._numbers.append(number)

    @cached_property
    def count(self) -> int:
        """How many numbers there are."""
        return len(frozenset(self._numbers).union(*self.mains.values(), *self.surfaces.values()))

    def _fitting(self, form: Form) -> frozenset[int]:
        """The numbers of the terms that a word's form fits."""
        begun = self._begun(form) if self.beginnings else NOTHING
        if not (
            begun
            or form.main in self.mains
            or form.surface in self.surfaces
            or (form.variants and not self.mains.keys().isdisjoint(form.variants))
        ):
            return NOTHING
        return begun.union(
            self.surfaces.get(form.surface, NOTHING),
            *(self.mains.get(main, NOTHING) for main in (form.main, *form.variants)),
        )

    def _begun(self, form: Form) -> frozenset[int]:
        """The numbers of the beginnings that a word has, its article aside."""
        written = (form.surface, fold(form.bare)) if form.bare else (form.surface,)
        pairs = zip(self.beginnings, self._numbers, strict=True)
        return frozenset(number for start, number in pairs if any(word.startswith(start) for word in written))

    def located(self, text: str, offset: int = 0) -> list[tuple[Word, frozenset[int]]]:
        """The words that any of the terms fits, in order, with the numbers of those that do; ``offset``: where the text
        begins in a longer one, whose places are told.

        A word that fits none is looked at once in all texts: a long one costs little more than being cut into words.
        """
        if not self.analyzer.is_plain(text):
            return [
                (Word(offset + word.start, offset + word.end, word.form), numbers)
                for word in self.analyzer.words(text)
                if (numbers := self._fitting(word.form))
            ]
        text = unified(text)
        found = []
        for written in set(cut(text)) - self._passed:
            form = self.analyzer.form(written)
            if numbers := self._fitting(form):
                starts = [offset + at for at in places(written, text)]
                found += [(Word(at + form.skip, at + len(written), form), numbers) for at in starts]
            else:
                self._passed.add(written)
        for match in HYPHENATED.finditer(text) if "-" in text else ():
            form = self.analyzer.form(match[0].replace("-", ""))
            if numbers := self._fitting(form):
                found.append((Word(offset + match.start() + form.skip, offset + match.end(), form), numbers))
        return sorted(found)


def terms_of(parsed: ParsedQuery, analyzer: Analyzer) -> Terms:
    """What in a text meets which of a query's clauses."""
    terms = Terms(analyzer)
    main, surface, bare = analyzer.token(""), analyzer.surface_token(""), analyzer.bare_token("")
    for number, clause in enumerate(parsed.wanted):
        for alternative in clause.alternatives:
            words = list(alternative.written or alternative.tokens)
            if alternative.how == "prefix":
                terms.add_beginning(number, words.pop().removeprefix(bare).removeprefix(surface))
            for word in words:
                if word.startswith(surface):
                    terms.add_surface(number, word.removeprefix(surface))
                else:
                    terms.add_main(number, word.removeprefix(main))
    return terms
