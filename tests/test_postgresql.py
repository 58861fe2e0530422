"""The tests that ask the database, again, on a real PostgreSQL server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import ROOT

ON_EVERY_DATABASE = (
    "test_search_",
    "test_gap_",
    "test_common",
    "test_indexing",
    "test_locales",
    "test_migrations",
    "test_pages",
    "test_personal_data",
    "test_territories",
    "test_uninstall",
)
HERE = Path(__file__).resolve().parent
FILES = sorted(
    path.name
    for path in HERE.glob("test_*.py")
    if path.stem.startswith(ON_EVERY_DATABASE) and not path.stem.endswith("_browser")
)
pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="session")
def run(postgresql, tmp_path_factory) -> Iterator[tuple[subprocess.Popen, Path]]:
    """One run on the server, and where it reports: one process, so that its database is made once."""
    if os.environ.get("ESSAIMAGE_TEST_DATABASE") == "postgresql":
        pytest.skip("this run is on PostgreSQL already")
    directory = tmp_path_factory.mktemp("postgresql")
    with (directory / "output").open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "pytest", "-q", "--create-db", f"--junitxml={directory / 'report.xml'}",
                "-m", "database and not browser and not gettext and not postgresql and not wheel",
                *(str(HERE / name) for name in FILES),
            ],
            cwd=ROOT,
            env=os.environ | postgresql | {"ESSAIMAGE_TEST_DATABASE": "postgresql"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        yield process, directory
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def results(run) -> dict[str, list[ElementTree.Element]]:
    """Its test cases by file."""
    process, directory = run
    if process.wait() not in (0, 1):
        pytest.fail(f"pytest could not run:\n{(directory / 'output').read_text()[-8000:]}", pytrace=False)
    cases: dict[str, list[ElementTree.Element]] = {name: [] for name in FILES}
    for case in ElementTree.parse(directory / "report.xml").iter("testcase"):  # noqa: S314  (written by our own run)
        module = case.get("classname", "").removeprefix("tests.").split(".")[0]
        cases[f"{module}.py"].append(case)
    return cases


def test_begins_on_postgresql(run):
    """The first test of the suite (see conftest.py): the others go on meanwhile."""
    process, _ = run
    assert process.poll() is None


@pytest.mark.parametrize("name", FILES)
def test_passes_on_postgresql(results, name):
    cases = results[name]
    problems = [
        f"{case.get('name')}: {problem.get('message')}\n{problem.text}"
        for case in cases
        for problem in [*case.findall("failure"), *case.findall("error")]
    ]
    assert not problems, "\n\n".join(problems)
    # A file of which no test asks the database is not run again.
    assert not cases or any(case.find("skipped") is None for case in cases), f"every test of {name} was skipped"
