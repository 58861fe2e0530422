"""The tests' settings, with what a site can make its own."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS, TEMPLATES

HERE = Path(__file__).parent
INSTALLED_APPS = ["tests.testextends", *INSTALLED_APPS]
TEMPLATES = [{**TEMPLATES[0], "DIRS": [HERE / "site_templates"]}]
LOCALE_PATHS = [HERE / "locale"]
# begin settings
ESSAIMAGE = {
    "BASE_TEMPLATE": "testextends/base.html",
    "SHEET_BLOCKS": "tests.testextends.blocks.SiteSheetBody",
    "COMPLETENESS_WEIGHTS": {"motto": 3, "promise": 2, "planning": 0},
    "ANALYZERS": {"fr": "tests.testextends.search.FirstLetters"},
}
# end settings
# On PostgreSQL, another database than that of the other tests.
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": "test_testextends"}
