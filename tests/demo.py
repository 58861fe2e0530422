"""The running demonstration, for the tests of journeys (loaded as a pytest plugin by conftest)."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
START = 30
"""Seconds that the server may take to answer."""


@pytest.fixture(scope="session")
def demo(browser, tmp_path_factory):
    """The address of a freshly loaded demonstration."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "ESSAIMAGE_DEMO_VAR": str(tmp_path_factory.mktemp("demo")),
    }
    manage = [sys.executable, str(ROOT / "example_site" / "manage.py")]
    for command in (["migrate", "-v0"], ["load_demo", "-v0"]):
        subprocess.run([*manage, *command], env=environment, check=True, cwd=ROOT)
    server = subprocess.Popen(
        [*manage, "runserver", "--noreload", f"127.0.0.1:{port}"],
        env=environment,
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
