"""What a site writes for its own search: analyzers that its settings name."""

from dataclasses import replace

from essaimage_wagtail.search.analysis.analyzer import Analyzer, Word
from essaimage_wagtail.search.analysis.languages import Language, get_language

BRETON = Language("br", stop_words=frozenset({"an", "ar"}))
UNSTEMMED = replace(get_language("fr"), stemmer="", dictionary="")
NOTHING = object()


class FirstLetters(Analyzer):
    """Takes words that begin alike for one."""

    def stem(self, word):
        return word[:4]


class Japanese(Analyzer):
    """Cuts a text at the words of a small dictionary, as a morphological analyzer does with a large one."""

    WORDS = ("共有", "庭園", "公園")
    version = "1"

    def words(self, text):
        start = 0
        while start < len(text):
            word = next((word for word in self.WORDS if text.startswith(word, start)), text[start])
            end = start + len(word)
            form = self.form(word)
            if form.surface:
                yield Word(start, end, form)
            start = end


class Broken(Analyzer):
    def __init__(self, language, code):
        raise RuntimeError("the dictionary is missing")
