"""The tests that ask the database, again, on a real PostgreSQL server."""

import os
from collections.abc import Iterator

import pytest

from .runs import Cases, Run, another_run, assert_passed, files

FILES = files("test_search_", "test_indexing")
# Words are spelled, and strange questions understood, before an engine is asked; pages show what it has answered. A
# process that is killed leaves the same behind with a SQLite file (see test_sqlite_file.py).
for name in ("input", "killed", "pages", "site_pages", "spellings", "visitors"):
    FILES.remove(f"test_search_{name}.py")
BESIDE_SEARCH = (
    "test_accounts.py::test_long_and_strange_texts",
    "test_accounts.py::test_two_moderators_at_once",
    "test_discussions_sending.py::test_runs_at_the_same_time_send_nothing_twice",
    "test_encounter_outcomes.py::test_what_five_hundred_people_want_is_listed_by_pages_and_found",
    "test_personal_data.py::test_erased_from_every_table_and_nobody_else",
    "test_registering_places.py::test_of_people_who_confirm_beside_each_other_two_get_the_last_two_places",
    "test_search_killed.py::test_a_restriction_of_another_process_fails_on_the_safe_side",
    "test_search_killed.py::test_a_term_renamed_by_another_process[theme]",
    "test_submitting_many.py::test_two_processes_and_an_editor_at_once",
    "test_territories_loaded.py::test_the_world_is_loaded_and_loading_again_changes_nothing",
    "test_uninstall.py::test_the_export_is_read_back",
    "test_uninstall.py::test_the_site_is_as_it_was",
    "test_watching.py::test_two_who_send_at_once_tell_each_watcher_once",
    "test_watching_told.py::test_hostile_and_strange_titles_come_through_whole",
    "test_wiki_recent.py::test_many_versions_cost_few_queries_and_no_scan",
)
"""Tests of what is the database's own elsewhere: several connections at once, locks, plans, lengths and characters."""
NAMES = sorted({*FILES, *(test.partition("::")[0] for test in BESIDE_SEARCH)})
pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="session")
def run(postgresql, tmp_path_factory) -> Iterator[Run]:
    if os.environ.get("ESSAIMAGE_TEST_DATABASE") == "postgresql":
        pytest.skip("this run is on PostgreSQL already")
    environment = postgresql | {"ESSAIMAGE_TEST_DATABASE": "postgresql"}
    with another_run([*FILES, *BESIDE_SEARCH], "database", environment, tmp_path_factory.mktemp("postgresql")) as run:
        yield run


@pytest.fixture(scope="session")
def results(run) -> dict[str, Cases]:
    return run.results()


def test_begins_on_postgresql(run):
    """The first test of the suite (see conftest.py): the others go on meanwhile."""
    assert run.process.poll() is None


@pytest.mark.parametrize("name", NAMES)
def test_passes_on_postgresql(results, name):
    assert_passed(name, results[name])
