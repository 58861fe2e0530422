"""A site in a SQLite file, opened as ``ESSAIMAGE_BENCH_OPTIONS`` says: ``advised``, or ``default`` as Django does."""

import os

from tests.settings import *  # noqa: F403

DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["ESSAIMAGE_BENCH_DATABASE"], "OPTIONS": {}}
}
if os.environ.get("ESSAIMAGE_BENCH_OPTIONS") != "default":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
    }
