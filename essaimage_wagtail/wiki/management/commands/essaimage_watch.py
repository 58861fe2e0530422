"""``essaimage_watch``: tells people who watch what changed, and forgets addresses that nobody writes to any more."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...models import Dispatch, Subscription
from ...watching.sending import send_due
from ...watching.watchers import purge

LATE = timedelta(days=1)


class Command(BaseCommand):
    requires_migrations_checks = True
    help = "Write to those who watch pages, changes and searches."

    def add_arguments(self, parser):
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("send", help="Send what is due, and forget old addresses; every ten minutes is right.")
        actions.add_parser("status", help="Say when it was sent last, and how many watch; send nothing.")

    def handle(self, action, **options):
        self.tell() if action == "status" else self.send()

    def send(self):
        done = send_due()
        self.stdout.write(
            f"Sent: {done.sent}. Not taken by the mail server: {done.failed}. Forgotten addresses: {purge()}."
        )
        if done.unavailable:
            raise CommandError("The mail server takes no messages now: what is due waits for the next run.")

    def tell(self):
        ran_at = Dispatch.objects.filter(pk=1).values_list("ran_at", flat=True).first()
        watched = Subscription.objects.filter(confirmed_at__isnull=False)
        self.stdout.write(
            f"Sent last: {ran_at.isoformat(timespec='seconds') if ran_at else 'never'}. "
            f"Watchers: {watched.values('watcher').distinct().count()}. Subscriptions: {watched.count()}."
        )
        if watched.exists() and (ran_at is None or ran_at < timezone.now() - LATE):
            raise CommandError("People wait for messages: have “essaimage_watch send” run every ten minutes.")
