"""Texts that break programs, which others have collected (a plugin of conftest)."""

import json

import pytest

from .npm import installed


@pytest.fixture(scope="session")
def naughty_strings():
    """The Big List of Naughty Strings (https://github.com/minimaxir/big-list-of-naughty-strings), from npm."""
    packages = installed("strings", {"big-list-of-naughty-strings": "1.0.0"})
    return json.loads((packages / "big-list-of-naughty-strings" / "blns.json").read_text())
