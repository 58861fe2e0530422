"""Counts, dates, shares and sizes in each language of the interface, and no word of a developer before visitors."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from django.template import Context, Template
from django.utils.translation import override

import essaimage_wagtail
from essaimage_wagtail.formatting import file_size, percentage, written_day, written_moment

polib = pytest.importorskip("polib")

PACKAGE = Path(essaimage_wagtail.__file__).parent
LANGUAGES = ("fr", "en", "es", "de", "ar")
NUMBERS = range(201)
"""CLDR's samples of whole numbers, and more: 0 to 16, 17, 20, 21, 26, 100 to 106, 111, 126, 200."""


def catalogue(language):
    found = polib.pofile(str(PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"))
    return [entry for entry in found if not entry.obsolete], found.metadata["Plural-Forms"]


def form_of(plural_forms):
    """From a number to the place of its form, by the header of a catalogue."""
    return c2py(re.search(r"plural=(.*?);?$", plural_forms)[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_are_those_of_cldr(language):
    """Numbers that CLDR puts into one category have one form, and those of two categories have two."""
    _entries, header = catalogue(language)
    form, category = form_of(header), Locale.parse(language).plural_form
    pairs = {(category(number), form(number)) for number in NUMBERS}
    assert len(pairs) == len({one for one, _other in pairs}) == len({other for _one, other in pairs})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_for_several_numbers_says_which(language):
    """Only that for a single number, such as the Arabic dual, may say it in a word."""
    entries, header = catalogue(language)
    form = form_of(header)
    numbers = Counter(map(form, NUMBERS))
    silent = []
    for entry in entries:
        if not entry.msgid_plural:
            continue
        counted = set(re.findall(r"%\(\w+\)[sd]", entry.msgid_plural))
        for place, words in entry.msgstr_plural.items():
            if counted and numbers[place] != 1 and not counted & set(re.findall(r"%\(\w+\)[sd]", words)):
                silent.append((entry.msgid, place, words))
    assert silent == []


def test_arabic_counts_three_eleven_and_a_hundred_with_three_forms_of_the_noun():
    """Plural after 3 to 10, accusative singular after 11 to 99, genitive singular after hundreds: a noun has two forms
    at the least. What is counted without its noun (« 3 أخرى ») has one."""
    entries, _header = catalogue("ar")
    alike = {
        entry.msgid
        for entry in entries
        if entry.msgid_plural and entry.msgstr_plural[3] == entry.msgstr_plural[4] == entry.msgstr_plural[5]
    }
    assert [words for words in alike if not re.search(r"\b(more|other|close one|assessed|left)\b", words)] == []


JOINED = r"(,|،| à| at| um| في)? "
"""What CLDR puts between a day and a time: it changes with its versions."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", [1, 2, 3, 11, 21, 30])
def test_days_and_moments(language, day):
    with override(language):
        words = written_day(date(2027, 6, day))
        moment = written_moment(datetime(2027, 6, day, 8, 30, tzinfo=UTC))
    ordinal = {"fr": "1er" if day == 1 else str(day), "de": f"{day}."}.get(language, str(day))
    expected = {
        "fr": f"{ordinal} juin 2027",
        "en": f"June {day}, 2027",
        "es": f"{day} de junio de 2027",
        "de": f"{ordinal} Juni 2027",
        "ar": f"{day} يونيو 2027",
    }[language]
    assert words == expected
    assert re.fullmatch(rf"{re.escape(expected)}{JOINED}\d\d?:30.*", moment), moment


def test_a_moment_in_a_template():
    with override("fr"):
        text = Template("{% load essaimage_tags %}{{ at|moment }}|{{ none|moment }}").render(
            Context({"at": datetime(2027, 6, 1, 8, 30, tzinfo=UTC), "none": None})
        )
    assert re.fullmatch(r"1er juin 2027,? (à )?\d\d:30\|", text), text


SPACED = {"fr": "12,5\u00a0%", "en": "12.5%", "es": "12,5\u00a0%", "de": "12,5\u00a0%"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_shares(language):
    with override(language):
        shown, whole, wrong = percentage("12.5"), percentage(80), percentage("half")
    assert shown == SPACED.get(language, shown)
    assert re.fullmatch(r"80\s?%\W*", whole)
    assert wrong == ""


SIZES = {
    "fr": ("ko", "Mo"),
    "en": ("kB", "MB"),
    "es": ("kB", "MB"),
    "de": ("kB", "MB"),
    "ar": ("كيلوبايت", "م.ب"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sizes_of_files(language):
    kilo, mega = SIZES[language]
    with override(language):
        shown = [file_size(size) for size in (0, 179, 1499, 131_000, 999_499, 3_400_000, 25_000_000)]
        nothing = [file_size(size) for size in (None, "", -1)]
    assert [re.sub(r"\s", " ", size) for size in shown[:5]] == [f"{number} {kilo}" for number in (1, 1, 1, 131, 999)]
    assert re.fullmatch(rf"3[.,]4\s{mega}", shown[5])
    assert re.fullmatch(rf"25\s{mega}", shown[6])
    assert nothing == ["", "", ""]


DEVELOPERS = re.compile(
    r"\b(JSON(-LD)?|GeoJSON|API|SVG|slugs?|UUID|HTML|Atom|RSS|XML|cookies?|URLs?|localStorage)\b", re.IGNORECASE
)
TEMPLATES = [
    path
    for path in sorted((PACKAGE / "templates").rglob("*.html"))
    if "admin" not in path.parts and path.name != "shared.html"
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_word_of_a_developer_in_a_template(path):
    text = re.sub(
        r"{% comment %}.*?{% endcomment %}|<script.*?</script>|<svg.*?</svg>", "", path.read_text(), flags=re.S
    )
    translated = re.findall(r'{% translate "(.*?)"', text)
    shown = re.sub(r"<[^>]*>|{{.*?}}|{%.*?%}", " ", text, flags=re.S)
    assert [found for found in (*translated, shown) if DEVELOPERS.search(found)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_developer_in_what_visitors_read(language):
    entries, _header = catalogue(language)
    seen = [
        entry
        for entry in entries
        if any("templates/" in file and "/admin/" not in file for file, _line in entry.occurrences)
    ]
    assert seen
    words = [text for entry in seen for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in words if DEVELOPERS.search(re.sub(r"<[^>]*>|%\(\w+\)s", "", text))] == []


def test_dates_and_sizes_are_written_by_the_package():
    """Neither Django's ``date`` with a format of words, nor its ``filesizeformat``: they know no « 1er », no « ko »."""
    wrong = re.compile(r'\|date:"(DATE|DATETIME|SHORT_DATE)_FORMAT"|\|filesizeformat|\bnaturaltime\b')
    found = [path.name for path in (PACKAGE / "templates").rglob("*.html") if wrong.search(path.read_text())]
    assert found == []
