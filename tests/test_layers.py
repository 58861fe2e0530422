"""What may import what: one way, and never in a circle; tests take their helpers from modules that are no tests."""

import ast
import re

import pytest

from scripts import layers

from .conftest import ROOT

TEST_MODULE = re.compile(r"(.*\.)?test_\w+")


@pytest.fixture(scope="module")
def modules():
    return layers.imports()


def test_no_module_imports_from_a_layer_above_it(modules):
    assert len(modules) > 100
    assert layers.upward(modules) == []


def test_no_modules_import_one_another_in_a_circle(modules):
    assert layers.circle(modules) == []


def test_imports_inside_functions_count():
    made_up = {"models.sheet": {"contexts.sheet"}, "contexts.sheet": {"models.sheet"}}

    assert layers.upward(made_up) == ["models.sheet imports contexts.sheet, which stands above it"]
    assert set(layers.circle(made_up)) == {"models.sheet", "contexts.sheet"}


def test_a_module_that_belongs_to_no_layer_is_told():
    with pytest.raises(LookupError, match="somewhere.new belongs to no layer"):
        layers.layer_of("somewhere.new")


def test_the_picture_and_the_table_of_the_documentation_are_those_of_the_code():
    assert layers.PICTURE.read_text() == layers.picture()
    assert layers.FOLDERS.read_text() == layers.table()
    assert all(layers.purpose(folder) for folder in layers.folders())


def imported(source):
    """The names of all modules, and of what is taken from them, that a source imports, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def named_as_tests(names):
    return [name for name in names if TEST_MODULE.fullmatch(name)]


def test_no_module_imports_from_a_module_of_tests():
    """A helper in one would run its tests' imports and fixtures for another, and is found by nobody."""
    sources = {path.relative_to(ROOT): path.read_text() for path in (ROOT / "tests").rglob("*.py")}
    assert len(sources) > 200
    assert {str(path): found for path, text in sources.items() if (found := named_as_tests(imported(text)))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from .test_api import titles",
        "from . import test_api",
        "import tests.test_api",
        "def late():\n    from tests.test_api import titles",
    ],
)
def test_an_import_from_a_module_of_tests_is_told(source):
    assert named_as_tests(imported(source)) != []
