"""The suite's site, with the database in a file: measurements in memory would flatter."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, LANGUAGES

DATABASES["default"]["TEST"] = {"NAME": os.environ["ESSAIMAGE_BENCH_DATABASE"]}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"

# Languages of the judged queries that the suite's site does not have.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [*LANGUAGES, ("it", "Italiano"), ("nl", "Nederlands"), ("pt", "Português")]
