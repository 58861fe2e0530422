"""System checks tell what is wrong and how to mend it."""

import os
import subprocess
import sys

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.middleware.locale import LocaleMiddleware
from django.test import override_settings
from django.urls import include, path, reverse
from wagtail import urls as wagtail_urls
from wagtail.models import Page

from essaimage_wagtail.conf import settings
from essaimage_wagtail.models import Theme
from essaimage_wagtail.search import SearchQuery, get_engine

from .engine import ELASTICSEARCH, SECRET


def ids(**kwargs):
    return [message.id for message in run_checks(**kwargs) if message.id and message.id.startswith("essaimage")]


def test_this_site_is_right():
    assert ids() == []


@pytest.mark.django_db
def test_this_database_can_search():
    assert ids(databases=["default"]) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["BASE_TEMPLATE"], "essaimage_wagtail.E001"),
        ({"BASE_TEMPLAT": "x"}, "essaimage_wagtail.E002"),
        ({"RESULTS_PER_PAGE": "12"}, "essaimage_wagtail.E003"),
        ({"RESULTS_PER_PAGE": True}, "essaimage_wagtail.E003"),
        ({"RESULTS_PER_PAGE": 0}, "essaimage_wagtail.E003"),
        ({"CACHE_SECONDS": -1}, "essaimage_wagtail.E003"),
        ({"COMPLETENESS_WEIGHTS": [1]}, "essaimage_wagtail.E003"),
        ({"COMPLETENESS_WEIGHTS": {"contexte": 1}}, "essaimage_wagtail.E008"),
        ({"COMPLETENESS_WEIGHTS": {"context": -1}}, "essaimage_wagtail.E008"),
        ({"COMPLETENESS_WEIGHTS": {"context": "much"}}, "essaimage_wagtail.E008"),
        ({"ANALYZERS": {"fr": "no.such.Analyzer"}}, "essaimage_wagtail.E009"),
        ({"ANALYZERS": {"fr": "tests.testapp.search.NOTHING"}}, "essaimage_wagtail.E009"),
        ({"ANALYZERS": {"fr": "tests.testapp.search.Broken"}}, "essaimage_wagtail.E009"),
        ({"ANALYZERS": {"fr": 3}}, "essaimage_wagtail.E009"),
        ({"SEARCH_ENGINE": "no.such.Engine"}, "essaimage_wagtail.E004"),
        ({"SEARCH_ENGINE": ELASTICSEARCH, "ELASTICSEARCH": {"host": "x"}}, "essaimage_wagtail.E003"),
        ({"SEARCH_ENGINE": ELASTICSEARCH, "ELASTICSEARCH": "x"}, "essaimage_wagtail.E003"),
        ({"SEARCH_PAGES": ["testapp.NoSuchPage"]}, "essaimage_wagtail.E010"),
        ({"SEARCH_PAGES": ["testapp.Author"]}, "essaimage_wagtail.E010"),
        ({"SEARCH_PAGES": ["ArticlePage"]}, "essaimage_wagtail.E010"),
        ({"SEARCH_PAGES": [3]}, "essaimage_wagtail.E010"),
        ({"SEARCH_PAGES": "testapp.ArticlePage"}, "essaimage_wagtail.E003"),
        ({"SEARCH_PAGES": ["testapp.BarePage"]}, "essaimage_wagtail.W003"),
        ({"BASE_TEMPLATE": "no/such.html"}, "essaimage_wagtail.E006"),
        ({"BASE_TEMPLATE": "wagtailadmin/login.html"}, "essaimage_wagtail.W001"),
    ],
)
def test_settings(value, expected):
    with override_settings(ESSAIMAGE=value):
        assert ids() == [expected]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"host": "x"}, "no 'host'"),
        ({"basic_auth": ("a", SECRET)}, "password"),
        ({"hosts": 9200}, "['hosts'] must be an address"),
        ({"hosts": []}, "['hosts']"),
        ({"hosts": "search.example.org:9200"}, "['hosts']"),
        ({"hosts": f"ftp://u:{SECRET}@search.example.org"}, "['hosts']"),
        ({"hosts": ["https://a:9200", f"https://u:{SECRET}@[b"]}, "['hosts']"),
        ({"hosts": "https://a:99999"}, "['hosts']"),
        ({"hosts": {"host": "a"}}, "['hosts']"),
        ({"cloud_id": SECRET}, "['cloud_id']"),
        ({"cloud_id": "x:Y2xvdWQuZXhhbXBsZSRk", "hosts": "https://a"}, "hosts and cloud_id"),
        ({"index_prefix": "My Site"}, "['index_prefix']"),
        ({"index_prefix": "a*"}, "['index_prefix']"),
        ({"api_key": ("id", SECRET)}, "['api_key'] must be a text"),
        ({"api_key": SECRET, "username": "u", "password": SECRET}, "api_key and a user"),
        ({"api_key": SECRET, "hosts": f"https://u:{SECRET}@a"}, "api_key and a user"),
        ({"username": "u"}, "only one of username and password"),
        ({"username": "u", "password": SECRET, "hosts": f"https://v:{SECRET}@a"}, "several users"),
        ({"hosts": [f"https://u:{SECRET}@a", f"https://v:{SECRET}@b"]}, "several users"),
        ({"password": 3}, "['password'] must be a text"),
        ({"ca_certs": "/no/such/file"}, "['ca_certs']"),
        ({"ca_certs": __file__}, "['ca_certs']"),
        ({"ssl_assert_fingerprint": "abc", "hosts": "https://a"}, "['ssl_assert_fingerprint']"),
        ({"ssl_assert_fingerprint": "ab" * 32}, "do not begin with https://"),
        ({"ssl_assert_fingerprint": "ab" * 32, "hosts": ["https://a", "http://b"]}, "do not begin with https://"),
        ({"verify_certs": "no"}, "['verify_certs'] must be True or False"),
        ({"embedded_index": 1}, "['embedded_index']"),
        ({"shards": 0}, "['shards']"),
        ({"replicas": "1"}, "['replicas']"),
        ({"replicas": True}, "['replicas']"),
        ({"timeout": "2"}, "['timeout'] must be a number of seconds"),
        ({"timeout": 0}, "['timeout']"),
        ({"write_timeout": float("inf")}, "['write_timeout']"),
        ({"refresh": "yes"}, "['refresh']"),
        (
            {"shards": 0, "timeout": None, "refresh": 1},
            "['shards'] must be a whole number from 1 upwards. ELASTICSEARCH",
        ),
    ],
)
def test_options_of_elasticsearch(options, told):
    with override_settings(ESSAIMAGE={"SEARCH_ENGINE": ELASTICSEARCH, "ELASTICSEARCH": options}):
        (problem,) = [message for message in run_checks() if message.id == "essaimage_wagtail.E003"]
    assert told in problem.msg
    assert SECRET not in str(problem)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"hosts": "https://search.example.org", "api_key": None, "ca_certs": None}, []),
        ({"hosts": ["https://a:9200/path", "https://b"], "username": "u", "password": SECRET, "timeout": 3}, []),
        ({"cloud_id": "x:Y2xvdWQuZXhhbXBsZSRk", "api_key": SECRET}, []),
        ({"hosts": "https://a", "ssl_assert_fingerprint": "AB:" * 31 + "ab", "refresh": "wait_for"}, []),
        ({"hosts": f"https://u:{SECRET}@a"}, ["essaimage_wagtail.W014"]),
        ({"hosts": "https://a", "verify_certs": False}, ["essaimage_wagtail.W015"]),
    ],
)
def test_options_of_elasticsearch_that_are_right_or_unsafe(options, expected):
    with override_settings(ESSAIMAGE={"SEARCH_ENGINE": ELASTICSEARCH, "ELASTICSEARCH": options}):
        assert ids() == expected
        assert not any(SECRET in str(message) for message in run_checks())


def test_the_client_of_elasticsearch_is_missing(monkeypatch):
    """As on a site that installed the package without the extra one."""
    for name in [name for name in sys.modules if name.startswith("essaimage_wagtail.search.engines.elasticsearch")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "elasticsearch.dsl", None)
    with override_settings(ESSAIMAGE={"SEARCH_ENGINE": ELASTICSEARCH}):
        (problem,) = [message for message in run_checks() if message.id == "essaimage_wagtail.E004"]
    assert "pip install 'essaimage-wagtail[elasticsearch]'" in problem.msg


@pytest.mark.django_db
def test_an_embedded_index_needs_a_database_that_can_search(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "mysql")
    for embedded, expected in ((False, []), (True, ["essaimage_wagtail.E007"])):
        options = {"SEARCH_ENGINE": ELASTICSEARCH, "ELASTICSEARCH": {"embedded_index": embedded}}
        with override_settings(ESSAIMAGE=options):
            assert ids() == expected


def test_wrong_settings_fall_back_on_defaults():
    with override_settings(ESSAIMAGE={"RESULTS_PER_PAGE": "many", "X": 1}):
        assert settings.RESULTS_PER_PAGE == 12
    with override_settings(ESSAIMAGE={"RESULTS_PER_PAGE": 3}):
        assert settings.RESULTS_PER_PAGE == 3


@pytest.mark.django_db
def test_databases_that_cannot_search(monkeypatch):
    """No server of these is needed to see that its kind is refused."""
    monkeypatch.setattr(connection, "vendor", "mysql")
    assert ids() == ids(databases=["default"]) == ["essaimage_wagtail.E007"]
    with override_settings(ESSAIMAGE={"SEARCH_ENGINE": "tests.testapp.search.NoEngine"}):
        assert "essaimage_wagtail.E007" not in ids()
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        get_engine().search(SearchQuery("jardin", "fr"))


def test_deferred_sqlite_transactions():
    database = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    with override_settings(DATABASES=database):
        assert ids() == ["essaimage_wagtail.W002"]


MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"WAGTAIL_I18N_ENABLED": False}, "essaimage_wagtail.E102"),
        ({"WAGTAIL_CONTENT_LANGUAGES": None}, "essaimage_wagtail.W101"),
        ({"MIDDLEWARE": MIDDLEWARE}, "essaimage_wagtail.E103"),
        ({"MIDDLEWARE": ["django.middleware.locale.LocaleMiddleware", *MIDDLEWARE]}, "essaimage_wagtail.E104"),
        ({"LANGUAGE_CODE": "en-us"}, "essaimage_wagtail.W104"),
    ],
)
def test_languages(changes, expected):
    from essaimage_wagtail.multilingual.checks import check_settings

    with override_settings(**changes):
        assert [message.id for message in check_settings(None)] == [expected]
        assert all(message.hint for message in check_settings(None))


@pytest.mark.parametrize(
    ("name", "own"),
    [("WAGTAILLOCALIZE_DISABLE_ON_DELETE", False), ("WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True)],
)
def test_what_wagtail_localize_does_is_chosen(settings, name, own):
    """A site that had it before may count on its defaults: then it says so."""
    from essaimage_wagtail.multilingual.checks import check_settings

    setattr(settings, name, own)
    assert check_settings(None) == []
    delattr(settings, name)
    (message,) = check_settings(None)
    assert (message.id, name in message.hint) == ("essaimage_wagtail.W102", True)


class OwnLocaleMiddleware(LocaleMiddleware):
    """A site's own, as projects write it to leave some addresses in one language."""


def test_a_locale_middleware_of_the_sites_own():
    from essaimage_wagtail.multilingual.checks import check_settings

    own = f"{__name__}.OwnLocaleMiddleware"
    with override_settings(MIDDLEWARE=[*MIDDLEWARE, own]):
        assert not check_settings(None)
    with override_settings(MIDDLEWARE=[own, *MIDDLEWARE, "no.such.Middleware"]):
        assert [message.id for message in check_settings(None)] == ["essaimage_wagtail.E104"]


def test_two_ways_to_translate(monkeypatch):
    from essaimage_wagtail.multilingual import checks

    assert not checks.check_other_translation(None)
    # Apps cannot be loaded once more in this process: viewsets are registered once.
    monkeypatch.setattr(checks.apps, "is_installed", lambda name: name == "wagtail.contrib.simple_translation")
    assert [message.id for message in checks.check_other_translation(None)] == ["essaimage_wagtail.W105"]


class Addresses:
    """Two sets of addresses: with the language in them, and without."""

    def __init__(self, *urlpatterns):
        self.urlpatterns = list(urlpatterns)


def test_addresses_without_their_language(settings):
    from essaimage_wagtail.multilingual.checks import check_page_addresses

    pages = path("pages/", include(wagtail_urls))
    assert not check_page_addresses(None)
    settings.ROOT_URLCONF = Addresses(*i18n_patterns(pages))
    assert not check_page_addresses(None)
    settings.ROOT_URLCONF = Addresses(path("site/", include([pages])))
    assert [message.id for message in check_page_addresses(None)] == ["essaimage_wagtail.W106"]
    settings.LANGUAGES = [("fr", "Français")]
    assert not check_page_addresses(None)


BARS = {
    "none.html": "{% block essaimage_content %}{% endblock %}",
    "own.html": "{% load wagtailuserbar %}{% block essaimage_content %}{% endblock %}{% wagtailuserbar %}",
    "extends.html": '{% extends "own.html" %}',
    "same.html": '{% extends "same.html" %}{% block title %}{% endblock %}',
    "includes.html": '{% block essaimage_content %}{% endblock %}{% include "bar.html" %}{% include "none.html" %}',
    "bar.html": "{% load wagtailuserbar %}{% wagtailuserbar 'top-left' %}",
    "itself.html": '{% block essaimage_content %}{% endblock %}{% include "itself.html" %}{% include "gone.html" %}',
}
OF_AN_APP = {"same.html": BARS["own.html"]}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("none.html", ["essaimage_wagtail.W011"]),
        ("itself.html", ["essaimage_wagtail.W011"]),
        ("own.html", []),
        ("extends.html", []),
        ("same.html", []),
        ("includes.html", []),
    ],
)
def test_a_base_template_has_the_user_bar(settings, name, expected):
    from essaimage_wagtail.checks.templates import check_base_template

    (engine,) = settings.TEMPLATES
    memory = "django.template.loaders.locmem.Loader"
    loaders = [(memory, BARS), (memory, OF_AN_APP), "django.template.loaders.app_directories.Loader"]
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": {**engine["OPTIONS"], "loaders": loaders}}]
    settings.ESSAIMAGE = {"BASE_TEMPLATE": name}
    assert [message.id for message in check_base_template(None)] == expected


def test_a_template_that_is_never_used(tmp_path, monkeypatch):
    from essaimage_wagtail.checks import templates

    for name in ("essaimage_wagtail/pages/sheet_page.html", "essaimage_wagtail/own.html", "other.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = templates.get_app_template_dirs("templates")
    monkeypatch.setattr(templates, "get_app_template_dirs", lambda name: (tmp_path, *found))
    assert not templates.check_template_order(None)
    monkeypatch.setattr(templates, "get_app_template_dirs", lambda name: (*found, tmp_path))
    (message,) = templates.check_template_order(None)
    assert message.id == "essaimage_wagtail.W012"
    assert "sheet_page.html" in message.msg


def test_a_site_that_translates_nothing_is_told():
    with override_settings(USE_I18N=False):
        assert "essaimage_wagtail.E105" in ids()


@pytest.mark.skipif(not Page._meta.swappable, reason="this Wagtail has no other page model")
def test_a_page_model_of_the_site_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "swapped.py").write_text(
        "from tests.settings import *\n"
        "INSTALLED_APPS = [*INSTALLED_APPS, 'wagtail.test.basepage']\n"
        "WAGTAIL_PAGE_MODEL = 'basepage.BasePage'\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--settings", "swapped"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *filter(None, sys.path)])},
        capture_output=True,
        text=True,
    )
    assert done.returncode
    assert done.stderr.splitlines()[-1].startswith(
        "django.core.exceptions.ImproperlyConfigured: WAGTAIL_PAGE_MODEL is 'basepage.BasePage': "
    )


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["it", "en-us"])
def test_language_without_a_locale_is_told_and_lists_go_on(admin_client, site, code, settings):
    """A setting that was changed, and a locale that was deleted, ``en`` beside ``en-us``."""
    from django.core.checks import Warning

    from essaimage_wagtail.checks.projects import check_default_locale

    settings.LANGUAGE_CODE = code
    if code == "en-us":
        Page.objects.filter(locale=site.locales["en"]).delete()
        Theme.objects.filter(locale=site.locales["en"]).delete()
        site.locales["en"].delete()
    (message,) = check_default_locale(None, ["default"])
    assert (message.id, message.level) == ("essaimage_wagtail.W010", Warning("").level)
    assert message.hint
    for model in ("theme", "audience", "usage", "projectframe"):
        for name in ("list", "add", "list_results"):
            url = reverse(f"wagtailsnippets_essaimage_wagtail_{model}:{name}")
            assert admin_client.get(url).status_code == 200, url
    url = reverse("wagtailsnippets_essaimage_wagtail_theme:add")
    assert admin_client.post(url, {"name": "Eau", "slug": "", "description": ""}).status_code == 302
    assert Theme.objects.get(name="Eau").locale == site.locales["fr"]
    copy = reverse("wagtailsnippets_essaimage_wagtail_theme:copy", args=[site.themes["garden"]["fr"].pk])
    assert admin_client.get(copy).status_code == 200


@pytest.mark.parametrize(("limit", "expected"), [(1000, ["essaimage_wagtail.W008"]), (10_000, []), (None, [])])
def test_forms_of_rich_sheets_pass_the_limit_of_fields(limit, expected):
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=limit):
        assert ids() == expected
