# What this site has beyond those of a new Wagtail project.
INSTALLED_APPS = ["members", "news", "wagtail_localize", "wagtail_localize.locales", *INSTALLED_APPS]
MIDDLEWARE = [*MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

AUTH_USER_MODEL = "members.User"
WAGTAILIMAGES_IMAGE_MODEL = "news.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "news.File"

LANGUAGE_CODE = "en"
USE_I18N = WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("fr", "Français")]

DATABASES["default"]["TEST"] = {"NAME": BASE_DIR / "test.sqlite3"}
