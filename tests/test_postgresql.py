"""The tests that depend on the database, again, on a real PostgreSQL server."""

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import ROOT

ON_EVERY_DATABASE = (
    "test_search_",
    "test_gap_",
    "test_common",
    "test_indexing",
    "test_migrations",
    "test_pages",
    "test_territories",
)
HERE = Path(__file__).resolve().parent
FILES = sorted(
    path.name
    for path in HERE.glob("test_*.py")
    if path.stem.startswith(ON_EVERY_DATABASE) and not path.stem.endswith("_browser")
)
pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def results(postgresql, tmp_path_factory) -> dict[str, list[ElementTree.Element]]:
    """The test cases by file of one run on the server: one process, so that its database is made once."""
    if os.environ.get("ESSAIMAGE_TEST_DATABASE") == "postgresql":
        pytest.skip("this run is on PostgreSQL already")
    report = tmp_path_factory.mktemp("postgresql") / "report.xml"
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "--create-db", f"--junitxml={report}",
            "-m", "not browser and not gettext and not postgresql and not wheel",
            *(str(HERE / name) for name in FILES),
        ],
        cwd=ROOT,
        env=os.environ | postgresql | {"ESSAIMAGE_TEST_DATABASE": "postgresql"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        pytest.fail(f"pytest could not run:\n{done.stdout[-4000:]}{done.stderr[-4000:]}", pytrace=False)
    cases: dict[str, list[ElementTree.Element]] = {name: [] for name in FILES}
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  (written by our own run)
        module = case.get("classname", "").removeprefix("tests.").split(".")[0]
        cases[f"{module}.py"].append(case)
    return cases


@pytest.mark.parametrize("name", FILES)
def test_passes_on_postgresql(results, name):
    cases = results[name]
    problems = [
        f"{case.get('name')}: {problem.get('message')}\n{problem.text}"
        for case in cases
        for problem in [*case.findall("failure"), *case.findall("error")]
    ]
    assert not problems, "\n\n".join(problems)
    assert any(case.find("skipped") is None for case in cases), f"every test of {name} was skipped"
