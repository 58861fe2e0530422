"""System checks: what a site can get wrong, and how to mend it.

Ids are stable; ``docs/reference/checks.md`` explains each.
"""

import re
import sqlite3
from math import inf
from pathlib import Path

from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, router
from django.template import TemplateDoesNotExist
from django.template.base import Template
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.utils.module_loading import import_string

from .completeness import WEIGHTS
from .conf import DEFAULTS, KEYS, SETTING, settings
from .directory.question import SINGLE
from .facets import registered
from .models import SheetFields
from .models.keys import pages_with
from .search.analysis.analyzer import load_analyzer
from .search.indexing.declared_documents import own_fields
from .search.tables import IndexedDocument

REQUIRED_APPS = ("wagtail", "wagtail.snippets", "wagtail.images", "wagtail.documents", "taggit", "modelcluster")
CONTENT_BLOCK = "essaimage_content"
_OTHER_TEMPLATES = re.compile(r"""{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")
MIN_FORM_FIELDS = 10_000
"""Fields of the form of a long sheet: some 15 for each line of each section. What `wagtail start` writes, too."""


@register()
def check_settings(app_configs, **kwargs):
    given = getattr(django_settings, SETTING, {})
    if not isinstance(given, dict):
        return [
            Error(
                f"The setting {SETTING} is not a dict.",
                hint=f'Write {SETTING} = {{"RESULTS_PER_PAGE": 20}}.',
                id="essaimage_wagtail.E001",
            )
        ]
    problems = [
        Error(
            f"{SETTING} has no key {key!r}.",
            hint=f"Known keys: {', '.join(sorted(KEYS))}.",
            id="essaimage_wagtail.E002",
        )
        for key in given
        if key not in KEYS
    ]
    problems += [
        Error(
            f"{SETTING}[{key!r}] must be of type {KEYS[key].__name__}, not {type(value).__name__}.",
            hint=f"The default is {getattr(DEFAULTS, key)!r}.",
            id="essaimage_wagtail.E003",
        )
        for key, value in given.items()
        if key in KEYS and type(value) is not KEYS[key]
    ]
    if problems:
        return problems
    if settings.RESULTS_PER_PAGE < 1:
        problems.append(
            Error(
                f"{SETTING}['RESULTS_PER_PAGE'] must be at least 1.",
                hint="Give the number of results on one page.",
                id="essaimage_wagtail.E003",
            )
        )
    problems += _check_weights() + _check_analyzers() + _check_search_pages() + _check_facets() + _check_history_pages()
    try:
        import_string(settings.SEARCH_ENGINE)()
    except ImproperlyConfigured as error:
        problems.append(
            Error(
                str(error),
                hint=f"Correct what {SETTING} says of the search engine.",
                id="essaimage_wagtail.E003",
            )
        )
    except ImportError as error:
        problems.append(
            Error(
                f"The search engine {settings.SEARCH_ENGINE!r} cannot be imported: {error}.",
                hint=f"Correct {SETTING}['SEARCH_ENGINE'] or leave it out.",
                id="essaimage_wagtail.E004",
            )
        )
    else:
        problems += _check_elasticsearch()
    return problems


def _check_elasticsearch():
    """What is unsafe in options that are right."""
    if not settings.SEARCH_ENGINE.startswith("essaimage_wagtail.search.engines.elasticsearch."):
        return []
    from .search.engines.elasticsearch.options import has_credentials_in_hosts

    problems = []
    if has_credentials_in_hosts(settings.ELASTICSEARCH):
        problems.append(
            Warning(
                f"{SETTING}['ELASTICSEARCH'] has a password in 'hosts', which Django's page for errors shows.",
                hint="Take them out of the addresses, and give them as 'username' and 'password'.",
                id="essaimage_wagtail.W014",
            )
        )
    if settings.ELASTICSEARCH.get("verify_certs") is False:
        problems.append(
            Warning(
                f"{SETTING}['ELASTICSEARCH'] lets anybody pass for the search server: 'verify_certs' is False.",
                hint="Leave it out, and name the authority's file as 'ca_certs', or the certificate's SHA-256 as "
                "'ssl_assert_fingerprint'.",
                id="essaimage_wagtail.W015",
            )
        )
    return problems


def _check_weights():
    known = {**WEIGHTS, **dict.fromkeys(_parts_of_sheets())}
    return [
        Error(
            f"{SETTING}['COMPLETENESS_WEIGHTS'][{part!r}] cannot be {weight!r}.",
            hint=f"Give numbers from 0 upwards to some of: {', '.join(known)}.",
            id="essaimage_wagtail.E008",
        )
        for part, weight in settings.COMPLETENESS_WEIGHTS.items()
        if part not in known or type(weight) not in (int, float) or not 0 <= weight < inf
    ]


def _parts_of_sheets():
    """What a site adds to sheets: the names of fields of its page types, and of blocks."""
    for model in pages_with(SheetFields):
        fields = [field for field in model._meta.local_fields + model._meta.local_many_to_many if field.editable]
        yield from (field.name for field in fields if not field.remote_field or not field.remote_field.parent_link)
        yield from model._meta.get_field("body").stream_block.child_blocks


def _check_analyzers():
    problems = []
    for code, path in settings.ANALYZERS.items():
        try:
            load_analyzer(path, code)
        except Exception as error:  # a class of the site's own may raise anything when it is made
            problems.append(
                Error(
                    f"{SETTING}['ANALYZERS'][{code!r}] is no analyzer: {error}.",
                    hint="Give a language code the dotted path of an "
                    "essaimage_wagtail.search.analysis.languages.Language, or of a class that inherits from "
                    "essaimage_wagtail.search.analysis.analyzer.Analyzer.",
                    id="essaimage_wagtail.E009",
                )
            )
    return problems


def _check_search_pages():
    from wagtail.models import Page

    problems = []
    for label in settings.SEARCH_PAGES:
        try:
            model = apps.get_model(label)
        except (AttributeError, LookupError, ValueError):
            model = None
        if model is None or not issubclass(model, Page):
            problems.append(
                Error(
                    f"{SETTING}['SEARCH_PAGES'] names {label!r}, which is no page type.",
                    hint='Write the label of its app and the name of its class, as in "blog.BlogPage".',
                    id="essaimage_wagtail.E010",
                )
            )
        elif not own_fields(model):
            problems.append(
                Warning(
                    f"{label} declares no search_fields: its pages are found by their titles alone.",
                    hint="Add search_fields = Page.search_fields + [index.SearchField(…)] to the page type, or take it "
                    f"out of {SETTING}['SEARCH_PAGES'].",
                    id="essaimage_wagtail.W003",
                )
            )
    return problems


def _check_history_pages():
    from wagtail.models import get_page_models

    known = {model._meta.label_lower for model in get_page_models()}
    return [
        Error(
            f"{SETTING}['HISTORY_PAGES'] names {label!r}, which is no page type.",
            hint='Write the label of its app and the name of its class, as in "blog.BlogPage".',
            id="essaimage_wagtail.E012",
        )
        for label in settings.HISTORY_PAGES
        if str(label).lower() not in known
    ]


def _check_facets():
    names = [facet.name for facet in registered()]
    return [
        Error(
            f"A facet is registered by the name of {name!r}, which is another parameter of a search.",
            hint="Give the facet another name, in the documents as well.",
            id="essaimage_wagtail.E011",
        )
        for number, name in enumerate(names)
        if name in {*SINGLE, "format", *names[:number]}
    ]


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


@register()
def check_base_template(app_configs, **kwargs):
    """A base template without our block would show pages without their content, and no error."""
    name = settings.BASE_TEMPLATE
    try:
        template = get_template(name)
    except TemplateDoesNotExist:
        return [
            Error(
                f"The template {name!r} does not exist.",
                hint=f"Correct {SETTING}['BASE_TEMPLATE'] or leave it out.",
                id="essaimage_wagtail.E006",
            )
        ]
    if not isinstance(getattr(template, "template", None), Template):
        return []  # another engine's, which cannot be read here
    sources = list(_sources(name, template.template.engine, seen=set()))
    if not any(CONTENT_BLOCK in source for source in sources):
        return [
            Warning(
                f"The template {name!r} has no block {CONTENT_BLOCK!r}.",
                hint=(
                    "Pages would show nothing of their own. Put {% block essaimage_content %}{% endblock %} "
                    "where the content goes (see “Use your site's own base template” in the documentation)."
                ),
                id="essaimage_wagtail.W001",
            )
        ]
    if not any("wagtailuserbar" in source for source in sources):
        return [
            Warning(
                f"The template {name!r} has no Wagtail user bar.",
                hint="Editors have no way from a page to its form, and Wagtail's accessibility checks find nothing, "
                "for any page. Put {% load wagtailuserbar %}{% wagtailuserbar %} before </body>.",
                id="essaimage_wagtail.W011",
            )
        ]
    return []


def _sources(name, engine, seen):
    """A template's source, and those of the templates that it extends or includes.

    Several may go by one name: a site's may extend the one by the same name of an app.
    """
    seen.add(name)
    for loader in engine.template_loaders:
        for origin in loader.get_template_sources(name):
            try:
                source = origin.loader.get_contents(origin)
            except TemplateDoesNotExist:
                continue
            yield source
            for other in _OTHER_TEMPLATES.findall(source):
                if other not in seen:
                    yield from _sources(other, engine, seen)


@register()
def check_template_order(app_configs, **kwargs):
    """Django takes the first template of a name, in the order of the apps: that of an app after ours is never used."""
    found = get_app_template_dirs("templates")
    ours = Path(apps.get_app_config("essaimage_wagtail").path, "templates")
    later = found[found.index(ours) + 1 :] if ours in found else []
    hidden = [
        path
        for directory in later
        for path in sorted(directory.glob("essaimage_wagtail/**/*.html"))
        if (ours / path.relative_to(directory)).exists()
    ]
    return [
        Warning(
            f"{path} is never used: the template of essaimage_wagtail comes first.",
            hint="Put your app before essaimage_wagtail in INSTALLED_APPS, or the template in a directory of "
            "TEMPLATES[…]['DIRS'].",
            id="essaimage_wagtail.W012",
        )
        for path in hidden
    ]


@register()
def check_search_database(app_configs, **kwargs):
    """Which database it is can be told without asking it; its version is asked by :func:`check_search_server`."""
    connection = _search_connection()
    if connection is None or connection.vendor == "postgresql":
        return []
    if connection.vendor == "sqlite":
        return _check_sqlite()
    return [
        Error(
            f"Searching is not supported on {connection.display_name}.",
            hint="Use SQLite (3.37 or later) or PostgreSQL (14 or later), or name another SEARCH_ENGINE.",
            id="essaimage_wagtail.E007",
        )
    ]


@register("database")
def check_search_server(app_configs, databases, **kwargs):
    connection = _search_connection()
    if connection is None or connection.vendor != "postgresql" or connection.alias not in (databases or []):
        return []
    return _check_postgresql(connection)


def _search_connection():
    """That of the index, unless the site names an engine that keeps it elsewhere."""
    if settings.SEARCH_ENGINE != DEFAULTS.SEARCH_ENGINE and not settings.ELASTICSEARCH.get("embedded_index"):
        return None
    return connections[router.db_for_write(IndexedDocument)]


def _check_sqlite():
    options = [row[0] for row in sqlite3.connect(":memory:").execute("PRAGMA compile_options")]
    if sqlite3.sqlite_version_info < (3, 37) or "ENABLE_FTS5" not in options:
        return [
            Error(
                f"SQLite {sqlite3.sqlite_version} cannot search: it needs version 3.37 or later with FTS5.",
                hint="Use a newer Python or operating system, or PostgreSQL.",
                id="essaimage_wagtail.E007",
            )
        ]
    return []


def _check_postgresql(connection):
    if connection.pg_version < 140000:
        return [
            Error(
                "Searching needs PostgreSQL 14 or later.",
                hint="Upgrade the database server.",
                id="essaimage_wagtail.E007",
            )
        ]
    return []


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
def check_sqlite_transactions(app_configs, **kwargs):
    """Two editors who publish at once fail with “database is locked” when transactions start deferred."""
    for alias, database in django_settings.DATABASES.items():
        options = database.get("OPTIONS", {})
        if database.get("ENGINE", "").endswith("sqlite3") and options.get("transaction_mode") != "IMMEDIATE":
            return [
                Warning(
                    f"The SQLite database {alias!r} opens its transactions deferred.",
                    hint='Set OPTIONS = {"transaction_mode": "IMMEDIATE"}, so that editors who publish at the same '
                    "time wait for each other instead of failing.",
                    id="essaimage_wagtail.W002",
                )
            ]
    return []


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
