"""``essaimage_translators``: a group of translators for each language, with rights in its tree alone."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ....roles.declared import ROLES, TRANSLATOR
from ....roles.granting import grant
from ....roles.trees import Refused, languages, without_home


class Command(BaseCommand):
    requires_migrations_checks = True
    help = (
        "Make a group of translators for each language: its members translate into that language, and change no other. "
        "Run again, it adds what a group lacks and takes nothing away."
    )

    def add_arguments(self, parser):
        parser.add_argument("languages", nargs="*", metavar="language", help="codes such as es; all without any")
        parser.add_argument("--publish", action="store_true", help="they may publish, too")

    @transaction.atomic
    def handle(self, publish, **options):
        more = ("publish_page",) if publish else ()
        try:
            for code, tree in languages(options["languages"]).items():
                if not tree.pages:
                    self.stderr.write(without_home(code))
                    continue
                group, _changes = grant(ROLES[TRANSLATOR], tree, more)
                self.stdout.write(f"{code}: {group.name} ({', '.join(home.title for home in tree.pages)})")
        except Refused as refused:
            raise CommandError(str(refused)) from refused
