"""The database of the suite on SQLite: migrated once for as long as the code is the same (a plugin of conftest)."""

import os
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from hashlib import sha256
from pathlib import Path

import django
import pytest
import wagtail
from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created

VAR = Path(__file__).resolve().parent / "var"


@cache
def migrated_file() -> Path:
    """Where the database is kept that the migrations of today make, and our code, some of which these import."""
    digest = sha256()
    for config in apps.get_app_configs():
        ours = config.name.startswith(("essaimage_wagtail", "tests."))
        for path in sorted(Path(config.path).rglob("*.py" if ours else "migrations/*.py")):
            digest.update(str(path).encode() + path.read_bytes())
    return VAR / f"{environment_name()}-{digest.hexdigest()[:16]}.sqlite3"


def environment_name() -> str:
    return f"{os.environ['DJANGO_SETTINGS_MODULE']}-{django.__version__}-{wagtail.__version__}"


def commits(item: pytest.Item) -> bool:
    """Whether a test commits what it writes, so that the database is emptied after it."""
    marker = item.get_closest_marker("django_db")
    return bool(
        (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & {*item.fixturenames}
    )


def restore(connection) -> None:
    """Make a connection's database what the migrations made."""
    # Read only, or SQLite would make an empty one where another run has just removed it.
    with closing(sqlite3.connect(f"{migrated_file().as_uri()}?mode=ro", uri=True)) as kept:
        kept.backup(connection.connection)


@cache
def with_site() -> sqlite3.Connection:
    """A copy of the database with the rows of :func:`tests.site.site`; they are left in the database."""
    from .site import make_site

    restore(connection)
    make_site()
    kept = sqlite3.connect(":memory:")
    connection.connection.backup(kept)
    return kept


class InMemory:
    """What the database in memory holds when a test begins. The site takes some 370 queries to make, and a millisecond
    to copy; a third of the tests begin with it."""

    blocker = None
    """pytest-django's, once the database is there."""
    has_site = False

    @classmethod
    def begin(cls, wants_site: bool) -> None:
        if cls.blocker is None or not (wants_site or cls.has_site):
            return
        with cls.blocker.unblock():
            # Nobody has asked the database anything yet where this is the first test, or follows those of a browser.
            connection.ensure_connection()
            if wants_site:
                with_site().backup(connection.connection)
            else:
                restore(connection)
        cls.has_site = wants_site


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before any fixture: from then on a test is in a transaction of its own. Where Django loads what it kept of the
    migrations, it finds their database."""
    marker = item.get_closest_marker("django_db")
    is_loaded = bool(marker and marker.kwargs.get("serialized_rollback"))
    InMemory.begin("site" in getattr(item, "fixturenames", ()) and not is_loaded)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests that ask the database, before tests are chosen by their markers."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in item.fixturenames or commits(item):
            item.add_marker(pytest.mark.database)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """What the migrations wrote is there again, whichever test a process runs next."""
    yield
    if commits(item) and connection.vendor == "sqlite" and connection.connection is not None:
        restore(connection)


@pytest.fixture(scope="session")
def migrated() -> Path:
    """A SQLite file, to be copied, in which every migration was applied and nothing else was written."""
    return migrated_file()


@pytest.fixture
def database_file(django_db_setup, migrated, tmp_path) -> Path:
    """Such a file of the test's own, for other processes."""
    return Path(shutil.copy(migrated, tmp_path / "site.sqlite3"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, migrated):
    """The database is the one that was kept, if any, before the migrations that it lacks are applied: usually none."""

    def begin(connection, **kwargs):
        if connection.vendor == "sqlite" and not connection.introspection.table_names():
            restore(connection)

    if migrated.exists():
        connection_created.connect(begin, weak=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, migrated):
    if connection.vendor != "sqlite":
        return
    if connection.is_in_memory_db():
        InMemory.blocker = django_db_blocker
    if migrated.exists():
        return
    VAR.mkdir(exist_ok=True)
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        new = migrated.with_suffix(f".{os.getpid()}")
        cursor.execute("VACUUM INTO %s", [str(new)])
    new.replace(migrated)
    for former in {*VAR.glob(f"{environment_name()}-*.sqlite3")} - {migrated}:
        former.unlink(missing_ok=True)
