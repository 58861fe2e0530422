"""From text to tokens: the one analysis that every engine's documents and queries go through.

For each word there is one *main* token, ``fold(stem(word))`` (without ``fold`` where accents tell most words
apart), and *variants*: ``fold(stem(lemma))``, in which forms meet that a stemmer leaves apart (:mod:`.lemmas`);
``fold(stem(fold(word)))``, so that words typed without accents are found; and what the language adds (``ue`` for
``ü``, a broken plural's singular). Main tokens keep one position a word; variants live apart, so that they shift
nothing. The *surface* is the folded word itself, for exact phrases and beginnings of words.

A token begins with its language (``fr_jardin``; surface ``fr__jardins``): languages share one index without a
join, and a frequent word of one does not make a rare one of another look common. Letters stay what they are in
every script: engines must split at spaces alone (FTS5's ``ascii`` tokenizer takes every other character as part
of a word), which keeps vowel signs whole and beginnings of words comparable.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import Stemmer
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from ...conf import SETTING, settings
from . import lemmas
from .abbreviations import expansions
from .inclusive import spelt_out
from .languages import Language, fallbacks, get_language, normalise_code
from .lemmas import Lemmas, lemmas_of
from .text import HAS_RUNS, HYPHENATED, REMOVED, RUNS, TOKEN, composed, cut, fold, unified

__all__ = ["Analyzer", "Word"]

MAX_WORD = 64
"""Longer words are cut, so that no token is too long for an index."""
MAX_FORMS = 1 << 15
"""Words of a language whose forms a process remembers; about half a kilobyte each."""


class Form(NamedTuple):
    """What a word as written is indexed as."""

    skip: int
    """Letters of elision before the word proper."""
    surface: str
    main: str
    variants: tuple[str, ...]
    display: str
    """The word proper in lower case, with its accents."""
    bare: str = ""
    """The same without the article that is written on to it."""


Piece = str | Form
"""A word as it is written; or what it is indexed as, where the writing alone does not tell."""


class Word(NamedTuple):
    """A word at its place in a text; ``end`` is exclusive."""

    start: int
    end: int
    form: Form


class Analyzer:
    """The analysis of one language; get it from :func:`get_analyzer`. Safe to share between threads.

    A site's own inherits from it and overrides :meth:`stem`, or :meth:`words` for a language whose words are not cut
    at spaces; the setting ``ANALYZERS`` names it.
    """

    version = ""
    """To be changed with what the analyzer makes of words, so that a check of the index tells what is stale."""
    origin = ""
    """The dotted path of a site's own."""

    def __init__(self, language: Language, code: str) -> None:
        self.language = language
        self.prefix = code.replace("-", "")
        self.stop_words = frozenset(composed(word) for word in language.stop_words)
        self._folded_stops = frozenset(fold(word) for word in language.stop_words)
        self._endings = re.compile(language.endings) if language.endings else None
        self._ending = re.compile(f"(?<=..)(?:{language.ending})$") if language.ending else None
        self._own = threading.local()  # a Stemmer must not be used by two threads at once
        self._has_stemmer = language.stemmer in Stemmer.algorithms()
        self._cuts_at_spaces = type(self).words is Analyzer.words
        self.form = lru_cache(maxsize=MAX_FORMS)(self.new_form)
        self._hyphenated = lru_cache(maxsize=2048)(self._new_hyphenated)

    @property
    def fingerprint(self) -> str:
        """Tells this analysis from others: what was indexed by another is stale."""
        stemmer = Stemmer.version() if self._has_stemmer else ""
        dictionary = lemmas.VERSION if self.language.dictionary else ""
        return " ".join(filter(None, (self.origin, self.version, stemmer, dictionary, self._own_row)))

    @cached_property
    def _own_row(self) -> str:
        """Tells a site's own row of the table of languages from what it was before; of ours the code tells (see
        :mod:`essaimage_wagtail.search.version`)."""
        if self.language == get_language(self.language.code):
            return ""
        values = {field: getattr(self.language, field.name) for field in fields(self.language)}
        plain = {field.name: _plain(value) for field, value in values.items() if value != field.default}
        return blake2b(repr(plain).encode(), digest_size=8).hexdigest()

    def words(self, text: str) -> Iterator[Word]:
        """Every word of a text in order; characters that belong to no word are passed over."""
        text = unified(text)
        for match in TOKEN.finditer(text):
            start, end = match.span()
            written = match[0]
            if not written.isascii() and HAS_RUNS.search(written):
                yield from self._runs(written, start)
            elif (form := self.form(written)).surface:
                yield Word(start + form.skip, end, form)

    def pieces(self, text: str) -> Sequence[Piece]:
        """A text cut into words, and maybe into what has no surface; a caller looks at each distinct one once."""
        text = composed(text)
        if not self.is_plain(text):
            return [word.form for word in self.words(text)]
        text = unified(text)
        if "-" not in text:
            return cut(text)
        found: list[Piece] = []
        end = 0
        for match in HYPHENATED.finditer(text):
            found += cut(text[end : match.start()])
            found += self._hyphenated(match[0])
            end = match.end()
        found += cut(text[end:])
        return found

    def _new_hyphenated(self, written: str) -> tuple[Piece, ...]:
        """The pieces of what hyphens hold together; the last one also stands for all of it as one word:
        *covoiturage* finds *co-voiturage*."""
        *before, last = cut(written)
        form = self.form(last)
        if not (before and form.surface):
            return (*before, last)
        whole = self.form(written.replace("-", ""))
        variants = dict.fromkeys((*form.variants, whole.main, *whole.variants))
        # Where nouns have capitals, they are told from the piece.
        display = last if self.language.capitals and last.lower() == form.display else form.display
        return (*before, form._replace(variants=tuple(variants), display=display))

    def forms(self, text: str) -> list[Form]:
        """The forms of :meth:`words` without their places: several times faster."""
        forms = (self.form(piece) if isinstance(piece, str) else piece for piece in self.pieces(text))
        return [form for form in forms if form.surface]

    def is_stop(self, form: Form) -> bool:
        """Whether a word is a stop word as it is written, or may be one whose accents were left out: Swedish *år* is
        not *är*."""
        return self._stops(form.display, form.surface)

    def _stops(self, display: str, surface: str) -> bool:
        return display in self.stop_words or (display == surface and surface in self._folded_stops)

    def is_asking(self, form: Form) -> bool:
        """Whether a word only says that something is asked for."""
        return form.main in self._asking

    @cached_property
    def _asking(self) -> frozenset[str]:
        return frozenset(self.form(word).main for word in self.language.asking)

    def token(self, word: str) -> str:
        return f"{self.prefix}_{word}"

    def surface_token(self, word: str) -> str:
        return f"{self.prefix}__{word}"

    def bare_token(self, word: str) -> str:
        """Of a surface without its article, see :attr:`Form.bare`."""
        return f"{self.prefix}___{word}"

    def written_tokens(self, word: str) -> tuple[str, ...]:
        """The tokens of which a word has one that is written so, whether its article aside or not; or begins so."""
        tokens = (self.surface_token(word), self.bare_token(word))
        return tokens if self.language.bare else tokens[:1]

    def stem(self, word: str) -> str:
        """What a word in lower case has in common with its other forms."""
        if self.language.normalise is not None:
            word = self.language.normalise(word)
        if self.language.stem:
            return self.language.stem(word)
        if self._has_stemmer:
            try:
                stemmer = self._own.stemmer
            except AttributeError:
                stemmer = self._own.stemmer = Stemmer.Stemmer(self.language.stemmer, 0)
            return stemmer.stemWord(word)
        return word

    def is_plain(self, text: str) -> bool:
        """Whether all the text's words are cut at spaces."""
        return self._cuts_at_spaces and (text.isascii() or not HAS_RUNS.search(text))

    def new_form(self, written: str) -> Form:
        """As :meth:`form`, but not remembered: for a caller that remembers by itself."""
        word = written if written.isascii() else unicodedata.normalize("NFKC", written)
        if self.language.dotted_i:
            word = word.replace("İ", "i").replace("I", "ı")
        word = word.lower()
        if word == written:
            word = written  # equal strings are kept once: thousands of forms are remembered
        skip = 0
        if "'" in word:
            before, _, after = word.partition("'")
            if before in self.language.elision:
                skip, word = len(before) + 1, after
            if self._endings and "'" in word:
                before, _, after = word.rpartition("'")
                word = before if self._endings.fullmatch(after) else word
        short = expansions(written[skip:].lower(), self.language.code)
        both = spelt_out(written[skip:], self.language.capitals)
        word, also = (both[0], (*both[1:], *short)) if both else (word.replace("°", "o"), short)
        display = (word if word.isalnum() else REMOVED.sub("", word))[:MAX_WORD]
        surface = fold(display)[:MAX_WORD]
        if not also and self._stops(display, surface) and not self.language.toned:
            return Form(skip, surface, surface, (), display)
        main = self.stem(display) if self.language.toned else fold(self.stem(display))
        if main == surface:
            main = surface
        others = [] if surface == display else [fold(self.stem(surface))]
        others += self._lemma_stems(display, surface)
        if self.language.variants:
            for spelling in dict.fromkeys((surface, display)):
                others += [fold(self.stem(other)) for other in self.language.variants(spelling)]
        for other in also:
            others += [fold(self.stem(other)), fold(self.stem(fold(other)))]
        if written[-1:] == "s" and written[:-1].isupper() and len(written) > 2:  # NGOs, PMEs
            others.append(fold(self.stem(surface[:-1])))
        variants = tuple(dict.fromkeys(other for other in others if other and other != main)) if others else ()
        bare = self.language.bare(display) if self.language.bare else display
        return Form(skip, surface, main, variants, display, "" if bare == display else bare)

    @cached_property
    def lemmas(self) -> Lemmas | None:
        """The dictionary of the language, if there is one; the first to ask reads it."""
        language = self.language
        if not language.dictionary:
            return None
        return lemmas_of(
            language.dictionary,
            affixes=language.affixes,
            capitals=language.capitals,
            compounds=language.links is not None,
        )

    def is_known(self, form: Form) -> bool:
        """Whether the dictionary of the language has a word as it is written."""
        return self.lemmas is not None and self.lemmas.known(self._entry(form.display, self.lemmas))

    def _entry(self, display: str, dictionary: Lemmas) -> str:
        """A word as a dictionary may have it: without its article, and spelt in the usual way if it lacks the other."""
        word = self.language.bare(display) if self.language.bare else display
        usual = self.language.normalise(word) if self.language.normalise else word
        return word if usual == word or dictionary.known(word) else usual

    def _lemma_stems(self, display: str, surface: str) -> Iterator[str]:
        """The stems of a word's lemmas; of a word that no dictionary has, that of the word without a usual ending."""
        dictionary = self.lemmas
        if dictionary is None or not display.isalpha():
            return
        entry = self._entry(display, dictionary)
        found = dictionary(entry)
        yield from (fold(self.stem(lemma)) for lemma in found if lemma not in self.stop_words)
        if self._ending and (not found or not dictionary.known(entry)):
            yield fold(self.stem(self._ending.sub("", surface)))

    def _runs(self, written: str, start: int) -> Iterator[Word]:
        """The words of a piece that holds a script written in runs."""
        for match in RUNS.finditer(written):
            run, offset = match[0], start + match.start()
            size = 2 if match["paired"] else 3 if match["tripled"] else 0
            if size:
                yield from _grams(run, offset, size)
            elif (form := self.form(run.strip("'"))).surface:
                yield Word(offset + form.skip, offset + len(run), form)


def _grams(run: str, offset: int, size: int) -> Iterator[Word]:
    """A word for every character: itself as the surface, and the characters from it on as the main token.

    The last ones have no main token, or the text's end would make tokens that no longer text has; a run that is
    shorter than ``size`` is found by its surfaces.
    """
    folded = [fold(unicodedata.normalize("NFKC", letter)).lower() for letter in run]
    for index, letter in enumerate(folded):
        whole = index + size <= len(folded)
        main = "".join(folded[index : index + size]) if whole else ""
        end = index + size if whole else index + 1
        yield Word(offset + index, offset + end, Form(0, letter, main, (), letter))


def _plain(value: object) -> object:
    """The same in every process: functions by their names, sets in order."""
    if callable(value):
        return f"{value.__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
    return sorted(value) if isinstance(value, frozenset | set) else value


def load_analyzer(path: str, code: str) -> Analyzer:
    """A site's own analyzer, from the dotted path of a :class:`Language` or of a class of analyzers.

    Raises ``ImportError``, and ``TypeError`` if it is neither.
    """
    found = import_string(path)
    if isinstance(found, Language):
        analyzer = Analyzer(found, code)
    elif isinstance(found, type) and issubclass(found, Analyzer):
        analyzer = found(get_language(code), code)
    else:
        raise TypeError(f"{path} is neither a Language nor a class that inherits from Analyzer")
    analyzer.origin = path
    return analyzer


@lru_cache(maxsize=64)
def get_analyzer(code: str) -> Analyzer:
    """The analyzer of a language code: the site's own, or that of the table; any code gets one."""
    code = normalise_code(code)
    own = {normalise_code(key): path for key, path in settings.ANALYZERS.items()}
    for name in fallbacks(code):
        if name in own:
            return load_analyzer(own[name], code)
    return Analyzer(get_language(code), code)


def _forget_analyzers(*, setting: str, **kwargs: Any) -> None:
    if setting == SETTING:
        get_analyzer.cache_clear()


setting_changed.connect(_forget_analyzers)
