"""What a visitor may be about to type."""

from collections.abc import Callable

from ..analysis.analyzer import Form
from ..analysis.text import composed
from ..types import Suggestion
from .parser import Alternative, parse
from .reader import IndexReader, Lookup

MAX_WORDS = 60
"""Words whose documents are counted: those that were met first."""
MAX_TYPED = 8
"""Words of what was typed that are read, from its end."""


def suggestions(
    prefix: str, reader: IndexReader, limit: int, titles: Callable[["Typed"], list[Suggestion]]
) -> list[Suggestion]:
    """Titles with all the words typed, the last one as a beginning, then words that begin so.

    ``titles`` finds the former, ``limit`` at most: those that begin with what was typed come first; of the others the
    complete and lately reviewed ones. Words come by the number of documents that have them. Nothing is suggested of
    documents out of scope.
    """
    typed = Typed(prefix, reader)
    if not typed.forms or limit < 1:
        return []
    found = titles(typed)
    return found + typed.words(limit - len(found))


class Typed:
    """What was typed so far: its words, the last of which may be unfinished."""

    def __init__(self, text: str, reader: IndexReader) -> None:
        text = composed(text)
        words = list(reader.analyzer.words(text))[-MAX_TYPED:]
        self.reader = reader
        self.forms = [word.form for word in words]
        self.before = parse(text[: words[-1].start] if words else "", reader.analyzer)

    @property
    def surface(self) -> str:
        """The text with which titles begin that come first."""
        return " ".join(form.surface for form in self.forms)

    def beginnings(self) -> list[tuple[Alternative, ...]]:
        """The ways in which a title may meet each word, as a beginning."""
        tokens = self.reader.analyzer.written_tokens
        return [tuple(Alternative("prefix", (token,)) for token in tokens(form.surface)) for form in self.forms]

    def words(self, limit: int) -> list[Suggestion]:
        """Words that begin as the last one typed, and that some document found by the words before has right after the
        last of these: two words that merely are in one text make no sense together. By the number of documents."""
        if limit < 1 or len(self.forms[-1].surface) < 2:
            return []
        reader, before = self.reader, self.before
        displays = self._known()
        words = sorted(displays)
        telling = before.required or any(
            clause.form and not reader.analyzer.is_stop(clause.form) for clause in before.words
        )
        if telling and len(self.forms) > 1:
            phrases = [[self._after_last(reader.analyzer.form(displays[word]))] for word in words]
            words = [word for word, is_met in zip(words, reader.any_meets(phrases), strict=True) if is_met]
        counts = zip(reader.usual(words, before if telling else None), words, strict=True)
        best = sorted((-count, word) for count, word in counts if count)[:limit]
        return [Suggestion(displays[word]) for _, word in best]

    def _known(self) -> dict[str, str]:
        """The spelling of words that begin so. What is complete, or a stop word, needs no suggestion."""
        typed, analyzer = self.forms[-1].surface, self.reader.analyzer
        (found,) = self.reader.look_up([Lookup(beginning=typed, at_most=MAX_WORDS, first_met=True)])
        return {
            known.word: known.display
            for known in found
            if known.word != typed and not analyzer.is_stop(analyzer.form(known.display))
        }

    def _after_last(self, other: Form) -> Alternative:
        """The phrase of the last word before and another one, in any of their forms; where the first is a stop word, as
        they are written."""
        one, analyzer = self.forms[-2], self.reader.analyzer
        if analyzer.is_stop(one) or not (one.main and other.main):
            return Alternative("phrase", (analyzer.surface_token(one.surface), analyzer.surface_token(other.surface)))
        return Alternative("phrase", (analyzer.token(one.main), analyzer.token(other.main)))
