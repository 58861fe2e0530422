"""The glossary's words are those of the interface, in each language."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
import pytest

import essaimage_wagtail
from essaimage_wagtail.search.analysis.analyzer import get_analyzer
from essaimage_wagtail.search.analysis.text import fold

from .conftest import ROOT

PAGE = ROOT / "docs" / "reference" / "glossary.md"
LOCALE = Path(essaimage_wagtail.__file__).parent / "locale"
COLUMNS = {"fr": "French", "es": "Spanish", "de": "German", "ar": "Arabic"}
NOT_TEXT = re.compile(r"%\(\w+\)[a-z]|<[^>]+>")
"""What a message puts in, and its markup."""


class Term(NamedTuple):
    """A row of the glossary: the forms of a word in English, and in each language."""

    english: list[str]
    words: dict[str, list[str]]


def forms(cell: str) -> list[str]:
    return [form.strip() for form in cell.split(",")]


def rows() -> Iterator[dict[str, str]]:
    """The rows of all tables of the page, by the names of their columns."""
    header: list[str] = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            header = []
        elif not header:
            header = cells
        elif not line.startswith("|-"):
            yield dict(zip(header, cells, strict=True))


TERMS = [
    Term(forms(row["English"]), {code: forms(row[name]) for code, name in COLUMNS.items()})
    for row in rows()
    if "English" in row
]

DECIDED_BY_CONSENT = "A monthly open meeting decides by consent; the mayor attends without a vote."
ASKED_BY_CONSENT = (
    f"Who decides what, and how? Who may join? How are beneficiaries part of it? Example: “{DECIDED_BY_CONSENT}”"
)
EXCEPTIONS = {
    # A group that decides, not a person who agrees that their name is published.
    ("de", DECIDED_BY_CONSENT),
    ("ar", DECIDED_BY_CONSENT),
    ("de", ASKED_BY_CONSENT),
    ("ar", ASKED_BY_CONSENT),
}


def entries(language: str) -> list[polib.POEntry]:
    catalogue = polib.pofile((LOCALE / language / "LC_MESSAGES" / "django.po").read_text())
    return [entry for entry in catalogue if not entry.obsolete]


def asks_for(term: Term, message: str) -> bool:
    """Whether an English message has the term, alone or in the plural, as whole words."""
    text = NOT_TEXT.sub(" ", message)
    return any(re.search(rf"(?<![\w-]){re.escape(form)}s?(?![\w-])", text, re.IGNORECASE) for form in term.english)


def written(text: str) -> str:
    """Without case, accents and marks. The last letter of an Arabic feminine is written as before a pronoun."""
    return fold(text.replace("ة", "ت")).casefold()


def known(text: str, language: str) -> list[set[str]]:
    """Each word of a text, as all that the search knows it by: its plural and the forms of a verb are one."""
    return [{word.form.main, *word.form.variants} for word in get_analyzer(language).words(text)]


def has(text: str, form: str, language: str) -> bool:
    if written(form) in written(text):
        return True
    sought, found = known(form, language), known(text, language)
    starts = range(len(found) - len(sought) + 1)
    return any(all(found[start + at] & word for at, word in enumerate(sought)) for start in starts)


def texts(entry: polib.POEntry, language: str) -> list[str]:
    """The forms of a translation. The one that Arabic has for none at all may say it without the word."""
    found = [form for _, form in sorted(entry.msgstr_plural.items())] or [entry.msgstr]
    return found[1:] if language == "ar" and entry.msgid_plural else found


def lacking(term: Term, language: str, catalogue: list[polib.POEntry]) -> list[tuple[str, str]]:
    """The messages that have the term in English, and none of its words in a text of their translation."""
    return [
        (entry.msgid, text)
        for entry in catalogue
        if asks_for(term, entry.msgid) and (language, entry.msgid) not in EXCEPTIONS
        for text in texts(entry, language)
        if not any(has(NOT_TEXT.sub(" ", text), form, language) for form in term.words[language])
    ]


@pytest.mark.parametrize("language", COLUMNS)
def test_an_idea_has_the_word_of_the_glossary(language):
    catalogue = entries(language)
    assert len(TERMS) > 30
    assert {term.english[0]: found for term in TERMS if (found := lacking(term, language, catalogue))} == {}


@pytest.mark.parametrize("language", COLUMNS)
def test_no_message_has_a_word_that_is_not_used(language):
    words = [word for row in rows() if row.get("Language") == COLUMNS[language] for word in forms(row["Not this"])]
    assert words or language == "fr"
    found = [text for entry in entries(language) for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [(word, text) for text in found for word in words if written(word) in written(text)] == []


def test_every_exception_is_a_message():
    messages = {(code, entry.msgid) for code in COLUMNS for entry in entries(code)}
    assert messages >= EXCEPTIONS
