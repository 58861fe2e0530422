"""What the page “In production” gives: settings, the configuration of nginx, and the policies in it."""

import re

from .conftest import ROOT

PAGE = ROOT / "docs" / "how-to" / "production.md"


def example(language):
    """The one example in a language that stands in the page."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return found


def mapped(variable, value):
    """What nginx's ``map`` gives a variable for a value: that of the first pattern that fits, else the default."""
    (rules,) = re.findall(rf"^map \S+ \${variable} {{\n(.*?)^}}", example("nginx"), re.MULTILINE | re.DOTALL)
    pairs = re.findall(r'^ +(\S+) (?:"(.*)"|(.*));$', rules, re.MULTILINE)
    results = {pattern: quoted or plain for pattern, quoted, plain in pairs}
    default = results.pop("default")
    return next((result for pattern, result in results.items() if re.search(pattern.removeprefix("~"), value)), default)


def policy(path, address):
    """The content security policy of a path, on a site at an address (``"http://127.0.0.1:8000"``)."""
    return mapped("essaimage_policy", path).replace("$scheme://$host", address)
