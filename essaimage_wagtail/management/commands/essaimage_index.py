"""``essaimage_index``: rebuild, check or describe the search index."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm
from wagtail.coreutils import get_content_languages

from ...search import get_engine
from ...search.analysis.analyzer import get_analyzer
from ...search.indexing import index
from ...search.types import language_of_key, network_of


class Command(BaseCommand):
    help = "Rebuild the search index, compare it with the pages, or say what is in it."

    def add_arguments(self, parser):
        parser.add_argument(
            "action",
            choices=["rebuild", "check", "status", "dictionaries"],
            help="rebuild: write the index anew while the site goes on. check: compare it with the pages, and exit "
            "with 1 if they differ. status: number of documents by language, and the sites of the network, if there is "
            "one. A rebuild that was interrupted is taken up where it stopped; until it ends, the index answers as it "
            "was. A second one at the same time changes nothing. dictionaries: make those of the site's languages "
            "ready on this machine; needs no database.",
        )

    def handle(self, action, verbosity, skip_checks, **options):
        # Where dictionaries are made, there may be no database.
        if action != "dictionaries" and not skip_checks:
            self.check_migrations()
        actions = {"rebuild": self.rebuild, "check": self.compare, "status": self.status}
        actions["dictionaries"] = self.make_dictionaries
        actions[action](quiet=verbosity == 0)

    def _progress(self, quiet):
        return tqdm(total=index.count_candidates(), unit="page", disable=quiet, file=self.stderr)

    def rebuild(self, quiet):
        with self._progress(quiet) as bar:
            count = index.rebuild(bar.update)
        if count is None:
            self.stdout.write("Another rebuild is under way: this one has changed nothing.")
        else:
            self.stdout.write(f"{count} documents are in the index.")

    def compare(self, quiet):
        with self._progress(quiet) as bar:
            difference = index.check(bar.update)
        self.tell_of_network(problems=True)
        if not difference:
            self.stdout.write("The index and the pages agree.")
            return
        for kind in ("missing", "surplus", "stale"):
            keys = getattr(difference, kind)
            if keys:
                shown = ", ".join(keys[:10]) + (", …" if len(keys) > 10 else "")
                self.stdout.write(f"{len(keys)} {kind}: {shown}")
        raise CommandError("The index differs from the pages. Mend it with: manage.py essaimage_index rebuild")

    def status(self, quiet):
        keys = get_engine().keys()
        counts = Counter(map(language_of_key, keys))
        self.stdout.write(f"{sum(counts.values())} documents")
        for language, count in sorted(counts.items()):
            self.stdout.write(f"  {language}: {count}")
        if index.is_rebuilding():
            self.stdout.write("A rebuild is under way, or was interrupted: manage.py essaimage_index rebuild ends it.")
        self.tell_of_network()

    def tell_of_network(self, problems=False):
        """Each site of the network, or those that are left out of its searches."""
        network = network_of(get_engine())
        states = network.states() if network else []
        shown = [state for state in states if state.problem or not problems]
        if shown:
            self.stdout.write("Sites of the network that are not searched:" if problems else "Sites of the network:")
        for state in shown:
            name = ", ".join(filter(None, [state.name, state.address]))
            said = f"not searched: {state.problem}" if state.problem else f"{state.documents} documents"
            self.stdout.write(f"  {state.code}{f' ({name})' if name else ''}: {said}")

    def make_dictionaries(self, quiet):
        codes = [code for code in get_content_languages() if get_analyzer(code).lemmas]
        self.stdout.write(f"The dictionaries are ready: {', '.join(codes) or 'no language of the site has one'}.")
