"""Page types of the host site: found by what they declare for Wagtail, once a setting names them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db.models.signals import post_save
from wagtail.models import Page, PageViewRestriction, Site

from essaimage_wagtail.models import Territory
from essaimage_wagtail.search import Scope, SearchQuery, get_engine
from essaimage_wagtail.search.indexing import index
from essaimage_wagtail.search.indexing.declared_documents import PageDocument
from essaimage_wagtail.search.indexing.documents import _registry, documents_of, register

from .testapp.models import (
    ArticleLink,
    ArticlePage,
    Author,
    BarePage,
    Discount,
    PartnerPage,
    Postscript,
    Remark,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_step")]


@pytest.fixture
def make_article(site):
    def make(title="Fête des voisins", *, language="fr", links=(), **fields):
        article = ArticlePage(title=title, locale=site.locales[language], live=False, **fields)
        site.home[language].add_child(instance=article)
        article.links = [ArticleLink(**link) for link in links]
        article.save_revision().publish()
        return ArticlePage.objects.get(pk=article.pk)

    return make


def document(page):
    ((_, (found,)),) = documents_of([page])
    return found


def test_fields_are_found_by_their_boosts(make_article):
    author = Author.objects.create(name="Zénobie", secret="chut")
    article = make_article(
        intro="Un repas de rue",
        text="<p>Des <b>tréteaux</b></p>",
        body=json.dumps(
            [
                {
                    "type": "paragraph",
                    "value": "<p>Une <i>fanfare</i></p>",
                    "id": "7f0d4a4c-6f2f-4b8e-9c57-0a1f3a2b9d01",
                },
                {"type": "note", "value": "Le soir", "id": "7f0d4a4c-6f2f-4b8e-9c57-0a1f3a2b9d02"},
            ]
        ),
        author=author,
        readers=[author],
        kind="report",
        pinned=True,
        day=date(2024, 5, 31),
        year=2024,
        private_notes="Confidentiel",
        search_description="Ce que l’on en dit",
        themes="Convivialité",
        links=[{"label": "Le site", "to": Author.objects.create(name="Barnabé")}],
    )
    found = document(article)
    assert (found.title, found.summary) == ("Fête des voisins", "Un repas de rue\nCe que l’on en dit")
    assert found.body == "Des tréteaux\nUne fanfare\nLe soir\nConvivialité"
    assert found.rest == "Toujours plus loin\nreport\nZénobie\nLe site\nBarnabé"
    assert found.facets == {
        "type": ["testapp.articlepage"],
        "kind": ["report"],
        "pinned": ["true"],
        "author": [str(author.pk)],
        "readers__name": ["Zénobie"],
    }
    assert found.numbers == {"year": 2024.0}
    assert found.dates["day"].astimezone(UTC) == datetime(2024, 5, 30, 22, tzinfo=UTC)
    assert "Confidentiel" not in repr(found) and "chut" not in repr(found)


def test_found_in_the_language_of_the_page(make_article, find, capsys):
    article = make_article(intro="Des tréteaux")
    make_article("Street party", language="en")
    assert find("fetes voisin") == find("treteau") == ["Fête des voisins"]
    assert find("parties", language="en") == ["Street party"]
    call_command("essaimage_search", "tréteaux", json=True)
    assert json.loads(capsys.readouterr().out)["hits"][0]["url"] == article.full_url


def test_a_half_filled_page_is_found(make_article, find):
    make_article("Vide")
    assert find("vide") == ["Vide"]


def test_many_pages_are_read_in_a_constant_number_of_queries(make_article, django_assert_max_num_queries):
    author = Author.objects.create(name="Zénobie")
    for number in range(12):
        article = make_article(
            f"Fête {number}", author=author, readers=[author], links=[{"label": "Site", "to": author}]
        )
        Remark.objects.create(page=article, words="Bravo")
    pages = list(ArticlePage.objects.all())
    with django_assert_max_num_queries(9):
        assert len(list(documents_of(pages))) == 12


def test_unpublished_moved_hidden_deleted(site, make_article, find):
    article = make_article()
    article.unpublish()
    assert find("fête") == []
    article.save_revision().publish()
    assert find("fête") == ["Fête des voisins"]
    parent = make_article("Quartier")
    article = ArticlePage.objects.get(pk=article.pk)
    article.move(parent, pos="last-child")
    parent = ArticlePage.objects.get(pk=parent.pk)
    assert find("fête", scope=Scope(paths=(parent.path,))) == ["Fête des voisins"]
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert find("fête") == []
    restriction.delete()
    assert find("fête") == ["Fête des voisins"]
    parent.delete()
    assert find("fête") == find("quartier") == []


def test_what_the_page_refers_to_changes(make_article, find):
    author, friend = Author.objects.create(name="Zénobie"), Author.objects.create(name="Barnabé")
    make_article(author=author, readers=[friend], links=[{"label": "Site", "to": friend}])
    author.name = "Alphonsine"
    author.save()
    assert (find("zénobie"), find("alphonsine")) == ([], ["Fête des voisins"])
    friend.name = "Cunégonde"
    friend.save()
    assert (find("barnabé"), find("cunégonde")) == ([], ["Fête des voisins"])
    friend.delete()
    author.delete()
    assert find("alphonsine") == find("cunégonde") == []


def test_what_refers_to_the_page_changes(make_article, find):
    remark = Remark.objects.create(page=make_article(), words="Formidable")
    assert find("formidable") == ["Fête des voisins"]
    remark.words = "Épatant"
    remark.save()
    assert (find("formidable"), find("épatant")) == ([], ["Fête des voisins"])
    remark.delete()
    assert find("épatant") == []


def test_what_a_site_writes_of_a_page_after_it_was_saved(make_article, find):
    """A publication is announced once more when everything is written."""
    article = make_article()
    Remark.objects.create(page=article, words="Formidable")
    revision = article.save_revision()

    def corrected(**kwargs):
        Remark.objects.update(words="Épatant")

    post_save.connect(corrected, sender=ArticlePage)
    try:
        revision.publish()
    finally:
        post_save.disconnect(corrected, sender=ArticlePage)
    assert (find("formidable"), find("épatant")) == ([], [article.title])


@pytest.mark.parametrize("live", [True, False])
def test_a_page_is_forgotten_with_the_rows_that_go_with_it(site, make_article, find, live):
    article = make_article(links=[{"label": "Site", "to": Author.objects.create(name="Zénobie")}])
    Remark.objects.create(page=article, words="Formidable")
    Postscript.objects.create(page=article, words="Ravissant")
    assert find("formidable") == find("ravissant") == ["Fête des voisins"]
    if not live:
        article.unpublish()
    Page.objects.get(pk=article.pk).delete()
    assert find("formidable") == find("ravissant") == find("fête") == []
    assert get_engine().keys() == {}


def test_a_relation_that_is_named_like_another_is_not_taken_for_it(site, make_article, find):
    article = make_article(links=[{"label": "Site", "to": Author.objects.create(name="Zénobie")}])
    Discount.objects.create(page=article, words="Moitié prix")
    lille = site.territory.lille
    lille.name = "Rijsel"
    lille.save()
    lille.delete()
    assert not index.pages_using(Territory, offers__territory=[lille.pk], offers=[1], themes=[1], links=[1]).exists()
    to = article.links.get().to
    assert list(index.pages_using(Author, links__to=[to.pk])) == [article.page_ptr]
    assert list(index.pages_using(links__to=[to.pk])) == [article.page_ptr]
    assert not index.pages_using(Territory, links__to=[to.pk]).exists()


def test_languages_are_counted(site, make_article):
    article = make_article()
    spanish = article.copy_for_translation(site.locales["es"])
    spanish.save_revision().publish()
    facets = get_engine().search(SearchQuery("fête", "fr", facets=["languages", "type"])).facets
    assert facets == {"languages": {"several": 1, "es": 1}, "type": {"testapp.articlepage": 1}}


def test_a_type_that_the_setting_does_not_name_is_not_found(site, find):
    site.home["fr"].add_child(instance=BarePage(title="Nue", locale=site.locales["fr"]))
    assert find("nue") == []


def test_a_base_stands_for_the_types_that_inherit_from_it(site, find, settings):
    settings.ESSAIMAGE = {"SEARCH_PAGES": ["wagtailcore.Page"]}
    bare = site.home["fr"].add_child(instance=BarePage(title="Nue", locale=site.locales["fr"]))
    plain = site.home["fr"].add_child(instance=Page(title="Page nue", slug="p", locale=site.locales["fr"]))
    assert set(find("nue")) == {"Nue", "Page nue"}
    index.rebuild()
    assert set(find("home")) == {"Home fr"}, "and not the root of all sites"
    assert find("root") == []
    result = get_engine().search(SearchQuery("nue", "fr", facets=["type"]))
    from essaimage_wagtail.directory.cards import pages_of

    assert set(pages_of(result, site.locales["fr"]).values()) == {bare, plain}
    settings.ESSAIMAGE = {}
    index.rebuild()
    assert find("nue") == []


def test_a_type_in_a_table_below_another_s(client, site, settings):
    settings.ESSAIMAGE = {"SEARCH_PAGES": ["testapp.PartnerPage"]}
    partner = site.home["fr"].add_child(instance=PartnerPage(title="Ville", partner="Lille", locale=site.locales["fr"]))
    hits = ask(client, q="lille").context["directory"].results.hits
    assert [hit["url"] for hit in hits] == [partner.url]
    partner.delete()
    assert not ask(client, q="lille").context["directory"].results.hits


def ask(client, **params):
    response = client.get(f"/essaimage/search/?{urlencode({'language': 'fr', **params}, doseq=True)}")
    assert response.status_code == 200
    return response


def test_fields_named_like_those_of_sheets_may_be_something_else(client, site, make_article):
    make_article(cover="Photo de Zénobie", status=["draft", "late"])
    (card,) = ask(client, q="fête").context["directory"].results.hits
    assert (card["title"], card["cover"], card["status"], card["place"]) == ("Fête des voisins", None, None, "")


@pytest.mark.parametrize("territory", ["Vallée", "La vallée de la Bruche, en amont", "x" * 36])
def test_a_territory_in_words_of_the_site_is_no_territory_of_ours(client, site, make_article, territory):
    make_article(territory=territory)
    view = ask(client).context["directory"]
    assert (view.results.total, view.results.found.facets["territory"]) == (1, {territory: 1})
    assert "territory" not in {facet["name"] for facet in view.facets.shown}


def test_addresses_of_its_own_are_those_of_the_map_and_of_suggestions(client, site, make_sheet, monkeypatch):
    sheet = make_sheet("Fête", pitch="ailleurs", territory=site.territory.lille)

    def parts(page, request=None):
        return Site.objects.get().pk, "http://localhost", f"/{page.pitch}/{page.pk}/"

    monkeypatch.setattr(type(sheet), "get_url_parts", parts)
    wanted = f"http://testserver/ailleurs/{sheet.pk}/"
    (feature,) = ask(client, format="geojson").json()["features"]
    (suggestion, *_words) = ask(client, format="suggest", q="fêt").json()["suggestions"]
    (hit,) = ask(client, format="json").json()["hits"]
    assert feature["properties"]["url"] == suggestion["url"] == hit["url"] == wanted
    assert f'href="/ailleurs/{sheet.pk}/"' in ask(client, view="map").content.decode()


class AppointedDocument(PageDocument):
    """What a site adds to what its page type declares."""

    def document(self, page, batch):
        document = super().document(page, batch)
        return replace(
            document, facets={**document.facets, "weekday": [str(page.day.isoweekday())] if page.day else []}
        )


def test_a_document_class_adds_facets_for_python_alone(client, make_article):
    register(ArticlePage, AppointedDocument())
    try:
        make_article(day=date(2024, 5, 24))
        result = get_engine().search(SearchQuery("fête", "fr", facets=["weekday"]))
        assert result.facets == {"weekday": {"5": 1}}
        assert not index.check()
        get_engine().delete(list(get_engine().keys()))
        index.rebuild()
        assert get_engine().search(SearchQuery("fête", "fr")).total == 1
        assert "weekday" not in ask(client).context["directory"].question.values
    finally:
        ArticlePage.objects.all().delete()
        del _registry[ArticlePage]


@pytest.mark.parametrize("name", ["testapp.ArticlePage", "testapp.articlepage"])
def test_the_type_is_written_as_in_the_settings_or_in_lower_case(client, make_article, make_sheet, name):
    make_article()
    make_sheet("Jardin")
    search = ask(client, type=name).context["directory"]
    assert [hit["title"] for hit in search.results.hits] == ["Fête des voisins"]
    assert search.notices == []
    response = client.get("/essaimage/api/1/search/", {"language": "fr", "type": name})
    assert response.json()["total"] == 1
