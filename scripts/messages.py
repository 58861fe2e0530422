"""Extract, complete and compile the translations: ``python scripts/messages.py fr en es de ar``.

Extraction is Django's ``makemessages`` and needs GNU gettext. The English catalogue is filled with the
messages themselves, so that a site whose default language is another finds English complete.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
DIRECTORIES = [ROOT / "essaimage_wagtail", ROOT / "example_site"]
LASTING_METADATA = ("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Plural-Forms")


def extract(directory: Path, languages: Iterable[str]) -> None:
    """Bring the catalogues of ``directory`` up to date with its code and templates.

    Raises ``subprocess.CalledProcessError`` when gettext is missing or a source cannot be read.
    """
    options = [f"--locale={language}" for language in languages]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *options, "--add-location=file", "--no-wrap"],
        cwd=directory,
        # Without settings: extraction needs none, and they could not be imported from there.
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        check=True,
    )


def complete(path: Path, language: str) -> polib.POFile:
    """Tidy one catalogue and write its compiled form beside it.

    The header is reduced to what lasts: a date of extraction would change the file at every run.
    """
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.header = ""
    catalogue.metadata_is_fuzzy = False
    catalogue.metadata = {"Project-Id-Version": "essaimage-wagtail", "Language": language} | {
        name: value for name, value in catalogue.metadata.items() if name in LASTING_METADATA
    }
    if language == "en":
        for entry in catalogue:
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
            else:
                entry.msgstr = entry.msgid
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    catalogue.save()
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    return catalogue


def main(languages: list[str]) -> None:
    for directory in DIRECTORIES:
        if not (directory / "locale").is_dir():
            continue
        extract(directory, languages)
        for language in languages:
            path = directory / "locale" / language / "LC_MESSAGES" / "django.po"
            catalogue = complete(path, language)
            print(f"{path.relative_to(ROOT)}: {catalogue.percent_translated()} % translated")


if __name__ == "__main__":
    main(sys.argv[1:])
