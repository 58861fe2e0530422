"""The words of a language as its dictionary has them: which ones there are, and which one a form is of.

The dictionaries are simplemma's (https://adbar.github.io/simplemma/, MIT), of some fifty languages. They are read where
they are packed, and only those of the languages that a process meets: 3 to 15 MB a language, instead of 20 to 100 as
plain dictionaries. A word is read in some twenty microseconds; that there is none is told in one. The analysis
remembers what was made of a word.
"""

import threading
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import simplemma
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.strategies.dictionaries import DictionaryFactory, StreamDictionaryFactory
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES as LANGUAGES

from ..memory import Seen

VERSION = f"simplemma {simplemma.__version__}"
"""Of the dictionaries."""
MAX_ENTRIES = 1 << 13
"""Words of a language that are not read again, among them usual lemmas and last parts of compounds."""
SHORTEST_PART = 3
"""Letters of a part of a compound."""


class _Dictionary(Mapping[str, str]):
    """Forms with their lemmas, which knows at once most words that are none; what was just asked is not read again."""

    def __init__(self, packed: Mapping[str, str]) -> None:
        self._packed = packed
        self._seen = Seen(1 << len(packed).bit_length() + 5)
        self._seen.update(map(hash, packed))
        self._find = lru_cache(maxsize=MAX_ENTRIES)(packed.get)

    def __getitem__(self, word: str) -> str:
        if hash(word) not in self._seen:
            raise KeyError(word)
        return self._packed[word]

    def get(self, word: str, default: str | None = None) -> str | None:  # type: ignore[override]
        if hash(word) not in self._seen:
            return default
        found = self._find(word)
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class _Dictionaries(DictionaryFactory):
    """Those of this process. Two threads that ask for one at once read it once."""

    def __init__(self) -> None:
        self._packed = StreamDictionaryFactory(cache_max_size=1)
        self._read: dict[str, _Dictionary] = {}
        self._reading = threading.Lock()

    def get_dictionary(self, lang: str) -> _Dictionary:
        if lang not in self._read:
            with self._reading:
                if lang not in self._read:
                    self._read[lang] = _Dictionary(self._packed.get_dictionary(lang))
        return self._read[lang]


_dictionaries = _Dictionaries()
_lookup = DictionaryLookupStrategy(_dictionaries)
_guess = DefaultStrategy(dictionary_factory=_dictionaries)


class Lemmas:
    """The dictionary of one language; get it from :func:`lemmas_of`. Safe to share between threads."""

    def __init__(self, code: str, *, compounds: bool) -> None:
        self._code = code
        self._compounds = compounds

    def known(self, word: str) -> bool:
        """Whether the dictionary has a word, in whatever form; it may be in lower case where it is a name."""
        return _lookup.get_lemma(word, self._code) is not None

    def __call__(self, word: str) -> tuple[str, ...]:
        """The dictionary forms of a word, in lower case: none if nothing tells, two where the first is a form of
        another (French *contenus* is of *contenu*, and this of *contenir*).

        Words that the dictionary lacks are taken apart by simplemma's rules, and in a language of compounds at the
        longest part at their end that it has.
        """
        found = _guess.get_lemma(word, self._code)
        if found is None and self._compounds:
            found = self._by_last_part(word)
        if found is None:
            return ()
        further = _lookup.get_lemma(found, self._code) if found != word else None
        return tuple(dict.fromkeys((found.lower(), (further or found).lower())))

    def _by_last_part(self, word: str) -> str | None:
        for index in range(SHORTEST_PART, len(word) - SHORTEST_PART):
            if (part := _lookup.get_lemma(word[index:], self._code)) is not None:
                return word[:index] + part.lower()
        return None


@cache
def lemmas_of(code: str, *, compounds: bool = False) -> Lemmas | None:
    """The lemmas of a language, or ``None`` where there is no dictionary of it; it is read when it is first asked."""
    return Lemmas(code, compounds=compounds) if code in LANGUAGES else None
