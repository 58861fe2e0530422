"""The tokens of the words of some texts: a word that they have many times is looked at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from ..batches import batches
from .analyzer import Analyzer, Form, Piece, get_analyzer
from .languages import normalise_code
from .text import fold

FIELDS = ("title", "summary", "body", "rest")
"""A document's texts, from the heaviest to the lightest."""
DOCUMENTS_ANALYSED_TOGETHER = 25
"""Documents analysed together, then written while the next ones are, where the engine allows that."""
MAX_FORMS = 50_000
"""Words of a language whose forms are remembered: the first ones that are met are most of the frequent ones."""

Name = TypeVar("Name")

Cut = Sequence[Sequence[Piece]]
"""The pieces of each of a document's texts."""


class Columns(NamedTuple):
    """A document's tokens, separated by spaces: one column for each text, one for variants, one for all that its title
    is found by as it is written, one for the other surfaces."""

    title: str
    summary: str
    body: str
    rest: str
    alt: str
    heading: str
    surface: str


class Forms(dict[Piece, Form]):
    """What was made of the words of one language, for a run that meets more of them than an analyzer remembers."""

    def __init__(self, analyzer: Analyzer, most: int) -> None:
        self._new_form = analyzer.new_form
        self._most = most

    def __missing__(self, piece: Piece) -> Form:
        form = self._new_form(piece) if isinstance(piece, str) else piece
        if len(self) < self._most:
            self[piece] = form
        return form


class Lexicon:
    """What the distinct pieces of texts in one language are indexed as."""

    def __init__(self, analyzer: Analyzer, texts: Iterable[Sequence[Piece]], known: Forms | None = None) -> None:
        pieces: set[Piece] = set().union(*texts)
        if known is None:
            forms = {piece: analyzer.form(piece) if isinstance(piece, str) else piece for piece in pieces}
        else:
            forms = {piece: known[piece] for piece in pieces}
        main_prefix, surface_prefix = analyzer.token(""), analyzer.surface_token("")
        bare_prefix = analyzer.bare_token("")
        self.analyzer = analyzer
        self.forms: dict[Piece, Form] = {}
        self.mains: dict[Piece, str] = {}
        self.surfaces: dict[Piece, str] = {}
        self.variants: dict[Piece, tuple[str, ...]] = {}
        for piece, form in forms.items():
            _, surface, main, variants, _, bare = form
            if surface:
                self.forms[piece] = form
                self.mains[piece] = main_prefix + main if main else ""
                self.surfaces[piece] = surface_prefix + surface
                if variants or bare:
                    others = [main_prefix + variant for variant in variants]
                    if bare:
                        others.append(bare_prefix + fold(bare))
                    self.variants[piece] = tuple(others)
        self._all_are_words = len(forms) == len(self.forms)

    def add_words(self, words: dict[str, Form]) -> None:
        """Add to forms by surface: where nouns have capitals, those that were never met without one are shown with it;
        words with an article are words without it too."""
        language = self.analyzer.language
        if language.capitals:
            for piece, form in self.forms.items():
                if isinstance(piece, str) and piece.lower() == form.display:
                    form = form._replace(display=piece)
                if form.surface not in words or form.display.islower():
                    words[form.surface] = form
        else:
            words.update((form.surface, form) for form in self.forms.values())
        if language.bare:
            bare = (self.analyzer.form(form.bare) for form in self.forms.values() if form.bare)
            words.update((form.surface, form) for form in bare)

    def words(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """Those that are words: not accents and joiners that stand alone."""
        return pieces if self._all_are_words else [piece for piece in pieces if piece in self.forms]

    def columns(self, texts: Cut) -> Columns:
        """The tokens of a document's four texts, all of whose pieces are words of the lexicon."""
        surface, variants = self.surfaces.__getitem__, self.variants.get
        title, *others = texts
        mains = [" ".join(map(self.mains.__getitem__, text)) for text in texts]
        alternatives = " ".join(chain.from_iterable(filter(None, map(variants, chain.from_iterable(texts)))))
        # A lone underscore keeps phrases from reaching from one text into the next.
        heading = chain(map(surface, title), "_", chain.from_iterable(filter(None, map(variants, title))))
        surfaces = " _ ".join(" ".join(map(surface, text)) for text in others)
        return Columns._make((*mains, alternatives, " ".join(heading), surfaces))


def analysed(
    documents: Iterable[tuple[Name, str, Mapping[str, str]]], forms: MutableMapping[str, Forms] | None = None
) -> Iterator[tuple[str, Lexicon, list[tuple[Name, Cut]]]]:
    """By language, in one order, some documents at a time, given by name, language and texts: what their words are
    indexed as, and their words by name.

    ``forms``: by language, what is remembered of words beside what the analyzers remember.
    """
    forms = {} if forms is None else forms
    groups: defaultdict[str, list[tuple[Name, Mapping[str, str]]]] = defaultdict(list)
    for name, language, texts in documents:
        groups[normalise_code(language)].append((name, texts))
    for language in sorted(groups):
        analyzer = get_analyzer(language)
        for part in batches(groups[language], DOCUMENTS_ANALYSED_TOGETHER):
            cuts = [(name, [analyzer.pieces(texts[field]) for field in FIELDS]) for name, texts in part]
            lexicon = Lexicon(analyzer, (pieces for _, cut in cuts for pieces in cut), forms.get(language))
            yield language, lexicon, [(name, [*map(lexicon.words, cut)]) for name, cut in cuts]
