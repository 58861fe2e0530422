"""The words of a language as its dictionary has them: which ones there are, and which one a form is of.

The dictionaries are simplemma's (https://adbar.github.io/simplemma/, MIT), of some fifty languages, as tries. A process
makes a trie when it is the first on its machine to meet a language: up to three seconds and 260 MB for German. The trie
is then kept in a file (setting ``DICTIONARIES``), which the next process reads in some milliseconds and one to eight
megabytes.
"""

import threading
from functools import cache
from pathlib import Path

import simplemma
from simplemma.strategies import (
    AffixDecompositionStrategy,
    CliticDecompositionStrategy,
    DictionaryLookupStrategy,
    LemmatizationStrategy,
    RulesStrategy,
)
from simplemma.strategies.clitic_decomposition import CLITIC_LANGS
from simplemma.strategies.dictionaries import TrieDictionaryFactory
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES as LANGUAGES

from ...conf import settings

VERSION = f"simplemma {simplemma.__version__}"
"""Of the dictionaries."""
MIN_PART_LETTERS = 3
"""Letters of a part of a compound."""

_making = threading.Lock()


@cache
def _dictionaries() -> TrieDictionaryFactory:
    # Under the version, since a file that another version made would be read as well.
    directory = str(Path(settings.DICTIONARIES, simplemma.__version__)) if settings.DICTIONARIES else None
    return TrieDictionaryFactory(cache_max_size=len(LANGUAGES), disk_cache_dir=directory)


class Lemmas:
    """The dictionary of one language; get it from :func:`lemmas_of`. Safe to share between threads."""

    def __init__(self, code: str, *, affixes: bool = False, capitals: bool = False, compounds: bool = False) -> None:
        self._code = code
        self._capitals = capitals
        self._compounds = compounds
        dictionaries = _dictionaries()
        with _making:  # two threads that ask at once make one trie
            self._dictionary = dictionaries.get_dictionary(code)
        self._lookup = DictionaryLookupStrategy(dictionaries)
        guesses: list[LemmatizationStrategy] = [RulesStrategy()]
        if code in CLITIC_LANGS:
            guesses.insert(0, CliticDecompositionStrategy(self._lookup))
        if affixes:
            guesses.append(AffixDecompositionStrategy(False, self._lookup))
        self._guesses = guesses

    def known(self, word: str) -> bool:
        """Whether the dictionary has a word in this form; a name may be in lower case."""
        return self._lookup.get_lemma(word, self._code) is not None

    def __call__(self, word: str) -> tuple[str, ...]:
        """The dictionary forms of a word in lower case: none if nothing tells, two where the first is a form of
        another (French *contenus* is of *contenu*, and this of *contenir*), or where a noun may be written the same
        (German *Daten*, and *daten*).

        A word that the dictionary lacks is taken apart by simplemma's rules (*parlandone*), and in a language of
        compounds at the longest part at its end.
        """
        found: dict[str, str] = {}
        if lemma := self._lookup.get_lemma(word, self._code):  # of the word with a capital, if it has no other
            found[word] = lemma
            if self._capitals and (lemma := self._lookup.get_lemma(word.capitalize(), self._code)):
                found[word.capitalize()] = lemma
        elif lemma := next(filter(None, (guess.get_lemma(word, self._code) for guess in self._guesses)), None):
            found[word] = lemma
        elif self._compounds:
            found = self._by_last_part(word)
        further = {lemma: self._lookup.get_lemma(lemma, self._code) for form, lemma in found.items() if lemma != form}
        lemmas = (one for lemma in found.values() for one in (lemma, further.get(lemma) or lemma))
        return tuple(dict.fromkeys(lemma.lower() for lemma in lemmas))

    def _by_last_part(self, word: str) -> dict[str, str]:
        for index in range(MIN_PART_LETTERS, len(word) - MIN_PART_LETTERS):
            part = word[index:]
            lemma = self._dictionary.get(part) or self._dictionary.get(part.capitalize())
            if lemma is not None:
                return {word: word[:index] + lemma.lower()}
        return {}


@cache
def lemmas_of(code: str, *, affixes: bool = False, capitals: bool = False, compounds: bool = False) -> Lemmas | None:
    """The lemmas of a language, or ``None`` where there is no dictionary of it; it is read when it is first asked.

    ``affixes``: see :attr:`~.languages.Language.affixes`. ``capitals``: nouns have a capital. ``compounds``: words are
    written together.
    """
    return Lemmas(code, affixes=affixes, capitals=capitals, compounds=compounds) if code in LANGUAGES else None
