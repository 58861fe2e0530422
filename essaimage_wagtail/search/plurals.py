"""Plurals, and some kinships, that Snowball's rules leave apart from their singulars: *lieux*, *Nachbarn*, *locais*.

Each function takes a word in lower case, with or without its accents, and gives other forms of it, from which the
analysis goes on as from the word itself. A guess that is no word finds nothing; one that is another word does, which is
why rules are narrow. They are those of each language's grammar; words of this project's field were tried pair by
pair (``tests/test_search_plurals.py``).
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
LONGEST = 8
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
        ending = max(0, len(word) - LONGEST)
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


ENGLISH = words(
    "children child, people person, men man, women woman, feet foot, teeth tooth, mice mouse, geese goose, lives life, "
    "wives wife, knives knife, leaves leaf, shelves shelf, halves half, wolves wolf, loaves loaf, thieves thief, "
    "oxen ox, buses bus, gases gas, crises crisis, analyses analysis, theses thesis, criteria criterion, "
    "phenomena phenomenon, curricula curriculum, bacteria bacterium"
)

FRENCH = each(
    # The third person plural (cultivent), which Snowball leaves as it is for the sake of "parent".
    rules(("(?<=....)ent", "e"), ("eux", "eu"), ("aux", "au"), ("aux", "ail")),
    words(
        "yeux œil, cieux ciel, aieux aïeul, vieille vieux, vieilles vieux, vieil vieux, "
        "belle beau, belles beau, bel beau, nouvelle nouveau, nouvelles nouveau, nouvel nouveau, "
        "benevolat bénévole, bénévolat bénévole, "
        "volontariat volontaire, partenariat partenaire, partenariats partenaire, artisanat artisan"
    ),
    accented("ée ées ère ères"),
)

GERMAN = each(
    digraphs(("ae", "a"), ("oe", "o"), ("ue", "u")),
    rules(
        ("(?<=[^at])um|(?<=dat)um", "en"),  # Zentrum, Zentren; not Baum, Reichtum
        ("(?<=..ik)a", "um"),  # Praktika
        ("(?<=....)[ao]", "en"),  # Thema, Themen; Konto, Konten
        ("(?<=...[ao]r)n", ""),  # Nachbarn
        ("(?<=....in)nen", ""),  # Nachbarinnen
        ("(?<=.us)se", ""),  # Busse
        ("(?<=..r)atur(?:en)?", "ieren"),  # Reparatur, reparieren
    ),
)

DUTCH = each(
    rules(
        ("(?<=[^aeiou]s)en", ""),  # fietsen
        ("(?<=..[^aeiou][aiouy])s", ""),  # foto's, typed without its apostrophe
        ("(?<=.[ei])a", "um"),  # musea
        ("dagen", "dag"),
        ("wegen", "weg"),
        ("glazen", "glas"),
        ("schepen", "schip"),
        ("leden", "lid"),
        ("steden", "stad"),
        ("daken", "dak"),
        ("hoven", "hof"),
        ("spelen", "spel"),
    ),
    words(
        "kinderen kind, kleinkinderen kleinkind, eieren ei, liederen lied, bladeren blad, goederen goed, volkeren volk"
    ),
)

ITALIAN = each(
    rules(
        ("(?<=[cg])hi", "o"),  # laghi
        ("(?<=..or)i", "io"),  # laboratori
        ("(?<=..an)[iea]", "o"),  # anziani
        ("(?<=..ier)i", "e"),  # quartieri
        ("(?<=^..)i|(?<=^...)i", "o"),  # orti, zii
        ("(?<=^...)i", "e"),  # pani
    ),
    words("uomini uomo, uova uovo, dita dito, braccia braccio"),
)

PORTUGUESE = each(
    rules(
        ("cao|coes", "ção"),
        ("(?<=...)ns", "m"),  # jardins
        ("(?<=.)ais", "al"),  # locais
        ("(?<=.)[eé]is", "el"),  # papéis
        ("(?<=.)eis", "il"),  # fáceis
        ("(?<=.)[oó]is", "ol"),  # lençóis
        ("(?<=.)uis", "ul"),  # azuis
        ("(?<=...[^aeiouáéíóú])is", "il"),  # infantis
        ("(?<=..)ãs", "ã"),  # irmãs
    ),
    words("irmas irmã, manhas manhã, macas maçã"),
    accented("ável áveis ível íveis ência ências"),
)

SPANISH = rules(
    ("(?<=[cs])ion", "ión"),
    ("(?<=...[dlrn])es", ""),  # ciudades, which Snowball stems less far than ciudad
    ("(?<=..)ces", "z"),  # luces
)

_NORDIC = digraphs(("ae", "a"), ("oe", "o"), ("aa", "a"))

SWEDISH = each(
    _NORDIC,
    rules(("(?<=..)el", "lar"), ("(?<=..)er", "rar"), ("(?<=..)um", "er")),  # cyklar, systrar, museer
    words("bok böcker, fot fötter, by byar, son söner, man män, verkstad verkstäder, reparation reparera"),
)

DANISH = each(
    _NORDIC,
    rules(("(?<=..)el", "ler"), ("(?<=..)um", "er")),  # cykler, museer
    words("børn barn, bye by, byer by, byen by, træer træ, mænd mand, hænder hånd, bøger bog"),
)

NORWEGIAN = each(
    _NORDIC,
    rules(("(?<=.)kkel", "kler"), ("(?<=.)ddel", "dler"), ("(?<=..)el", "ler"), ("(?<=..)um", "er")),  # sykler, museer
    words("byer by, byen by, menn mann, hender hånd, trær tre, bøker bok, barna barn"),
)

POLISH = each(
    accented("ów ać ić yć ąc ący ące ąca ących ącego ącej ącym"),
    rules(("(?<=..[bcdgklmnprstwz])ek", "ka")),  # książek
    words("sąsiedzi sąsiad, dzieci dziecko, ludzie człowiek, ludzi człowiek, lata rok, lat rok"),
)

CZECH = each(
    accented("ých ích ými ým ím ého ího ému ům ám ách štinou"),
    rules(("(?<=...)ren", "rna"), ("(?<=...)nic", "nice")),  # kaváren, vesnic
    words("děti dítě, dětí dítě, dětem dítě, lidé člověk, lidi člověk, lidí člověk, domy dům, domu dům, domů dům"),
)

RUSSIAN = each(
    rules(
        ("(?<=..)ив", "ивы"),  # кооператив
        ("(?<=..[бвдзклмнпрст])ок", "ка"),  # ребёнок, ребёнка
        ("(?<=..)ень", "ня"),  # деревень
        ("(?<=.[кгс])он", "но"),  # окон
    ),
    words(
        "дети ребёнок, детей ребёнок, детям ребёнок, люди человек, людей человек, людям человек, дни день, дней день, "
        "друзья друг, друзей друг"
    ),
)

UKRAINIAN = words(
    "діти дитина, дітей дитина, дітям дитина, люди людина, людей людина, людям людина, дні день, днів день, "
    "друзі друг, друзів друг, доми дім, дому дім, будинки будинок"
)

BULGARIAN = each(
    rules(("(?<=..)(?:ища|ището|ищата)", "ище"), ("(?<=..[кгх])ата", "а")),
    words("деца дете, децата дете, хора човек, хората човек, семена семе, семената семе"),
)

TURKISH = each(
    turkish_vowels,
    rules(("(?<=..[ıiuü][mn])", "lar"), ("(?<=...[ae])s[ıiuü]", "")),  # tohum, kadın, bahçesi
)

FINNISH = each(
    _NORDIC,
    rules(
        ("(?<=..n)ki", "git"),  # kaupunki
        ("(?<=..)si", "set"),  # lapsi
        ("(?<=..[aeiouyäö])s", "kset"),  # korjaus
        ("(?<=..)nen", "set"),  # ihminen
        ("(?<=..m)en", "enet"),  # siemen
    ),
    words("puut puu, kylissä kylä, kylien kylä"),
)

HUNGARIAN = each(
    accented("ból ből ról ről tól től nál nél ként ció ciók ciót"),
    rules(
        ("(?<=..[rnlsz])t", "tek"), ("(?<=..)d", "dok"), ("(?<=..e)k", "kek"), ("(?<=..e)t", "tek"), ("(?<=.)a", "ák")
    ),
    words("falvak falu, falvakban falu"),
)

LITHUANIAN = accented("ėti ėta ėte ėje ėse ėmis čių čia čio čius žio")

GREEK = rules(("(?<=..)ι[οό]", "ια"), ("(?<=..)ιά", "ί"))  # βιβλίο, παιδιά

ROMANIAN = each(
    accented("ează ați eți iți ție ția ții ând ește iește"),
    rules(("oală", "oli"), ("(?<=..)ei", "eie")),  # școală, femei
    words("copil copii, oameni om, oamenii om, semințe sămânță, seminte sămânță"),
)

CATALAN = each(
    catalan_forms,
    rules(
        ("(?<=...)es", "a"),  # cases
        ("(?<=..)ques", "ca"),  # biblioteques
        ("(?<=..)gues", "ga"),  # amigues
        ("(?<=.)ns", "n"),
        ("(?<=..)ins", "í"),  # jardins
        ("(?<=..)ons", "ó"),  # botons
        ("(?<=.)ïns", "í"),  # veïns
    ),
    words("pans pa, llibre llibres, bicicleta bicicletes"),
)

HEBREW = each(
    hebrew_prefixes,
    rules(("(?<=..)אות", "ה"), ("(?<=..)יות", "ייה")),
    words("ערים עיר, בתים בית, נשים אישה, ילדות ילד"),
)

PERSIAN = each(
    rules(("(?<=..)گان", "ه"), ("(?<=...)ان", "")),  # همسایگان, کودکان
    words("مدارس مدرسه, کتب کتاب, مساجد مسجد, زنان زن"),
)

SERBIAN = each(
    rules(("(?<=..)[oe]vi", ""), ("(?<=...)ci", "ak")),  # gradovi, popravci
    words("djeca dijete, deca dete, ljudi čovek, деца дете, људи човек"),
)

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
