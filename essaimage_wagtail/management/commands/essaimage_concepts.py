"""``manage.py essaimage_concepts``: the words of searches across languages, from files and into files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Locale

from ...search.analysis.languages import fallbacks, normalise_code
from ...vocabulary import skos, turtle
from ...vocabulary.skos import Wanted
from ...vocabulary.storing import STARTER, BadFile, entries_of_site, read_table, store
from ..files import read_text


class Command(BaseCommand):
    help = "Load concepts in several languages to begin with, import others from SKOS, or export the site's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help="add the concepts that come with the plugin; what there is stays")
        load.add_argument("--file", type=Path, help="a CSV file of your own instead: key,broader,fr,en,…")
        found = actions.add_parser("import", help="add the concepts of a SKOS file (RDF/XML, Turtle); the rest stays")
        found.add_argument("file", type=Path)
        load.add_argument("--restore", action="store_true", help="bring back what somebody has deleted, too")
        kept = actions.add_parser("export", help="write the site's concepts and terms as SKOS")
        kept.add_argument("file", type=Path, nargs="?", help="where to: Turtle if it ends with .ttl, else RDF/XML")

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
                entries, left_out = _format(file).read(_read_bytes(Path(file or "")), _of_the_site())
        except BadFile as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        counts = store(entries, restore=restore or action == "import")
        if verbosity:
            self.stdout.write(
                f"Concepts: {counts['concepts']} added. Names: {counts['names']} added, {counts['kept']} there already."
            )
            if counts["away"]:
                self.stdout.write(f"Left away: {counts['away']} concepts that were deleted here; --restore adds them.")
            if left_out:
                self.stdout.write(f"Left out: {left_out} names that are too long, have no word, or are too many.")

    def export(self, file: Path | None) -> None:
        try:
            text = _format(file).written(entries_of_site())
        except BadFile as error:
            raise CommandError(str(error)) from error
        if file is None:
            self.stdout.write(text)
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error


def _format(file: Path | None) -> Any:
    return turtle if file is not None and file.suffix.lower() == turtle.ENDING else skos


def _read_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(skos.MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _of_the_site() -> Wanted:
    """Whether the site has a language, or one of which it is a kind."""
    codes = {code for locale in Locale.objects.all() for code in fallbacks(normalise_code(locale.language_code))}
    return lambda code: bool(codes & set(fallbacks(code)))
