"""The tests' settings, with django-allauth as its own documentation has it added."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "allauth", "allauth.account"]
MIDDLEWARE = [*MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "tests.allauthsite.adapter.Adapter"
LOGIN_REDIRECT_URL = "/fr/"

ROOT_URLCONF = "tests.allauthsite.urls"
TEMPLATES[0]["DIRS"] = [Path(__file__).parent / "templates"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("essaimage_wagtail.wiki.accounts.allauth.around")
ESSAIMAGE = {"ACCOUNTS": {"ask": True, "groups": ["Editors"]}, "VISITORS": {"fewest_seconds": 0}}
# On PostgreSQL, another database than that of the other tests.
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": "test_allauthsite"}
