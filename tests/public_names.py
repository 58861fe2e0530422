"""The names that a site may rely on, as ``docs/reference/public-api.md`` has them."""

import re

from .conftest import ROOT

TEXT = (ROOT / "docs/reference/public-api.md").read_text()
HEADINGS = re.compile(r"^## `(.+)`$", re.MULTILINE)


def documented():
    """``{heading: names in the first column of its table}``."""
    _before, *parts = HEADINGS.split(TEXT)
    headings, sections = parts[::2], parts[1::2]
    return {
        heading: re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.+?`) \|", section, re.MULTILINE)))
        for heading, section in zip(headings, sections, strict=True)
    }


DOCUMENTED = documented()
