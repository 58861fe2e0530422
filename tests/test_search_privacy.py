"""What a search may not tell: nothing of it shows, neither as results nor in what is derived from them."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from wagtail.models import Page, PageViewRestriction, Site

from essaimage_wagtail.pages.models import SheetPage
from essaimage_wagtail.search import Scope, SearchDocument, SearchQuery, get_engine

pytestmark = pytest.mark.django_db
HIDDEN = {
    "elsewhere": {"path": "00010002"},
    "on a site within": {"path": "000100010007"},
    "members only": {"audience": "members"},
    "not yet": {"valid_from": now() + timedelta(days=1)},
    "no more": {"valid_until": now() - timedelta(days=1)},
}
SCOPE = Scope(paths=("00010001",), without=("000100010007",), language="fr")


def everything(text, scope, language="fr"):
    """All that an engine tells of a search, but the document that is asked about."""
    engine = get_engine()
    query = SearchQuery(text, language, facets=["theme"], scope=scope)
    result = engine.search(query)
    told = [
        [hit.key for hit in result.hits],
        result.total,
        dict(result.facets["theme"]),
        result.correction,
        [suggestion.text for suggestion in engine.suggest(text, scope, 10)],
        engine.points(query),
        engine.total_in_languages(query),
        [hit.key for hit in engine.more_like("secret:fr", scope, 10)],
    ]
    return told, [hit.key for hit in engine.more_like("open:fr", scope, 10)]


NOTHING = [[], 0, {}, None, [], [], {}, []]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_nothing_of_a_hidden_document_shows(hidden):
    words = "Souterrain mystérieux des catacombes"
    secret = {"title": words, "facets": {"theme": ["x"]}, "point": (1.0, 2.0), "path": "00010001", **HIDDEN[hidden]}
    plain = {"body": "catacombes visitées", "path": "00010001"}
    others = [SearchDocument(f"other{number}:fr", "fr", "Vélo", path="00010001") for number in range(20)]
    get_engine().upsert(
        [
            SearchDocument("secret:fr", "fr", **secret),
            SearchDocument("secret:en", "en", **{**secret, "title": "Souterrain"}),
            SearchDocument("open:fr", "fr", "Fiche", **plain),
            *others,
        ]
    )
    for text in ("souterrain", "soutrerain", "souter", "mystér*", '"souterrain mystérieux"', "souterrains inconnus"):
        assert everything(text, SCOPE) == (NOTHING, []), text
    assert get_engine().search(SearchQuery("catacombes", "fr", scope=SCOPE)).total == 1
    get_engine().upsert(
        [SearchDocument("secret:fr", "fr", words, path="00010001"), SearchDocument("open:fr", "fr", "Fiche", **plain)]
    )
    (found, *_), similar = everything("souterrain", SCOPE)
    assert (found, similar) == (["secret:fr"], ["secret:fr"]), "it would be found, were it not hidden"


@pytest.fixture
def two_sites(site, make_sheet):
    """A sheet, and one with the same words on another site."""
    ours = make_sheet("Souterrain mystérieux des catacombes")
    home = site.root.add_child(instance=Page(title="Autre", slug="autre", locale=site.locales["fr"]))
    Site.objects.create(hostname="other.example", root_page=home)
    directory = home.add_child(instance=type(site.directory["fr"])(title="Fiches", locale=site.locales["fr"]))
    theirs = make_sheet("Souterrain mystérieux des carrières", parent=directory)
    return ours, theirs


def test_a_site_finds_its_own_pages(two_sites, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    for page, other in (two_sites, two_sites[::-1]):
        directory = page.get_parent()
        host = page.get_site().hostname
        for text in ("souterrain", "soutrerain"):
            html = client.get(directory.specific.get_url(), {"q": text}, headers={"host": host}).content.decode()
            assert page.title.split()[-1] in html and other.title.split()[-1] not in html
        assert other.title not in client.get(page.get_url(), headers={"host": host}).content.decode()


def test_a_site_within_the_tree_of_another_is_apart(site, make_sheet, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ours = make_sheet("Souterrain mystérieux des catacombes")
    home = site.home["fr"].add_child(instance=Page(title="Autre", slug="autre", locale=site.locales["fr"]))
    directory = home.add_child(
        instance=type(site.directory["fr"])(title="Fiches", slug="fiches-2", scope="site", locale=site.locales["fr"])
    )
    theirs = make_sheet("Souterrain mystérieux des carrières", parent=directory)
    site.directory["fr"].scope = "site"
    site.directory["fr"].save()

    def found(page, host):
        return (
            client.get(page.get_url(), {"q": "souterrain"}, headers={"host": host}).context["directory"].results.total
        )

    assert found(site.directory["fr"], "localhost") == 2, "one site has everything"
    Site.objects.create(hostname="other.example", root_page=home)
    site.directory["fr"].refresh_from_db()
    assert found(type(directory).objects.get(pk=site.directory["fr"].pk), "localhost") == 1
    assert found(type(directory).objects.get(pk=directory.pk), "other.example") == 1
    html = client.get(ours.get_url(), headers={"host": "localhost"}).content.decode()
    assert theirs.title not in html


def test_similar_pages_corrections_and_suggestions_of_a_site(two_sites):
    ours, theirs = two_sites
    scope = Scope(paths=(ours.get_site().root_page.path,), language="fr")
    engine = get_engine()
    assert engine.more_like(f"{ours.translation_key}:fr", scope, 10) == []
    assert engine.more_like(f"{theirs.translation_key}:fr", scope, 10) == []
    assert engine.search(SearchQuery("carrieers", "fr", scope=scope)).correction is None
    assert [suggestion.text for suggestion in engine.suggest("carr", scope, 10)] == []
    assert [suggestion.text for suggestion in engine.suggest("souter", scope, 10)][0] == ours.title


def test_a_page_that_becomes_private_leaves_no_word_behind(site, make_sheet):
    sheet = make_sheet("Souterrain mystérieux", territory=site.territory.lille)
    engine, scope = get_engine(), Scope(language="fr")
    assert engine.suggest("mysté", scope, 5) and engine.points(SearchQuery("", "fr"))
    restriction = PageViewRestriction.objects.create(page=site.home["fr"], restriction_type="login")
    assert everything("mystérieux", scope) == (NOTHING, [])
    assert everything("mystreieux", scope) == (NOTHING, [])
    restriction.delete()
    assert SheetPage.objects.get(pk=sheet.pk).live and engine.suggest("mysté", scope, 5)


def test_what_may_not_be_seen_is_not_shown_even_if_the_index_has_it(site, make_sheet, client, find):
    sheet = make_sheet("Jardins partagés", territory=site.territory.lille)
    make_sheet("Jardin d’hiver", territory=site.territory.lille)
    restriction = PageViewRestriction(page=sheet, restriction_type="login")
    PageViewRestriction.objects.bulk_create([restriction])  # which nobody is told of
    assert "Jardins partagés" in find("jardin")
    for form in ("", "json", "geojson", "atom"):
        shown = client.get(site.directory["fr"].url, {"q": "jardin", "format": form}).content.decode()
        assert ("Jardins partag" in shown, "hiver" in shown) == (False, True), form
