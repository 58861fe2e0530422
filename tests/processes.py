"""Sites whose tests run in a process of their own, with their settings."""

import os
import subprocess
import sys

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
