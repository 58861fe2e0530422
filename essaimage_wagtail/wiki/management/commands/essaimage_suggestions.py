"""``essaimage_suggestions``: what is not needed any more of suggestions, forgotten."""

from django.core.management.base import BaseCommand

from ...suggestions.authors import purge


class Command(BaseCommand):
    help = "Forget the authors of old suggestions, and delete what was refused or withdrawn long ago."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("purge", help="Do it; once a day is enough.")

    def handle(self, action, **options):
        forgotten, deleted = purge()
        self.stdout.write(f"Authors that were forgotten: {forgotten}. Suggestions that were deleted: {deleted}.")
