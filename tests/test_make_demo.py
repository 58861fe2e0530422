"""``make demo`` as a newcomer runs it: in a fresh copy, interrupted, again."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from .conftest import NOT_SOURCES, ROOT
from .demo import LOADED, free_port, read, wait_for_page

FIRST_START = 600
"""Seconds that the first start may take: packages are downloaded."""
SECOND_START = 30
"""Seconds until the second one serves its home page: a few, several times as many while both processors are busy."""


@contextmanager
def make_demo(directory: Path, port: int) -> Iterator[subprocess.Popen]:
    """Run ``make demo`` with its output in ``demo.log``; all that it started is ended on the way out."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")
    }
    with (directory / "demo.log").open("w") as log:
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],  # noqa: S607
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def log_in(directory: Path, port: int) -> str:
    """The admin's first page, reached with the account that was printed."""
    account = re.search(r"user: (\w+), password: (\w+)", read(directory))
    assert account, read(directory)
    login = f"http://127.0.0.1:{port}/admin/login/"
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', opener.open(login).read().decode())
    fields = {"username": account[1], "password": account[2], "csrfmiddlewaretoken": token[1], "next": "/admin/"}
    with opener.open(login, urllib.parse.urlencode(fields).encode()) as answer:
        assert answer.url.endswith("/admin/")
        return answer.read().decode()


# Minutes: the packages are installed, and the demonstration loaded, as at a newcomer's.
@pytest.mark.wheel
def test_demo_starts_survives_interruption_and_starts_again_fast(tmp_path, tmp_path_factory, pytestconfig):
    directory = Path(shutil.copytree(ROOT, tmp_path / "clone", ignore=NOT_SOURCES))
    port = free_port()

    with make_demo(directory, port) as process:
        deadline = time.monotonic() + 120
        while "Installing" not in read(directory):
            assert process.poll() is None and time.monotonic() < deadline, read(directory)
            time.sleep(0.1)
        time.sleep(3)

    with make_demo(directory, port) as process:
        _, page = wait_for_page(directory, process, port, FIRST_START)
        assert 'lang="fr"' in page
        assert f"http://127.0.0.1:{port}/" in read(directory)
        assert f"http://127.0.0.1:{port}/admin/" in read(directory)
        assert "/admin/logout/" in log_in(directory, port)
        with pytest.raises(urllib.error.HTTPError, match="404") as lost:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/de/nicht-da/")
        assert "Seite nicht gefunden" in lost.value.read().decode()

    with make_demo(directory, port) as process:
        elapsed, again = wait_for_page(directory, process, port, 60)
        assert 'lang="fr"' in again
        assert elapsed < SECOND_START
        assert not re.search("Installing|Preparing|Loading", read(directory))

    kept = tmp_path_factory.mktemp("demo")
    shutil.move(directory / "example_site" / "var", kept / "var")
    pytestconfig.stash[LOADED] = kept
