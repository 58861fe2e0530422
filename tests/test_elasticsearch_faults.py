"""Elasticsearch stopped, drainers killed and an index rebuilt while people publish: nothing is lost, nothing doubled.

Each test commits, and has other processes: it is run with the suite on Elasticsearch (see ``test_elasticsearch.py``),
whose database is in a file.
"""

import os
import signal
import threading
import time
import traceback
from datetime import date, timedelta

import pytest
from django.db import connection, connections

from essaimage_wagtail.search import SearchQuery, engines, get_engine
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.search.outbox import entries, tasks
from essaimage_wagtail.search.outbox.draining import Drained, drain
from essaimage_wagtail.search.tables import OutboxEntry

from .elasticsearch import delete_indexes, private_server
from .testapp.models import ArticlePage

PUBLICATIONS = int(os.environ.get("ESSAIMAGE_STRESS_PUBLICATIONS", 200))
QUICK = {"index_prefix": f"essaimage-faults-{os.getpid()}", "refresh": False}
ENGINE = "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine"
pytestmark = pytest.mark.skipif(
    os.environ.get("ESSAIMAGE_TEST_ENGINE") != "elasticsearch", reason="this run has another engine"
)


@pytest.fixture
def use(transactional_db, settings):
    """``use(**options)``: an engine that sends what was committed, as a site has it."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one process")

    def use(**options):
        settings.ESSAIMAGE = {
            **settings.ESSAIMAGE,
            "SEARCH_ENGINE": ENGINE,
            "ELASTICSEARCH": {**settings.ESSAIMAGE["ELASTICSEARCH"], **QUICK, **options},
        }
        engines._engine.cache_clear()
        return get_engine()

    yield use
    engines._engine.cache_clear()


@pytest.fixture
def engine(use):
    engine = use()
    yield engine
    delete_indexes(engine)


@pytest.fixture
def make_pages(site):
    """``make_pages(number)``: published pages of a type that is quick to publish."""

    def make_pages(number):
        values = {"day": date(2026, 1, 1), "locale": site.locales["fr"]}
        pages = [ArticlePage(title=f"Atelier {number}", slug=f"atelier-{number}", **values) for number in range(number)]
        return [site.home["fr"].add_child(instance=page) for page in pages]

    return make_pages


def forked(do, *arguments):
    """Another process, which does that."""
    connections.close_all()
    if child := os.fork():
        return child
    try:
        engines._engine.cache_clear()  # no connection is shared
        do(*arguments)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def assert_in_step(engine, number):
    """The index has so many documents, which are those of the pages; nothing waits."""
    engine.outbox.try_again()
    done = drain(engine)
    refresh(engine)
    assert (done.unavailable, done.postponed, done.set_aside) == ("", 0, 0)
    assert not OutboxEntry.objects.exclude(state="sent").exists()
    assert not index.check()
    assert engine.search(SearchQuery("atelier", "fr")).total == number


def refresh(engine):
    """Have all that was sent be found."""
    engine.server.client.indices.refresh(index=engine.names.documents)


def change(page, number):
    """Publish another title: every tenth time as editors do, with a revision."""
    page.title = f"Atelier {number}"
    if number % 10:
        page.save()
    else:
        page.save_revision().publish()


def test_a_server_that_is_stopped_during_many_publications(use, make_pages):
    """Over 10 s: a server is started twice, and changes are published meanwhile: ``ESSAIMAGE_STRESS_PUBLICATIONS`` says
    how many, a thousand take minutes."""
    with private_server() as server:
        engine = use(hosts=server.url)
        pages = make_pages(40)
        for number in range(PUBLICATIONS):
            if number == PUBLICATIONS // 5:
                server.stop()
            elif number == PUBLICATIONS // 2:
                starting = threading.Thread(target=server.start)
                starting.start()
            page = pages[number % 40]
            if number < PUBLICATIONS - 40:
                change(page, number)
            elif number % 2:
                page.delete()
            else:
                page.unpublish()
        starting.join()
        for page in pages[:10:2]:
            page.save_revision().publish()
        assert_in_step(engine, 5)


def drain_forever():
    while True:
        drain(get_engine())


def test_drainers_that_are_killed_ten_times(engine, make_pages, monkeypatch):
    """Over 10 s: ten processes are killed while this one publishes."""
    monkeypatch.setattr(tasks, "drain", lambda *arguments: Drained())  # this process sends nothing
    monkeypatch.setattr(entries, "CLAIMED_FOR", timedelta(seconds=0.5))
    pages = make_pages(20)
    for time_ in range(10):
        child = forked(drain_forever)
        for number, page in enumerate(pages):
            change(page, 100 * time_ + number)
        time.sleep(time_ / 100)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert_in_step(engine, 20)


def test_a_rebuild_while_people_publish_delete_and_search(engine, make_pages):
    """Over 10 s: two hundred publications and fifty deletions during rebuilds, by several processes."""
    pages = make_pages(250)
    refresh(engine)
    read, write = os.pipe()
    searcher = forked(search_until_killed, write)
    rebuilder = forked(rebuild_until_killed)
    try:
        for number, page in enumerate(pages):
            if number % 5 == 4:
                page.delete()
            else:
                change(page, number)
    finally:
        for child in (searcher, rebuilder):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    os.close(write)
    with os.fdopen(read) as answers:
        totals = [int(line) for line in answers.read().split("\n")[:-1]]
    assert len(totals) > 20
    assert min(totals) >= 200
    assert max(totals) <= 250
    assert index.rebuild() is not None
    assert_in_step(engine, 200)


def search_until_killed(write):
    while True:
        total = get_engine().search(SearchQuery("atelier", "fr")).total
        os.write(write, f"{total}\n".encode())


def rebuild_until_killed():
    while True:
        index.rebuild()
