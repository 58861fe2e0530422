"""The directory of a site that is in a network."""

import pytest
from django.core.management import call_command

from essaimage_wagtail.facets import Lookup
from essaimage_wagtail.facets.declared import TERRITORY
from essaimage_wagtail.models import Territory, Theme

from .network import LIEGE, LILLE, WIDE, facet, stored, visit
from .visits import get, search, titles

pytest_plugins = ["tests.network"]
pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


def test_the_directory_shows_this_site_until_a_visitor_asks_for_the_network(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins", territory=lille.territory.lille, themes=[lille.themes["garden"]["fr"]])

    view = search(client, lille, q="jardin")
    assert titles(view) == ["Jardin des Moulins"]
    assert [choice["selected"] for choice in view.reach.choices] == [True, False]
    page = visit(client, lille, q="jardin", **WIDE)
    cards = {card.h3.get_text(): card for card in page.select(".es-card")}
    assert cards.keys() == {"Jardin des Moulins", "Jardin partagé des coteaux"}
    card = cards["Jardin partagé des coteaux"]
    assert card.select_one(".es-card__site bdi").get_text() == "Essaimage Liège"
    assert card.a["href"].startswith("https://liege.example/essaimage/document/")
    assert (card.a["rel"], card.a["lang"]) == (["external"], "fr")
    assert card.select_one(".es-card__where").get_text() == "Liège, Belgique"
    assert card.select_one(".es-card__themes").get_text().endswith("Coteaux, Jardins et nature en ville")
    own = cards["Jardin des Moulins"]
    assert (own.a.get("rel"), own.select_one(".es-card__site")) == (None, None)


def test_the_network_can_be_narrowed_to_a_site(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins")
    both = {LILLE: ("Essaimage Lille", 1), LIEGE: ("Essaimage Liège", 1)}

    def view(**params):
        return get(client, lille.directory["fr"].url, q="jardin", **params).context["directory"]

    assert facet(view(**WIDE), "site") == both
    assert facet(view(), "site") == {}

    narrowed = view(site=LIEGE, **WIDE)
    assert titles(narrowed) == ["Jardin partagé des coteaux"]
    assert facet(narrowed, "site") == both
    assert [choice["label"] for choice in narrowed.facets.active] == ["Essaimage Liège"]
    assert "site" not in narrowed.reach.choices[0]["url"].partition("?")[2]
    assert titles(view(site=LIEGE)) == ["Jardin des Moulins"]
    assert titles(view(site=LILLE, **WIDE)) == ["Jardin des Moulins"]
    unknown = view(site="nobody", **WIDE)
    assert (len(titles(unknown)), len(unknown.notices)) == (2, 1)


def test_territories_and_themes_of_two_sites_meet_by_their_codes(lille, liege, client, make_sheet):
    call_command("load_territories", countries="BE,FR", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    theme = Theme.objects.get(slug="gardening", locale__language_code="fr")
    ostend = Territory.objects.get(code="BE").add_child(name="Ostende", code="BE-35013", level="city")
    make_sheet("Jardin des dunes", territory=ostend, themes=[theme])

    view = search(client, lille, q="jardin", **WIDE)
    assert facet(view, "territory")["BE"] == ("Belgique", 2)
    assert facet(view, "theme")["gardening"] == ("Jardins et nature en ville", 2)
    assert titles(search(client, lille, territory="BE", theme="gardening", **WIDE)) == titles(view)

    # In the reader's language, whichever it is.
    arabic = search(client, lille, "ar", **WIDE)
    assert titles(arabic) == ["حديقة مشتركة"]
    assert facet(arabic, "theme")["gardening"] == ("الحدائق والطبيعة في المدينة", 1)


def test_what_is_unknown_here_is_called_as_the_other_site_calls_it(lille, liege, client):
    view = search(client, lille, q="jardin", **WIDE)
    assert facet(view, "territory")["BE-62063"] == ("Liège", 1)
    slopes = {value: label for value, (label, _count) in facet(view, "theme").items()}
    (key,) = (value for value, label in slopes.items() if label == "Coteaux")

    narrowed = search(client, lille, q="jardin", theme=key, territory="BE-62063", **WIDE)
    assert titles(narrowed) == ["Jardin partagé des coteaux"]
    assert {choice["label"] for choice in narrowed.facets.active} == {"Coteaux", "Liège"}
    assert not narrowed.notices
    assert "theme" not in narrowed.reach.choices[0]["url"]
    alone = search(client, lille, q="jardin", theme=key)
    assert len(alone.notices) == 1


def test_territories_without_a_code_meet_by_those_of_insee_and_eurostat(lille, liege):
    by_nuts = Territory.add_root(name="Nord", level="county", nuts_code="FRE11")
    by_insee = Territory.add_root(name="Lille", level="city", insee_code="59350")
    region = Territory.add_root(name="Auvergne", level="region", insee_code="84")
    assert (by_nuts.shared_code, by_insee.shared_code) == ("NUTS-FRE11", "FR-59350")
    assert region.shared_code == str(region.uuid)
    lookup = Lookup("fr", sites={LILLE: "Lille"})
    lille.territory.nord.nuts_code = "FRE11"
    lille.territory.nord.save()
    by_nuts.delete()
    assert TERRITORY.counts_here({"NUTS-FRE11": 2, "FR-59": 3, "FR-59350": 1, "XX": 1}, lookup) == {
        "FR-59": 5,
        "FR-59350": 1,
        "XX": 1,
    }
    assert TERRITORY.codes(["FR-59"], lookup) == ["FR-59", "NUTS-FRE11", str(lille.territory.nord.uuid)]


def test_the_map_shows_the_places_of_all(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins", territory=lille.territory.lille)
    page = visit(client, lille, q="jardin", view="map", **WIDE)
    marks = {mark["aria-label"]: mark["href"] for mark in page.select(".es-map__mark")}
    assert marks.keys() == {"Jardin des Moulins", "Jardin partagé des coteaux – Essaimage Liège"}
    assert marks["Jardin partagé des coteaux – Essaimage Liège"].startswith("https://liege.example/")
    answer = get(client, "/essaimage/api/1/points/", q="jardin", network="all").json()
    assert {(one["properties"]["title"], one["properties"].get("site")) for one in answer["features"]} == {
        ("Jardin des Moulins", None),
        ("Jardin partagé des coteaux", "Essaimage Liège"),
    }


def test_the_api_answers_for_the_network_if_asked(lille, liege, client, make_sheet):
    make_sheet("Jardin des Moulins")
    api = "/essaimage/api/1/search/"
    assert [hit["title"] for hit in get(client, api, q="jardin").json()["hits"]] == ["Jardin des Moulins"]
    hits = get(client, api, q="jardin", network="all").json()["hits"]
    assert {(hit["title"], hit["type"], hit.get("site")) for hit in hits} == {
        ("Jardin des Moulins", "sheets", None),
        ("Jardin partagé des coteaux", "sheets", "Essaimage Liège"),
    }
    assert get(client, api, 400, q="jardin", network="world").json()["error"]
    feed = get(client, lille.directory["fr"].url, q="jardin", format="atom", **WIDE).content.decode()
    assert "Moulins" in feed
    assert "coteaux" not in feed


def test_addresses_keep_the_reach(lille, liege, client, make_sheet, settings):
    for number in range(3):
        make_sheet(f"Jardin {number}", territory=lille.territory.lille)
    settings.ESSAIMAGE = {**settings.ESSAIMAGE, "RESULTS_PER_PAGE": 2}
    page = visit(client, lille, q="jardin", **WIDE)
    links = [link["href"] for link in page.select("a[data-essaimage-link], .es-pagination a")]
    kept = [link for link in links if "network=all" in link]
    assert len(links) - len(kept) == 1, "but for the one that leads back to this site"
    assert page.select_one("input[name=network]")["value"] == "all"


def test_a_kind_that_several_page_types_are_of_is_one(lille, liege, client, make_common):
    make_common("Un jardin commun")
    view = search(client, lille, q="jardin", **WIDE)
    assert view.results.count_label == "2 résultats"
    assert facet(view, "type") == {"commons": ("Communs", 1), "sheets": ("Fiches", 1)}
    assert titles(search(client, lille, q="jardin", type="sheets", **WIDE)) == ["Jardin partagé des coteaux"]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_visitor_chooses_the_network_in_a_browser(
    live_server, lille, make_sheet, stranger, new_page, width, language
):
    title = {"fr": "Jardin des Moulins", "ar": "حديقة الطواحين"}[language]
    make_sheet(title, language=language, territory=lille.territory.lille)
    stranger({**stored(), "language": language})
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{live_server.url}{lille.directory[language].url}")
    assert page.locator(".es-card").count() == 1
    page.locator(".es-reach a").nth(1).click()
    page.locator(".es-card__site").wait_for()
    assert page.locator(".es-card").count() == 2
    assert "network=all" in page.url
    count = page.locator("[data-essaimage-count]").inner_text()
    assert page.locator(".es-search [role=status]").inner_text() == count
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true", "the focus stays there"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    site = page.locator(".es-card__title a[rel=external]")
    assert site.get_attribute("href").startswith("https://gand.example/document/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).press("Enter")
    assert page.locator("input[name=network]").get_attribute("value") == "all"
