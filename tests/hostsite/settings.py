"""The tests' settings, with models of the site's own."""

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = ["tests.hostsite", *INSTALLED_APPS]
AUTH_USER_MODEL = "hostsite.User"
WAGTAILIMAGES_IMAGE_MODEL = "hostsite.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "hostsite.SiteDocument"
# On PostgreSQL, another database than that of the other tests.
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": "test_hostsite"}
