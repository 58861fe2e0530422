"""A site made by the first migrations becomes one of this version (what is asked: ``tests/upgrading/upgraded.py``)."""

import os
from pathlib import Path

import pytest

from .processes import run_site

UPGRADED = Path(__file__).parent / "upgrading" / "upgraded.py"
NAME = "upgrading"


def test_site_is_upgraded_on_sqlite(tmp_path):
    """Over 10 s: every migration of the site and of Wagtail, from the first one, in processes of their own."""
    environment = {name: value for name, value in os.environ.items() if name != "ESSAIMAGE_TEST_DATABASE"}
    run_site("tests.upgrading.settings", UPGRADED, tmp_path, environment)


@pytest.fixture
def database(postgresql):
    """The variables of an empty database on the server."""
    psycopg = pytest.importorskip("psycopg")
    parameters = {"host": postgresql["PGHOST"], "dbname": postgresql.get("PGDATABASE", "postgres")}
    with psycopg.connect(user=postgresql.get("PGUSER"), autocommit=True, **parameters) as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
        yield postgresql | {"PGDATABASE": NAME, "ESSAIMAGE_TEST_DATABASE": "postgresql"}
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.mark.postgresql
def test_site_is_upgraded_on_postgresql(tmp_path, database):
    """Over 10 s, as on SQLite."""
    run_site("tests.upgrading.settings", UPGRADED, tmp_path, os.environ | database)
