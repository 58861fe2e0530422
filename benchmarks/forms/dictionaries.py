"""Pairs of words from the dictionaries of spell checkers, which list stems and the endings that each may have.

They are Hunspell's, as Debian packages them (``apt install hunspell-fr hunspell-es …``): made by other people, from
other sources than the analysis. spylls (``pip install spylls``) reads them. They are not kept here: their licences
differ.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Pair = tuple[str, str]
PLACES = (Path("/usr/share/hunspell"),)
"""Where dictionaries are looked for, besides the directories that are named."""


@dataclass(frozen=True)
class Source:
    """Which dictionary a language's words are of, and which of its endings are regular plurals of nouns and
    adjectives: the pattern that the ending's name (*flag*) fits, and the one that the ending itself fits."""

    name: str
    package: str
    plural: str = ""
    ending: str = ".*"
    capital: bool = False
    """Whether only words with a capital are nouns."""


SOURCES = {
    "ca": Source("ca", "hunspell-ca", plural="_[EG]"),
    "cs": Source("cs_CZ", "hunspell-cs"),
    "da": Source("da_DK", "hunspell-da", plural="11|5", ending="r|er|e"),
    "de": Source("de_DE", "hunspell-de-de", plural="[NPE]", capital=True),
    "en": Source("en_US", "hunspell-en-us", plural="S"),
    "es": Source("es_ES", "hunspell-es", plural="S"),
    "fr": Source("fr", "hunspell-fr-classical", plural=r"[SXAFW]\.", ending="s|x|ux|es"),
    "it": Source("it_IT", "hunspell-it", plural="[SQO]"),
    "nl": Source("nl", "hunspell-nl", plural="Z[abe]", ending="[^-]+"),
    "no": Source("nb_NO", "hunspell-no", plural="E", ending=".*e?r"),
    "pl": Source("pl_PL", "hunspell-pl"),
    "pt": Source("pt_PT", "hunspell-pt-pt", plural="p"),
    "ro": Source("ro_RO", "hunspell-ro"),
    "ru": Source("ru_RU", "hunspell-ru"),
    "sv": Source("sv_SE", "hunspell-sv", plural="[GHJ]", ending=".*[aeo]r"),
    "uk": Source("uk_UA", "hunspell-uk"),
}
SHORTEST = 3
"""Letters of a word that is drawn."""
SAME_BEGINNING = 3
"""Letters that two words which look alike have in common at their beginnings: only such words are taken for forms."""


class Missing(Exception):
    """A dictionary, or what reads it, is not installed; says what to install."""


class Dictionary:
    """The words of one language; raises :class:`Missing`."""

    def __init__(self, language: str, directories: tuple[Path, ...] = ()) -> None:
        self.source = SOURCES[language]
        try:
            from spylls.hunspell.readers import read_aff, read_dic
            from spylls.hunspell.readers.file_reader import FileReader
        except ImportError:
            raise Missing("pip install spylls") from None
        for directory in (*directories, *PLACES):
            path = directory / self.source.name
            if path.with_name(f"{path.name}.dic").exists():
                break
        else:
            raise Missing(f"apt install {self.source.package}")
        aff, context = read_aff(FileReader(f"{path}.aff"))
        words = read_dic(FileReader(f"{path}.dic", encoding=context.encoding), aff=aff, context=context).words
        self._suffixes = aff.SFX
        self._unusual = {aff.FORBIDDENWORD, aff.ONLYINCOMPOUND, aff.NOSUGGEST} - {None}
        self.words = [word for word in words if self._usual(word)]

    def _usual(self, word: Any) -> bool:
        stem = word.stem
        lower = stem[1:].islower() if self.source.capital else stem.islower()
        return lower and stem.isalpha() and len(stem) >= SHORTEST and self._unusual.isdisjoint(word.flags)

    def _forms(self, word: Any, flags: Callable[[str], Any] = bool) -> Iterator[tuple[str, str]]:
        """Each form of a word that one suffix makes, with the suffix."""
        for flag in sorted(word.flags):
            if flags(flag):
                for suffix in self._suffixes.get(flag, ()):
                    if suffix.cond_regexp.search(word.stem) and word.stem.endswith(suffix.strip):
                        form = word.stem.removesuffix(suffix.strip) + suffix.add
                        if form != word.stem and form.isalpha() and len(form) >= SHORTEST:
                            yield form, suffix.add

    def plurals(self, number: int, seed: int) -> list[Pair]:
        """So many regular plurals with their singulars, drawn at random; none where the dictionary does not tell."""
        source, generator = self.source, random.Random(seed)
        if not source.plural:
            return []
        nouns = (word for word in self._shuffled(generator) if not source.capital or word.stem[:1].isupper())
        pairs: list[Pair] = []
        for word in nouns:
            forms = self._forms(word, re.compile(source.plural).fullmatch)
            forms = [form for form, ending in forms if re.fullmatch(source.ending, ending)]
            if forms:
                pairs.append((word.stem, generator.choice(forms)))
            if len(pairs) == number:
                break
        return pairs

    def inflected(self, number: int, seed: int) -> list[Pair]:
        """So many words with any of their other forms, drawn at random: one form of a word, so that those with many do
        not count for more."""
        generator = random.Random(seed)
        pairs: list[Pair] = []
        for word in self._shuffled(generator):
            forms = [form for form, _ in self._forms(word)]
            if forms:
                pairs.append((word.stem, generator.choice(forms)))
            if len(pairs) == number:
                break
        return pairs

    def alike(self, number: int, seed: int) -> list[Pair]:
        """So many pairs of words that differ in one letter after the third, accents aside, and have no form in common.

        Most have nothing to do with each other; some are kin all the same (*jardiner*, *jardinier*), which no
        dictionary of this kind tells.
        """
        groups: dict[tuple[str, str], list[Any]] = {}
        pairs: list[Pair] = []
        for word in self._shuffled(random.Random(seed)):
            stem = _bare(word.stem)
            for index in range(SAME_BEGINNING, len(stem)):
                group = groups.setdefault((stem[:index], stem[index + 1 :]), [])
                pairs += [(other.stem, word.stem) for other in group if self._unlike(other, word)]
                group.append(word)
            if len(pairs) >= number:
                break
        return pairs[:number]

    def _unlike(self, one: Any, other: Any) -> bool:
        if _bare(one.stem) == _bare(other.stem):
            return False
        first, second = ({form.lower() for form, _ in self._forms(word)} for word in (one, other))
        # What has no form of its own is a form of a word that is not known.
        return bool(first and second) and (first | {one.stem.lower()}).isdisjoint(second | {other.stem.lower()})

    def _shuffled(self, generator: random.Random) -> list[Any]:
        words = list(self.words)
        generator.shuffle(words)
        return words


def _bare(word: str) -> str:
    """In lower case, without accents."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
