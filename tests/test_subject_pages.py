"""Pages of territories and themes below a directory: what they show, their addresses, and what they cost."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from essaimage_wagtail.choices import DirectoryContent
from essaimage_wagtail.models import Organisation, Territory, Theme
from essaimage_wagtail.pages.models import DirectoryPage, SheetCommon, SheetPage
from essaimage_wagtail.search import SearchUnavailable
from essaimage_wagtail.subjects.territory import FEW

from .site import term
from .visits import get, queries

pytestmark = pytest.mark.django_db
MOST_QUERIES_OF_A_SUBJECT = 25
"""Statements that the page of a territory or a theme may cost, whatever there is: one of them looks for a page of the
tree at its address, two for the territory and what it lies in, two for organisations, two for commons."""


@pytest.fixture
def address(site):
    """``address("territory/FR/france/", language="fr")``: below a directory."""
    return lambda path, language="fr": f"{site.directory[language].url}{path}"


def show(client, url):
    return get(client, url).context["subject"]


def titles(cards):
    return [card["title"] for card in cards]


def options(links):
    return {link["label"]: link["count"] for link in links}


def head(client, url):
    return get(client, url).content.decode().partition("</head>")[0]


def test_a_territory_shows_what_is_in_it_and_in_its_parts(client, site, make_sheet, make_common, address):
    nord, lille = site.territory.nord, site.territory.lille
    common = make_common("Charte")
    bearer = Organisation.objects.create(name="Ville de Lille", website="javascript:alert(1)")
    first = make_sheet("À Lille", territory=lille, bearer=bearer, themes=[site.themes["garden"]["fr"]])
    first.common_links = [SheetCommon(common_key=common.translation_key, relation="uses")]
    first.save_revision().publish()
    make_sheet("Dans le Nord", territory=nord, bearer=bearer)
    make_sheet("Ailleurs")
    url = address("territory/FR-59/nord/")
    subject = show(client, url)
    assert sorted(titles(subject.directory.results.hits)) == ["Dans le Nord", "À Lille"]
    assert (subject.name, subject.total) == ("Nord", 2)
    assert options(subject.parts) == {"Lille": 1}
    assert subject.parts[0]["url"] == address("territory/FR-59350/lille/")
    assert [place["label"] for place in subject.above] == ["France"]
    assert [link.title for link in subject.commons] == ["Charte"]
    assert [(bearer.organisation.name, bearer.count) for bearer in subject.bearers] == [("Ville de Lille", 2)]
    assert options(subject.themes) == {"Jardins": 1}
    html = get(client, url).content.decode()
    assert html.count("<h1") == 1 and "javascript:" not in html
    assert "es-map__mark" in html


def test_a_territory_names_its_neighbours(client, site, make_sheet, address):
    aisne = site.territory.france.add_child(name="Aisne", code="FR-02", level="county")
    site.territory.france.add_child(name="Oise", code="FR-60", level="county")
    make_sheet("À Lille", territory=site.territory.lille)
    make_sheet("Dans l’Aisne", territory=aisne)
    assert options(show(client, address("territory/FR-59/nord/")).neighbours) == {"Aisne": 1}


def test_a_territory_without_initiatives_shows_the_nearest(client, site, make_sheet, address):
    empty = site.territory.nord.add_child(
        name="Roubaix", code="FR-59512", level="city", latitude="50.69", longitude="3.18"
    )
    make_sheet("Lointain", latitude="43.3", longitude="5.4")
    make_sheet("Proche", territory=site.territory.lille)
    url = address("territory/FR-59512/roubaix/")
    subject = show(client, url)
    assert subject.total == 0 and titles(subject.nearest) == ["Proche", "Lointain"]
    assert 5 < subject.nearest[0]["distance"] < 15
    assert '<meta name="robots" content="noindex">' in head(client, url)
    # Of one that says no place, what it lies in tells where it is.
    Territory.objects.filter(pk=empty.pk).update(latitude=None, longitude=None)
    assert titles(show(client, url).nearest)[0] == "Proche" or show(client, url).point == (46.0, 2.0)


def test_what_is_within_is_not_shown_again_as_near(client, site, make_sheet, address):
    make_sheet("Ici", territory=site.territory.lille)
    make_sheet("Là", latitude="50.7", longitude="3.2")
    subject = show(client, address("territory/FR-59350/lille/"))
    assert (titles(subject.directory.results.hits), titles(subject.nearest)) == (["Ici"], ["Là"])


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("territory/FR-59350/", "territory/FR-59350/lille/"),
        ("territory/FR-59350/rijsel/", "territory/FR-59350/lille/"),
        ("territory/FR-59350/lille/?utm=1&page=2", None),
        ("territory/FR-59350/x/?utm=1", "territory/FR-59350/lille/?utm=1"),
    ],
)
def test_a_territory_has_one_address(client, address, asked, leads_to):
    response = client.get(address(asked))
    assert response.status_code == (302 if leads_to else 200)
    assert response.headers.get("Location") == (leads_to and address(leads_to))


def test_a_renamed_territory_and_one_that_gets_a_code_are_found_at_their_former_addresses(client, site, address):
    lille = site.territory.lille
    nameless = site.territory.nord.add_child(name="Quartier", level="district")
    nameless_url = address(f"territory/{nameless.uuid}/quartier/")
    get(client, nameless_url)
    lille.name = "Lille-sur-Deûle"
    lille.save()
    nameless.code = "FR-59350-1"
    nameless.save()
    assert client.get(address("territory/FR-59350/lille/"))["Location"] == address(
        "territory/FR-59350/lille-sur-deule/"
    )
    assert client.get(nameless_url)["Location"] == address("territory/FR-59350-1/quartier/")


@pytest.mark.parametrize(
    "asked",
    [
        "territory/",
        "territory/XX/",
        "territory/FR%00/",
        "territory/FR/a/b/",
        "territory/" + "x" * 3000 + "/",
        "theme/",
        "theme/nothing/",
        "theme/%00/",
        "theme/garden/more/",
        "theme/%2e%2e/",
        "audience/everyone/",
        "territory/fr/",
    ],
)
def test_what_names_nothing_is_not_found(client, address, asked):
    response = client.get(address(asked), follow=True)
    assert response.status_code == 404


def test_a_territory_that_is_gone_is_not_found(client, site, make_sheet, address):
    make_sheet("À Lille", territory=site.territory.lille)
    get(client, address("territory/FR-59350/lille/"))
    Territory.objects.filter(pk=site.territory.lille.pk).delete()
    get(client, address("territory/FR-59350/lille/"), 404)


def test_a_page_of_the_tree_comes_first(client, site, make_sheet, address):
    parent = make_sheet("Territoire", slug="territory")
    make_sheet("Pays", slug="FR", parent=parent)
    assert get(client, address("territory/FR/")).context["page"].title == "Pays"
    assert show(client, address("territory/FR-59/nord/")).name == "Nord"


def test_a_theme_shows_where_its_initiatives_are_and_what_goes_with_it(client, site, make_sheet, make_common, address):
    garden, repair = (site.themes[name]["fr"] for name in ("garden", "repair"))
    garden.description = "Cultiver ensemble."
    garden.save()
    make_common("Grainothèque", themes=[garden])
    make_common("Établi", themes=[repair])
    belgium = Territory.add_root(name="Belgique", code="BE", level="country")
    make_sheet("Un", themes=[garden], territory=site.territory.lille)
    make_sheet("Deux", themes=[garden, repair], territory=belgium)
    make_sheet("Trois", themes=[repair])
    url = address("theme/garden/")
    subject = show(client, url)
    assert sorted(titles(subject.directory.results.hits)) == ["Deux", "Un"]
    assert options(subject.related) == {"Réparation": 1}
    assert subject.related[0]["url"] == address("theme/repair/")
    assert options(subject.places) == {"Belgique": 1, "France": 1}
    assert [link.title for link in subject.commons] == ["Grainothèque"]
    html = get(client, url).content.decode()
    assert "Cultiver ensemble." in re.search('<meta name="description" content="(.*?)">', html)[1]


def test_of_two_themes_with_one_slug_that_of_the_reader_is_meant(client, site, make_sheet, address):
    locales = site.locales
    german = term(Theme, {"de": locales["de"]}, "gift", de="Gift")["de"]
    english = term(Theme, {"en": locales["en"]}, "gift", en="Gift (present)")["en"]
    make_sheet("Ein Giftschrank", language="de", themes=[german])
    make_sheet("A present", language="en", themes=[english])
    for language, name, title in (("de", "Gift", "Ein Giftschrank"), ("en", "Gift (present)", "A present")):
        subject = show(client, address("theme/gift/", language))
        assert (subject.name, titles(subject.directory.results.hits)) == (name, [title])


def test_hidden_pages_are_neither_shown_nor_counted(client, site, make_sheet, make_common, address):
    theme, lille = site.themes["garden"]["fr"], site.territory.lille
    shown = {"themes": [theme], "territory": lille}
    make_sheet("Public", **shown)
    make_sheet("Brouillon", publish=False, bearer=Organisation.objects.create(name="Draft & Co"), **shown)
    private = make_sheet("Privé", bearer=Organisation.objects.create(name="Private & Co"), **shown)
    secret = make_common("Commun secret", themes=[theme])
    private.common_links = [SheetCommon(common_key=secret.translation_key, relation="uses")]
    private.save_revision().publish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    for path in ("territory/FR-59350/lille/", "theme/garden/"):
        html = get(client, address(path)).content.decode()
        assert "Public" in html
        for words in ("Brouillon", "Privé", "Private &amp; Co", "Draft &amp; Co", "Commun secret"):
            assert words not in html
        assert show(client, address(path)).total == 1


def test_a_private_directory_has_private_pages(client, site, address):
    PageViewRestriction.objects.create(page=site.directory["fr"], restriction_type="login")
    get(client, address("territory/FR-59/nord/"), 302)
    SheetPage.objects.all().delete()
    site.directory["fr"].unpublish()
    get(client, address("territory/FR-59/nord/"), 404)


def test_addresses_in_other_languages_where_there_is_something(client, site, make_sheet, address):
    sheet = make_sheet("Jardin", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    make_sheet(
        "Garden", language="en", translation_key=sheet.translation_key, territory=site.territory.lille
    ).save_revision().publish()
    site.territory.lille.names = {"en": "Rijsel", "ar": "ليل"}
    site.territory.lille.save()
    html = head(client, address("territory/FR-59350/lille/"))
    found = dict(re.findall(r'hreflang="([\w-]+)" href="http://localhost(.*?)"', html))
    english = address("territory/FR-59350/rijsel/", "en")
    assert found == {
        "fr": address("territory/FR-59350/lille/"),
        "en": english,
        "x-default": address("territory/FR-59350/lille/"),
    }
    assert f'<link rel="canonical" href="http://localhost{found["fr"]}">' in html
    assert english in head(client, english)
    # Arabic letters would make no word of ours.
    switcher = get(client, english).context["essaimage"].languages
    assert next(each.url for each in switcher if each.code == "ar") == address("territory/FR-59350/lille/", "ar")


def test_what_it_says_to_machines(client, site, make_sheet, address):
    make_sheet("Jardin", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    html = head(client, address("territory/FR-59350/lille/"))
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    things = {thing["@type"]: thing for thing in json.loads(said)["@graph"]}
    place = things["CollectionPage"]["about"]
    assert (place["@type"], place["name"], place["containedInPlace"]["name"]) == ("Place", "Lille", "Nord")
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 50.63, "longitude": 3.06}
    assert [item["name"] for item in things["BreadcrumbList"]["itemListElement"]][-3:] == ["France", "Nord", "Lille"]
    assert [item["name"] for item in things["ItemList"]["itemListElement"]] == ["Jardin"]
    (said,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head(client, address("theme/garden/")))
    things = {thing["@type"]: thing for thing in json.loads(said)["@graph"]}
    assert things["CollectionPage"]["about"]["termCode"] == "garden"


def test_every_page_announces_feeds(client, site, make_sheet, make_common, address):
    sheet = make_sheet("Jardin", territory=site.territory.lille)
    feed = r'type="application/atom\+xml"'
    for url in (sheet.url, make_common("Charte").url, f"{sheet.url}?view=lineage"):
        assert f'href="{site.directory["fr"].url}?format=atom"' in head(client, url)
    for url in (address("territory/FR-59350/lille/"), site.directory["fr"].url, sheet.url):
        html = head(client, url)
        feeds = re.findall(rf'{feed} title=".*?" href="(.*?)"', html)
        assert len(feeds) == len(set(feeds)) == 2
        for found in feeds:
            assert get(client, found.replace("&amp;", "&"))["Content-Type"].startswith("application/atom+xml")
    own = get(client, f"{address('territory/FR-59350/lille/')}?format=atom").content.decode()
    assert "Jardin" in own and "Lille" in own


def test_links_on_a_sheet_lead_there(client, site, make_sheet, address):
    sheet = make_sheet("Jardin", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    html = get(client, sheet.url).content.decode()
    for path in ("theme/garden/", "territory/FR/france/", "territory/FR-59350/lille/"):
        assert f'href="{address(path)}"' in html
        get(client, address(path))


def test_directories_of_other_things_have_no_such_pages(client, site, address):
    site.directory["fr"].lists = DirectoryContent.COMMONS
    site.directory["fr"].save()
    get(client, address("theme/garden/"), 404)


def test_they_are_in_the_sitemap(client, site, make_sheet, address):
    sheet = make_sheet("Jardin", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    make_sheet("Garden", language="en", translation_key=sheet.translation_key, territory=site.territory.lille)
    make_sheet("Brouillon", themes=[site.themes["repair"]["fr"]], publish=False)
    text = get(client, "/sitemap-fr-1.xml").content.decode()
    for path in ("territory/FR/france/", "territory/FR-59350/lille/", "theme/garden/"):
        assert f"<loc>http://localhost{address(path)}</loc>" in text
    assert f'hreflang="en" href="http://localhost{address("territory/FR-59350/lille/", "en")}"' in text
    assert "theme/repair" not in text
    assert text.count("<loc>") == text.count("</loc>") == len(set(re.findall("<loc>(.*?)</loc>", text)))


def test_a_sitemap_costs_the_same_for_any_number_of_territories(client, site, make_sheet, address):
    def cost():
        with CaptureQueriesContext(connection) as context:
            list(site.directory["fr"].get_sitemap_urls(request))
        return len(context.captured_queries)

    make_sheet("Jardin", territory=site.territory.lille, themes=[site.themes["garden"]["fr"]])
    request = get(client, site.directory["fr"].url).wsgi_request
    cost()
    few = cost()
    for number in range(12):
        place = site.territory.nord.add_child(name=f"Lieu {number}", level="city")
        make_sheet(f"Jardin {number}", territory=place, themes=[site.themes["repair"]["fr"]])
    request = get(client, site.directory["fr"].url).wsgi_request
    cost()
    assert cost() <= few


@pytest.mark.parametrize("count", [1, 14])
def test_queries_do_not_grow(client, site, make_sheet, make_common, address, count):
    site.territory.france.add_child(name="Aisne", code="FR-02", level="county", latitude=49, longitude=3)
    for number in range(count):
        place = site.territory.nord.add_child(name=f"Lieu {number}", level="city")
        common = make_common(f"Commun {number}", themes=[site.themes["garden"]["fr"]])
        bearer = Organisation.objects.create(name=f"Ville {number}")
        sheet = make_sheet(f"Jardin {number}", territory=place, bearer=bearer, themes=[site.themes["garden"]["fr"]])
        sheet.common_links = [SheetCommon(common_key=common.translation_key, relation="uses")]
        sheet.save_revision().publish()
    # Where there is little, the nearest around are looked for, with their pages, places and covers.
    most = MOST_QUERIES_OF_A_SUBJECT + 4 * (count < FEW)
    for path in ("territory/FR-59/nord/", "theme/garden/", "territory/FR-02/aisne/"):
        statements = queries(client, address(path))
        assert len(statements) <= most, [path, *(statement[:80] for statement in statements)]


def test_while_search_rests(client, site, make_sheet, address, monkeypatch):
    make_sheet("Jardin", territory=site.territory.lille)

    def fail(*args, **kwargs):
        raise SearchUnavailable("away")

    monkeypatch.setattr("essaimage_wagtail.search.engines.database.engine.DatabaseEngine.search", fail)
    assert get(client, address("territory/FR-59350/lille/"), 503).headers["Retry-After"]
    assert "<loc>" in get(client, "/sitemap-fr-1.xml").content.decode()


def test_names_of_every_country_make_addresses(client, site, address):
    """Babel has them, in letters of all kinds."""
    from babel import Locale

    codes = [code for code in Locale("fr").territories if len(code) == 2 and code != "FR"]
    Territory.load_bulk([{"data": {"name": f"Pays {code}", "code": code, "level": "country"}} for code in codes])
    for code in codes[::17]:
        for language in ("fr", "ar", "de"):
            response = client.get(address(f"territory/{code}/", language), follow=True)
            assert response.status_code == 200
            path = response.request["PATH_INFO"]
            assert re.fullmatch(rf"/{language}/[\w/-]+/territory/{code}/[a-z0-9-]+/", path), path


def test_a_site_s_own_context_need_not_know_of_them(client, site, make_sheet, address, monkeypatch):
    """As Wagtail's tutorial writes it, without the arguments that a route may hand on."""
    inherited = DirectoryPage.get_context

    def get_context(self, request):
        return {**inherited(self, request), "menu": "of the site"}

    monkeypatch.setattr(DirectoryPage, "get_context", get_context)
    make_sheet("Jardin", territory=site.territory.lille)
    assert get(client, address("territory/FR-59350/lille/")).context["menu"] == "of the site"
