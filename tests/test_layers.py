"""What may import what: one way, and never in a circle."""

import pytest

from scripts import layers


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
