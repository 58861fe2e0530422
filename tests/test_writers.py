"""Several processes write to one SQLite file, as editors do, and are killed while they do."""

import os
import shutil
import signal

import pytest

from benchmarks import writers

from .conftest import ROOT


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    environment = environment_of(tmp_path_factory.mktemp("writers") / "site.sqlite3")
    writers.prepare(environment, 4)
    return environment


@pytest.fixture
def site(prepared, tmp_path):
    """The environment of processes with a site of their own."""
    for path in sorted(os.scandir(os.path.dirname(prepared["ESSAIMAGE_BENCH_DATABASE"])), key=lambda entry: entry.name):
        shutil.copy(path, tmp_path)
    return environment_of(tmp_path / "site.sqlite3")


def environment_of(database):
    return {**writers.environment_of(database), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def test_four_editors_at_once_are_never_locked_out(site):
    taken, locked = writers.publish(site, 4, 8)
    assert (len(taken), locked) == (32, 0)
    assert writers.check(site)


def test_killed_while_publishing(site):
    """Nobody cleans up: what was being written never was, and the next one publishes. Over 10 s: processes start
    and are killed."""
    for number, before in enumerate((2, 5)):
        running = writers.start(site, number, 100_000)
        try:
            for _ in range(before):
                assert running.stdout.readline().strip().isdigit()
        finally:
            running.send_signal(signal.SIGKILL)
            running.communicate()
        assert writers.check(site)
    taken, locked = writers.publish(site, 4, 1)
    assert (len(taken), locked) == (4, 0)
    assert writers.check(site)
