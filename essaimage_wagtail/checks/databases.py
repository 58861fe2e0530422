"""The databases of a site: whether they can search, and two editors publish at once."""

import sqlite3

from django.conf import settings as django_settings
from django.core.checks import Error, Warning, register
from django.db import connections, router

from ..conf import DEFAULTS, settings
from ..search.tables import IndexedDocument


@register()
def check_search_database(app_configs, **kwargs):
    """Which database it is can be told without asking it; its version is asked by :func:`check_search_server`."""
    connection = _search_connection()
    if connection is None or connection.vendor == "postgresql":
        return []
    if connection.vendor == "sqlite":
        return _check_sqlite()
    return [
        Error(
            f"Searching is not supported on {connection.display_name}.",
            hint="Use SQLite (3.37 or later) or PostgreSQL (14 or later), or name another SEARCH_ENGINE.",
            id="essaimage_wagtail.E007",
        )
    ]


@register("database")
def check_search_server(app_configs, databases, **kwargs):
    connection = _search_connection()
    if connection is None or connection.vendor != "postgresql" or connection.alias not in (databases or []):
        return []
    return _check_postgresql(connection)


def _search_connection():
    """That of the index, unless the site names an engine that keeps it elsewhere."""
    if settings.SEARCH_ENGINE != DEFAULTS.SEARCH_ENGINE and not settings.ELASTICSEARCH.get("embedded_index"):
        return None
    return connections[router.db_for_write(IndexedDocument)]


def _check_sqlite():
    options = [row[0] for row in sqlite3.connect(":memory:").execute("PRAGMA compile_options")]
    if sqlite3.sqlite_version_info < (3, 37) or "ENABLE_FTS5" not in options:
        return [
            Error(
                f"SQLite {sqlite3.sqlite_version} cannot search: it needs version 3.37 or later with FTS5.",
                hint="Use a newer Python or operating system, or PostgreSQL.",
                id="essaimage_wagtail.E007",
            )
        ]
    return []


def _check_postgresql(connection):
    if connection.pg_version < 140000:
        return [
            Error(
                "Searching needs PostgreSQL 14 or later.",
                hint="Upgrade the database server.",
                id="essaimage_wagtail.E007",
            )
        ]
    return []


@register()
def check_sqlite_transactions(app_configs, **kwargs):
    """Two editors who publish at once fail with “database is locked” when transactions start deferred."""
    for alias, database in django_settings.DATABASES.items():
        options = database.get("OPTIONS", {})
        if database.get("ENGINE", "").endswith("sqlite3") and options.get("transaction_mode") != "IMMEDIATE":
            return [
                Warning(
                    f"The SQLite database {alias!r} opens its transactions deferred.",
                    hint='Set OPTIONS = {"transaction_mode": "IMMEDIATE"}, so that editors who publish at the same '
                    "time wait for each other instead of failing.",
                    id="essaimage_wagtail.W002",
                )
            ]
    return []
