"""``essaimage_upkeep``: what published pages lack, and whether their links to other sites still lead somewhere."""

from django.core.management.base import BaseCommand
from tqdm import tqdm

from ...upkeep.checking import PUT_OFF, check_due, due
from ...upkeep.noting import forget_unused, note, pages_to_note


class Command(BaseCommand):
    requires_migrations_checks = True
    help = (
        "Look at pages that were never looked at, then ask the links to other sites that are due. Run it every night; "
        "one that is ended goes on where it was the next time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="look at every published page again")
        parser.add_argument("--no-links", action="store_true", help="ask no other site anything")
        parser.add_argument("--limit", type=int, help="ask this many links at most")

    def handle(self, verbosity, **options):
        pages = 0
        for page in tqdm(pages_to_note(options["all"]), unit="page", disable=verbosity == 0, file=self.stderr):
            note(page)
            pages += 1
        forget_unused()
        self.stdout.write(f"{pages} pages looked at.")
        if options["no_links"]:
            return
        waiting = due().count()
        total = min(waiting, options["limit"]) if options["limit"] else waiting
        with tqdm(total=total, unit="link", disable=verbosity == 0, file=self.stderr) as bar:
            done = check_due(options["limit"], progress=lambda link: bar.update())
        found = ", ".join(f"{number} {state}" for state, number in sorted(done.items()))
        self.stdout.write(f"{done.total()} links asked{': ' if found else ''}{found}.")
        if done[PUT_OFF]:
            self.stderr.write("No site has answered: is this machine connected to the web? Nothing was kept of it.")
