"""What a site may rely on: the page that says so, against the code."""

import ast
from importlib import import_module

import pytest
from django.template import engines

from .conftest import ROOT
from .public_names import DOCUMENTED

PACKAGE = ROOT / "essaimage_wagtail"
NOT_FOR_SITES = {"essaimage_wagtail.drawing"}
"""Functions that only the template tags call."""


def with_all():
    """The modules that say what is public in them."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = [heading for heading in DOCUMENTED if heading.startswith("essaimage_wagtail")]


def test_every_module_that_says_what_is_public_is_documented():
    assert set(MODULES) == set(with_all()) - NOT_FOR_SITES


@pytest.mark.parametrize("module", MODULES)
def test_names_of_a_module_exist_and_are_documented(module):
    public = import_module(module)
    assert sorted(DOCUMENTED[module]) == sorted(public.__all__)
    assert [name for name in public.__all__ if not hasattr(public, name)] == []


@pytest.mark.parametrize(
    "library",
    [
        "essaimage_tags",
        "essaimage_drawings",
        "essaimage_accounts",
        "essaimage_discussions",
        "essaimage_encounters_day",
        "essaimage_navigation",
        "essaimage_sponsorships",
    ],
)
def test_template_tags_and_filters_are_documented(library):
    register = engines["django"].engine.template_libraries[library]
    assert sorted(DOCUMENTED[f"{{% load {library} %}}"]) == sorted({*register.tags, *register.filters})


def test_example_site_imports_what_is_public():
    for path in (ROOT / "example_site").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("essaimage_wagtail"):
                names = {alias.name for alias in node.names}
                assert names <= set(DOCUMENTED.get(node.module, ())), f"{path.name}: {node.module}"
