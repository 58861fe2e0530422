"""The sitemap: every public page of a site in every language, with its other versions."""

import tracemalloc
import xml.etree.ElementTree as ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from benchmarks.sitemap import make_site
from essaimage_wagtail.readers import sitemap as sitemaps
from essaimage_wagtail.readers.sitemap import Part, Sitemap

from .hiding import HIDING
from .testapp.models import ArticlePage
from .translating import translate
from .visits import MANY, get

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client, url):
    return ElementTree.fromstring(get(client, url).content)  # noqa: S314 - our own


def listed(client, code, number=1):
    """``{address: {language: address}}`` of a part."""
    found = read(client, f"/sitemap-{code}-{number}.xml").findall("s:url", NAMES)
    return {
        url.findtext("s:loc", None, NAMES): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link[@rel='alternate']", NAMES)
        }
        for url in found
    }


@pytest.fixture
def put_into(django_capture_on_commit_callbacks):
    """``put_into(page, "en")``: its translation, published."""

    def put_into(page, code):
        with django_capture_on_commit_callbacks(execute=True):
            return translate(page, code)

    return put_into


def test_the_index_names_a_part_for_each_language_in_the_site_s_order(client, site):
    parts = read(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES)
    assert [part.text for part in parts] == [
        f"http://testserver/sitemap-{code}-1.xml" for code in ("fr", "en", "es", "de", "ar")
    ]


def test_each_page_has_its_versions_both_ways(client, site, make_sheet, put_into):
    sheet = make_sheet("Jardins partagés")
    english = put_into(sheet, "en")
    versions = {"fr": sheet.full_url, "en": english.full_url, "x-default": sheet.full_url}
    assert listed(client, "fr")[sheet.full_url] == versions
    assert listed(client, "en")[english.full_url] == versions
    alone = make_sheet("Seul")
    assert listed(client, "fr")[alone.full_url] == {}
    home = listed(client, "ar")[site.home["ar"].full_url]
    assert set(home) == {"fr", "en", "es", "de", "ar", "x-default"}


def test_what_it_says_is_what_the_page_itself_says(client, make_sheet, put_into):
    sheet = make_sheet("Jardins partagés")
    put_into(sheet, "ar")
    own = {each["code"]: each["url"] for each in get(client, sheet.url).context["essaimage"].alternates}
    assert set(own) == {"fr", "ar", "x-default"}
    assert listed(client, "fr")[sheet.full_url] == own


@pytest.mark.parametrize("hidden", HIDING)
def test_what_is_not_public_is_not_listed_at_once(client, make_sheet, put_into, hidden):
    """Though what is listed was kept before."""
    sheet = make_sheet("Jardins partagés")
    english = put_into(sheet, "en")
    assert english.full_url in listed(client, "en")
    HIDING[hidden](english)
    assert english.full_url not in listed(client, "en")
    # The other site would have the home page in all its languages.
    assert listed(client, "fr").get(sheet.full_url, {}) == {}


def test_a_page_that_moved_is_listed_at_its_address(client, site, make_sheet):
    sheet = make_sheet("Jardins partagés")
    listed(client, "fr")
    sheet.move(site.home["fr"], pos="last-child")
    moved = Page.objects.get(pk=sheet.pk).full_url
    assert moved != sheet.full_url
    assert moved in listed(client, "fr")


def test_an_alias_is_not_listed_but_for_one_that_lists_other_pages(client, site, make_sheet):
    sheet = make_sheet("Jardins partagés")
    alias = sheet.copy_for_translation(site.locales["es"], copy_parents=True, alias=True)
    assert alias.full_url not in listed(client, "es")
    Page.objects.filter(pk=site.directory["es"].pk).update(alias_of=site.directory["fr"].pk)
    assert site.directory["es"].full_url in listed(client, "es")


@pytest.fixture
def article(site):
    page = site.home["fr"].add_child(instance=ArticlePage(title="Un & un", slug="un", locale=site.locales["fr"]))
    page.save_revision().publish()
    return page


def test_pages_of_the_site_s_own_types_say_what_is_listed(client, article, monkeypatch):
    assert article.full_url in listed(client, "fr")

    def get_sitemap_urls(self, request=None):
        return [{"location": f"{self.get_full_url(request)}?a=1&b={self.title}", "lastmod": None}]

    monkeypatch.setattr(ArticlePage, "get_sitemap_urls", get_sitemap_urls)
    sitemaps.cache.clear()
    assert f"{article.full_url}?a=1&b=Un & un" in listed(client, "fr")
    monkeypatch.setattr(ArticlePage, "get_sitemap_urls", lambda self, request=None: [])
    sitemaps.cache.clear()
    assert not any("/un/" in url for url in listed(client, "fr"))


def test_a_type_with_addresses_of_its_own_is_listed_by_these_in_other_languages_too(client, site, article, monkeypatch):
    english = article.copy_for_translation(site.locales["en"])
    english.save_revision().publish()
    monkeypatch.setattr(ArticlePage, "get_full_url", lambda self, request=None: f"https://a.example/{self.code}")
    assert listed(client, "fr")["https://a.example/fr"]["en"] == "https://a.example/en"


@pytest.mark.parametrize(
    "path", ["sitemap-xx-1.xml", "sitemap-fr-2.xml", "sitemap-fr-0.xml", f"sitemap-fr-{9**60}.xml"]
)
def test_there_is_no_other_part(client, site, path):
    assert client.get(f"/{path}", follow=True).status_code == 404


def test_many_pages_are_several_parts(client, site, make_sheet, monkeypatch):
    sheets = {make_sheet(f"Jardin {number}").full_url for number in range(5)}
    monkeypatch.setattr(sitemaps, "MOST_PAGES", 3)
    locations = [part.text for part in read(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES)]
    numbers = [number for number in range(1, 4) if f"http://testserver/sitemap-fr-{number}.xml" in locations]
    assert numbers == [1, 2, 3]
    found = [url for number in numbers for url in listed(client, "fr", number)]
    assert len(found) == len(set(found)) == 7
    assert sheets < set(found)


def test_queries_do_not_grow(site, make_sheet, rf, monkeypatch):
    for number in range(MANY):
        make_sheet(f"Jardin {number}").copy_for_translation(site.locales["en"]).save_revision().publish()
    Site.get_site_root_paths()
    monkeypatch.setattr(sitemaps, "READ_AT_ONCE", 1)
    for _again in range(2):
        sitemap = Sitemap(Site.objects.get(), rf.get("/"))
        with CaptureQueriesContext(connection) as context:
            assert sitemap.part(Part("fr", 1, None)).count(b"<url>") == MANY + 2
    assert len(context.captured_queries) == 1  # its state, once it is in the cache
    sitemaps.cache.clear()
    Site.get_site_root_paths()
    sitemap = Sitemap(Site.objects.get(), rf.get("/"))
    with CaptureQueriesContext(connection) as context:
        sitemap.part(Part("fr", 1, None))
    # Two find the pages; what is around the directory, and which territories and themes have something, takes six.
    assert len(context.captured_queries) == 8


def test_memory_does_not_grow_with_the_pages(site, rf):
    """Those of 1,000 pages in five languages, whose part has 0.8 MB. (``python -m benchmarks.sitemap`` has 5,000.)"""
    made = make_site(1000)
    sitemaps.cache.clear()
    tracemalloc.start()
    content = Sitemap(made, rf.get("/")).part(Part("es", 1, None))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert content.count(b"<url>") == 1001
    assert most < 15_000_000
