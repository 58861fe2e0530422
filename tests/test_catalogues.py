"""The interface's words: complete in every language, fresh, and with the placeholders of their source."""

import re
import shutil

import polib
import pytest

from scripts.messages import extract

from .conftest import ROOT

PACKAGE = ROOT / "essaimage_wagtail"
LANGUAGES = ("fr", "en", "es", "de", "ar")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def catalogue(language: str, root=PACKAGE) -> polib.POFile:
    return polib.pofile((root / "locale" / language / "LC_MESSAGES" / "django.po").read_text())


def messages(entries) -> set[tuple[str | None, str, str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries if not entry.obsolete}


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_complete(language):
    entries = catalogue(language)
    assert len(entries.translated_entries()) > 0
    missing = entries.untranslated_entries() + entries.fuzzy_entries()
    assert [entry.msgid for entry in missing] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_match(language):
    wrong = []
    entries = catalogue(language)
    forms = int(re.search(r"nplurals=(\d)", entries.metadata["Plural-Forms"]).group(1))
    for entry in entries.translated_entries():
        if entry.msgid_plural:
            # A form for one or two things may leave the number out.
            allowed = set(placeholders(entry.msgid)) | set(placeholders(entry.msgid_plural))
            ok = all(set(placeholders(text)) <= allowed for text in entry.msgstr_plural.values())
            # A form that is not there is said in another language.
            ok = ok and len(entry.msgstr_plural) in (0, forms)
        else:
            ok = placeholders(entry.msgstr) == placeholders(entry.msgid)
        if not ok:
            wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_fresh(language):
    def texts(entries):
        return {(e.msgctxt, e.msgid): e.msgstr or dict(e.msgstr_plural) for e in entries}

    source = catalogue(language)
    compiled = polib.mofile(str(PACKAGE / "locale" / language / "LC_MESSAGES" / "django.mo"))
    assert texts(compiled) == texts(source.translated_entries()), "run `make messages`"


def test_french_marks_do_not_leave_their_words():
    """A mark that begins a word of its own, such as ``:root``, is none of a sentence."""
    texts = [text for entry in catalogue("fr") for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in texts if re.search(r"« | »| [:;?!](?!\w)", text)] == []


@pytest.mark.gettext
def test_catalogues_are_fresh(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("no xgettext on the path (GNU gettext)")
    copy = tmp_path / "essaimage_wagtail"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    extract(copy, LANGUAGES)
    for language in LANGUAGES:
        assert messages(catalogue(language, copy)) == messages(catalogue(language)), "run `make messages`"
