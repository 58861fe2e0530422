"""Sites whose tests, or a few lines of code, run in a process of their own, with their settings."""

import os
import subprocess
import sys
from contextlib import contextmanager

from .conftest import ROOT


def run_site(settings, tests, directory, environment):
    """The tests of a site, in a process with its settings, on the package that this one has."""
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "--create-db", "-p", "no:cacheprovider", "--import-mode=importlib",
            "-c", ROOT / "pyproject.toml", "-o", "pythonpath=", f"--ds={settings}", tests,
        ],
        cwd=directory,
        env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def run_code(code, database_file, directory, settings=""):
    """What a process prints that runs ``code`` with the tests' settings and more, on a SQLite file."""
    with running_code(code, database_file, directory, settings) as process:
        printed, errors = process.communicate()
    assert process.returncode == 0, printed + errors
    return printed


@contextmanager
def running_code(code, database_file, directory, settings=""):
    """As :func:`run_code`, the process while it runs; it is killed when the context ends."""
    (directory / "of_a_process.py").write_text(
        f"from tests.settings import *\nDATABASES['default']['NAME'] = {str(database_file)!r}\n{settings}"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ESSAIMAGE_TEST")}
    path = os.pathsep.join([str(directory), str(ROOT), *filter(None, sys.path)])
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "django", "shell", "--no-imports", "-c", code],
        env=environment | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "of_a_process"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()
