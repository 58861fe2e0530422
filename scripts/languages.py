"""Writes ``docs/reference/languages.md`` from the table of languages: ``python -m scripts.languages``."""

from pathlib import Path

from babel import Locale

from essaimage_wagtail.search.analysis import languages, lemmas, morphology, variants
from essaimage_wagtail.search.analysis.languages import LANGUAGES, get_language

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "languages.md"
HEAD = """# Languages of search

<!-- Written by `python -m scripts.languages`: change the code rather than this page. -->

What the analyzer does with the words of each language. For all of them alike: one form of Unicode (NFKC) and of the
apostrophe, lower case, accents and other optional marks left out, Arabic letters that stand for one another taken for
one, digits of every script read as 0 to 9. Runs of Chinese, Japanese and Korean characters are found by pairs, runs of
Thai, Lao, Khmer and Burmese, which are written without spaces, by three.

A language that is not listed gets just that, and its dictionary if there is one: {others}.

A regional code (`pt-br`, `zh-hant`, `sr-latn`) has its own documents and the analysis of its language{same}.
A site replaces or adds a row with the setting [`ANALYZERS`](settings.md#analyzers).

Dictionaries, in which the forms of a word meet, are those of [simplemma](https://adbar.github.io/simplemma/).
Stemmers are those of [Snowball](https://snowballstem.org/algorithms/), where another source is not named. Stop words
are left out of questions that have other words too; they are in the index.
"""
SOURCES = {
    "arabic": "Light10 (Larkey, Ballesteros, Connell 2002)",
    "hebrew": "endings of plural and feminine",
    "suffixes": "endings of the article, plural and cases",
}
FORMS = {
    variants.arabic_plurals: "singulars of broken plurals",
    morphology.basque_declension: "nouns without the endings of declension",
    variants.BULGARIAN: "irregular plurals",
    variants.CATALAN: "-ció, -sió",
    variants.CZECH: "endings with their accents",
    variants.DANISH: "ASCII spelling of its own letters",
    variants.DUTCH: "irregular plurals",
    variants.ENGLISH: "plurals in -ves",
    variants.FINNISH: "ASCII spelling of its own letters",
    variants.FRENCH: "-ée, -ère, -if",
    variants.GERMAN: "ASCII spelling of its own letters, -atur",
    variants.GREEK: "irregular plurals",
    variants.HEBREW: "without article, conjunction, preposition",
    variants.HUNGARIAN: "endings with their accents",
    variants.LITHUANIAN: "endings with their accents",
    variants.NORWEGIAN: "ASCII spelling of its own letters",
    variants.POLISH: "endings with their accents",
    variants.PORTUGUESE: "-ção, -ável, -ência",
    variants.ROMANIAN: "endings with their accents",
    variants.SERBIAN: "irregular plurals",
    variants.SWEDISH: "ASCII spelling of its own letters",
    variants.TURKISH: "dotless i by vowel harmony",
    variants.UKRAINIAN: "irregular plurals",
}
NORMALISED = {
    "english": "British spelling",
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
        "yes" if language.dictionary else "",
        FORMS.get(language.variants, ""),
        "" if language.links is None else "split" + (f" (-{'-, -'.join(language.links)}-)" if language.links else ""),
        str(len(language.stop_words) or ""),
    )


def render():
    same = sorted(f"`{code}` that of `{other}`" for code, other in languages._SAME.items())
    head = (
        *("language", "stemmer", "spelling", "elision", "endings"),
        *("dictionary", "found by too", "compounds", "stop words"),
    )
    lines = [f"| code | {' | '.join(head)} |", "|" + "---|" * (len(head) + 1)]
    lines += [f"| {' | '.join(row(code))} |" for code in sorted(LANGUAGES)]
    known = LANGUAGES.keys() | languages._SAME | {language.dictionary for language in LANGUAGES.values()}
    others = ", ".join(f"`{code}`" for code in sorted(lemmas.LANGUAGES - known))
    return HEAD.format(same=f"; {', '.join(same)}", others=others) + "\n" + "\n".join(lines) + "\n"


def main():
    PAGE.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
