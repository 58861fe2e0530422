"""What the analyzer does for each language: one table.

Sources: stemmers are Snowball's (https://snowballstem.org/algorithms/, through PyStemmer) unless a function
of :mod:`.morphology` is named, whose docstring tells its source; elided words are those of each language's
orthography; pairs of letters are the usual ASCII spelling of a language's own letters; linking elements of
compounds are those of the Duden (*Fugenelemente*) and of its counterparts. Stop words: :mod:`.stopwords`.

For every language alike: Unicode NFKC, one apostrophe, lower case, accents
optional, runs of Chinese, Japanese and Korean as pairs of characters (as Lucene's ``CJKAnalyzer`` does), runs
of Thai, Lao, Khmer and Burmese, which are written without spaces, as triples. A language that is not in the
table gets just that.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from . import lemmas, morphology, variants
from .stop_words import ASKING, STOP_WORDS

__all__ = ["Language", "get_language"]

Rewrite = Callable[[str], str]
Variants = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Language:
    """How the words of one language are analysed; each field is used in this order."""

    code: str
    elision: frozenset[str] = frozenset()
    """What is dropped from a word's beginning with its apostrophe (``l'``, ``qu'``)."""
    endings: str = ""
    """Pattern of what is dropped from a word's end with its apostrophe (``'s``, ``İstanbul'da``)."""
    dotted_i: bool = False
    """Whether ``I`` is the capital of ``ı`` and ``İ`` of ``i``."""
    normalise: Rewrite | None = None
    """From a word in lower case to the one that is stemmed."""
    stemmer: str = ""
    """Name of a Snowball algorithm; one that the installed PyStemmer lacks is left out."""
    stem: Rewrite | None = None
    """A stemmer of ours, instead of Snowball's."""
    dictionary: str = ""
    """Code of the language in :mod:`.lemmas`, if it has a dictionary."""
    affixes: bool = False
    """Whether a word that the dictionary lacks is looked up without usual beginnings and endings. It costs as much as
    all the rest, and joins more forms only where these are many (``python -m benchmarks.forms``)."""
    ending: str = ""
    """Pattern of what is dropped from the end of a word that the dictionary lacks, which is then searched by the stem
    of what is left too: the endings by which most nouns tell one from several."""
    variants: Variants | None = None
    """Other words that the same text may be searched by."""
    links: tuple[str, ...] | None = None
    """What stands between the parts of a compound; ``None`` where words are not compounded."""
    bare: Rewrite | None = None
    """From a word to itself without the article written on to it, since people type the beginning without it."""
    toned: bool = False
    """Whether accents tell most words apart: those that are typed count, and they may still be left out."""
    prefixed: bool = False
    """Whether stemming or variants can change a word's first letter."""
    capitals: bool = False
    """Whether nouns are written with a capital, so that words are shown as they were first written."""
    stop_words: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    """Words in which people ask for something, such as “looking for”; any of their forms is meant."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TABLE = (
    Language(
        "ar",
        stem=morphology.arabic,
        variants=variants.arabic_plurals,
        bare=morphology.without_article,
        prefixed=True,
    ),  # Light10, and patterns of broken plurals
    Language(
        "bg",
        stem=morphology.suffixes("ищата ищаат ищата ища овете ове еве иите ите ията ият ия ът ят та то те а я и о е у"),
        variants=variants.BULGARIAN,
    ),  # article and plural endings
    Language("ca", stemmer="catalan", ending="n?s|es|[aeo]", variants=variants.CATALAN, elision=_words("l d m t s n")),
    Language("co", elision=_words("l d un s m t n v c ch qu quell quill st cum nant")),
    Language("cs", stemmer="czech", affixes=True, variants=variants.CZECH),
    Language("da", stemmer="danish", variants=variants.DANISH, links=("s", "e")),
    Language(
        "de",
        stemmer="german",
        variants=variants.GERMAN,
        links=("s", "es", "n", "en", "er", "e", "ens", "ns"),
        capitals=True,
    ),
    Language("el", stemmer="greek", variants=variants.GREEK),  # the stemmer itself ignores accents
    Language(
        "en",
        endings="s",
        normalise=morphology.english,
        stemmer="english",
        ending="s",
        variants=variants.ENGLISH,
    ),
    Language("eo", stemmer="esperanto"),
    Language("es", stemmer="spanish", ending="e?s"),
    Language("et", stemmer="estonian", links=()),
    Language("eu", stemmer="basque", variants=morphology.basque_declension),
    Language("fa", stemmer="persian", normalise=morphology.persian),
    Language("fi", stemmer="finnish", variants=variants.FINNISH, links=("n",), endings=".*"),
    Language(
        "fr",
        elision=_words("l d j m t s n c qu jusqu lorsqu puisqu quoiqu"),
        stemmer="french",
        ending="[sx]",
        variants=variants.FRENCH,
    ),  # aujourd'hui, prud'homme and quelqu'un stay whole: what precedes is not in the list
    Language("ga", stemmer="irish", elision=_words("b d m"), prefixed=True),
    Language("he", stem=morphology.hebrew, variants=variants.HEBREW, prefixed=True),
    Language("hi", stemmer="hindi"),
    Language(
        "hu",
        stemmer="hungarian",
        variants=variants.HUNGARIAN,
        links=(),
    ),
    Language("hy", stemmer="armenian"),
    Language("id", stemmer="indonesian", prefixed=True),
    Language(
        "it",
        stemmer="italian",
        ending="h?i?[aeio]",
        elision=_words(
            "l un c d v s m t n all dall dell nell sull coll quest quell bell sant gl agl dagl degl negl sugl"
        ),
    ),
    Language("ja"),  # pairs of characters
    Language("ko"),  # pairs of characters, within a word
    Language("lb", elision=_words("d s t m")),
    Language("lt", stemmer="lithuanian", variants=variants.LITHUANIAN),
    Language("mt", elision=_words("b f m s t x")),  # its article has a hyphen: l-iskola
    Language("ne", stemmer="nepali"),
    Language("nl", stemmer="dutch", variants=variants.DUTCH, endings="s", links=("s", "e", "en", "er"), prefixed=True),
    Language("no", stemmer="norwegian", affixes=True, dictionary="nb", variants=variants.NORWEGIAN, links=("s", "e")),
    Language("oc", ending="s", elision=_words("l d m t s n qu")),
    Language("pl", stemmer="polish", affixes=True, variants=variants.POLISH),
    Language("pt", stemmer="portuguese", ending="s", variants=variants.PORTUGUESE, elision=_words("d")),
    Language("ro", stemmer="romanian", variants=variants.ROMANIAN),
    Language("ru", stemmer="russian", affixes=True),
    Language("sc", elision=_words("s d l un m t n v ch cust cuss custos cussos")),
    Language("scn", elision=_words("l d un s m t n v c ch cu nta")),
    Language("sr", stemmer="serbian", dictionary="hbs", variants=variants.SERBIAN),  # writes both alphabets as one
    Language("st", stemmer="sesotho", prefixed=True),
    Language("sv", stemmer="swedish", variants=variants.SWEDISH, links=("s", "e", "o", "u")),
    Language("ta", stemmer="tamil"),
    Language("th"),  # triples of characters
    Language("tr", stemmer="turkish", variants=variants.TURKISH, dotted_i=True, endings=".*"),
    Language("az", dotted_i=True),
    Language(
        "uk",
        affixes=True,
        stem=morphology.suffixes(
            "ові еві єві ями ами ого ього ому ьому ими іми ій ої ою ею єю ям ам ах ях ів їв ий а я у ю і ї е є о и ь"
        ),
        variants=variants.UKRAINIAN,
    ),  # endings of nouns and adjectives
    Language("vi", toned=True),
    Language("wa", elision=_words("l d m t s n k c dj èn on di cwè")),
    Language("yi", stemmer="yiddish"),
    Language("zh"),  # pairs of characters
)

LANGUAGES = {language.code: language for language in _TABLE}
_SAME = {"nb": "no", "nn": "no", "hr": "sr", "bs": "sr", "sh": "sr", "iw": "he", "in": "id"}


def normalise_code(code: str) -> str:
    """A language code as documents and queries compare it: ``pt_BR`` is ``pt-br``; at most 20 characters."""
    return re.sub("[^a-z0-9-]", "", code.lower().replace("_", "-"))[:20]


def fallbacks(code: str) -> list[str]:
    """A code and the wider ones that it falls back on: ``zh-hant-tw``, ``zh-hant``, ``zh``."""
    subtags = normalise_code(code).split("-")
    return ["-".join(subtags[:length]) for length in range(len(subtags), 0, -1)]


@lru_cache(maxsize=256)
def get_language(code: str) -> Language:
    """The row for a language code; regional codes fall back on their language, others on folding and on the dictionary,
    if there is one."""
    names = [_SAME.get(name, name) for name in fallbacks(code)]
    for name in names:
        if name in LANGUAGES:
            common, asking = (words.get(name, frozenset()) for words in (STOP_WORDS, ASKING))
            row = LANGUAGES[name]
            return replace(row, dictionary=row.dictionary or _dictionary(name), stop_words=common, asking=asking)
    return Language(names[-1], dictionary=_dictionary(names[-1]))


def _dictionary(code: str) -> str:
    return code if code in lemmas.LANGUAGES else ""
