"""``manage.py essaimage_concepts``: the words of searches across languages, from files and into files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Locale

from ...search.analysis.languages import fallbacks, normalise_code
from ...vocabulary import skos
from ...vocabulary.storing import STARTER, BadFile, Entry, entries_of_site, read_table, store
from ..files import read_text


class Command(BaseCommand):
    help = "Load concepts in several languages to begin with, import others from SKOS, or export the site's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="add the concepts that come with the plugin; what there is stays")
        load.add_argument("--file", type=Path, help="a CSV file of your own instead: key,broader,fr,en,…")
        found = actions.add_parser("import", help="add the concepts of a SKOS file (RDF/XML); what there is stays")
        found.add_argument("file", type=Path)
        load.add_argument("--restore", action="store_true", help="bring back what somebody has deleted, too")
        kept = actions.add_parser("export", help="write the site's concepts and terms as SKOS (RDF/XML)")
        kept.add_argument("file", type=Path, nargs="?", help="where to; printed by default")

    def handle(
        self, *args: Any, action: str, verbosity: int, file: Path | None = None, restore: bool = False, **options: Any
    ) -> None:
        if action == "export":
            self.export(file)
            return
        left_out = 0
        try:
            if action == "load":
                entries = read_table(read_text(file) if file else STARTER.read_text("utf-8"))
            else:
                entries, left_out = skos.read(_read_bytes(Path(file or "")))
        except BadFile as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        counts = store(_in_languages_of_site(entries)) if action == "import" else store(entries, restore=restore)
        if verbosity:
            self.stdout.write(
                f"Concepts: {counts['concepts']} added. Names: {counts['names']} added, {counts['kept']} there already."
            )
            if counts["away"]:
                self.stdout.write(f"Left away: {counts['away']} concepts that were deleted here; --restore adds them.")
            if left_out:
                self.stdout.write(f"Left out: {left_out} names that are too long, have no word, or are too many.")

    def export(self, file: Path | None) -> None:
        text = skos.written(entries_of_site())
        if file is None:
            self.stdout.write(text)
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error


def _read_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(skos.MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _in_languages_of_site(entries: list[Entry]) -> list[Entry]:
    """The concepts with their names in the languages of the site: a thesaurus may have forty."""
    codes = {code for locale in Locale.objects.all() for code in fallbacks(normalise_code(locale.language_code))}
    for entry in entries:
        entry.names = {code: names for code, names in entry.names.items() if codes & set(fallbacks(code))}
    kept = {entry.identifier for entry in entries if entry.names}
    for entry in entries:
        entry.broader = entry.broader if entry.broader in kept else ""
    return [entry for entry in entries if entry.names]
