"""The tokens of the words of some texts: a word that they have many times is looked at once."""

from collections.abc import Iterable, Sequence

from ...analysis.analyzer import Analyzer, Form, Piece
from ...analysis.text import fold

Cut = Sequence[Sequence[Piece]]
"""The pieces of each of a document's texts."""


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
