"""The tests of several processes, again, on a SQLite database in a file: one in memory has a single process."""

import os
import subprocess
import sys

from .conftest import ROOT

PROCESSES = (
    "tests/test_registering_places.py",
    "tests/test_search_columns.py",
    "tests/test_search_killed.py",
    "tests/test_search_rebuilds.py",
    "tests/test_search_words.py",
)


def test_processes_hear_of_each_other(tmp_path):
    """Over 10 s: several files of tests once more, with a database in a file, and processes beside them."""
    environment = {name: value for name, value in os.environ.items() if name != "ESSAIMAGE_TEST_DATABASE"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--create-db", "-p", "no:cacheprovider", "-k", "other", *PROCESSES],
        cwd=ROOT,
        env=environment | {"ESSAIMAGE_TEST_FILE": str(tmp_path / "tests.sqlite3")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "passed" in done.stdout
    # What concerns writers at once is PostgreSQL's.
    assert done.stdout.count("a database in memory") == 0
