"""A site in a database that several processes share, opened as the documentation advises."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    from .writers_settings import DATABASES
else:
    DATABASES["default"]["NAME"] = os.environ["ESSAIMAGE_BENCH_DATABASE"]
    DATABASES["default"]["CONN_MAX_AGE"] = 60
