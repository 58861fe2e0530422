"""``essaimage_personal_data``: what is held about a person, exported or erased when they ask."""

import json
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...personal_data.person import UNKNOWN, Refused, erase, export, find, would_erase

MOST_NAMED = 50


class Command(BaseCommand):
    help = (
        "Export what the plugin holds about a person, or erase it. Without --delete, erase only says what would be "
        "erased, and where the person is named in texts, which no command changes."
    )

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        exporting = actions.add_parser("export", help="Write everything as JSON.")
        exporting.add_argument(
            "--file",
            type=Path,
            help="Write into this new file, which only this account can read, and not to the output.",
        )
        erasing = actions.add_parser("erase", help="Say what would be erased; with --delete, erase it.")
        erasing.add_argument("--delete", action="store_true", help="Erase it: all of it, or nothing.")
        for action in (exporting, erasing):
            action.add_argument("who", help="An e-mail address, a whole name, or the number of a contact.")

    def handle(self, action, who, verbosity, **options):
        try:
            person = find(who)
            if action == "export":
                self._export(person, options["file"])
            else:
                self._erase(person, options["delete"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused

    def _export(self, person, file):
        text = json.dumps(export(person), ensure_ascii=False, indent=2)
        if file is None:
            self.stdout.write(text)
            return
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}. Name a file that is not there.") from error
        with open(descriptor, "w", encoding="utf-8") as stream:
            stream.write(f"{text}\n")
        self.stderr.write(f"The export is in {file}. It is personal data: give it to this person, and delete it then.")

    def _erase(self, person, delete):
        for contact in person.contacts:
            self.stdout.write(f"Contact #{contact.pk}: {contact.name}")
        self._report(erase(person) if delete else would_erase(person), "were" if delete else "would be")
        self._say_what_stays(person)
        if not delete and (person.contacts or person.others):
            self.stdout.write("Nothing was changed. To do it, add --delete.")

    def _report(self, erased, were):
        self.stdout.write(f"Contacts that {were} deleted: {erased.contacts}")
        for name, number in sorted(erased.others.items()):
            self.stdout.write(f"Rows that {were} left without their author: {number:>6} {name}")
        for name, number in sorted(erased.rows.items()):
            self.stdout.write(f"Rows that {were} left without them: {number:>6} {name}")
        for name, number in sorted(erased.deleted.items()):
            self.stdout.write(f"Rows of the site that {were} deleted with them: {number:>6} {name}")
        self.stdout.write(f"Revisions that {were} left without them: {erased.revisions}")
        self.stdout.write(f"Originals of translations that {were} left without them: {erased.translations}")
        if erased.log:
            self.stdout.write(f"Entries of the log of Django's admin whose words {were} removed: {erased.log}")

    def _say_what_stays(self, person):
        if person.mentions:
            self.stdout.write(f"Texts that say the name, e-mail or phone, and stay as they are: {len(person.mentions)}")
            for place in person.mentions[:MOST_NAMED]:
                self.stdout.write(f"  {place}")
            if len(person.mentions) > MOST_NAMED:
                self.stdout.write("  … (export names all of them)")
            self.stdout.write(
                "  Rewrite the texts of pages and snippets in the admin, then remove old revisions with: "
                "manage.py purge_revisions"
            )
        for user in person.accounts:
            self.stdout.write(f"The account {user.get_username()} of the site has the same e-mail, and stays.")
        self.stdout.write("What this command cannot know:")
        for words in UNKNOWN:
            self.stdout.write(f"  {words}")
