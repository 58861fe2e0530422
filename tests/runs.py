"""Runs of the suite in a process of its own, on another database or another search engine."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent
TOOLS = "not browser and not elasticsearch and not gettext and not postgresql and not wheel"

Cases = list[ElementTree.Element]


def files(*beginnings: str) -> list[str]:
    """The names of the test files that begin so, without those that need a browser."""
    paths = HERE.glob("test_*.py")
    return sorted(
        path.name for path in paths if path.stem.startswith(beginnings) and not path.stem.endswith("_browser")
    )


@dataclass
class Run:
    """One run, and where it reports: one process, so that its database is made once."""

    names: Sequence[str]
    process: subprocess.Popen
    directory: Path

    def results(self) -> dict[str, Cases]:
        """Its test cases by file, once it has ended."""
        if self.process.wait() not in (0, 1):
            said = (self.directory / "output").read_text()[-8000:]
            pytest.fail(f"pytest could not run:\n{said}", pytrace=False)
        cases: dict[str, Cases] = {name.partition("::")[0]: [] for name in self.names}
        report = ElementTree.parse(self.directory / "report.xml")  # noqa: S314  (written by our own run)
        for case in report.iter("testcase"):
            module = case.get("classname", "").removeprefix("tests.").split(".")[0]
            cases[f"{module}.py"].append(case)
        return cases


@contextmanager
def another_run(names: Sequence[str], markers: str, environment: Mapping[str, str], directory: Path) -> Iterator[Run]:
    """Begin to run the tests that have the markers, of files or of those alone that are named (``file::test``)."""
    with (directory / "output").open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "pytest", "-q", "--create-db", f"--junitxml={directory / 'report.xml'}",
                "-m", f"{markers} and {TOOLS}", *(str(HERE / name) for name in names),
            ],
            cwd=ROOT,
            env=os.environ | {"ESSAIMAGE_TEST_EXAMPLES": "60"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        yield Run(names, process, directory)
        process.kill()
        process.wait()


def assert_passed(name: str, cases: Cases) -> None:
    """That no test of a file failed, and not all were skipped; of some files none was to be run again."""
    problems = [
        f"{case.get('name')}: {problem.get('message')}\n{problem.text}"
        for case in cases
        for problem in [*case.findall("failure"), *case.findall("error")]
    ]
    assert not problems, "\n\n".join(problems)
    assert not cases or any(case.find("skipped") is None for case in cases), f"every test of {name} was skipped"
