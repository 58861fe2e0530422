"""``essaimage_mend_content``: make stored sections translatable that imports or fixtures left without texts or ids."""

from django.core.management.base import BaseCommand, CommandError

from ...mending import mend_rows, mended_models


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Give ids to blocks that have none, and empty texts to those that are null, so that pages can be translated."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Only say what is at fault, and end with status 1 if anything is."
        )

    def handle(self, dry_run, verbosity, **options):
        count = 0
        for model in mended_models():
            for mended in mend_rows(model, dry_run=dry_run):
                count += 1
                if verbosity:
                    self.stdout.write(
                        f"{model._meta.label} {mended.row.pk} “{mended.row}”: "
                        f"{mended.texts} empty texts, {mended.ids} missing ids"
                    )
        self.stdout.write(f"{count} {'to mend' if dry_run else 'mended'}.")
        if dry_run and count:
            raise CommandError("Run the command without --dry-run to mend them.")
