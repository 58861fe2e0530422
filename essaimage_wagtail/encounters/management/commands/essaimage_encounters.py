"""``essaimage_encounters``: reminds people of encounters, tells them what has changed, and forgets them afterwards."""

from django.core.management.base import BaseCommand, CommandError

from ...outcomes import follow_up
from ...registering.granting import move_up_all
from ...registering.news import send_due
from ...registering.people import purge


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Write to those who registered for encounters, and forget them afterwards."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("remind", help="Send reminders and what has changed; every ten minutes is right.")
        actions.add_parser("follow_up", help="Ask again those who wanted to think about it; once a day is right.")
        actions.add_parser("purge", help="Forget who did not confirm, or came long ago; once a day is right.")

    def handle(self, action, **options):
        getattr(self, action)()

    def remind(self):
        moved = move_up_all()
        done = send_due()
        self.stdout.write(f"Asked after three months: {follow_up.send_due()}.")
        self.stdout.write(f"Sent: {done.sent}. Not taken by the mail server: {done.failed}. Moved up: {moved}.")
        if done.unavailable:
            raise CommandError("The mail server takes no messages now: what is due waits for the next run.")

    def follow_up(self):
        self.stdout.write(f"Sent: {follow_up.send_due()}.")

    def purge(self):
        self.stdout.write(f"Forgotten registrations: {purge()}.")
