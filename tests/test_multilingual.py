"""Pages in several languages: what wagtail-localize does with ours, and what we add."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page

from essaimage_wagtail.models import Theme
from essaimage_wagtail.pages.models import SheetPage

from .translating import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(site, make_sheet, django_capture_on_commit_callbacks):
    sheet = make_sheet(
        "Jardins partagés",
        body=[("budget", {"currency": "CHF", "lines": [{"label": "terre", "amount": 3, "year": 2020}]})],
        themes=[site.themes["garden"]["fr"]],
        territory=site.territory.lille,
        tags=["compost"],
        start_year=1997,
        sources=[("source", {"title": "un livre", "publisher": "Éditeur"})],
    )
    with django_capture_on_commit_callbacks(execute=True):
        translate(sheet, "en")
    return sheet, sheet.get_translation(site.locales["en"])


def test_texts_are_translated_and_facts_kept(site, translated):
    source, target = translated
    assert (target.title, target.live) == ("JARDINS PARTAGÉS", True)
    (block,) = target.body
    assert block.id == source.body[0].id
    assert block.value["currency"] == "CHF"
    assert block.value["lines"][0]["label"] == "TERRE"
    assert block.value["lines"][0]["amount"] == 3
    assert target.sources[0].value["publisher"] == "Éditeur"
    assert (target.start_year, target.territory) == (1997, site.territory.lille)
    assert list(target.themes.all()) == [site.themes["garden"]["fr"]]


def test_free_tags_stay_in_their_language(translated):
    _source, target = translated
    assert list(target.tags.all()) == []


def test_facts_changed_in_the_original_reach_the_translation(site, translated, django_capture_on_commit_callbacks):
    source, target = translated
    target.tags.set(["soil"])
    target.save()
    source = SheetPage.objects.get(pk=source.pk)
    source.start_year = 1998
    source.themes = [site.themes["repair"]["fr"]]
    source.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        translate(source, "en")
    target = SheetPage.objects.get(pk=target.pk)
    assert target.start_year == 1998
    assert list(target.themes.all()) == [site.themes["repair"]["fr"]]
    assert [tag.name for tag in target.tags.all()] == ["soil"]


def test_translation_shows_labels_in_its_language_and_says_where_it_comes_from(client, translated):
    source, target = translated
    sheet = client.get(target.url).context["sheet"]
    assert [theme["label"] for theme in sheet.themes] == ["Gardens"]
    view = client.get(target.url).context["essaimage"]
    assert view.original.code == "fr"
    assert view.original.url == source.url
    assert client.get(source.url).context["essaimage"].original is None


def test_both_versions_are_found_each_in_its_language(translated, find):
    assert find("jardin partage") == ["Jardins partagés"]
    assert find("jardins", language="en") == ["JARDINS PARTAGÉS"]


def test_switcher_and_alternates(client, translated):
    source, target = translated
    view = client.get(source.url).context["essaimage"]
    assert [(item.code, item.url, item.current) for item in view.languages] == [
        ("fr", source.url, True),
        ("en", target.url, False),
    ]
    assert {link["code"]: link["url"] for link in view.alternates} == {
        "fr": source.full_url,
        "en": target.full_url,
        "x-default": source.full_url,
    }


def test_alias_is_no_language_version_and_points_at_its_original(client, site, make_sheet):
    sheet = make_sheet("Jardins partagés")
    alias = sheet.copy_for_translation(site.locales["es"], copy_parents=True, alias=True)
    assert client.get(sheet.url).context["essaimage"].alternates == []
    view = client.get(alias.url).context["essaimage"]
    assert (view.canonical_url, view.alternates) == (sheet.full_url, [])


def test_private_translation_is_not_offered(client, translated):
    from wagtail.models import PageViewRestriction

    source, target = translated
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    assert [item.code for item in client.get(source.url).context["essaimage"].languages] == ["fr"]


def test_a_translation_that_expired_is_not_offered(client, translated):
    """Though it is live until Wagtail's command unpublishes it."""
    source, target = translated
    Page.objects.filter(pk=target.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    assert [item.code for item in client.get(source.url).context["essaimage"].languages] == ["fr"]
    assert client.get(target.url).status_code == 200


def test_language_without_a_tree_leads_to_the_page_itself(client, site, make_sheet):
    sheet = make_sheet("Jardins partagés")
    Page.objects.get(pk=site.home["es"].pk).delete()
    cache.clear()
    response = client.get(sheet.url.replace("/fr/", "/es/") + "?x=1")
    assert response.status_code == 302
    assert response["Location"] == sheet.url + "?x=1"


def test_every_language_has_its_direction(client, site, make_sheet):
    html = client.get(make_sheet("حديقة", language="ar").url).content.decode()
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html


# Vocabularies


def test_a_term_is_offered_once_and_ticked_whatever_row_the_page_holds(site):
    from essaimage_wagtail.pages.models import SheetPage as Sheet

    form_class = Sheet.get_edit_handler().get_form_class()
    form = form_class(instance=Sheet(locale=site.locales["en"]), initial={"themes": [site.themes["garden"]["en"].pk]})
    html = str(form["themes"])
    assert html.count('type="checkbox"') == 2
    assert html.count("checked") == 1
    assert f'value="{site.themes["garden"]["en"].pk}"' in html


def test_terms_get_their_own_slug(site):
    first = Theme.objects.create(name="Cafés", locale=site.locales["fr"])
    second = Theme.objects.create(name="Cafés", locale=site.locales["fr"])
    assert (first.slug, second.slug) == ("cafés", "cafés-2")


def test_canonical_terms(site):
    assert set(Theme.objects.canonical()) == {term["fr"] for term in site.themes.values()}


ACTORS = [
    {"name": "Mairie", "works_with": "école du Puits, Voisins"},
    {"name": "École du Puits", "works_with": "Mairie et d’autres"},
    {"name": "Voisins", "works_with": "Mairie; Inconnu"},
    {"name": "Seuls"},
]


def test_actors_work_with_the_same_ones_whatever_the_translator_writes(
    site, make_sheet, django_capture_on_commit_callbacks
):
    """Here other words for each name at each place, and no translation for one of the rows."""
    sheet = make_sheet("Jardins", body=[("actors", {"actors": ACTORS})])
    words = {
        "Mairie": "Town hall",
        "École du Puits": "Well School",
        "école du Puits, Voisins": "the school at the well; the people next door",
        "Voisins": "Neighbours",
        "Mairie et d’autres": "The council and others",
    }
    with django_capture_on_commit_callbacks(execute=True):
        translate(sheet, "en", lambda text: words.get(text, text))
    value = SheetPage.objects.get(pk=sheet.get_translation(site.locales["en"]).pk).body[0].value
    assert [actor["name"] for actor in value["actors"]] == ["Town hall", "Well School", "Neighbours", "Seuls"]
    assert value["actors"][0]["works_with"] == "Well School, Neighbours"
    assert value.network()["links"] == [(0, 1), (0, 2)]
    # What names others besides is the translator's.
    assert value["actors"][1]["works_with"] == "The council and others"
    assert value["actors"][2]["works_with"] == "Mairie; Inconnu"
