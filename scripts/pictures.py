"""A demonstration of their own, a Chromium and small files for the scripts that take pictures of it."""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import CHROMIUM_ARGUMENTS, CHROMIUM_NAMES
from tests.demo import MANAGE, ROOT, environment, served


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of one that is loaded for this, which takes a minute."""
    with tempfile.TemporaryDirectory() as directory:
        var = Path(directory) / "var"
        var.mkdir()
        for command in ("migrate", "load_demo"):
            subprocess.run([*MANAGE, command, "-v0"], env=environment(var), check=True, cwd=ROOT)
        with served(Path(directory)) as address:
            yield address


@contextmanager
def chromium() -> Iterator[Browser]:
    """The one on the path, or ``CHROMIUM=/path/to/it``."""
    candidates = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else CHROMIUM_NAMES
    executable = next(filter(None, map(shutil.which, candidates)), None)
    if executable is None:
        sys.exit("no Chromium on the path; CHROMIUM=/path/to/it names one")
    with sync_playwright() as playwright:
        arguments = CHROMIUM_ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


def keep(screenshot: bytes, path: Path, colours: int) -> None:
    """Write a screenshot with few colours."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {picture.width} x {picture.height}, {path.stat().st_size // 1024} kB")
