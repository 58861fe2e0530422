"""The words of a language as its dictionary has them: which ones there are, and which one a form is of.

The dictionaries are simplemma's (https://adbar.github.io/simplemma/, MIT), of some fifty languages. They are read where
they are packed, a word in some twenty microseconds, and only those of the languages that a process meets: 3 to 15 MB a
language instead of 20 to 100 as plain dictionaries. What was made of a word is remembered by the analysis.
"""

import threading
from functools import lru_cache

import simplemma
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries import StreamDictionaryFactory
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES as LANGUAGES

VERSION = f"simplemma {simplemma.__version__}"
"""Of the dictionaries."""
SHORTEST_PART = 3
"""Letters of a part of a compound."""

_dictionaries = StreamDictionaryFactory(cache_max_size=len(LANGUAGES))
_lookup = DictionaryLookupStrategy(_dictionaries)
_guess = DefaultStrategy(dictionary_factory=_dictionaries)
_loading = threading.Lock()


class Lemmas:
    """The dictionary of one language; get it from :func:`lemmas_of`. Safe to share between threads."""

    def __init__(self, code: str, *, compounds: bool) -> None:
        self._code = code
        self._compounds = compounds

    def known(self, word: str) -> bool:
        """Whether the dictionary has a word, in whatever form; it may be in lower case where it is a name."""
        return _lookup.get_lemma(word, self._code) is not None

    def __call__(self, word: str) -> tuple[str, ...]:
        """The dictionary forms of a word, in lower case: none if nothing tells, two where the first is a form of another
        (French *contenus* is of *contenu*, and this of *contenir*).

        Words that the dictionary lacks are taken apart by simplemma's rules, and in a language of compounds at the
        longest part at their end that it has.
        """
        found = _guess.get_lemma(word, self._code)
        if found is None and self._compounds:
            found = self._by_last_part(word)
        if found is None:
            return ()
        further = _lookup.get_lemma(found, self._code) or found
        return tuple(dict.fromkeys((found.lower(), further.lower())))

    def _by_last_part(self, word: str) -> str | None:
        for index in range(SHORTEST_PART, len(word) - SHORTEST_PART):
            if (part := _lookup.get_lemma(word[index:], self._code)) is not None:
                return word[:index] + part.lower()
        return None


@lru_cache(maxsize=128)
def lemmas_of(code: str, *, compounds: bool = False) -> Lemmas | None:
    """The lemmas of a language, or ``None`` where there is no dictionary of it. The first call in a process reads it."""
    if code not in LANGUAGES:
        return None
    with _loading:  # two threads that begin at once read it once
        _dictionaries.get_dictionary(code)
    return Lemmas(code, compounds=compounds)
