"""What the whole suite shares: real tools (Chromium, PostgreSQL, Elasticsearch), and what happens when one is missing.

A test that needs a tool carries its marker and is skipped, with the reason, where the tool is missing.
With ``ESSAIMAGE_NO_SKIP=1`` (continuous integration) the same skip is a failure.
"""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.utils import translation

from .elasticsearch import private_server, secured_server
from .postgresql import find_binaries, private_cluster

pytest_plugins = [
    "tests.database",
    "tests.site",
    "tests.engine",
    "tests.pages",
    "tests.replicating",
    "tests.territories",
    "tests.demo",
    "tests.naughty",
    "tests.papers",
    "tests.browsing",
    "tests.watching",
    "tests.registering",
    "tests.sponsored",
    "tests.discussing",
]
# Plugins of the modules alone that need the client of Elasticsearch: these import from them too.
pytest.register_assert_rewrite("tests.network", "tests.elasticsearch_engines")

ROOT = Path(__file__).resolve().parent.parent
# What a copy of the repository leaves out: all that a clean clone would not have.
NOT_SOURCES = shutil.ignore_patterns(
    ".git", ".venv*", "*.egg-info", "build", "dist", "_build", "var", "htmlcov", "__pycache__", ".*_cache"
)
AGAIN = {"test_elasticsearch.py", "test_postgresql.py"}
WITH_DEMONSTRATION = {
    "test_accessibility.py",
    "test_components.py",
    "test_composition_demo.py",
    "test_demo.py",
    "test_design.py",
    "test_html.py",
    "test_journeys.py",
    "test_make_demo.py",
    "test_rows_browser.py",
    "test_typed_values_browser.py",
}
TOOL_MARKERS = {"apertium", "browser", "elasticsearch", "gettext", "imap", "nginx", "npm", "pdf", "postgresql", "wheel"}
# Without the parts of a browser that only a screen shows, it takes a third less of the processor.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE = 60_000
"""Milliseconds that a browser waits for what it looks at: on a busy machine a first search reads its words for long."""
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
]


def turn(item: pytest.Item) -> int:
    """The runs on PostgreSQL and Elasticsearch begin first and are asked last: serially, the other tests run meanwhile.
    What takes long comes early, and the demonstration that ``make demo`` loads before the tests that share it."""
    if item.path.name in AGAIN:
        return 4 if "results" in item.fixturenames else 0 if "run" in item.fixturenames else 3
    return 1 if item.get_closest_marker("wheel") else 2 if item.path.name in WITH_DEMONSTRATION else 3


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """After pytest-django has put the tests in Django's order."""
    yield
    items.sort(key=turn)
    files = {item.path.name for item in items if "loaded_demo" in getattr(item, "fixturenames", ())}
    if alone := files - WITH_DEMONSTRATION:
        raise pytest.UsageError(f"Another process would load the demonstration again for {', '.join(sorted(alone))}.")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Several processes each take one file after the other, and one of them those that share the demonstration. (Groups
    of xdist's own, by its marker ``xdist_group``, are not seen with pytest 9.2.)"""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            path = super()._split_scope(nodeid)
            return "demonstration" if Path(path).name in WITH_DEMONSTRATION else path

    return Scheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Every test begins in the site's language: Django leaves a thread in the language of its last answer, and which
    test came before depends on how many processes share them."""
    translation.activate(settings.LANGUAGE_CODE)


def pytest_deselected(items):
    """A worker tells the process that sums up, and collects nothing itself, how many tests are left out."""
    if items and hasattr(items[0].config, "workeroutput"):
        output = items[0].config.workeroutput
        output["deselected"] = output.get("deselected", 0) + len(items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Every worker leaves out the same tests: those of the first are counted."""
    if node.gateway.id == "gw0" and (number := node.workeroutput.get("deselected")):
        node.config.pluginmanager.get_plugin("terminalreporter").pytest_deselected([SimpleNamespace()] * number)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if (
        report.skipped
        and not hasattr(report, "wasxfail")
        and os.environ.get("ESSAIMAGE_NO_SKIP") == "1"
        and TOOL_MARKERS & {marker.name for marker in item.iter_markers()}
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} (and ESSAIMAGE_NO_SKIP=1 forbids skipping)"
    return report


@pytest.fixture(scope="session")
def browser():
    """A Chromium that Playwright drives: ``$CHROMIUM``, or the one on the path."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else CHROMIUM_NAMES
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        pytest.skip("no Chromium on the path; CHROMIUM=/path/to/it names one")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    arguments = CHROMIUM_ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django refuses database access otherwise.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser):
    """``new_page(**options)``: an empty tab in a context of its own (no cookies, French first)."""
    contexts = []

    def new_page(**options):
        contexts.append(browser.new_context(**{"locale": "fr-FR", **options}))
        contexts[-1].set_default_timeout(PATIENCE)
        return contexts[-1].new_page()

    yield new_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def live_server(transactional_db, live_server):
    """A server that answers one request after the other, since all its threads share the connection to a database in
    memory, and that has answered all of them when the database is emptied: a browser that closes does not wait."""
    asked, one = set(), threading.Lock()

    def started(**kwargs):
        asked.add(threading.get_ident())
        one.acquire()

    def finished(**kwargs):
        one.release()
        asked.discard(threading.get_ident())

    request_started.connect(started)
    request_finished.connect(finished)
    yield live_server
    while asked:
        time.sleep(0.01)
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.fixture(scope="session")
def apertium() -> str:
    """The command, with its pair of French and Spanish."""
    command = shutil.which("apertium")
    if command is None or "fr-es" not in subprocess.check_output([command, "-l"], text=True).split():
        pytest.skip("no Apertium with French and Spanish: apt install apertium apertium-fr-es")
    return command


@pytest.fixture(scope="session")
def postgresql() -> Iterator[dict[str, str]]:
    """The ``PG*`` variables of a server: the one that ``PGHOST`` names, or a private one for this run."""
    if os.environ.get("PGHOST"):
        yield {name: value for name, value in os.environ.items() if name.startswith("PG")}
        return
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server: neither PGHOST nor initdb")
    with private_cluster(binaries) as environment:
        yield environment


@pytest.fixture(scope="session")
def elasticsearch() -> Iterator[str]:
    """The address of a server: the one that ``ELASTICSEARCH_URL`` names, or a private one for this run."""
    if os.environ.get("ELASTICSEARCH_URL"):
        yield os.environ["ELASTICSEARCH_URL"]
        return
    with private_server() as server:
        yield server.url


@pytest.fixture(scope="session")
def secured_elasticsearch() -> Iterator[SimpleNamespace]:
    """A private server with security, see :func:`.elasticsearch.secured_server`."""
    with secured_server() as server:
        yield server
