"""The database of the suite on SQLite: migrated once for as long as the code is the same (a plugin of conftest)."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import cache
from hashlib import sha256
from pathlib import Path

import django
import pytest
import wagtail
from django.apps import apps
from django.core.files import locks
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


def make_site() -> None:
    """The rows of :func:`tests.site.site`, whose module imports models."""
    from .site import make_site

    make_site()


@cache
def with_site() -> sqlite3.Connection:
    """A copy of the database with the site; it is left in the database."""
    restore(connection)
    make_site()
    kept = sqlite3.connect(":memory:")
    connection.connection.backup(kept)
    return kept


class OnSQLite:
    """What the database holds when a test begins. The site takes some 370 queries to make, and a millisecond to copy; a
    third of the tests begin with it."""

    def __init__(self) -> None:
        self.has_site = False

    def begin(self, wants_site: bool) -> None:
        if not (wants_site or self.has_site):
            return
        # Nobody has asked the database anything yet where this is the first test, or follows those of a browser.
        connection.ensure_connection()
        if wants_site:
            with_site().backup(connection.connection)
        else:
            restore(connection)
        self.has_site = wants_site

    def end(self, has_committed: bool) -> None:
        """What the migrations wrote is there again, whichever test a process runs next."""
        if has_committed and connection.connection is not None:
            restore(connection)


class Rows:
    """All that the tables of the connection's database hold, to be put there again: to copy a database takes a second
    of the processor, mostly for the hundreds of tables that are empty."""

    FORM = (
        "SELECT md5(string_agg(attrelid::regclass || attname || atttypid, ',' ORDER BY attrelid, attnum)) "
        "FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace"
    )
    SEQUENCES = "SELECT quote_ident(sequencename), coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            self.form = self._form(cursor)
            cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
            self.tables = [name for (name,) in cursor.fetchall()]
            self.rows = {}
            for name in self.tables:
                with cursor.copy(f"COPY {name} TO STDOUT") as copy:
                    if rows := b"".join(map(bytes, copy)):
                        self.rows[name] = rows
            cursor.execute(self.SEQUENCES)
            self.sequences = cursor.fetchall()

    def put_back(self) -> bool:
        """``False``, and nothing done, where a test has changed the tables themselves."""
        with connection.cursor() as cursor:
            if self._form(cursor) != self.form:
                return False
            # As a replica, the server asks no foreign key and calls no trigger.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("; ".join(f"DELETE FROM {name}" for name in self.tables))  # noqa: S608
            for name, rows in self.rows.items():
                with cursor.copy(f"COPY {name} FROM STDIN") as copy:
                    copy.write(rows)
            cursor.execute("; ".join(f"SELECT setval('{name}', {at}, {begun})" for name, at, begun in self.sequences))
            cursor.execute("SET session_replication_role = DEFAULT")
        return True

    def _form(self, cursor) -> str:
        cursor.execute(self.FORM)
        return cursor.fetchone()[0]


class OnPostgreSQL:
    """As :class:`OnSQLite`: tests take turns in two databases, each copied from one that no test writes in. After a
    test that committed it holds the same rows again, or is copied anew if its tables are others."""

    def __init__(self) -> None:
        self.migrated = connection.settings_dict["NAME"]
        self.has_site = False
        self._copy(self.migrated, self.named(True, "kept"))
        self._connect(self.named(True, "kept"))
        make_site()
        self.rows = {True: Rows()}
        self._copy(self.migrated, self.named(False))
        self._copy(self.named(True, "kept"), self.named(True))
        self._connect(self.named(False))
        self.rows[False] = Rows()
        # Django would empty the tables first, by TRUNCATE, which takes a second too.
        connection.ops.sql_flush = lambda *arguments, **options: []

    def named(self, has_site: bool, kind: str = "used") -> str:
        return f"{self.migrated}_{'site' if has_site else 'migrated'}_{kind}"

    def begin(self, wants_site: bool) -> None:
        if wants_site != self.has_site:
            self._connect(self.named(wants_site))
            self.has_site = wants_site

    def end(self, has_committed: bool) -> None:
        if has_committed and not self.rows[self.has_site].put_back():
            kept = self.named(True, "kept") if self.has_site else self.migrated
            self._copy(kept, self.named(self.has_site))

    def leave(self) -> None:
        """Django removes the database that it made."""
        for name in (self.named(True), self.named(False), self.named(True, "kept")):
            self._ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._connect(self.migrated)

    def _copy(self, kept: str, name: str) -> None:
        self._ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{kept}"')

    def _ask(self, *statements: str) -> None:
        connection.close()
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _connect(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = name


BEGINNING = pytest.StashKey()
"""What gives tests the database that they begin with, once there is one; and what lets it be asked."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before any fixture: from then on a test is in a transaction of its own. Where Django loads what it kept of the
    migrations, it finds their database."""
    marker = item.get_closest_marker("django_db")
    is_loaded = bool(marker and marker.kwargs.get("serialized_rollback"))
    if BEGINNING in item.config.stash:
        beginning, blocker = item.config.stash[BEGINNING]
        with blocker.unblock():
            beginning.begin("site" in getattr(item, "fixturenames", ()) and not is_loaded)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests that ask the database, before tests are chosen by their markers."""
    for item in items:
        if item.get_closest_marker("django_db") or "db" in item.fixturenames or commits(item):
            item.add_marker(pytest.mark.database)
        elif "database_file" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)  # has pytest-django make the database that the file is copied from


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    yield
    if BEGINNING in item.config.stash:
        beginning, blocker = item.config.stash[BEGINNING]
        with blocker.unblock():
            beginning.end(commits(item))


@pytest.fixture(scope="session")
def migrated() -> Path:
    """A SQLite file, to be copied, in which every migration was applied and nothing else was written."""
    return migrated_file()


@pytest.fixture
def database_file(django_db_setup, migrated, tmp_path) -> Path:
    """Such a file of the test's own, for other processes."""
    return Path(shutil.copy(migrated, tmp_path / "site.sqlite3"))


@pytest.fixture(scope="session")
def making(migrated) -> Iterator[ExitStack]:
    """Of several processes that find no database kept, one makes it: the others wait until the stack is closed."""
    VAR.mkdir(exist_ok=True)
    with ExitStack() as stack:
        if connection.vendor == "sqlite" and not migrated.exists():
            file = stack.enter_context(migrated.with_suffix(".lock").open("w"))
            locks.lock(file, locks.LOCK_EX)
        yield stack


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, migrated, making):
    """The database is the one that was kept, if any, before the migrations that it lacks are applied: usually none."""

    def begin(connection, **kwargs):
        if connection.vendor == "sqlite" and not connection.introspection.table_names():
            restore(connection)

    if migrated.exists():
        connection_created.connect(begin, weak=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, migrated, making, pytestconfig):
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            beginning = OnPostgreSQL()
        pytestconfig.stash[BEGINNING] = beginning, django_db_blocker
        yield
        del pytestconfig.stash[BEGINNING]
        with django_db_blocker.unblock():
            beginning.leave()
        return
    if not migrated.exists():
        keep(migrated, django_db_blocker)
    making.close()
    pytestconfig.stash[BEGINNING] = OnSQLite(), django_db_blocker
    yield


def keep(migrated: Path, blocker) -> None:
    """Keep the database that the migrations have just made."""
    with blocker.unblock(), connection.cursor() as cursor:
        new = migrated.with_suffix(f".{os.getpid()}")
        cursor.execute("VACUUM INTO %s", [str(new)])
    new.replace(migrated)
    for former in {*VAR.glob(f"{environment_name()}-*")} - {migrated, migrated.with_suffix(".lock")}:
        former.unlink(missing_ok=True)
