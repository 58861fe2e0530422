"""The suite in other environments than that of ``make test``: ``make test-oldest``, ``make matrix``, or nox itself.

Each installs the wheel and runs the tests against it: the repository comes last on the path, so that only tests,
benchmarks and the example site are read from it. Left out are the tests that need a browser or another server, and
those that build distributions.
"""

import shutil
import subprocess
from collections.abc import Sequence
from configparser import ConfigParser
from pathlib import Path

import nox

ROOT = Path(__file__).parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
CELLS = {
    "wagtail-7.4": ("wagtail~=7.4.0", "Django~=5.2.0"),
    "wagtail-8.0": ("wagtail~=8.0.0", "Django~=5.2.0"),
    "newest": (),  # that the Python can have
}
"""Name: what is asked of Wagtail and Django."""
MADE_OF_WAGTAIL = (
    "admin", "autosave", "blocks", "checks", "common", "comparing", "comparing_admin", "completeness", "copies",
    "exports", "following", "foreign_blocks", "frame", "frames", "host_site", "latest_sheets", "lazy_strings",
    "locales", "mending", "method", "method_admin", "migrations", "multilingual", "offers", "pages", "permissions",
    "privacy", "references", "replication", "replication_admin", "replication_decisions", "replication_rights",
    "replication_start", "review", "roles", "rows", "serving", "sheet_page", "spreadsheets_admin", "submitting",
    "territories", "territories_admin", "translation_rights", "translations_report", "translators_editor",
    "upkeep_bulk", "upkeep_home", "upkeep_reports", "versions", "vocabulary", "wiki_history",
)  # fmt: skip
"""Modules of tests about what is made of Wagtail's and Django's own parts: an older version is asked these. The rest
(words, engines, drawings, paper, the demonstration) is asked of the newest versions, on each Python."""
NEXT_TO_WAGTAIL = (
    "admin", "autosave", "blocks", "checks", "copies", "exports", "frame", "lazy_strings", "locales",
    "migrations", "multilingual", "pages", "permissions", "privacy", "references", "replication_admin", "review",
    "roles", "rows", "sheet_page", "spreadsheets_admin", "submitting", "territories_admin", "translators_editor",
    "upkeep_reports", "wiki_history",
)  # fmt: skip
"""Those of :data:`MADE_OF_WAGTAIL` that call its forms, views, migrations and signals directly: the oldest versions are
asked these each time, and the others by the matrix."""
LEFT_OUT = "not browser and not elasticsearch and not postgresql and not wheel"

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["matrix"]
nox.options.reuse_venv = "yes"


def run(session: nox.Session, *requirements: str, modules: Sequence[str] = MADE_OF_WAGTAIL) -> None:
    """Install the wheel with these versions, and run the tests: with requirements, those of ``modules``, or those that
    the arguments after ``--`` name."""
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # what was left by an earlier version would be in the wheel
    session.install(".[test]", *requirements)
    session.install("--force-reinstall", "--no-deps", ".")
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    (packages,) = Path(session.virtualenv.location).glob("lib/python3*/site-packages")
    (packages / "repository.pth").write_text(f"{ROOT}\n")
    session.run(
        "python", "-c", "import django, wagtail; print('Django', django.__version__, 'Wagtail', wagtail.__version__)"
    )
    files = [f"tests/test_{name}.py" for name in modules] if requirements else []
    if any(argument.startswith("tests") for argument in session.posargs):
        files = []
    session.run("pytest", "--import-mode=importlib", "-o", "pythonpath=", "-m", LEFT_OUT, *files, *session.posargs)


def lowest() -> list[str]:
    """The oldest version that the package's metadata allow of each dependency."""
    metadata = ConfigParser()
    metadata.read(ROOT / "setup.cfg")
    return [line.replace(">=", "==") for line in metadata["options"]["install_requires"].split("\n") if line]


def is_there(python: str) -> bool:
    """Whether a Python runs: pyenv has commands for versions too that are not chosen."""
    try:
        return subprocess.run([f"python{python}", "--version"], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


@nox.session(python=PYTHONS[0] if is_there(PYTHONS[0]) else None)
def oldest(session: nox.Session) -> None:
    """Everything in the oldest version that the metadata allow, Python too where it is there."""
    run(session, *lowest(), modules=NEXT_TO_WAGTAIL)


@nox.session(python=PYTHONS)
@nox.parametrize("cell", list(CELLS), ids=list(CELLS))
def matrix(session: nox.Session, cell: str) -> None:
    """A Python with a pair of Wagtail and Django."""
    run(session, *CELLS[cell])
