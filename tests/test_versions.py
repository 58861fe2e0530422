"""Which language version of a page is meant, and which one comes next: for readers, and for search engines."""

from operator import itemgetter
from types import SimpleNamespace

import pytest
from wagtail.models import Page

from essaimage_wagtail.contexts.method import StepContext
from essaimage_wagtail.contexts.page import PageContext
from essaimage_wagtail.contexts.sheet import SheetContext
from essaimage_wagtail.models.keys import titles_of
from essaimage_wagtail.versions import best_pages, best_versions, nearness

from .translating import translate

CODES = ["ar", "de", "en", "fr", "nn"]


@pytest.mark.parametrize(
    ("languages", "reader", "expected"),
    [
        (["de", "en", "fr"], "", ["de", "en", "fr", "ar", "nn"]),
        (["de", "en", "fr"], "en", ["en", "de", "fr", "ar", "nn"]),
        (["de", "en", "fr"], "nn", ["nn", "de", "en", "fr", "ar"]),
        (None, "", ["fr", "ar", "de", "en", "nn"]),
        (None, "en", ["en", "fr", "ar", "de", "nn"]),
    ],
)
def test_order_of_languages(settings, languages, reader, expected):
    """``None``, as unset: the site's language is ``LANGUAGE_CODE``, here French."""
    choose(settings, languages)
    assert sorted(CODES, key=lambda code: nearness(code, reader)) == expected


def choose(settings, codes):
    names = dict(settings.LANGUAGES)
    settings.WAGTAIL_CONTENT_LANGUAGES = codes and [(code, names[code]) for code in codes]


def version(key, code):
    return SimpleNamespace(translation_key=key, locale=SimpleNamespace(language_code=code))


def test_one_version_of_each():
    versions = [version(1, "es"), version(1, "en"), version(2, "de"), version(2, "ar")]
    best = {key: found.locale.language_code for key, found in best_versions(versions, "ar").items()}
    assert best == {1: "en", 2: "ar"}


def test_the_original_comes_before_the_site_s_first_language():
    versions = [version(1, "fr"), version(1, "es"), version(2, "de"), version(2, "fr")]
    versions[1].is_original = versions[2].is_original = True
    best = {key: found.locale.language_code for key, found in best_versions(versions, "ar").items()}
    assert best == {1: "es", 2: "de"}
    assert best_versions(versions, "fr")[1].locale.language_code == "fr"
    rows = [("es", 1, True), ("fr", 1, False)]
    assert best_versions(rows, "de", code=itemgetter(0), key=itemgetter(1), original=itemgetter(2)) == {1: rows[0]}


def test_the_original_s_title_is_read_where_the_reader_s_language_is_missing(make_sheet):
    """By visitors and, drafts too, by editors."""
    sheet = make_sheet("Huerto", language="es")
    translate(sheet, "fr")
    versions = Page.objects.filter(translation_key=sheet.translation_key)
    assert best_pages(versions, "de")[sheet.translation_key].title == "Huerto"
    assert best_pages(versions, "fr")[sheet.translation_key].title == "HUERTO"
    sheet.title = "Huerto de todos"
    sheet.save_revision()
    assert titles_of([sheet.translation_key], "de") == {sheet.translation_key: "Huerto de todos"}
    assert titles_of([sheet.translation_key], "fr") == {sheet.translation_key: "HUERTO"}


@pytest.fixture
def context_of(rf):
    """A page's context, without serving it: Wagtail serves the pages of content languages alone."""
    return lambda page: PageContext(page, rf.get("/"))


@pytest.mark.django_db
@pytest.mark.parametrize("languages", [["de", "fr", "en"], None])
def test_every_version_names_the_same_default_and_the_same_order(settings, site, make_sheet, context_of, languages):
    """Where the setting is missing, Wagtail serves one language, and a page has no other versions to name."""
    versions = {"fr": make_sheet("Jardins")}
    for code in ("en", "de"):
        versions[code] = versions["fr"].copy_for_translation(site.locales[code])
        versions[code].save_revision().publish()
    choose(settings, languages)
    for version in versions.values() if languages else [versions["fr"]]:
        context = context_of(version)
        codes = [link["code"] for link in context.alternates]
        assert codes == ([*languages, "x-default"] if languages else [])
        if languages:
            assert context.alternates[-1]["url"] == versions[languages[0]].full_url
            assert [language.code for language in context.languages] == languages


@pytest.mark.django_db
@pytest.mark.parametrize(("languages", "shown"), [(["de", "fr", "en"], "de"), (None, "fr")])
def test_links_lead_to_the_version_that_comes_first_where_the_reader_s_is_missing(
    settings, site, make_sheet, make_method, make_step, make_common, context_of, languages, shown
):
    """The method that a sheet followed, and the common that a step of it calls for, in French and German alone."""
    method, common = make_method("Essaimer"), make_common("Charte")
    german = [page.copy_for_translation(site.locales["de"], copy_parents=True) for page in (method, common)]
    for page in german:
        page.save_revision().publish()
    addresses = {"fr": (method.url, common.url), "de": tuple(page.url for page in german)}
    sheet = make_sheet("Gardens", language="en", method_key=method.translation_key)
    step = make_step(make_method("Swarm", language="en"), "Start", commons=[common])
    choose(settings, languages)
    (called,) = StepContext(step, context_of(step)).commons
    found = SheetContext(sheet, context_of(sheet)).method, called
    assert [(link.url, link.language.code) for link in found] == [(address, shown) for address in addresses[shown]]
