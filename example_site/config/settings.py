"""The demonstration: an ordinary Wagtail site in five languages that installed the plugin.

For looking at on one's own machine only: the key and the password are known to everyone.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("ESSAIMAGE_DEMO_VAR", BASE_DIR / "var"))
"""Everything that the demonstration writes: database, uploaded files."""

SECRET_KEY = "demonstration-only"
DEBUG = os.environ.get("ESSAIMAGE_DEMO_DEBUG", "1") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "example_site.config.urls"

INSTALLED_APPS = [
    "example_site.home",
    "example_site.demo",
    "essaimage_wagtail",
    "essaimage_wagtail.pages",
    "essaimage_wagtail.multilingual",
    "essaimage_wagtail.navigation",
    "essaimage_wagtail.spreadsheets",
    "essaimage_wagtail.wiki",
    "essaimage_wagtail.encounters",
    "essaimage_wagtail.sponsorships",
    "essaimage_wagtail.discussions",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "demo.sqlite3",
        "OPTIONS": {
            # Editors who publish at the same time wait for each other; readers wait for nobody.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("fr", "Français"),
    ("en", "English"),
    ("es", "Español"),
    ("de", "Deutsch"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True

# A rich sheet has more fields than Django's 1,000: every box of every line of every section is one.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Errors are told where the server was started, without DEBUG too.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}

# Nothing is sent: what the moderators would get is written into files.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"

WAGTAIL_SITE_NAME = "Essaimage"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]

ESSAIMAGE = {"ACCOUNTS": {"ask": True, "groups": ["Editors"]}}
# Private pages and the admin ask for a password on the site's own page.
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "essaimage:wiki:sign_in"

# By default SQLite searches. What is published is sent to an Elasticsearch in the same request: there is no worker.
if os.environ.get("ESSAIMAGE_DEMO_ENGINE") == "elasticsearch":
    ESSAIMAGE |= {
        "SEARCH_ENGINE": "essaimage_wagtail.search.engines.elasticsearch.ElasticsearchEngine",
        "ELASTICSEARCH": {
            "hosts": os.environ.get("ELASTICSEARCH_URL", "http://127.0.0.1:9200"),
            "index_prefix": "essaimage-demo",
            "replicas": 0,
            # SQLite answers while the server is away, and when the demonstration is run without it again.
            "embedded_index": True,
        },
    }
