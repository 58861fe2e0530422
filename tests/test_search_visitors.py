"""What visitors are told around the results: other languages, what to try next, what they searched for."""

import json
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from wagtail.models import Page

from essaimage_wagtail.pages.models import DirectoryPage

pytestmark = pytest.mark.django_db


def get(client, url, **params):
    response = client.get(f"{url}?{urlencode(params, doseq=True)}" if params else url)
    assert response.status_code == 200, response.content
    return response


def search(client, site, language="fr", **params):
    return get(client, site.directory[language].url, **params).context["search"]


def titles(view):
    return [hit["title"] for hit in view.hits]


# Languages


@pytest.fixture
def synchronised(site, make_sheet):
    """French with an English tree of aliases, as keeping the trees in step leaves it, and one sheet translated."""
    for code in ("en", "es", "de", "ar"):
        Page.objects.get(pk=site.home[code].pk).delete()
    sheet = make_sheet("Tomates", pitch="Des légumes.")
    english = sheet.copy_for_translation(site.locales["en"], copy_parents=True)
    english.title, english.pitch = "Tomatoes", "Vegetables."
    english.save_revision().publish()
    make_sheet("Rue aux enfants").copy_for_translation(site.locales["en"], alias=True)
    cache.clear()
    site.home["en"] = Page.objects.get(translation_key=site.home["fr"].translation_key, locale=site.locales["en"])
    site.directory["en"] = DirectoryPage.objects.get(
        translation_key=site.directory["fr"].translation_key, locale=site.locales["en"]
    )
    assert site.home["en"].alias_of_id and site.directory["en"].alias_of_id
    return site


def test_an_aliased_home_is_a_place_to_search_in(client, synchronised):
    view = get(client, "/essaimage/search/", q="tomato", language="en").context["search"]
    assert (view.language, titles(view), view.notices) == ("en", ["Tomatoes"], [])
    answer = json.loads(get(client, "/essaimage/api/1/search/", q="tomato", language="en").content)
    assert [hit["title"] for hit in answer["hits"]] == ["Tomatoes"]
    (other,) = get(client, "/essaimage/search/", q="tomatoes", language="fr").context["search"].other_languages
    assert titles(get(client, other["url"]).context["search"]) == ["Tomatoes"]


def test_an_aliased_directory_is_a_place_to_search_in(client, synchronised):
    response = get(client, synchronised.directory["fr"].url, q="vegetables")
    view = response.context["search"]
    assert (view.total, [other["code"] for other in view.other_languages]) == (0, ["en"])
    assert titles(get(client, view.other_languages[0]["url"]).context["search"]) == ["Tomatoes"]
    assert [item.code for item in response.context["essaimage"].languages] == ["fr", "en"]
    english = get(client, synchronised.directory["en"].url).context["essaimage"]
    assert english.canonical_url == synchronised.directory["en"].full_url
    assert [link["code"] for link in english.alternates] == ["fr", "en", "x-default"]


def test_an_aliased_sheet_is_neither_found_nor_announced(client, synchronised):
    assert titles(search(client, synchronised, "en")) == ["Tomatoes"]
    sheet = Page.objects.get(title="Rue aux enfants", alias_of=None)
    assert [item.code for item in get(client, sheet.url).context["essaimage"].languages] == ["fr"]


def test_a_draft_home_is_no_place_to_search_in(client, synchronised):
    Page.objects.filter(pk=synchronised.home["en"].pk).update(live=False)
    (notice,) = get(client, "/essaimage/search/", language="en").context["search"].notices
    assert "en" in notice
