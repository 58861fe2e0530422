"""``essaimage_index``: rebuild, check or describe the search index, and send what waits for it."""

import time
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils.timesince import timesince
from tqdm import tqdm
from wagtail.coreutils import get_content_languages

from ...search import SearchUnavailable, get_engine
from ...search.analysis.analyzer import get_analyzer
from ...search.health import problems
from ...search.indexing import index
from ...search.outbox.draining import drain, sender_of
from ...search.types import language_of_key, network_of

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_WHILE_AWAY = 10.0


class Command(BaseCommand):
    help = "Rebuild the search index, compare it with the pages, send what waits for it, or say what is in it."

    def add_arguments(self, parser):
        parser.add_argument(
            "action",
            choices=["rebuild", "check", "status", "drain", "dictionaries"],
            help="rebuild: write the index anew while the site goes on. check: compare it with the pages, and exit "
            "with 1 if they differ. status: number of documents by language, and the sites of the network, if there is "
            "one. A rebuild that was interrupted is taken up where it stopped; until it ends, the index answers as it "
            "was. A second one at the same time changes nothing. drain: send what waits to an index on another server. "
            "dictionaries: make those of the site's languages ready on this machine; needs no database.",
        )
        parser.add_argument(
            "--watch",
            action="store_true",
            help="with drain: go on until stopped, for sites without a worker for tasks",
        )

    def handle(self, action, verbosity, skip_checks, watch=False, **options):
        # Where dictionaries are made, there may be no database.
        if action != "dictionaries" and not skip_checks:
            self.check_migrations()
        actions = {"rebuild": self.rebuild, "check": self.compare, "status": self.status}
        actions["dictionaries"] = self.make_dictionaries
        actions["drain"] = self.watch if watch else self.drain
        try:
            actions[action](quiet=verbosity == 0)
        except SearchUnavailable as error:
            raise CommandError(str(error)) from None

    def _progress(self, count, quiet):
        return tqdm(total=count, unit="page", disable=quiet, file=self.stderr)

    def rebuild(self, quiet):
        with self._progress(index.count_to_rebuild(), quiet) as bar:
            count = index.rebuild(bar.update)
        if count is None:
            self.stdout.write("Another rebuild is under way: this one has changed nothing.")
        else:
            self.stdout.write(f"{count} documents are in the index.")

    def tell_problems(self):
        """Print what is wrong with where the index is; returns whether any of it hinders."""
        found = problems()
        for problem in found:
            self.stdout.write(problem.words)
        return any(problem.hinders for problem in found)

    def compare(self, quiet):
        is_hindered = self.tell_problems()
        with self._progress(index.count_candidates(), quiet) as bar:
            difference = index.check(bar.update)
        self.tell_of_network(problems=True)
        if not difference:
            self.stdout.write("The index and the pages agree.")
            if is_hindered:
                raise CommandError("The index cannot be used as it should: see above.")
            return
        for kind in ("missing", "surplus", "stale"):
            keys = getattr(difference, kind)
            if keys:
                shown = ", ".join(keys[:10]) + (", …" if len(keys) > 10 else "")
                self.stdout.write(f"{len(keys)} {kind}: {shown}")
        raise CommandError("The index differs from the pages. Mend it with: manage.py essaimage_index rebuild")

    def drain(self, quiet):
        engine = self._sender()
        with tqdm(total=engine.outbox.backlog().waiting, unit="document", disable=quiet, file=self.stderr) as bar:
            done = drain(engine, progress=bar.update)
        later = engine.outbox.backlog().waiting
        self.stdout.write(f"{done.sent} sent, {done.set_aside} set aside, {later} wait for a later attempt.")
        if done.unavailable:
            raise CommandError(f"{done.unavailable} Nothing is lost: what waits is sent when it answers.")

    def watch(self, quiet):
        engine = self._sender()
        unavailable = ""
        while True:
            done = drain(engine)
            if done.sent and not quiet:
                self.stdout.write(f"{done.sent} sent.")
            if done.unavailable != unavailable:
                unavailable = done.unavailable
                self.stderr.write(unavailable or "The server answers again.")
            close_old_connections()
            time.sleep(SECONDS_WHILE_AWAY if unavailable else SECONDS_BETWEEN_LOOKS)

    def _sender(self):
        engine = sender_of(get_engine())
        if engine is None:
            raise CommandError("This site's search engine writes with the pages: nothing waits to be sent.")
        return engine

    def status(self, quiet):
        engine = get_engine()
        keys = engine.keys()
        counts = Counter(map(language_of_key, keys))
        self.stdout.write(f"{sum(counts.values())} documents")
        for language, count in sorted(counts.items()):
            self.stdout.write(f"  {language}: {count}")
        if sender := sender_of(engine):
            backlog = sender.outbox.backlog()
            since = f", the oldest for {timesince(backlog.oldest)}" if backlog.oldest else ""
            self.stdout.write(f"{backlog.waiting} changes wait to be sent{since}; {backlog.set_aside} are set aside.")
        if index.is_rebuilding():
            self.stdout.write("A rebuild is under way, or was interrupted: manage.py essaimage_index rebuild ends it.")
        self.tell_problems()
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
