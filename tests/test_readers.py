"""Readers of another language than the page's: the switcher, the page that says which languages there are, the 404."""

import re
import shutil
import subprocess
import uuid

import polib
import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import include, path, reverse
from wagtail import urls as wagtail_urls
from wagtail.models import Locale, Page, PageViewRestriction

from essaimage_wagtail.interface import MARK
from essaimage_wagtail.models import Organisation

from .hiding import HIDING
from .translating import translate
from .visits import MOST_QUERIES_OF_A_SHEET, get, queries, search

pytestmark = pytest.mark.django_db

LANGUAGES = ["fr", "en", "es", "de", "ar"]

urlpatterns = [path("", include(wagtail_urls))]
"""A site in one language that has not included the plugin's own addresses."""


@pytest.fixture
def sheet(make_sheet):
    return make_sheet("Jardins partagés", pitch="Un jardin à plusieurs")


@pytest.fixture
def put_into(django_capture_on_commit_callbacks):
    """``put_into(page, "en")``: its translation, published."""

    def put_into(page, code):
        with django_capture_on_commit_callbacks(execute=True):
            translated = translate(page, code)
        return type(page).objects.get(pk=translated.pk)

    return put_into


@pytest.fixture
def translated(sheet, put_into):
    return put_into(sheet, "en")


def in_language(page, code):
    return f"/essaimage/page/{page.translation_key}/{code}/"


def refused(client, url):
    """The answer to an address without anything: Django looks for each once more with a language in front."""
    response = client.get(url, follow=True)
    assert response.status_code == 404, response.redirect_chain
    assert all(step.endswith(url) for step, _status in response.redirect_chain)
    return response


# The switcher


def test_every_language_of_the_site_is_named_and_those_of_the_page_are_told_apart(client, sheet, translated):
    response = get(client, sheet.url)
    view = response.context["essaimage"]
    assert [each.code for each in view.site_languages] == LANGUAGES
    assert [each.code for each in view.site_languages if each.exists] == ["fr", "en"]
    assert [each.name for each in view.site_languages][-1] == "العربيّة"
    german = next(each for each in view.site_languages if each.code == "de")
    assert german.url == in_language(sheet, "de")
    html = response.content.decode()
    assert f'<a class="es-languages__missing" href="{german.url}" hreflang="de" rel="nofollow">' in html
    assert [each.code for each in view.languages] == ["fr", "en"]


def test_a_language_whose_home_page_is_not_public_is_not_named(client, site, sheet):
    Page.objects.filter(pk=site.home["de"].pk).update(live=False)
    PageViewRestriction.objects.create(page=site.home["es"], restriction_type="login")
    assert [each.code for each in get(client, sheet.url).context["essaimage"].site_languages] == ["fr", "en", "ar"]
    for code in ("de", "es"):
        refused(client, in_language(sheet, code))


def test_without_the_addresses_a_missing_language_is_no_link(rf, sheet):
    from essaimage_wagtail.contexts.page import PageContext

    with override_settings(ROOT_URLCONF=__name__):
        view = PageContext(sheet, rf.get("/"))
        assert {each.url for each in view.site_languages if not each.exists} == {""}
        assert view.any_language_url == ""


def test_switcher_costs_no_query_more(client, site, sheet, translated):
    with_all = queries(client, sheet.url)
    Page.objects.filter(pk__in=[home.pk for code, home in site.home.items() if code not in ("fr", "en")]).update(
        live=False
    )
    assert len(queries(client, sheet.url)) == len(with_all) <= MOST_QUERIES_OF_A_SHEET


# The page in a language


def test_the_page_itself_where_it_exists_and_the_choice_is_remembered(client, sheet, translated):
    response = get(client, in_language(sheet, "en"), 302)
    assert response["Location"] == translated.url
    assert client.cookies["django_language"].value == "en"
    assert get(client, "/", 302)["Location"] == "/en/"


def test_a_missing_language_is_said_in_that_language(client, sheet, translated):
    response = get(client, in_language(sheet, "de"))
    html = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Language"] == "de"
    assert '<meta name="robots" content="noindex">' in html
    assert '<html class="essaimage" lang="de" dir="ltr">' in html
    assert '<span lang="fr" dir="ltr">Jardins partagés</span></h1>' in html
    assert '<span lang="fr" dir="ltr">Un jardin à plusieurs</span></p>' in html
    for version, code in ((sheet, "fr"), (translated, "en")):
        assert re.search(f'<a href="{version.url}" hreflang="{code}"><span [^>]*lang="{code}" dir="ltr">', html)
    assert 'rel="canonical"' not in html
    assert 'rel="alternate" hreflang' not in html
    assert 'role="search"' in html
    assert "django_language" not in client.cookies


def test_from_right_to_left(client, sheet):
    html = get(client, in_language(sheet, "ar")).content.decode()
    assert '<html class="essaimage" lang="ar" dir="rtl">' in html
    assert '<span lang="fr" dir="ltr">Jardins partagés</span>' in html


@pytest.mark.parametrize(("header", "code"), [("en-GB,fr;q=0.5", "en"), ("fr", "fr"), ("xx", "fr")])
def test_without_a_language_the_browser_is_asked(client, sheet, translated, header, code):
    response = client.get(f"/essaimage/page/{sheet.translation_key}/", headers={"accept-language": header})
    assert response["Location"] == {"fr": sheet, "en": translated}[code].url
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in response["Vary"].split(",")}


def test_without_a_language_that_of_the_browser_may_be_missing(client, sheet):
    response = client.get(f"/essaimage/page/{sheet.translation_key}/", headers={"accept-language": "de-AT"})
    assert (response.status_code, response["Content-Language"]) == (200, "de")


@pytest.mark.parametrize("hidden", HIDING)
def test_what_is_not_public_is_answered_like_what_never_was(client, sheet, hidden):
    wanted = sheet.url.replace("/fr/", "/de/")
    HIDING[hidden](sheet)
    never = f"/essaimage/page/{uuid.uuid4()}/de/"
    asked = refused(client, in_language(sheet, "de")).content.decode()
    assert asked.replace(str(sheet.translation_key), "") == refused(client, never).content.decode().replace(
        never.split("/")[3], ""
    )
    refused(client, f"/essaimage/page/{sheet.translation_key}/")
    assert "Jardins" not in get(client, wanted, 404).content.decode()


def test_a_private_version_is_not_named_beside_a_public_one(client, sheet, translated):
    HIDING["private"](translated)
    html = get(client, in_language(sheet, "de")).content.decode()
    assert translated.url not in html
    assert "JARDINS" not in html


@pytest.mark.parametrize(
    "code", ["xx", "DE", "fr-ca", "%2e%2e", "<script>", "de%0d%0aX-Injected:1", "a" * 5000, "۱", "de%00"]
)
def test_hostile_languages(client, sheet, code):
    response = client.get(in_language(sheet, code), follow=True)
    assert response.status_code == 404
    assert "X-Injected" not in response


def test_an_alias_is_no_version(client, site, sheet):
    sheet.copy_for_translation(site.locales["es"], copy_parents=True, alias=True)
    view = get(client, in_language(sheet, "es")).context["elsewhere"]
    assert [version.language.code for version in view.versions] == ["fr"]


# Not found


@pytest.mark.parametrize("start", ["/de/directory/", "/de/", "/de/somewhere/else/"])
def test_an_address_of_another_language_names_the_languages_of_its_page(client, sheet, translated, start):
    response = get(client, f"{start}{sheet.slug}/", 404)
    html = response.content.decode()
    assert '<html class="essaimage" lang="de" dir="ltr">' in html
    assert [version.language.url for version in response.context["elsewhere"].versions] == [sheet.url, translated.url]
    assert response["X-Robots-Tag"] == "noindex"


def test_an_address_of_another_language_whose_page_is_in_this_one_names_its_address(client, sheet, translated):
    moved = sheet.get_translation(translated.locale)
    moved.slug = "shared-gardens"
    moved.save_revision().publish()
    response = get(client, sheet.url.replace("/fr/", "/en/"), 404)
    view = response.context["elsewhere"]
    assert view.moved.language.url == "/en/directory/shared-gardens/"
    assert view.moved.language.url in response.content.decode()


def test_arabic_slugs_are_found_as_typed(client, make_sheet):
    sheet = make_sheet("حديقة", language="ar", slug="حديقة-مجتمعية")
    view = get(client, "/en/directory/حديقة-مجتمعية/", 404).context["elsewhere"]
    assert [version.language.code for version in view.versions] == ["ar"]
    assert view.title == sheet.title


def test_a_slug_that_two_pages_have_means_neither(client, site, sheet, make_sheet):
    make_sheet("Autre", parent=site.home["fr"], slug=sheet.slug)
    response = get(client, f"/de/somewhere/{sheet.slug}/", 404)
    assert "Jardins" not in response.content.decode()
    # The path of one of them means that one.
    assert "Jardins" in get(client, f"/de/directory/{sheet.slug}/", 404).content.decode()


def test_a_slug_of_the_same_language_is_the_site_s_own_not_found(client, sheet):
    assert "X-Robots-Tag" not in get(client, f"/fr/somewhere/{sheet.slug}/", 404)


@pytest.mark.parametrize("path", ["/de/never/", "/de/nowhere/at/all/", "/de/" + "a/" * 500])
def test_any_other_address_is_the_site_s_own_not_found(client, sheet, path):
    response = get(client, path, 404)
    assert "X-Robots-Tag" not in response


def test_what_it_costs_does_not_grow(client, site, make_sheet, django_assert_max_num_queries):
    for number in range(30):
        make_sheet("Jardins", slug=f"jardins-{number}", parent=site.directory["fr"])
    page = make_sheet("Jardins", slug="jardins")
    for url in (in_language(page, "de"), "/de/directory/jardins/"):
        client.get(url)
        with django_assert_max_num_queries(13):
            client.get(url)


# Directories


def more(client, site, language="fr", **params):
    view = search(client, site, language, **params)
    return {each["code"]: each["count"] for each in view.results.untranslated}


def test_a_directory_tells_what_there_is_in_other_languages_only(client, site, make_sheet, sheet):
    for code in ("en", "de"):
        make_sheet("Both", language=code, translation_key=sheet.translation_key)
    garden = {"themes": [site.themes["garden"]["fr"]]}
    make_sheet("Garden", language="en", **garden)
    make_sheet("Cafe", language="en")
    make_sheet("Huerto", language="es", **garden)
    assert more(client, site) == {"en": 2, "es": 1}
    assert more(client, site, theme="garden") == {"en": 1, "es": 1}
    assert more(client, site, theme="repair") == {}
    assert more(client, site, "en") == {"es": 1}
    assert more(client, site, "ar", theme="garden") == {"en": 1, "es": 1}
    # With words, the search says itself what it found in other languages.
    assert more(client, site, q="garden") == {}
    link = search(client, site, "de", theme="garden").results.untranslated[0]
    assert (link["code"], link["url"]) == ("en", f"{site.directory['en'].url}?theme=garden")


def test_what_it_tells_is_public(client, site, make_sheet):
    make_sheet("Draft", language="en", publish=False)
    hidden = make_sheet("Garden", language="en")
    assert more(client, site) == {"en": 1}
    HIDING["expired"](hidden)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert more(client, site) == {}


# Links


def linking(*pages):
    links = " ".join(f'<a linktype="page" id="{page.pk}">Lien</a>' for page in pages)
    return ("description", {"text": f"<p>{links}</p>"})


def opened(client, page):
    """What the links of a page's texts open, with their attributes."""
    html = get(client, page.url).content.decode()
    return re.findall(r"<a([^>]*)>Lien</a>", html)


def test_links_in_texts_lead_to_the_reader_s_version_else_to_the_original(client, site, make_sheet, put_into):
    """Not to the site's first language: the Spanish original has a French translation too."""
    spanish = make_sheet("Huerto", language="es")
    french = put_into(spanish, "fr")
    assert french.live
    original = f' href="{spanish.url}" hreflang="es"'
    for language, opening in (("en", original), ("de", original), ("fr", f' href="{french.url}"')):
        for chosen in (spanish, french):
            sheet = make_sheet("Links", language=language, body=[linking(chosen)])
            assert opened(client, sheet) == [opening]


def test_links_in_texts_to_what_is_not_public_stay_as_they_were_chosen(client, site, make_sheet, put_into):
    chosen = make_sheet("Jardins")
    english = put_into(chosen, "en")
    HIDING["private"](english)
    sheet = make_sheet("Links", language="en", body=[linking(chosen)])
    assert opened(client, sheet) == [f' href="{chosen.url}" hreflang="fr"']


def test_links_in_texts_to_nothing(client, make_sheet):
    body = [("description", {"text": '<p><a linktype="page" id="99999">Lien</a> <a href="/x/">Lien</a></p>'})]
    assert opened(client, make_sheet("Links", body=body)) == [' href="/x/"'], "text, and no link that leads nowhere"


def test_links_in_texts_cost_the_same_for_one_and_for_many(client, make_sheet):
    pages = [make_sheet(f"Jardin {number}") for number in range(12)]
    one = make_sheet("One", body=[linking(pages[0])])
    many = make_sheet("Many", body=[linking(*pages[:6]), linking(*pages[6:])])
    assert len(opened(client, many)) == 12
    assert len(queries(client, many.url)) == len(queries(client, one.url))


def test_links_to_pages_lead_to_the_original(client, site, make_method, make_sheet, put_into):
    spanish = make_method("Método", language="es")
    put_into(spanish, "fr")
    for language, shown in (("en", spanish), ("de", spanish), ("fr", spanish.get_translation(site.locales["fr"]))):
        sheet = make_sheet("Sheet", language=language, method_key=spanish.translation_key)
        assert get(client, sheet.url).context["sheet"].method.url == shown.url


# From right to left


def test_text_in_letters_of_the_other_direction_is_isolated(client, site, make_sheet):
    bearer = Organisation.objects.create(name="Café (des enfants)", legal_form="Asociación")
    sheet = make_sheet(
        "حديقة",
        language="ar",
        bearer=bearer,
        sources=[("source", {"title": "A book", "publisher": "Union (City)", "date": "1 مايو 2020"})],
        body=[("means", {"means": [{"name": "أرض", "quantity": 220, "unit": "m²"}], "attribution": "Conseil"})],
    )
    html = get(client, sheet.url).content.decode()
    for text in ("Café (des enfants)", "Asociación", "A book", "Union (City)", "1 مايو 2020", "220 m²", "Conseil"):
        assert f"<bdi>{text}</bdi>" in html, text
    assert "<bdi>حديقة</bdi>. <bdi>Tests</bdi>, <bdi>" in html
    version = reverse("essaimage:wiki:version", args=[sheet.live_revision_id])
    assert f'<bdi dir="ltr">http://localhost{version}</bdi>' in html


def test_names_of_languages_stand_in_the_direction_of_the_page(client, make_method, make_sheet):
    method = make_method("Essaimer")
    html = get(client, make_sheet("حديقة", language="ar", method_key=method.translation_key).url).content.decode()
    assert '(<bdi lang="fr" dir="ltr">Français</bdi>)' in html


# A language into which the plugin is not translated


@pytest.fixture
def hebrew(settings, site, make_sheet):
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.LANGUAGES, ("he", "עברית")]
    locale = site.locales["he"] = Locale.objects.create(language_code="he")
    key = site.home["fr"].translation_key
    site.home["he"] = site.root.add_child(instance=Page(title="H", slug="he", locale=locale, translation_key=key))
    cache.clear()
    return make_sheet("גינה", language="he", parent=site.home["he"])


def test_without_a_translation_the_interface_is_english_and_says_so(client, hebrew):
    html = get(client, hebrew.url).content.decode()
    assert '<html class="essaimage" lang="he" dir="rtl">' in html
    assert '<a class="es-skip" href="#es-main" lang="en" dir="ltr">Skip to the content</a>' in html
    assert '<header class="es-header" lang="en">' in html
    assert '<footer class="es-footer" lang="en">' in html
    assert "are not translated into <bdi>עברית</bdi> yet" in html
    assert "Nobody has recorded a check yet." in html
    assert "Aller au contenu" not in html
    assert "Personne" not in html
    # And the language of the thread is that of the page again.
    assert client.get(hebrew.url)["Content-Language"] == "he"


def test_a_missing_hebrew_page_is_said_in_english(client, hebrew, sheet):
    html = get(client, in_language(sheet, "he")).content.decode()
    assert '<html class="essaimage" lang="he" dir="rtl">' in html
    assert "Go to the home page" in html


def test_a_catalogue_of_the_site_makes_it_a_language_of_the_interface(client, hebrew, settings, tmp_path):
    words = {MARK: "מצאו יוזמה", "Skip to the content": "דלגו לתוכן"}
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "he"}
    catalogue.extend(polib.POEntry(msgid=english, msgstr=text) for english, text in words.items())
    (tmp_path / "he" / "LC_MESSAGES").mkdir(parents=True)
    catalogue.save_as_mofile(str(tmp_path / "he" / "LC_MESSAGES" / "django.mo"))
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    html = get(client, hebrew.url).content.decode()
    assert '<a class="es-skip" href="#es-main">דלגו לתוכן</a>' in html
    assert '<header class="es-header">' in html
    assert "es-untranslated" not in html


def test_with_a_translation_nothing_is_said(client, sheet):
    assert "es-untranslated" not in get(client, sheet.url).content.decode()


HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.gettext
def test_a_site_s_own_catalogue_is_enough(client, hebrew, settings, tmp_path):
    folder = tmp_path / "he" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(HEADER + 'msgid "Find an initiative"\nmsgstr "מצאו יוזמה"\n')
    if shutil.which("msgfmt") is None:
        pytest.skip("no msgfmt")
    subprocess.run(["msgfmt", "-o", folder / "django.mo", folder / "django.po"], check=True)  # noqa: S607
    settings.LOCALE_PATHS = [tmp_path]
    html = get(client, hebrew.url).content.decode()
    assert "es-untranslated" not in html
