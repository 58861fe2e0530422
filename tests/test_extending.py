"""A site that extends the plugin, as ``docs/how-to/extend.md`` says: its tests run in a process with its settings."""

import ast
import os
import re
from pathlib import Path

from .conftest import ROOT
from .processes import run_site
from .public_names import DOCUMENTED

EXTENDING = Path(__file__).parent / "testextends" / "extending.py"
PAGE = ROOT / "docs/how-to/extend.md"
SHOWN = re.compile(r"^```\{literalinclude\} (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_site_that_extends_on_sqlite(tmp_path):
    """Over 10 s: a site of another shape, in a process of its own, from its first migration."""
    environment = {name: value for name, value in os.environ.items() if name != "ESSAIMAGE_TEST_DATABASE"}
    run_site("tests.testextends.settings", EXTENDING, tmp_path, environment)


def test_that_site_imports_what_is_public():
    for path in EXTENDING.parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            module = getattr(node, "module", None) or ""
            if path != EXTENDING and isinstance(node, ast.ImportFrom) and module.startswith("essaimage_wagtail"):
                names = {alias.name for alias in node.names}
                assert names <= set(DOCUMENTED.get(module, ())), f"{path.name}: {module}"


def test_code_in_the_documentation_is_the_code_of_that_site():
    """Python and templates are included from its files; none is written into the page."""
    shown = SHOWN.findall(PAGE.read_text())
    site = EXTENDING.parent.resolve()
    assert len(shown) > 10
    for name, options in shown:
        path = (PAGE.parent / name).resolve()
        assert path.is_relative_to(site), name
        text = path.read_text()
        for line in re.findall(r'^:(?:start-at|end-before|start-after|end-at): "?(.+?)"?$', options, re.MULTILINE):
            assert text.count(line) >= 1, f"{name}: {line}"
        for target in re.findall(r"^:pyobject: (\w+)", options, re.MULTILINE):
            assert re.search(rf"^(class|def) {target}\b", text, re.MULTILINE), f"{name}: {target}"
    assert "```python" not in PAGE.read_text()
