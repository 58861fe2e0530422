"""``essaimage_history``: versions that were published before the wiki was there."""

from django.core.management.base import BaseCommand

from ...history.recording import record_those_before


class Command(BaseCommand):
    requires_migrations_checks = True
    help = (
        "Write down the versions of pages that were published before the site had a public history, as far as the log "
        "of Wagtail knows them. Run again, it adds what is missing and changes nothing."
    )

    def handle(self, **options):
        self.stdout.write(f"{record_those_before()} versions written down.")
