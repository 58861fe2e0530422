"""The tests that ask the database, again, on a real PostgreSQL server."""

import os
from collections.abc import Iterator

import pytest

from .runs import Cases, Run, another_run, assert_passed, files

FILES = files(
    "test_accounts",
    "test_discussions_sending",
    "test_encounter_outcomes",
    "test_search_",
    "test_gap_",
    "test_indexing",
    "test_locales",
    "test_migrations",
    "test_personal_data",
    "test_registering_places",
    "test_submitting_many",
    "test_territories_loaded",
    "test_uninstall",
    "test_watching",
    "test_wiki_recent",
)
# Words are spelled, and strange questions understood, before an engine is asked; pages show what it has answered.
for name in ("input", "pages", "site_pages", "spellings", "visitors"):
    FILES.remove(f"test_search_{name}.py")
pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="session")
def run(postgresql, tmp_path_factory) -> Iterator[Run]:
    if os.environ.get("ESSAIMAGE_TEST_DATABASE") == "postgresql":
        pytest.skip("this run is on PostgreSQL already")
    environment = postgresql | {"ESSAIMAGE_TEST_DATABASE": "postgresql"}
    with another_run(FILES, "database", environment, tmp_path_factory.mktemp("postgresql")) as run:
        yield run


@pytest.fixture(scope="session")
def results(run) -> dict[str, Cases]:
    return run.results()


def test_begins_on_postgresql(run):
    """The first test of the suite (see conftest.py): the others go on meanwhile."""
    assert run.process.poll() is None


@pytest.mark.parametrize("name", FILES)
def test_passes_on_postgresql(results, name):
    assert_passed(name, results[name])
