"""``essaimage_accounts``: requests for an account that are not needed any more, forgotten."""

from django.core.management.base import BaseCommand

from ...accounts.holder import purge


class Command(BaseCommand):
    help = "Delete requests for an account that nobody confirmed, and those that were decided long ago."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("purge", help="Do it; once a day is enough.")

    def handle(self, action, **options):
        self.stdout.write(f"Requests that were deleted: {purge()}.")
