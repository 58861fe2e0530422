"""Words and marks that visitors see: none is empty, none says what is not so, and dates are written as people do."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

import essaimage_wagtail
from essaimage_wagtail.formatting import written_day
from essaimage_wagtail.templatetags.essaimage_tags import day

PACKAGE = Path(essaimage_wagtail.__file__).parent


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "1er juin 2027"),
        ("fr-ca", "1er juin 2027"),
        ("it", "1º Giugno 2027"),
        ("en", "June 1, 2027"),
        ("de", "1. Juni 2027"),
        ("es", "1 de junio de 2027"),
    ],
)
def test_the_first_of_a_month(language, expected):
    with override(language):
        assert written_day(date(2027, 6, 1)) == expected
        assert day(date(2027, 6, 1)) == f'<time datetime="2027-06-01">{expected}</time>'


def test_other_days_are_as_they_were_and_moments_are_local(settings):
    settings.TIME_ZONE = "Europe/Paris"
    with override("fr"):
        assert [written_day(date(2027, 6, number)) for number in (2, 11, 21, 31 - 1)] == [
            "2 juin 2027", "11 juin 2027", "21 juin 2027", "30 juin 2027",
        ]  # fmt: skip
        assert written_day(datetime(2027, 5, 31, 23, 0, tzinfo=UTC)) == "1er juin 2027"


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["", "unheard-of", "running"])
def test_a_sheet_without_a_status_has_no_mark_of_one(client, site, make_sheet, status):
    sheet = make_sheet("Jardin")
    type(sheet).objects.filter(pk=sheet.pk).update(status=status)
    for url in (sheet.url, site.directory["fr"].url):
        html = client.get(url).content.decode()
        assert ("es-status " in html or 'class="es-status' in html) == (status == "running")
        # Nothing that has a look of its own is drawn around nothing.
        assert not re.findall(r'<(p|div|span) class="es-(?:card__marks|sheet__state|status[^"]*)">\s*</\1>', html)


def test_one_word_in_two_senses_is_two_messages():
    """A message without context is one for all the places that have it."""
    sources = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
    text = "\n".join(path.read_text() for path in sources if "migrations" not in path.parts)
    agreeing = ("Cite it:", "Reuse it:", "Updated:", "First published:", "Updated on", "Checked on")
    for word in ("State", "What is needed", "In", "Over", "lists", *agreeing):
        assert not re.search(rf'(?<![a-z])_\("{re.escape(word)}"\)|translate "{re.escape(word)}" %', text), word


NAMES = "place|places|title|typed|territory|facet|choice"
CONTRACTED = {
    "fr": rf"(?<!\w)(?:de|d’|à|en)\s?(?:<\w+>)?%\((?:{NAMES})\)s",
    "es": rf"(?<!\w)(?:de|a)\s(?:<\w+>)?%\((?:{NAMES})\)s",
    "de": rf"(?<!\w)(?:von|zu|in|an|bei)\s(?:<\w+>)?%\((?:{NAMES})\)s",
}


@pytest.mark.parametrize("language", CONTRACTED)
def test_no_name_follows_a_word_that_would_contract_with_its_article(language):
    """« de Le Havre », « à France », “in Schweiz”: a name stands between marks, or by itself."""
    polib = pytest.importorskip("polib")
    catalogue = polib.pofile(str(PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"))
    used = [entry for entry in catalogue if not entry.obsolete]
    found = [text for entry in used for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in found if re.search(CONTRACTED[language], text)] == []
