"""The questions that are asked of the corpus, written down before anything was measured.

In a hundred: 30 one word, another form than the page's; 25 two words of one page; 15 three words of one page;
10 a sentence with function words; 8 without accents; 5 one word that nothing has among two; 4 a typing error;
3 an exact phrase. Half of the words are drawn as the corpus draws them (so that frequent ones are frequent here
too), half from the page's title. Languages as in the corpus.
"""

import random
import unicodedata
from dataclasses import dataclass

from .corpus import Corpus, Sheet, Writer

MIX = {
    "form": 30,
    "two words": 25,
    "three words": 15,
    "sentence": 10,
    "no accents": 8,
    "one unknown": 5,
    "typing error": 4,
    "phrase": 3,
}


@dataclass(frozen=True)
class Question:
    kind: str
    language: str
    text: str


def questions(corpus: Corpus, sheets: list[Sheet], count: int, seed: int = 1) -> list[Question]:
    """``count`` questions in the shares of :data:`MIX`, about sheets of the corpus."""
    choose = random.Random(seed)
    kinds = choose.choices(list(MIX), list(MIX.values()), k=count)
    return [_question(kind, choose.choice(sheets), corpus, choose) for kind in kinds]


def _question(kind: str, sheet: Sheet, corpus: Corpus, choose: random.Random) -> Question:
    writer = corpus.writers[sheet.language]
    content = [word for word in sheet.title.lower().split() if len(word) > 4] or [writer.lemma()]

    def word() -> str:
        return choose.choice(content) if choose.random() < 0.5 else writer.lemma()

    text = {
        "form": lambda: writer.inflected(word()),
        "two words": lambda: f"{word()} {word()}",
        "three words": lambda: f"{word()} {word()} {word()}",
        "sentence": lambda: writer.sentence(8),
        "no accents": lambda: _bare(word()),
        "one unknown": lambda: f"{word()} qzxkwvj",
        "typing error": lambda: _mistyped(choose.choice(content), choose),
        "phrase": lambda: '"' + " ".join(sheet.title.split()[:2]) + '"',
    }[kind]()
    return Question(kind, sheet.language, text)


def broadest(writer: Writer) -> str:
    """The word that most pages have, function words aside."""
    return writer.lemmas[0]


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def _mistyped(word: str, choose: random.Random) -> str:
    place = choose.randrange(max(1, len(word) - 1))
    return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
