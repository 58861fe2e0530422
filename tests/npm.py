"""Tools, style sheets and lists that npm has, for tests with the marker ``npm``."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

KEPT = Path(__file__).resolve().parent / "var" / "npm"


def installed(name: str, packages: dict[str, str]) -> Path:
    """The directory ``node_modules`` with ``{package: version}``, kept under a name as long as the versions are those.
    No package runs anything while it is installed."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on the path")
    directory = KEPT / name
    manifest = json.dumps({"private": True, "dependencies": packages})
    kept = directory / "installed.json"
    if not kept.exists() or kept.read_text() != manifest:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        (directory / "package.json").write_text(manifest)
        options = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps", "--silent"]
        subprocess.run([npm, "install", *options], cwd=directory, check=True)
        kept.write_text(manifest)
    return directory / "node_modules"
