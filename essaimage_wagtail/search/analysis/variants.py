"""What else a word may be searched by, beside its stem and its lemma (:mod:`.lemmas`).

Each function takes a word in lower case, with or without its accents, and gives other words, from which the analysis
goes on as from the word itself. They do what a dictionary of forms leaves undone: endings and letters that are typed
without their accents (no dictionary has such words), Arabic plurals, words with an article written on to them, and the
few words for which the dictionary gives another lemma (*shelves* is also of *to shelve*). The pairs of words that need
them are in ``tests/test_search_forms.py``; ``python -m benchmarks.forms`` measures all of it on others.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from .morphology import (
    ARABIC_LETTERS,
    accented,
    arabic,
    catalan_forms,
    digraphs,
    hebrew_prefixes,
    turkish_vowels,
    without_article,
)

Forms = Callable[[str], Iterator[str]]
MAX_LETTERS_OF_AN_ENDING = 8
"""Letters of an ending that a rule replaces, at most."""


def each(*functions: Callable[[str], Iterable[str]]) -> Forms:
    """What any of these functions give."""

    def forms(word: str) -> Iterator[str]:
        for function in functions:
            yield from function(word)

    return forms


def rules(*pairs: tuple[str, str]) -> Forms:
    """For each pattern that a word's end fits, the word with that replaced."""
    compiled = [(re.compile(f"(?:{pattern})$"), form) for pattern, form in pairs]
    some = re.compile("|".join(f"(?:{pattern})$" for pattern, _ in pairs))

    def forms(word: str) -> Iterator[str]:
        ending = max(0, len(word) - MAX_LETTERS_OF_AN_ENDING)
        # Few words fit any, and all words of a site are tried.
        if some.search(word, ending):
            for pattern, form in compiled:
                if match := pattern.search(word, ending):
                    yield word[: match.start()] + form

    return forms


def patterns(*pairs: tuple[str, tuple[str, ...]]) -> Forms:
    """For each pattern that a whole word fits, the words that it becomes."""
    compiled = [(re.compile(pattern), changed) for pattern, changed in pairs]
    some = re.compile("|".join(f"(?:{pattern})" for pattern, _ in pairs))

    def forms(word: str) -> Iterator[str]:
        if some.fullmatch(word):
            for pattern, changed in compiled:
                if match := pattern.fullmatch(word):
                    yield from map(match.expand, changed)

    return forms


def words(text: str) -> Forms:
    """Of single words: ``"plural singular, …"``."""
    table = dict(pair.split() for pair in text.split(","))

    def forms(word: str) -> Iterator[str]:
        if word in table:
            yield table[word]

    return forms


_NORDIC = digraphs(("ae", "a"), ("oe", "o"), ("aa", "a"))

BULGARIAN = words("хора човек, хората човек")

CATALAN = catalan_forms

CZECH = accented("ých ích ými ým ím ého ího ému ům ám ách štinou")

DANISH = each(_NORDIC, words("cykler cykel"))

DUTCH = words("leden lid")

ENGLISH = each(rules(("(?<=..)ves", "f"), ("(?<=.)ves", "fe")), words("people person"))  # leaves, knives

FINNISH = _NORDIC

FRENCH = each(
    accented("ée ées ère ères"),
    rules(("ives?", "if")),  # active, which is of activer too
    words(
        "baux bail, benevolat bénévole, bénévolat bénévole, volontariat volontaire, partenariat partenaire, "
        "partenariats partenaire, artisanat artisan"
    ),
)

GERMAN = each(
    digraphs(("ae", "a"), ("oe", "o"), ("ue", "u")),
    rules(("(?<=..r)atur(?:en)?", "ieren")),  # Reparatur, reparieren
    words("studien studium"),
)

GREEK = words("εργαστήρια εργαστήριο")

HEBREW = hebrew_prefixes

HUNGARIAN = accented("ból ből ról ről tól től nál nél ként ció ciók ciót")

LITHUANIAN = accented("ėti ėta ėte ėje ėse ėmis čių čia čio čius žio")

NORWEGIAN = each(_NORDIC, words("sykler sykkel, museer museum, hender hånd, trær tre"))

POLISH = each(accented("ów ać ić yć ąc ący ące ąca ących ącego ącej ącym"), words("lata rok, lat rok"))

PORTUGUESE = accented("ção ável áveis ível íveis ência ências")

ROMANIAN = each(accented("ează ați eți iți ție ția ții ând ește iește"), words("copii copil"))

SERBIAN = words("djeca dijete, deca dete, деца дете")

SWEDISH = each(_NORDIC, words("cyklar cykel, reparation reparera"))

TURKISH = turkish_vowels

UKRAINIAN = words("діти дитина, дітей дитина, дітям дитина, дні день")

_broken_plurals = patterns(
    ("(.)و(ا)(..)", (r"\1\2\3",)),  # شوارع > شارع, شواطئ > شاطئ
    ("(..)ا(.)ي(.)", (r"\1\2و\3", r"\1\2ا\3", r"\1\2ي\3")),  # مشاريع > مشروع, مفاتيح > مفتاح
    ("(..)اي(.)", (r"\1ي\2", r"\1ا\2")),  # حدائق > حديقة, رسائل > رسالة
    ("([^ا].)ا(..)", (r"\1\2",)),  # مدارس > مدرسة, مساجد > مسجد
    ("ا(..)ا(.)", (r"\1\2",)),  # أطفال > طفل
    ("([^ا].)[اوي](.)", (r"\1\2",)),  # حقول > حقل, رجال > رجل, and كتاب > كتب, مدينة > مدن
    ("([^ا])(.)ا(.)", (r"\1ا\2\3",)),  # عمال > عامل, طلاب > طالب
    ("(..)(.)اء", (r"\1ي\2",)),  # شركاء > شريك
    ("ا(..)(.)اء", (r"\1ي\2",)),  # أصدقاء > صديق
)
_whole_plurals = patterns(
    ("ا(.)(.)(.)ه", (r"\1\2ا\3",)),  # أنشطة > نشاط
    ("(.)ي(.)ان", (r"\1ا\2",)),  # جيران > جار
    ("(..+)وات", (r"\1اه",)),  # أدوات > أداة, قنوات > قناة
    ("(و..)(?:ه|ات|ين|ون)", (r"\1",)),  # ورشة: the first letter is no conjunction
)
_ARABIC_WORDS = {"مواني": "ميناء", "احياء": "حي", "نساء": "امرأة"}


def arabic_plurals(word: str) -> Iterator[str]:
    """Singulars (or the plural) that the commonest patterns of the Arabic broken plural give for a word.

    Patterns as in Wright, *A Grammar of the Arabic Language*, I, § 304-305. Guesses: they are looked up
    beside the word, never instead of it.
    """
    stem, whole = arabic(word), without_article(word).translate(ARABIC_LETTERS)
    if 3 < len(stem) < 7:
        yield from _broken_plurals(stem)
    yield from _whole_plurals(whole)
    if whole in _ARABIC_WORDS:
        yield _ARABIC_WORDS[whole]
