"""The running demonstration, for the tests of journeys (loaded as a pytest plugin by conftest)."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "example_site" / "manage.py")]
START = 60
"""Seconds that the server may take to answer."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read(directory: Path) -> str:
    return (directory / "demo.log").read_text()


def wait_for_page(directory: Path, process: subprocess.Popen, port: int, seconds: float) -> tuple[float, str]:
    """Ask for the home page until it is served; returns the seconds since the call and the page."""
    start = time.monotonic()
    while (elapsed := time.monotonic() - start) < seconds:
        assert process.poll() is None, read(directory)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
                return time.monotonic() - start, answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"no answer after {elapsed:.1f} s:\n{read(directory)}")


def environment(var):
    """The variables of a process of the demonstration that keeps what it writes in the directory ``var``.

    Without DEBUG, as ``make demo`` serves it: with it, SQLite is asked twice for each statement that has parameters.
    """
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "ESSAIMAGE_DEMO_VAR": str(var), "ESSAIMAGE_DEMO_DEBUG": "0"}


@pytest.fixture(scope="session")
def migrated_demo(tmp_path_factory):
    """The directory of a demonstration into which nothing was loaded: to be copied."""
    var = tmp_path_factory.mktemp("demo")
    subprocess.run([*MANAGE, "migrate", "-v0"], env=environment(var), check=True, cwd=ROOT)
    return var


@contextmanager
def running(manage, directory, variables, cwd=ROOT):
    """The address of a site while ``manage`` (the beginning of its commands) serves it, static files too; it logs in a
    directory."""
    port = free_port()
    with (directory / "demo.log").open("w") as log:
        serve = [*manage, "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
        server = subprocess.Popen(serve, env=variables, cwd=cwd, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for_page(directory, server, port, START)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def served(directory, settings=""):
    """The address of the demonstration whose ``var`` is in a directory, while it is served, maybe by other settings."""
    variables = environment(directory / "var") | ({"DJANGO_SETTINGS_MODULE": settings} if settings else {})
    return running(MANAGE, directory, variables)


LOADED = pytest.StashKey[Path]()
"""The directory of the demonstration that ``make demo`` has loaded, once its test has ended."""


@pytest.fixture(scope="session")
def loaded_demo(request, tmp_path_factory):
    """The directory of a freshly loaded demonstration."""
    if LOADED in request.config.stash:
        return request.config.stash[LOADED]
    directory = tmp_path_factory.mktemp("demo")
    var = shutil.copytree(request.getfixturevalue("migrated_demo"), directory / "var")
    subprocess.run([*MANAGE, "load_demo", "-v0"], env=environment(var), check=True, cwd=ROOT)
    return directory


@pytest.fixture(scope="session")
def demo(browser, loaded_demo):
    """The address of a freshly loaded demonstration."""
    with served(loaded_demo) as address:
        yield address


def sign_in(page, demo):
    """Enter the demonstration's admin, up to its first page."""
    page.goto(f"{demo}/admin/login/")
    page.locator("[name=username]").fill("demo")
    page.locator("[name=password]").fill("demo")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/admin/")
