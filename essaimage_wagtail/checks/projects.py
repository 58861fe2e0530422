"""Settings of Django and Wagtail without which the plugin, or the admin, fails."""

from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import Error, Warning, register
from django.db import connections, router

REQUIRED_APPS = ("wagtail", "wagtail.snippets", "wagtail.images", "wagtail.documents", "taggit", "modelcluster")
MIN_FORM_FIELDS = 10_000
"""Fields of the form of a long sheet: some 15 for each line of each section. What `wagtail start` writes, too."""


@register()
def check_installed_apps(app_configs, **kwargs):
    problems = [
        Error(
            f"{name} is not in INSTALLED_APPS.",
            hint="essaimage_wagtail needs it: add it to INSTALLED_APPS.",
            id="essaimage_wagtail.E005",
        )
        for name in REQUIRED_APPS
        if not apps.is_installed(name)
    ]
    if apps.is_installed("essaimage_wagtail.pages") and not apps.is_installed("essaimage_wagtail"):
        problems.append(
            Error(
                "essaimage_wagtail.pages is installed without essaimage_wagtail.",
                hint="Add essaimage_wagtail to INSTALLED_APPS.",
                id="essaimage_wagtail.E005",
            )
        )
    return problems


@register("database")
def check_default_locale(app_configs, databases, **kwargs):
    """Wagtail asks for the language of ``LANGUAGE_CODE`` whenever nothing else says which one is meant."""
    from wagtail.coreutils import get_content_languages, get_supported_content_language_variant
    from wagtail.models import Locale

    connection = connections[router.db_for_read(Locale)]
    if connection.alias not in (databases or []):
        return []
    if Locale._meta.db_table not in connection.introspection.table_names():
        return []  # Before the first migration, which adds it.
    try:
        code = get_supported_content_language_variant(django_settings.LANGUAGE_CODE)
        if Locale.objects.using(connection.alias).filter(language_code=code).exists():
            return []
        hint = "Add it in the admin, under Settings › Locales, or set LANGUAGE_CODE to a language that the site has."
    except LookupError:
        hint = f"Set LANGUAGE_CODE to one of WAGTAIL_CONTENT_LANGUAGES: {', '.join(get_content_languages())}."
    return [
        Warning(
            f"LANGUAGE_CODE is {django_settings.LANGUAGE_CODE!r}, and the site has no locale for it: lists "
            "and choosers of the admin fail.",
            hint=hint,
            id="essaimage_wagtail.W010",
        )
    ]


@register()
def check_form_fields(app_configs, **kwargs):
    """A form with more fields than Django accepts is answered by a bare 400, and what was typed is lost."""
    limit = django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if limit is None or limit >= MIN_FORM_FIELDS:
        return []
    return [
        Warning(
            f"Forms of more than {limit} fields are refused, and a rich sheet has more.",
            hint=f"Set DATA_UPLOAD_MAX_NUMBER_FIELDS = {MIN_FORM_FIELDS:_}: beyond the limit, what an editor typed is "
            "lost.",
            id="essaimage_wagtail.W008",
        )
    ]
