"""``manage.py essaimage_sheets``: sheets, commons and replications into a file, and back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import activate, get_language
from wagtail.models import Page

from ...foreign import TARGETS
from ...models import Outcome, SpreadsheetImport, State
from ...reading import Refused
from ...running import advance, begin
from ...staging import stage
from ...subjects import subjects
from ...writing import write

MOST_NAMED = 50


class Command(BaseCommand):
    help = "Export sheets, commons and replications as .xlsx or .zip (CSV), or import such a file, or a directory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", help="Whose rights count. By default all pages are open, but no hidden contact.")
        parser.add_argument("--language", help="Of headings and choices, and in which dates and amounts are read.")
        actions = parser.add_subparsers(dest="action", required=True)
        exporting = actions.add_parser("export", help="Write a file.")
        exporting.add_argument("file", type=Path, help="Ends with .xlsx, or with .zip for CSV.")
        exporting.add_argument("--only", nargs="+", choices=list(subjects()), default=list(subjects()))
        importing = actions.add_parser("import", help="Check a file, and import what is right in it.")
        importing.add_argument("file", type=Path)
        importing.add_argument("--dry-run", action="store_true", help="Check only.")
        importing.add_argument("--below", help="The primary key of the page below which new ones go.")
        importing.add_argument("--publish", action="store_true")
        importing.add_argument("--all-or-nothing", action="store_true")
        importing.add_argument("--overwrite", action="store_true", help="Also what was changed on the site since.")
        importing.add_argument("--duplicates", action="store_true", help="Also those that are there already.")
        importing.add_argument("--create-themes", action="store_true", help="Add themes that are unknown.")
        importing.add_argument("--without-place", action="store_true", help="Leave unknown towns empty.")
        importing.add_argument(
            "--columns", nargs="+", default=[], metavar="HEADING=SAYS", help=f"Of a directory: {', '.join(TARGETS)}."
        )

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if options["language"]:
            activate(options["language"])
        user = None
        if name := options["user"]:
            model = get_user_model()
            user = model._default_manager.filter(**{model.USERNAME_FIELD: name}).first()
            if user is None:
                raise CommandError(f"There is no account {name}.")
        if action == "export":
            self._export(options["file"], options["only"], user)
        else:
            self._import(options, user)

    def _export(self, file: Path, codes: list[str], user: Any) -> None:
        form = {".xlsx": "xlsx", ".zip": "csv"}.get(file.suffix.lower())
        if form is None:
            raise CommandError("Name a file that ends with .xlsx, or with .zip for CSV.")
        try:
            with file.open("wb") as stream:
                number = write(stream, form, codes, user)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{number} lines are in {file}.")

    def _import(self, options: dict[str, Any], user: Any) -> None:
        below = options["below"]
        if below and not Page.objects.filter(pk=below).exists():
            raise CommandError(f"There is no page {below}.")
        wanted = {
            "parent": below,
            "language": get_language(),
            "create_terms": options["create_themes"],
            **{name: options[name] for name in ("publish", "all_or_nothing", "overwrite", "duplicates")},
            "without_place": options["without_place"],
        }
        try:
            with options["file"].open("rb") as stream:
                kept = stage(stream, options["file"].name, user, wanted)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        if kept.state == State.MAPPING:
            self._match(kept, options["columns"])
        advance(kept.pk)
        self._report(kept)
        errors = kept.counts()[Outcome.ERROR]
        if options["dry_run"] or (errors and options["all_or_nothing"]):
            kept.delete()
            self.stdout.write("Nothing was changed.")
            return
        kept.refresh_from_db()
        begin(kept)
        advance(kept.pk)
        kept.refresh_from_db()
        self.stdout.write(f"{kept.get_state_display()}.")
        self._report(kept, only_errors=True)

    def _match(self, kept: SpreadsheetImport, given: list[str]) -> None:
        for pair in given:
            heading, _mark, target = pair.rpartition("=")
            if heading not in kept.headers or target not in TARGETS:
                raise CommandError(
                    f"“{pair}”: the headings are {', '.join(kept.headers)}; they say {', '.join(TARGETS)}."
                )
            kept.columns[str(kept.headers.index(heading))] = target
        if "title" not in kept.columns.values():
            raise CommandError("Say which column has the titles: --columns HEADING=title")
        kept.state = State.CHECKING
        kept.save()

    def _report(self, kept: SpreadsheetImport, only_errors: bool = False) -> None:
        if not only_errors:
            for outcome, number in kept.counts().items():
                self.stdout.write(f"{number:>7} {Outcome(outcome).label}")
            for note in kept.notes:
                self.stdout.write(f"        {note}")
        wrong = kept.lines.filter(is_main=True).exclude(problems=[])
        for line in wrong[:MOST_NAMED]:
            for problem in line.problems:
                place = ", ".join(
                    filter(None, [problem["table"], str(problem["line"] or line.number), problem["column"]])
                )
                self.stdout.write(f"  {place}: {problem['message']}")
        if (more := wrong.count() - MOST_NAMED) > 0:
            self.stdout.write(f"  … and {more} more.")
