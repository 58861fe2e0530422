"""The tests' settings, with a database and files of the site's own: in the directory in which it runs, or the database
that ``PGDATABASE`` names on PostgreSQL."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = Path.cwd() / "site.sqlite3"
    # A process that is killed leaves all that it wrote; only a machine would lose what is not on the disk yet.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous = OFF"
else:
    # From Django 6.1 on, Wagtail's own search index asks for it on PostgreSQL.
    INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]
MEDIA_ROOT = Path.cwd() / "media"
