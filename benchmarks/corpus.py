"""Made-up sheets in five languages: the same ones for the same seed.

A language has two hundred thousand possible words made of its own syllables, of which a few are frequent and most are
rare (Zipf's law), forms that its grammar gives them, real words of the domain, and real function words between.
None of it is anyone's text.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

THEMES = 12
AUDIENCES = 6
TERRITORIES = 60
STATUSES = ("idea", "starting", "running", "mature", "stopped")
LEMMAS = 12_000
"""Words of a language, forms not counted."""


@dataclass(frozen=True)
class Grammar:
    """What words of a language look like, and how one changes in a sentence."""

    onsets: str
    vowels: str
    endings: str
    function_words: str
    domain: str
    forms: tuple[Callable[[str], str], ...]
    joiner: str | None = None
    """What joins two words into a compound."""


def _ending(*suffixes: str) -> tuple[Callable[[str], str], ...]:
    return tuple(lambda word, suffix=suffix: word + suffix for suffix in suffixes)


GRAMMARS = {
    "fr": Grammar(
        "b c ch d f g j l m n p pl pr r s t tr v br cr gr",
        "a e i o u é ou ai an on in eu è",
        "age eur ie isme ette ier ure ance ité oir",
        "le la les de des du et en un une dans pour par avec sur qui que au aux ce cette leur nous est sont plus",
        "jardin vélo atelier école quartier bénévole partage compost réparation fête entraide énergie habitant "
        "mairie association ferme marché cuisine réseau chantier friche épicerie ressource jeune famille",
        (*_ending("", "", "s", "s"), lambda word: "l'" + word if word[0] in "aeiouéè" else word),
    ),
    "en": Grammar(
        "b c ch d f g h l m n p pl pr r s st t tr w br cl gr sh",
        "a e i o u ea oo ai ou",
        "ing er ness ment ship age ty land ow",
        "the a of and in to for with on by at from is are was be this that their our we it as or not more",
        "garden bicycle workshop school neighbour volunteer share compost repair party help energy resident "
        "council association farm market kitchen network site library grocery resource youth family",
        _ending("", "", "s", "s", "ed", "'s"),
    ),
    "es": Grammar(
        "b c ch d f g j l m n p pl pr r s t tr v br cr gr",
        "a e i o u ue ie ía",
        "ado ero illa dad ción anza ista ura ón",
        "el la los las de del y en un una para por con sobre que se su sus es son más al lo este esta como",
        "huerto bicicleta taller escuela barrio voluntario compartir compost reparación fiesta ayuda energía "
        "vecino ayuntamiento asociación granja mercado cocina red obra biblioteca tienda recurso joven familia",
        _ending("", "", "s", "s"),
    ),
    "de": Grammar(
        "b d f g h k l m n p pl r s sch st t tr w z bl gr",
        "a e i o u ä ö ü ei au",
        "ung heit er schaft keit el chen nis haus",
        "der die das und in im den dem ein eine für mit auf von zu ist sind nicht auch sich des wir sie als bei",
        "Garten Fahrrad Werkstatt Schule Nachbar Bürger Kompost Reparatur Fest Hilfe Energie Bewohner Gemeinde "
        "Verein Hof Markt Küche Netz Baustelle Bibliothek Laden Mittel Jugend Familie",
        _ending("", "", "en", "e", "s"),
        "s",
    ),
    "ar": Grammar(
        "ب ت ج ح د ر ز س ش ص ط ع غ ف ق ك ل م ن ه",
        "ا و ي ا",
        "ة ات ون ين ي ان ية",
        "في من إلى على عن مع هذا هذه التي الذي أن كان كل بين بعد ما لا هو هي أو ثم قد",
        "حديقة دراجة ورشة مدرسة حي متطوع مشاركة سماد إصلاح عيد مساعدة طاقة ساكن بلدية جمعية مزرعة سوق مطبخ "
        "شبكة مكتبة متجر مورد شباب عائلة",
        (*_ending("", "", "ات"), lambda word: "ال" + word, lambda word: "وال" + word),
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A made-up sheet; facets are numbers into the lists that the benchmark makes."""

    language: str
    title: str
    pitch: str
    paragraphs: tuple[str, ...]
    themes: tuple[int, ...] = ()
    audiences: tuple[int, ...] = ()
    territory: int | None = None
    status: str = ""
    point: tuple[float, float] | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    """The page's translation key."""


@dataclass
class Writer:
    """Writes text in one language."""

    language: str
    random: random.Random
    real_words: bool = True
    """Whether words of the domain are among those that are made up."""
    lemmas: list[str] = field(init=False)

    def __post_init__(self) -> None:
        grammar = self.grammar = GRAMMARS[self.language]
        onsets, vowels, endings = grammar.onsets.split(), grammar.vowels.split(), grammar.endings.split()
        choice = self.random.choice
        made: dict[str, None] = {}
        while len(made) < LEMMAS:
            syllables = self.random.choices((1, 2, 3), (2, 5, 2))[0]
            word = "".join(choice(onsets) + choice(vowels) for _ in range(syllables)) + choice(onsets)
            made[word + choice(endings)] = None
        domain = grammar.domain.split() if self.real_words else []
        # The domain's words are neither the rarest nor all among the most frequent.
        words = list(made)
        for rank, word in enumerate(domain):
            words.insert(10 + rank * 40, word)
        self.lemmas = words
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
        self._function = grammar.function_words.split()
        self._function_weights = list(accumulate(1 / (rank + 2) for rank in range(len(self._function))))

    def lemma(self) -> str:
        return self.random.choices(self.lemmas, cum_weights=self._weights)[0]

    def inflected(self, lemma: str) -> str:
        if self.grammar.joiner is not None and self.random.random() < 0.08:
            lemma = lemma + self.grammar.joiner + self.lemma().lower()
        return self.random.choice(self.grammar.forms)(lemma)

    def sentence(self, words: int) -> str:
        """About ``words`` words, two in five of them function words."""
        found = [
            self.random.choices(self._function, cum_weights=self._function_weights)[0]
            if self.random.random() < 0.4
            else self.inflected(self.lemma())
            for _ in range(words)
        ]
        text = " ".join(found)
        return text[0].upper() + text[1:] + "."

    def paragraph(self) -> str:
        return " ".join(self.sentence(self.random.randint(6, 22)) for _ in range(self.random.randint(2, 6)))


class Corpus:
    """``Corpus(20_000, seed=1).sheets()`` yields the sheets; their languages take turns unevenly."""

    def __init__(self, size: int, seed: int = 1, *, real_words: bool = True) -> None:
        self.size = size
        self.random = random.Random(seed)
        self.writers = {
            language: Writer(language, random.Random(f"{seed}-{language}"), real_words) for language in GRAMMARS
        }

    def sheets(self) -> Iterator[Sheet]:
        choose = self.random
        places = random.Random(f"{choose.random()}-places")
        for _ in range(self.size):
            language = choose.choices(list(GRAMMARS), (40, 20, 18, 15, 7))[0]
            writer = self.writers[language]
            yield Sheet(
                language,
                writer.sentence(choose.randint(3, 7))[:-1][:200],
                writer.sentence(choose.randint(10, 22))[:280],
                tuple(writer.paragraph() for _ in range(choose.randint(2, 7))),
                tuple(choose.sample(range(THEMES), choose.randint(1, 3))),
                tuple(choose.sample(range(AUDIENCES), choose.randint(0, 2))),
                choose.randrange(TERRITORIES),
                choose.choice(STATUSES),
                # Two in three have a point: some initiatives are nowhere in particular.
                (places.uniform(42, 51), places.uniform(-4, 8)) if places.random() < 2 / 3 else None,
            )
