"""A site in a database that several processes share, opened as the documentation advises."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["ESSAIMAGE_BENCH_DATABASE"],
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
        },
    }
else:
    DATABASES["default"]["NAME"] = os.environ["ESSAIMAGE_BENCH_DATABASE"]
    DATABASES["default"]["CONN_MAX_AGE"] = 60
