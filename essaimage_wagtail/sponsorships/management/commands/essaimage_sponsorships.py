"""``essaimage_sponsorships``: reminds the two sides of sponsorships, and forgets people when the time is over."""

from django.core.management.base import BaseCommand, CommandError

from essaimage_wagtail.wiki.visitors.limits import forget_visitors

from ...people import purge
from ...reminding import remind


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Look after sponsorships."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("remind", help="Write to those who meet soon, or who have been silent; once a day is right.")
        actions.add_parser(
            "purge", help="Forget names and addresses that are not needed any more; once a day is right."
        )

    def handle(self, action, **options):
        self.remind() if action == "remind" else self.purge()

    def remind(self):
        done = remind()
        self.stdout.write(f"Sent: {done.sent}. Not taken by the mail server: {done.failed}.")
        if done.unavailable:
            raise CommandError("The mail server takes no messages now: what is due waits for the next run.")

    def purge(self):
        forget_visitors()
        unconfirmed, forgotten = purge()
        self.stdout.write(
            f"Deleted unconfirmed requests: {unconfirmed}. Sponsorships whose people were forgotten: {forgotten}."
        )
