"""The running demonstration, for the tests of journeys (loaded as a pytest plugin by conftest)."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "example_site" / "manage.py")]
START = 30
"""Seconds that the server may take to answer."""


def environment(var):
    """The variables of a process of the demonstration that keeps what it writes in the directory ``var``."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "ESSAIMAGE_DEMO_VAR": str(var)}


@pytest.fixture(scope="session")
def migrated_demo(tmp_path_factory):
    """The directory of a demonstration into which nothing was loaded: to be copied."""
    var = tmp_path_factory.mktemp("demo")
    subprocess.run([*MANAGE, "migrate", "-v0"], env=environment(var), check=True, cwd=ROOT)
    return var


@pytest.fixture(scope="session")
def demo(browser, migrated_demo, tmp_path_factory):
    """The address of a freshly loaded demonstration."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = environment(shutil.copytree(migrated_demo, tmp_path_factory.mktemp("demo") / "var"))
    subprocess.run([*MANAGE, "load_demo", "-v0"], env=variables, check=True, cwd=ROOT)
    server = subprocess.Popen(
        [*MANAGE, "runserver", "--noreload", f"127.0.0.1:{port}"],
        env=variables,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START
    while True:
        try:
            urllib.request.urlopen(f"{address}/fr/", timeout=5)  # noqa: S310
            break
        except OSError:
            assert server.poll() is None, "the server stopped"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.2)
    yield address
    server.terminate()
    server.wait()


def sign_in(page, demo):
    """Enter the demonstration's admin, up to its first page."""
    page.goto(f"{demo}/admin/login/")
    page.locator("[name=username]").fill("demo")
    page.locator("[name=password]").fill("demo")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/admin/")
