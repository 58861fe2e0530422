"""The settings of the plugin: keys, types, and what they name."""

from math import inf

from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from ..completeness import WEIGHTS
from ..conf import DEFAULTS, KEYS, SETTING, settings
from ..contexts.tiles import problems as tile_problems
from ..directory.question import SINGLE
from ..facets import registered
from ..models import SheetFields
from ..models.keys import pages_with
from ..search.analysis.analyzer import load_analyzer
from ..search.indexing.declared_documents import own_fields
from ..sharing.links import NETWORKS, is_known


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
    if settings.CACHE_SECONDS < 0:
        problems.append(
            Error(
                f"{SETTING}['CACHE_SECONDS'] must not be negative.",
                hint="Give the seconds that a cache in front of the site may keep a public page.",
                id="essaimage_wagtail.E003",
            )
        )
    problems += [
        Error(
            f"{SETTING}['MAP'] {problem}",
            hint="Correct it, or leave it out: maps are drawn without tiles then.",
            id="essaimage_wagtail.E003",
        )
        for problem in tile_problems()
    ]
    if settings.PDF_CACHE not in django_settings.CACHES:
        problems.append(
            Error(
                f"{SETTING}['PDF_CACHE'] names {settings.PDF_CACHE!r}, which is no cache of the site.",
                hint=f"Known are: {', '.join(sorted(django_settings.CACHES))}.",
                id="essaimage_wagtail.E003",
            )
        )
    problems += _check_weights() + _check_analyzers() + _check_search_pages() + _check_facets() + _check_history_pages()
    problems += _check_networks()
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
    from ..search.engines.elasticsearch.options import has_credentials_in_hosts

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


def _check_networks():
    return [
        Error(
            f"{SETTING}['SHARE'] has no network {name!r}.",
            hint=f"Known ones: {', '.join(NETWORKS)}.",
            id="essaimage_wagtail.E003",
        )
        for name in settings.SHARE
        if not is_known(name)
    ]


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
