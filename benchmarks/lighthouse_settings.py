"""The demonstration as a site in production is set up: no DEBUG, names of static files by their contents."""

import os
from pathlib import Path

from example_site.config.settings import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
STATIC_ROOT = Path(os.environ["ESSAIMAGE_DEMO_VAR"]) / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
