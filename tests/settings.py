"""A minimal Wagtail site in five languages, as a site that installs the plugin would have it.

``ESSAIMAGE_TEST_DATABASE`` chooses the database: ``sqlite`` (the default), in memory unless ``ESSAIMAGE_TEST_FILE``
names a file, or a PostgreSQL URL-like name/host given by libpq's own environment variables (``PGHOST``, ``PGPORT``,
``PGUSER``, ``PGPASSWORD``). ``ESSAIMAGE_TEST_ENGINE=elasticsearch`` has the server that ``ELASTICSEARCH_URL`` names
search, instead of the database.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "tests-only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Europe/Paris"
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
MEDIA_ROOT = BASE_DIR / "var" / "media"
MEDIA_URL = "/media/"

INSTALLED_APPS = [
    "tests.testapp",
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
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

if os.environ.get("ESSAIMAGE_TEST_DATABASE") == "postgresql":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ.get("PGDATABASE", "postgres"),
            "USER": os.environ.get("PGUSER", ""),
            "PASSWORD": os.environ.get("PGPASSWORD", ""),
            "HOST": os.environ.get("PGHOST", ""),
            "PORT": os.environ.get("PGPORT", ""),
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            # A rebuild in another process writes for as long as this.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 60},
        }
    }
    if file := os.environ.get("ESSAIMAGE_TEST_FILE"):
        DATABASES["default"]["TEST"] = {"NAME": file}
        # Thrown away after the run: no commit need wait for the disk. A process that is killed loses none all the same.
        DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "fr"
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("fr", "Français"),
    ("en", "English"),
    ("es", "Español"),
    ("de", "Deutsch"),
    ("ar", "العربية"),
]

WAGTAIL_SITE_NAME = "Essaimage tests"
WAGTAILADMIN_BASE_URL = "http://localhost"
# What Django 6.1 and newer ask for in the place of EMAIL_BACKEND.
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# No test asks Wagtail's own index, which would be brought up to date at each save.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
ESSAIMAGE = {"SEARCH_PAGES": ["testapp.ArticlePage"]}
if os.environ.get("ESSAIMAGE_TEST_ENGINE") == "elasticsearch":
    ESSAIMAGE["SEARCH_ENGINE"] = "tests.drained.DrainedEngine"
    ESSAIMAGE["ELASTICSEARCH"] = {
        "hosts": os.environ["ELASTICSEARCH_URL"],
        "index_prefix": f"essaimage-tests-{os.getpid()}",
        "replicas": 0,
        "timeout": 30.0,
    }
