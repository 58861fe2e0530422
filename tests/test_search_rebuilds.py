"""Rebuilds in processes of their own: at the same time, killed, and while others publish and search."""

import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from essaimage_wagtail.search import SearchQuery, get_engine
from essaimage_wagtail.search.engines.database.vendors import STATE
from essaimage_wagtail.search.tables import IndexedDocument, IndexState

from .engine import embedded
from .processes import run_code, running_code

ROOT = Path(__file__).resolve().parent.parent
SECONDS = float(os.environ.get("ESSAIMAGE_STRESS_SECONDS", 6))
SETTINGS = """
from tests.settings import *

DATABASES["default"]["NAME"] = {name!r}
"""
PROGRAM = """
import sys
import django
django.setup()
from django.db import Error
from essaimage_wagtail.search import SearchDocument, get_engine

def documents(number, name, title):
    return (SearchDocument(f"{name}{n}:fr", "fr", f"{title} {n}", body=f"mot{n} " * 20) for n in range(number))

for line in sys.stdin:
    what, number = line.split()
    try:
        if what == "rebuild":
            print(get_engine().rebuild(documents(int(number), "d", "Jardin")), flush=True)
        else:
            get_engine().upsert(documents(3, "d", f"Jardin {what} {number}"))
            print("published", flush=True)
    except Error as error:
        print(type(error).__name__, " ".join(str(error).split()), flush=True)
"""

pytestmark = embedded


class Other:
    """A process that rebuilds or publishes when it is told to."""

    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def begin(self, what, number):
        self.process.stdin.write(f"{what} {number}\n")
        self.process.stdin.flush()

    def answer(self):
        return self.process.stdout.readline().strip()

    def ask(self, what, number):
        self.begin(what, number)
        return self.answer()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def start(transactional_db, tmp_path):
    """Starts processes that share the database of this one."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory has one process")  # test_sqlite_file.py has one in a file
    (tmp_path / "other_settings.py").write_text(SETTINGS.format(name=str(connection.settings_dict["NAME"])))
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT), *filter(None, sys.path)]),
        "DJANGO_SETTINGS_MODULE": "other_settings",
    }
    others = []

    def start():
        others.append(Other(environment))
        return others[-1]

    yield start
    for other in others:
        other.kill()


def indexes():
    """Those of the tokens of both generations that PostgreSQL has; SQLite makes its own."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename LIKE 'essaimage_wagtail_tokens_%%' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def found():
    return get_engine().search(SearchQuery("jardin", "fr", limit=1)).total


def until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def assert_tidy(number):
    """Nothing under way, one generation with so many documents, and nothing in the other."""
    state = IndexState.objects.get()
    assert state.building_since is None
    assert [*IndexedDocument.objects.values_list("generation").distinct()] == [(state.active,)]
    with connection.cursor() as cursor:
        table = get_engine().make_store(connection, 1 - state.active).table
        cursor.execute(f"SELECT count(*) FROM {table}{'_docsize' if connection.vendor == 'sqlite' else ''}")  # noqa: S608
        assert cursor.fetchone() == (0,)
    assert found() == number


def test_fifteen_pairs_of_rebuilds_overlap_and_none_fails_with_the_other(start):
    before, (one, other), numbers = indexes(), (start(), start()), []
    for _ in range(15):
        for process in (one, other):
            process.begin("rebuild", 300)
        answers = {one.answer(), other.answer()}
        assert answers <= {"300", "None"} and "300" in answers
        numbers.append(len(answers))
        assert (indexes(), found()) == (before, 300)
    assert_tidy(300)
    assert 2 in numbers, "no pair has overlapped"


def test_a_killed_rebuild_is_taken_over_at_once_by_another(start):
    before, chance, other = indexes(), random.Random(22), start()  # noqa: S311  (moments, no secrets)
    assert other.ask("rebuild", 50) == "50"
    for number in range(60, 64):
        killed = start()
        killed.begin("rebuild", 100_000)
        until(IndexState.objects.filter(building_since__isnull=False).exists)
        assert other.ask("rebuild", number) == "None"
        time.sleep(chance.random())
        killed.kill()
        assert found() == (number - 1 if number > 60 else 50)
        # The server may take a moment to notice.
        until(lambda number=number: other.ask("rebuild", number) == str(number))
        assert indexes() == before
        assert_tidy(number)


def test_an_answer_is_whole_while_others_rebuild_and_publish(start):
    """For some seconds; ``ESSAIMAGE_STRESS_SECONDS`` has it last longer."""
    one, other, editor = start(), start(), start()
    assert one.ask("rebuild", 40) == "40"
    for process in (one, other):
        process.begin("rebuild", 40)
    editor.begin("publish", 0)
    end, searches, rebuilds, published = time.monotonic() + SECONDS, 0, 0, 0
    answering = select.epoll()
    streams = {process.process.stdout.fileno(): process for process in (one, other, editor)}
    for stream in streams:
        answering.register(stream, select.EPOLLIN)
    while time.monotonic() < end:
        assert found() == 40
        searches += 1
        for stream, _ in answering.poll(0):
            process = streams[stream]
            answer = process.answer()
            assert answer in ("40", "None", "published")
            rebuilds += answer == "40"
            published += answer == "published"
            process.begin(*(("publish", published) if process is editor else ("rebuild", 40)))
    for process in (one, other, editor):
        assert process.answer() in ("40", "None", "published")
    assert min(searches, rebuilds, published) > 5
    assert_tidy(40)


BUILD = """
from essaimage_wagtail.search import SearchDocument, get_engine
get_engine().rebuild(SearchDocument(f"d{n}:fr", "fr", f"Jardin {n}", body="mot " * 200) for n in range(%d))
"""
STATUS = "from django.core.management import call_command; call_command('essaimage_index', 'status', verbosity=0)"


def test_killed_in_the_middle_of_a_write(database_file, tmp_path):
    """With nobody to clean up: the index that answers is whole, and the next rebuild ends."""

    def run(code):
        return run_code(code, database_file, tmp_path)

    run(BUILD % 50)
    with running_code(BUILD % 10_000_000, database_file, tmp_path) as process:
        until(lambda: "rebuild" in run(STATUS))
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    assert "50 documents" in run(STATUS)
    run(BUILD % 60)
    status = run(STATUS)
    assert "60 documents" in status and "rebuild" not in status


def test_others_write_to_a_file_while_a_rebuild_goes_on(database_file, tmp_path):
    """Each within Django's five seconds, although SQLite keeps no queue: some would wait for all of the rebuild."""
    with (
        running_code(BUILD % 10_000_000, database_file, tmp_path) as process,
        closing(sqlite3.connect(database_file, timeout=5, isolation_level=None)) as other,
    ):
        until(lambda: other.execute(f"SELECT 1 FROM {STATE} WHERE building_since IS NOT NULL").fetchall())  # noqa: S608
        for _ in range(20):
            other.execute(f"UPDATE {STATE} SET active = active")  # noqa: S608
        assert process.poll() is None
