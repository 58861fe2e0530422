"""A site renames, deletes or forgets one of its languages while there is content in it."""

import pytest
from django.core.checks import run_checks
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Locale, Page

from essaimage_wagtail.models import SearchWord
from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import get_engine
from essaimage_wagtail.search.indexing import index

pytestmark = [pytest.mark.django_db, pytest.mark.references]


@pytest.fixture
def offer_languages(settings):
    """``offer_languages("fr", "pt")``: the site's settings name these."""

    def offer(*codes):
        settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [(code, code) for code in codes]

    return offer


@pytest.fixture
def sheets(site, make_sheet):
    """A French sheet, its Spanish translation, and one that is in Spanish alone."""
    french = make_sheet("Lavoir")
    translation = french.copy_for_translation(site.locales["es"])
    translation.title = "Lavadero"
    translation.save_revision().publish()
    return french, translation, make_sheet("Fuente", language="es")


def rename(admin_client, locale, code):
    answer = admin_client.post(reverse("wagtaillocales:edit", args=[locale.pk]), {"language_code": code})
    assert answer.status_code == 302
    assert Locale.objects.get(pk=locale.pk).language_code == code


@pytest.mark.parametrize("still", [["es"], []])
def test_what_is_in_a_language_is_found_by_its_new_code(
    admin_client, client, site, sheets, usages, make_common, find, offer_languages, still
):
    """Whether or not the settings name the former code when the admin renames it."""
    offers = [{"kind": "offer", "text": "Un horno"}]
    make_common("Carta", language="es", usages=[usages["write"]["en"]], offers=offers)
    SearchWord.objects.create(language="es", word="manantial", synonyms="fuente")
    assert find("manantial", "es") == ["Fuente"]
    offer_languages("fr", "en", "de", "ar", "pt", *still)
    rename(admin_client, site.locales["es"], "pt")

    assert not index.check()
    held = get_engine().keys()
    assert held and not [key for key in held if key.endswith(":es")]
    for words, title in (("lavadero", "Lavadero"), ("manantial", "Fuente"), ("horno", "Un horno")):
        assert title in find(words, "pt"), words
        assert not find(words, "es"), words
    french, translation, _other = (SheetPage.objects.get(pk=sheet.pk) for sheet in sheets)
    assert translation.url.startswith("/pt/")
    assert client.get(translation.url).status_code == 200
    assert translation.url in client.get(french.url).content.decode()
    directory = Page.objects.get(pk=site.directory["es"].pk)
    assert "Lavadero" in client.get(f"{directory.url}?q=lavadero").content.decode()


def test_a_word_that_the_new_language_has_stays(admin_client, site, offer_languages):
    SearchWord.objects.create(language="es", word="fuente", synonyms="manantial")
    SearchWord.objects.create(language="pt", word="fuente", synonyms="nascente")
    offer_languages("fr", "en", "de", "ar", "pt")
    rename(admin_client, site.locales["es"], "pt")
    assert SearchWord.objects.get(language="pt").synonyms == "nascente"
    assert SearchWord.objects.get(language="es").synonyms == "manantial"


def delete(admin_client, locale):
    """Ask to delete a language, do it, and return what both answers say."""
    url = reverse("wagtaillocales:delete", args=[locale.pk])
    asked = admin_client.get(url)
    assert asked.status_code == 200
    done = admin_client.post(url, follow=True)
    assert done.status_code == 200
    return asked, done


def test_a_language_with_pages_is_not_deleted(admin_client, site, sheets, find):
    asked, _done = delete(admin_client, site.locales["es"])
    assert not asked.context["can_delete"]
    assert Locale.objects.filter(language_code="es").exists()
    assert find("lavadero", "es") == ["Lavadero"]


def test_a_language_that_a_replication_is_told_in_is_not_deleted(admin_client, site, sheets, link):
    """Though it has neither pages nor terms any more: its texts would go without a word."""
    row = link(sheets[0], None, {"de": {"kept": "<p>Alles</p>"}}, name="Waschhaus")
    Page.objects.get(pk=site.home["de"].pk).delete()
    asked, done = delete(admin_client, site.locales["de"])
    assert asked.context["is_protected"] and asked.context["usage_count"] == 1
    assert [message.level_tag for message in done.context["messages"]] == ["error"]
    with pytest.raises(ProtectedError):
        Locale.objects.get(language_code="de").delete()
    row.delete()
    delete(admin_client, site.locales["de"])
    assert not Locale.objects.filter(language_code="de").exists()


def test_pages_in_a_language_that_the_settings_do_not_name_are_told(site, sheets, offer_languages):
    def told():
        messages = run_checks(databases=["default"])
        return [message.msg for message in messages if message.id == "essaimage_wagtail.W107"]

    assert told() == []
    offer_languages("fr", "en", "de", "ar")
    (message,) = told()
    assert "'es'" in message
    for page in Page.objects.filter(locale=site.locales["es"]):
        page.unpublish()
    assert told() == []


def test_no_link_leads_to_pages_in_a_language_that_is_switched_off(client, site, sheets, offer_languages):
    """Their addresses are not found; nothing of them is lost."""
    french, spanish, _other = sheets
    url = spanish.url
    assert f'href="{url}"' in client.get(french.url).content.decode()
    offer_languages("fr", "en", "de", "ar")
    answer = client.get(french.url)
    assert answer.status_code == 200
    assert url not in answer.content.decode()
    assert 'hreflang="es"' not in answer.content.decode()
    offer_languages("fr", "en", "de", "ar", "es")
    assert f'href="{url}"' in client.get(french.url).content.decode()
