"""``essaimage_uninstall``: export and delete the plugin's content, before its apps leave the settings of the site."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ...leaving import Refused, export, installed_apps, leave, plan

DROP = """\
  1. python manage.py migrate essaimage_wagtail zero
     (drops all tables of the plugin, those of its page types too, and needs the apps that are removed next)"""
DROP_LATER = """\
  1. Write these migrations of the site anew, without the plugin: {migrations}.
     Until then, do not migrate essaimage_wagtail to zero: that would undo them, and drop the site's own tables.
     Then: python manage.py migrate essaimage_wagtail zero"""
AFTERWARDS = """
What remains to do, in this order:
{drop}
  2. Remove from the settings, the addresses and the code of the site: {names}.
  3. python manage.py remove_stale_contenttypes --include-stale-apps
     (finds nothing of the plugin unless the site was running meanwhile; it asks before it deletes)
  4. pip uninstall essaimage-wagtail
Images, documents, tags, users, groups and languages stay in the site.
"""


class Command(BaseCommand):
    help = (
        "Export and delete the content of the plugin, for a site that leaves it. Without options: only say what would "
        "be exported, deleted and moved, and what keeps the plugin from going."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--export",
            type=Path,
            metavar="DIR",
            help="Write the content as JSON into this directory, which is made or empty. Alone, it deletes nothing.",
        )
        parser.add_argument(
            "--delete", action="store_true", help="Delete what was exported. Needs --export. All of it, or nothing."
        )

    def handle(self, verbosity, **options):
        directory, delete = options["export"], options["delete"]
        if delete and directory is None:
            raise CommandError("Say where the content goes: --delete --export DIR")
        try:
            if delete:
                self._leave(directory, quiet=verbosity == 0)
            elif directory is not None:
                self._export(directory)
            else:
                self._say_what_would_be()
        except Refused as refused:
            raise CommandError(f"{refused}\nNothing was deleted.") from refused

    def _say_what_would_be(self):
        found = plan()
        self._report(found, "would be")
        if found.obstacles:
            raise CommandError("\n".join(["This keeps the plugin from going:", *found.obstacles]))
        self.stdout.write("Nothing was changed. To do it: manage.py essaimage_uninstall --delete --export DIR")

    def _export(self, directory):
        written = export(directory)
        for name, number in written.items():
            self.stdout.write(f"  {number:>6} {name}")
        self.stdout.write(f"{len(written)} files are in {directory}. Nothing was deleted.")

    def _leave(self, directory, quiet):
        with tqdm(unit="page", disable=quiet, file=self.stderr) as bar:
            done = leave(directory, bar.update)
        self._report(done, "were")
        self.stdout.write(
            f"The export is in {directory}. Contacts in it are personal data: keep it where these may be."
        )
        drop = DROP_LATER.format(migrations=", ".join(done.migrations)) if done.migrations else DROP
        self.stdout.write(AFTERWARDS.format(drop=drop, names=", ".join(installed_apps())))

    def _report(self, found, were):
        """``were``: the verb, for what was done or would be."""
        for heading, counts in (("Pages", found.pages), ("Rows", found.rows)):
            self.stdout.write(f"{heading} that {were} exported and deleted: {sum(counts.values())}")
            for label, number in counts.items():
                if number:
                    self.stdout.write(f"  {number:>6} {label}")
        if found.moved:
            self.stdout.write(f"Pages of the site that {were} moved, since they stood below these: {len(found.moved)}")
            for page, parent in found.moved:
                self.stdout.write(f"  {page.pk} “{page}” to {parent.pk} “{parent}”")
        if found.links:
            self.stdout.write(f"Links in the site's own content that lead nowhere then: {found.links}")
        if found.code:
            self.stdout.write(f"Models of the site that need the plugin's code: {', '.join(found.code)}")
        if found.migrations:
            self.stdout.write(f"Migrations of the site that need those of the plugin: {', '.join(found.migrations)}")
        self.stdout.write("Images and documents stay in the site's library.")
        self.stdout.write(f"Apps to remove: {', '.join(installed_apps())}")
