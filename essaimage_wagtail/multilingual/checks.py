"""System checks of a site in several languages."""

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.checks import Error, Warning, register
from django.db import connections, router
from django.middleware.locale import LocaleMiddleware
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page
from wagtail_localize.machine_translators.libretranslate import LibreTranslator

from ..conf import settings as own_settings
from .machine.drafting import translator

LOCALE_MIDDLEWARE = "django.middleware.locale.LocaleMiddleware"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"


@register()
def check_localize(app_configs, **kwargs):
    return [
        Error(
            f"{name} is not in INSTALLED_APPS.",
            hint="essaimage_wagtail.multilingual needs wagtail-localize. A site in one language leaves "
            "essaimage_wagtail.multilingual out.",
            id="essaimage_wagtail.E101",
        )
        for name in ("wagtail_localize", "wagtail_localize.locales")
        if not apps.is_installed(name)
    ]


@register()
def check_settings(app_configs, **kwargs):
    problems = []
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        problems.append(
            Error(
                "WAGTAIL_I18N_ENABLED is not set.",
                hint="Set WAGTAIL_I18N_ENABLED = True, or leave essaimage_wagtail.multilingual out.",
                id="essaimage_wagtail.E102",
            )
        )
    if not settings.USE_I18N:
        problems.append(
            Error(
                "USE_I18N is False.",
                hint="Set USE_I18N = True: without it, Django translates nothing, and no address says its language.",
                id="essaimage_wagtail.E105",
            )
        )
    if not getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", None):
        problems.append(
            Warning(
                "WAGTAIL_CONTENT_LANGUAGES is not set.",
                hint="List the languages that your site is written in; otherwise Wagtail offers all of LANGUAGES.",
                id="essaimage_wagtail.W101",
            )
        )
    languages = [code for code, _name in settings.LANGUAGES]
    if settings.LANGUAGE_CODE not in languages:
        problems.append(
            Warning(
                f"LANGUAGE_CODE is {settings.LANGUAGE_CODE!r}, which is not one of LANGUAGES.",
                hint="Addresses that are made outside requests, by commands and in e-mails, would begin with it and "
                f"lead nowhere. Set it to one of: {', '.join(languages)}.",
                id="essaimage_wagtail.W104",
            )
        )
    locale, sessions = _place(LocaleMiddleware), _place(SessionMiddleware)
    if locale is None:
        problems.append(
            Error(
                f"{LOCALE_MIDDLEWARE} is not in MIDDLEWARE.",
                hint="Without it, every visitor sees labels and dates in the site's first language.",
                id="essaimage_wagtail.E103",
            )
        )
    elif sessions is not None and locale < sessions:
        problems.append(
            Error(
                f"{LOCALE_MIDDLEWARE} comes before {SESSIONS}.",
                hint="Put it after the sessions' middleware and before CommonMiddleware.",
                id="essaimage_wagtail.E104",
            )
        )
    for name, value, why in (
        ("WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", False, "untranslated pages would go live at once"),
        ("WAGTAILLOCALIZE_DISABLE_ON_DELETE", True, "deleting an original would delete its translations' memory"),
    ):
        if not hasattr(settings, name):  # else the site has chosen
            problems.append(
                Warning(
                    f"{name} is not set: {why}.",
                    hint=f"Set {name} = {value}, or {not value} if your pages count on it.",
                    id="essaimage_wagtail.W102",
                )
            )
    return problems


@register()
def check_machine_translator(app_configs, **kwargs):
    """The machine that drafts translations, where the site names one."""
    try:
        machine = translator()
    except (ImportError, KeyError, TypeError, ValueError, AttributeError) as error:
        return [
            Error(
                f"WAGTAILLOCALIZE_MACHINE_TRANSLATOR cannot be used: {error}.",
                hint='Write {"CLASS": "the.dotted.path.of.a.translator", "OPTIONS": {…}}. Editors get an error instead '
                "of their translations.",
                id="essaimage_wagtail.E106",
            )
        ]
    if machine is None:
        if not own_settings.MACHINE_DRAFTS:
            return []
        return [
            Warning(
                "ESSAIMAGE['MACHINE_DRAFTS'] is set, and the site has no machine translator: there are no drafts.",
                hint="Name one in WAGTAILLOCALIZE_MACHINE_TRANSLATOR, or leave MACHINE_DRAFTS out.",
                id="essaimage_wagtail.W109",
            )
        ]
    return [
        Warning(
            problem,
            hint="Until then, editors get no drafts. Apertium, on Debian: apt install apertium apertium-fr-es, "
            "or the packages of your languages; apertium -l lists what there is. LibreTranslate: give all OPTIONS.",
            id="essaimage_wagtail.W108",
        )
        for problem in _problems_of(machine)
    ]


def _problems_of(machine):
    if isinstance(machine, LibreTranslator):
        missing = [name for name in ("LIBRETRANSLATE_URL", "API_KEY") if name not in machine.options]
        return [f"LibreTranslate lacks the option {name} in WAGTAILLOCALIZE_MACHINE_TRANSLATOR." for name in missing]
    return machine.problems(list(get_content_languages())) if hasattr(machine, "problems") else []


@register()
def check_other_translation(app_configs, **kwargs):
    if not apps.is_installed("wagtail.contrib.simple_translation"):
        return []
    return [
        Warning(
            "wagtail.contrib.simple_translation is installed beside wagtail-localize: editors see “Translate” twice, "
            "and one of the two copies pages without following the original.",
            hint="Take wagtail.contrib.simple_translation out of INSTALLED_APPS. Pages that it has made stay.",
            id="essaimage_wagtail.W105",
        )
    ]


@register()
def check_page_addresses(app_configs, **kwargs):
    """Pages of several languages have the same slugs: their addresses begin with the language."""
    if len(settings.LANGUAGES) < 2 or not _serves_without_language(get_resolver()):
        return []
    return [
        Warning(
            "Wagtail's pages are served outside i18n_patterns: the language of a page is not in its address, and "
            "visitors get the one of their browser or nothing.",
            hint='In urls.py, write i18n_patterns(path("", include(wagtail_urls))), after all other addresses.',
            id="essaimage_wagtail.W106",
        )
    ]


@register("database")
def check_languages_of_pages(app_configs, databases, **kwargs):
    """A language that was taken out of the settings leaves its pages behind: they are found and linked still."""
    connection = connections[router.db_for_read(Page)]
    if connection.alias not in (databases or []) or not _know_their_language(connection):
        return []
    locales = Locale.objects.using(connection.alias).exclude(language_code__in=get_content_languages())
    pages = Page.objects.using(connection.alias).filter(depth__gt=1)
    return [
        Warning(
            f"There are pages in {locale.language_code!r}, which is not in WAGTAIL_CONTENT_LANGUAGES: their addresses "
            "lead nowhere.",
            hint="Add it to LANGUAGES and WAGTAIL_CONTENT_LANGUAGES, give its locale another language in the admin, "
            "under Settings › Locales, or unpublish the pages.",
            id="essaimage_wagtail.W107",
        )
        for locale in locales
        if pages.filter(locale=locale, live=True).exists()
    ]


def _know_their_language(connection):
    """Whether the tables are there: Django asks before the first migrations too, and between those that an
    interruption left."""
    table = Page._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        columns = connection.introspection.get_table_description(cursor, table)
    return "locale_id" in {column.name for column in columns}


def _place(middleware):
    """Where a middleware, or one that inherits from it, stands in the list; None if it does not."""
    for place, path in enumerate(settings.MIDDLEWARE):
        try:
            found = import_string(path)
        except ImportError:
            continue  # Django says so itself, when it starts to serve.
        if isinstance(found, type) and issubclass(found, middleware):
            return place
    return None


def _serves_without_language(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if not isinstance(pattern.pattern, LocalePrefixPattern) and _serves_without_language(pattern):
                return True
        elif pattern.name == "wagtail_serve":
            return True
    return False
