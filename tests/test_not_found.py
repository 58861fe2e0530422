"""Addresses at which there is nothing: what they are answered by, the page for errors, and robots.txt."""

import logging
import re
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.http import Http404
from django.test import override_settings
from django.urls import path, resolve, reverse
from django.utils import translation
from django.views.defaults import server_error
from wagtail.models import PageViewRestriction, Site

from essaimage_wagtail.readers import lost, views
from essaimage_wagtail.readers.addressed import words_of
from essaimage_wagtail.readers.robots import RobotsView
from essaimage_wagtail.search import SearchUnavailable

from .hiding import HIDING
from .visits import get

pytestmark = pytest.mark.django_db

NOT_ONE = "/fr/directory/jardin-partage-lile/"

urlpatterns = [path("robots.txt", RobotsView.as_view(disallowed=["/private/", "/fr/private/"]))]
"""A site that has no sitemap of the plugin's, and something to leave out."""


@pytest.fixture
def sheets(make_sheet):
    return [make_sheet("Jardin partagé"), make_sheet("Boîte à livres", pitch="Dans un jardin"), make_sheet("Verger")]


def found(response):
    return [hit["title"] for hit in response.context["lost"].found]


# The words of an address


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("initiatives/jardin-partage-lile", "jardin partage lile"),
        ("initiatives/jardin_partag%C3%A9.html", "jardin partagé"),
        ("initiatives/jardin-partag%E9", "jardin partagé"),
        ("2019/05/12/repair-cafe-2/", "repair cafe"),
        ("l%27%C3%A9picerie+itin%C3%A9rante.php", "épicerie itinérante"),
        ("حديقة-مجتمعية", "حديقة مجتمعية"),
        ("सामुदायिक-बगीचा", "सामुदायिक बगीचा"),
        ("漢/花園", "花園"),
        ("blog/index.html", "blog"),
        ("wp-admin.php", "wp admin"),
        ("%00%00", ""),
        ("jardin%00partage", "jardin partage"),
        ("a/b/1/2", ""),
        ("3fa85f64-5717-4562-b3fc-2c963f66afa6", ""),
        ("", ""),
        ("%", ""),
        ("x" * 2000, "x" * 300),
        ("jardin-" * 400, " ".join(["jardin"] * 8)),
        ("../../etc/passwd", "passwd"),
    ],
)
def test_words_of(address, words):
    assert words_of(address) == words


# What is answered


def test_the_words_are_searched_for_as_titles_write_them(client, sheets):
    response = get(client, NOT_ONE, 404)
    html = response.content.decode()
    assert 'name="q" value="jardin partagé"' in html
    assert f'<a href="{sheets[0].url}"><span>Jardin partagé</span></a>' in html
    assert found(response) == ["Jardin partagé"]
    assert '<html class="essaimage" lang="fr" dir="ltr">' in html
    assert 'rel="canonical"' not in html
    assert response["Content-Language"] == "fr"
    assert "Accept-Language" not in response.get("Vary", "")


def test_what_has_all_the_words_comes_with_what_has_them_in_its_text(client, sheets):
    assert found(get(client, "/fr/jardin.html", 404)) == ["Jardin partagé", "Boîte à livres"]


def test_five_at_most(client, make_sheet):
    for number in range(8):
        make_sheet(f"Jardin {number}")
    assert len(found(get(client, "/fr/jardin/", 404))) == 5


def test_in_the_language_of_the_address(client, site, make_sheet, sheets):
    make_sheet("حديقة مجتمعية", language="ar")
    response = get(client, "/ar/" + quote("حديقة/"), 404)
    html = response.content.decode()
    assert '<html class="essaimage" lang="ar" dir="rtl">' in html
    assert found(response) == ["حديقة مجتمعية"]
    assert 'action="/ar/directory/"' in html
    assert found(get(client, "/ar/jardin/", 404)) == []
    # The switcher leads to the home pages of the other languages.
    assert [each.url for each in response.context["essaimage"].site_languages][0] == "/fr/"


def test_without_a_language_in_that_of_the_browser(rf, site, sheets):
    with translation.override("de-at"):
        response = views.not_found(rf.get("/nothing.html"), Http404("x"))
    assert (response.status_code, response["Content-Language"]) == (404, "de")
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in response["Vary"].split(",")}
    assert 'value="nothing"' in response.content.decode()


@pytest.mark.parametrize("hidden", HIDING)
def test_what_is_not_public_is_not_offered(client, sheets, hidden):
    HIDING[hidden](sheets[0])
    assert "Jardin partagé" not in get(client, NOT_ONE, 404).content.decode()


def test_the_words_of_addresses_for_programs_are_none(rf, site):
    request = rf.get("/essaimage/document/secret-words/")
    request.resolver_match = resolve("/essaimage/document/secret-words/")
    assert "secret" not in views.not_found(request, Http404("x")).content.decode()


ADDRESSES = [
    "/wp-admin.php",
    "/fr/wp-login.php?redirect_to=%2F",
    "/.env",
    "/fr/caf%E9",
    "/fr/caf%C3",
    "/fr/%00%00%00/",
    "/fr/jardin%0d%0aX-Injected:1/",
    "/fr/" + "a" * 2000 + "/",
    "/fr/" + "jardin/" * 300,
    "/ar/" + quote("حديقة-الحي/"),
    "/xx/nothing/",
    "/fr/../../etc/passwd",
    "/fr/<script>alert(1)</script>/",
    "/fr/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E/",
    "/fr/{{7*7}}/",
    "/fr/%F0%9F%8C%B1-jardin/",
    "/favicon.ico",
    "/fr/jardin%252520partage/",
    "/fr/jardin:partage*-%22exact/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_as_the_logs_of_sites_have_them(client, sheets, address):
    response = client.get(address, follow=True)
    assert response.status_code == 404
    html = response.content.decode()
    assert "<header" in html
    assert "<script>alert" not in html and "<img src=x" not in html
    assert "X-Injected" not in response


@pytest.mark.npm
def test_naughty_strings(client, sheets, naughty_strings):
    """Each as a part of an address."""
    for text in naughty_strings:
        response = client.get(f"/fr/{quote(text, errors='replace')}/", follow=True)
        assert response.status_code in (200, 404), text
        if response.status_code == 404:
            assert "lost" in response.context, text


def test_forms_pictures_and_scripts_get_a_plain_answer(client, site):
    plain = [
        client.post("/fr/nothing/"),
        client.get("/fr/nothing.jpg", headers={"accept": "image/avif,image/*"}),
        client.get("/fr/nothing/", headers={"accept": "application/json"}),
    ]
    for response in plain:
        assert response.status_code == 404
        assert b"<header" not in response.content
        assert b"css/frame.css" in response.content


def test_what_it_costs(client, site, make_sheet, sheets, django_assert_max_num_queries):
    get(client, NOT_ONE, 404)
    # Six are the search's own.
    with django_assert_max_num_queries(21):
        get(client, NOT_ONE, 404)


# The site's own


def test_a_site_s_own_404_is_kept(rf, site, settings, tmp_path):
    (tmp_path / "404.html").write_text("Own: {{ request_path }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    response = views.not_found(rf.get("/fr/nothing/"), Http404("x"))
    assert (response.status_code, response.content.decode()) == (404, "Own: /fr/nothing/")


def test_outside_any_site_and_without_a_public_home_page(client, site):
    for home in site.home.values():
        PageViewRestriction.objects.create(page=home, restriction_type="login")
    assert b"css/frame.css" in get(client, "/fr/nothing/", 404).content
    Site.objects.all().delete()
    assert b"css/frame.css" in get(client, "/fr/nothing/", 404).content


# Never an error


@pytest.mark.parametrize("error", [SearchUnavailable("away"), OperationalError("locked"), RuntimeError("x")])
def test_the_search_may_be_away(client, sheets, monkeypatch, caplog, error):
    def away():
        raise error

    monkeypatch.setattr(lost, "get_engine", away)
    with caplog.at_level(logging.ERROR):
        response = get(client, NOT_ONE, 404)
    html = response.content.decode()
    assert 'value="jardin partage lile"' in html
    assert '<header class="es-header">' in html
    assert "failed" in caplog.text


def test_the_database_may_be_away(rf, monkeypatch):
    def away(request):
        raise OperationalError("no such database")

    monkeypatch.setattr(views.Site, "find_for_request", away)
    response = views.not_found(rf.get("/fr/nothing/"), Http404("x"))
    html = response.content.decode()
    assert response.status_code == 404
    assert "essaimage_wagtail/css/essaimage.css" in html
    assert '<a href="/">' in html


@pytest.mark.django_db(databases=[])
def test_the_page_for_errors_asks_nothing(rf, settings):
    """Neither the database nor the list of hashed files, and in a language of either direction."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    with translation.override("ar"):
        html = server_error(rf.get("/"), "essaimage_wagtail/pages/server_error.html").content.decode()
    assert '<html class="essaimage" lang="ar" dir="rtl">' in html
    assert re.findall(r'href="(/static/[^"]+)"', html)
    assert "<script" not in html and "style=" not in html


# robots.txt


def test_robots_are_told_where_the_sitemap_is(client, site):
    response = get(client, "/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == ("User-agent: *\nDisallow: \n\nSitemap: http://testserver/sitemap.xml\n")
    assert get(client, reverse("essaimage_sitemap:index")).status_code == 200
    assert client.post("/robots.txt").status_code == 405


def test_a_site_names_what_is_left_out(client, site):
    with override_settings(ROOT_URLCONF=__name__):
        told = get(client, "/robots.txt").content.decode()
    assert told == "User-agent: *\nDisallow: /private/\nDisallow: /fr/private/\n"
