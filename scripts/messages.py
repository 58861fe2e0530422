"""Extract, complete and compile the translations: ``python scripts/messages.py fr en es de ar``.

Extraction is Django's ``makemessages`` and needs GNU gettext. The English catalogue is filled with the
messages themselves, so that a site whose default language is another finds English complete.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
DIRECTORIES = [ROOT / "essaimage_wagtail", ROOT / "example_site"]


def extract(directory: Path, languages: Iterable[str]) -> None:
    """Bring the catalogues of ``directory`` up to date with its code and templates.

    Raises ``subprocess.CalledProcessError`` when gettext is missing or a source cannot be read.
    """
    options = [f"--locale={language}" for language in languages]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *options, "--add-location=file", "--no-wrap"],
        cwd=directory,
        check=True,
    )


def complete(path: Path, *, english: bool) -> polib.POFile:
    """Tidy one catalogue and write its compiled form beside it.

    The date of extraction is dropped: it would change the file at every run.
    """
    catalogue = polib.pofile(path, wrapwidth=0)
    catalogue.metadata.pop("POT-Creation-Date", None)
    if english:
        for entry in catalogue:
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
            else:
                entry.msgstr = entry.msgid
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    catalogue.save()
    catalogue.save_as_mofile(path.with_suffix(".mo"))
    return catalogue


def main(languages: list[str]) -> None:
    for directory in DIRECTORIES:
        if not (directory / "locale").is_dir():
            continue
        extract(directory, languages)
        for language in languages:
            path = directory / "locale" / language / "LC_MESSAGES" / "django.po"
            catalogue = complete(path, english=language == "en")
            print(f"{path.relative_to(ROOT)}: {catalogue.percent_translated()} % translated")


if __name__ == "__main__":
    main(sys.argv[1:])
