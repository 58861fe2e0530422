"""Writes ``docs/reference/languages.md`` from the table of languages: ``python -m scripts.languages``."""

from pathlib import Path

from babel import Locale

from essaimage_wagtail.search import languages, morphology, plurals
from essaimage_wagtail.search.languages import LANGUAGES, get_language

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "languages.md"
HEAD = """# Languages of search

<!-- Written by `python -m scripts.languages`: change the code rather than this page. -->

What the analyzer does with the words of each language. For all of them alike: one form of Unicode (NFKC) and of the
apostrophe, lower case, accents and other optional marks left out, Arabic letters that stand for one another taken for
one, digits of every script read as 0 to 9. Runs of Chinese, Japanese and Korean characters are found by pairs, runs of
Thai, Lao, Khmer and Burmese, which are written without spaces, by three.

A language that is not listed gets just that. A regional code (`pt-br`, `zh-hant`, `sr-latn`) has its own documents and
the analysis of its language{same}.
A site replaces or adds a row with the setting [`ANALYZERS`](settings.md#analyzers).

Stemmers are those of [Snowball](https://snowballstem.org/algorithms/), where another source is not named. Stop words
are left out of questions that have other words too; they are in the index.
"""
SOURCES = {
    "arabic": "Light10 (Larkey, Ballesteros, Connell 2002)",
    "hebrew": "endings of plural and feminine",
    "suffixes": "endings of the article, plural and cases",
}
FORMS = {
    plurals.arabic_plurals: "singulars of broken plurals",
    morphology.basque_declension: "nouns without the endings of declension",
    plurals.BULGARIAN: "plurals and articles of -ще, -ка",
    plurals.CATALAN: "-ció, -sió, plurals in -es, -ns",
    plurals.CZECH: "endings with their accents, fleeting vowels",
    plurals.DANISH: "ASCII spelling of its own letters, plurals of -el, -um",
    plurals.DUTCH: "plurals of -s, ’s, -um",
    plurals.ENGLISH: "irregular plurals",
    plurals.FINNISH: "ASCII spelling of its own letters, stems of -ki, -si, -s, -nen",
    plurals.FRENCH: "plurals in -x, -ée, -ère, third person plural",
    plurals.GERMAN: "ASCII spelling of its own letters, plurals of -um, -a, -o, -in",
    plurals.GREEK: "plurals of -ιο, -ί",
    plurals.HEBREW: "without article, conjunction, preposition; plurals in -אות, -יות",
    plurals.HUNGARIAN: "endings with their accents, stems in -t, -d, -k",
    plurals.ITALIAN: "plurals in -hi, -ori, -ani, -ieri",
    plurals.LITHUANIAN: "endings with their accents",
    plurals.NORWEGIAN: "ASCII spelling of its own letters, plurals of -el, -um",
    plurals.PERSIAN: "plurals in -ان",
    plurals.POLISH: "endings with their accents, plurals in -ek",
    plurals.PORTUGUESE: "plurals in -is, -ns, -ãs, -ção, -ável, -ência",
    plurals.ROMANIAN: "endings with their accents, plurals of -oală, -eie",
    plurals.RUSSIAN: "fleeting vowels, -ив",
    plurals.SERBIAN: "plurals in -ovi, -ci",
    plurals.SPANISH: "plurals in -es, -ces, -ción, -sión",
    plurals.SWEDISH: "ASCII spelling of its own letters, plurals of -el, -er, -um",
    plurals.TURKISH: "dotless i by vowel harmony, possessives",
    plurals.UKRAINIAN: "irregular plurals",
}
NORMALISED = {
    "english": "British spelling",
    "french": "plurals in -os",
    "persian": "letters of Arabic keyboards",
}


def _described(function, words):
    return words[function.__qualname__.partition(".")[0]] if function else ""


def row(code):
    language = get_language(code)
    elided = ", ".join(f"{word}’" for word in sorted(language.elision, key=lambda word: (len(word), word)))
    return (
        f"`{code}`",
        Locale("en").languages.get(code, code),
        language.stemmer.capitalize() or _described(language.stem, SOURCES),
        _described(language.normalise, NORMALISED)
        + ("dotted and dotless i" if language.dotted_i else "")
        + ("tones count where they are typed" if language.toned else ""),
        elided,
        {"": "", "s": "’s", ".*": "after an apostrophe"}[language.endings],
        FORMS.get(language.variants, ""),
        "" if language.links is None else "split" + (f" (-{'-, -'.join(language.links)}-)" if language.links else ""),
        str(len(language.stop_words) or ""),
    )


def render():
    same = sorted(f"`{code}` that of `{other}`" for code, other in languages._SAME.items())
    head = ("language", "stemmer", "spelling", "elision", "endings", "found by too", "compounds", "stop words")
    lines = [f"| code | {' | '.join(head)} |", "|" + "---|" * (len(head) + 1)]
    lines += [f"| {' | '.join(row(code))} |" for code in sorted(LANGUAGES)]
    return HEAD.format(same=f"; {', '.join(same)}") + "\n" + "\n".join(lines) + "\n"


def main():
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
