"""Texts that break programs, which others have collected (a plugin of conftest)."""

import json
import shutil
import subprocess

import pytest


@pytest.fixture(scope="session")
def naughty_strings(tmp_path_factory):
    """The Big List of Naughty Strings (https://github.com/minimaxir/big-list-of-naughty-strings), from npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm, which has the list")
    directory = tmp_path_factory.mktemp("npm")
    package = "big-list-of-naughty-strings@1.0.0"
    subprocess.run([npm, "install", "--no-audit", "--no-fund", "--prefix", str(directory), package], check=True)
    return json.loads((directory / "node_modules/big-list-of-naughty-strings/blns.json").read_text())
