"""What visitors are told around the results: other languages, what to try next, what they searched for."""

import json
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from wagtail.models import Page, Site

from essaimage_wagtail.models import Theme
from essaimage_wagtail.pages.models import DirectoryPage, SheetPage

from .testapp.models import ArticlePage
from .visits import get, queries, search, titles

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


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
    view = get(client, "/essaimage/search/", q="tomato", language="en").context["directory"]
    assert (view.around.language, titles(view), view.notices) == ("en", ["Tomatoes"], [])
    answer = json.loads(get(client, "/essaimage/api/1/search/", q="tomato", language="en").content)
    assert [hit["title"] for hit in answer["hits"]] == ["Tomatoes"]
    (other,) = (
        get(client, "/essaimage/search/", q="tomatoes", language="fr").context["directory"].results.other_languages
    )
    assert titles(get(client, other["url"]).context["directory"]) == ["Tomatoes"]


def test_an_aliased_directory_is_a_place_to_search_in(client, synchronised):
    response = get(client, synchronised.directory["fr"].url, q="vegetables")
    view = response.context["directory"]
    assert (view.results.total, [other["code"] for other in view.results.other_languages]) == (0, ["en"])
    assert titles(get(client, view.results.other_languages[0]["url"]).context["directory"]) == ["Tomatoes"]
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
    (notice,) = get(client, "/essaimage/search/", language="en").context["directory"].notices
    assert "en" in notice


def test_the_switcher_keeps_words_and_filters(client, site, make_sheet):
    make_sheet("Compost", themes=[site.themes["garden"]["fr"]])
    make_sheet("Compost", language="en", themes=[site.themes["garden"]["en"]])
    view = get(client, site.directory["fr"].url, q="compost", theme="garden", page="1").context["essaimage"]
    (english,) = [item for item in view.languages if item.code == "en"]
    assert english.url == f"{site.directory['en'].url}?q=compost&theme=garden"
    view = get(client, "/essaimage/search/", q="compost", language="fr").context["essaimage"]
    assert "/essaimage/search/?language=en&q=compost" in [item.url for item in view.languages]


# Nothing found


def test_filters_are_removed_and_the_words_stay(client, site, make_sheet):
    make_sheet("Jardin", themes=[site.themes["garden"]["fr"]])
    asked = {"theme": "repair", "year_from": "1990", "near": "FR", "radius": "5", "sort": "distance", "view": "map"}
    response = get(client, site.directory["fr"].url, q="jardin", **asked)
    view = response.context["directory"]
    assert view.results.total == 0
    assert view.alternatives.unfiltered == {"url": f"{site.directory['fr'].url}?q=jardin&view=map", "count": 1}
    assert titles(get(client, view.alternatives.unfiltered["url"]).context["directory"]) == ["Jardin"]
    assert response.content.decode().count('href="/fr/directory/?q=jardin&amp;view=map" data-essaimage-link') == 2


def test_only_ways_that_find_something_are_offered_with_their_number(client, site, make_sheet):
    garden, repair = site.themes["garden"]["fr"], site.themes["repair"]["fr"]
    make_sheet("Jardin", themes=[garden], territory=site.territory.lille, start_year=2000)
    make_sheet("Jardin fermé", themes=[garden], territory=site.territory.lille, status="stopped")
    make_sheet("Atelier", themes=[repair])
    asked = {"theme": "garden", "territory": "FR-59", "year_from": "2010", "languages": "es"}
    view = search(client, site, q="jardin", **asked, status=["running", "mature"])
    assert (view.results.total, view.alternatives.unfiltered["count"]) == (0, 2)
    # No part by itself: each of the others still leaves nothing.
    assert [way["label"] for way in view.alternatives.suggestions] == ["Jardins", "Réparation"]
    del asked["languages"]
    view = search(client, site, q="jardin", **asked, status=["running", "mature"])
    assert [way["count"] for way in view.alternatives.suggestions] == [1, 2, 1]
    for way in [view.alternatives.unfiltered, *view.alternatives.suggestions]:
        assert get(client, way["url"]).context["directory"].results.total == way["count"]
    # Of several values of one facet, letting go of one would leave even less.
    view = search(client, site, theme="repair", status=["mature", "stopped"])
    assert [way["url"] for way in view.alternatives.suggestions] == [
        f"{site.directory['fr'].url}?status=mature&status=stopped",
        f"{site.directory['fr'].url}?theme=repair",
    ]
    # Where the filters alone find something, and the words do not.
    view = search(client, site, q="xylophone", theme="garden")
    assert (view.alternatives.unfiltered, view.alternatives.suggestions[0]["count"]) == (None, 2)
    assert view.alternatives.suggestions[0]["url"] == f"{site.directory['fr'].url}?theme=garden"


def test_what_to_try_next_costs_a_bounded_number_of_queries(client, site, make_sheet):
    for number in range(3):
        make_sheet(f"Jardin {number}", themes=[site.themes["garden"]["fr"]], territory=site.territory.lille)
    asked = {"theme": "repair", "territory": "FR-59", "status": "stopped", "completeness": "most", "languages": "es"}
    asked |= {"mode": "simple", "year_from": "2010", "near": "FR", "radius": "1", "type": "sheets"}
    statements = queries(client, f"{site.directory['fr'].url}?{urlencode({**asked, 'q': 'jardin'})}")
    assert len(statements) <= 32, "\n".join(statements)


def test_a_list_that_has_little_leads_to_what_the_whole_site_has(client, site, make_sheet):
    make_sheet("Outil", parent=site.home["fr"])
    response = get(client, site.directory["fr"].url, q="outil")
    view = response.context["directory"]
    assert (view.results.total, view.alternatives.whole_site["count"]) == (0, 1)
    assert titles(get(client, view.alternatives.whole_site["url"]).context["directory"]) == ["Outil"]
    assert 'href="/essaimage/search/?language=fr&amp;q=outil"' in response.content.decode()
    make_sheet("Outils du bois")
    view = search(client, site, q="outil")
    assert (view.results.total, view.alternatives.whole_site["count"]) == (1, 2)
    assert search(client, site, q="bois").alternatives.whole_site is None
    assert (
        get(client, "/essaimage/search/", q="xylophone", language="fr").context["directory"].alternatives.whole_site
        is None
    )


def test_without_the_addresses_of_the_plugin_there_is_no_search_of_the_whole_site(client, site, make_sheet, settings):
    make_sheet("Outil", parent=site.home["fr"])
    settings.ROOT_URLCONF = "wagtail.urls"
    assert get(client, "/directory/?q=outil").context["directory"].alternatives.whole_site is None


def test_a_correction_that_is_less_sure_is_offered(client, site, make_sheet):
    make_sheet("Le temps de l'école")
    make_sheet("Un atelier", pitch="Dehors")
    for number in range(3):
        make_sheet(f"École {number}", pitch="Le bois " + "et tant d'autres matières " * 9 + "dehors")
    response = get(client, site.directory["fr"].url, q="école devogs")
    view = response.context["directory"]
    assert (view.results.correction, view.results.did_you_mean["text"], view.results.did_you_mean["count"]) == (
        None,
        "école dehors",
        3,
    )
    assert sorted(titles(view)) == ["Le temps de l'école", "École 0", "École 1", "École 2"]
    assert "Vouliez-vous dire" in response.content.decode()
    assert search(client, site, q="école devogs", verbatim="école devogs").results.did_you_mean is None


def test_results_with_some_of_the_words_are_told_apart(client, site, make_sheet):
    make_sheet("Jardin partagé")
    make_sheet("Jardin d'hiver")
    make_sheet("Zone de jardin partagé")
    response = get(client, site.directory["fr"].url, q="jardin partagé", sort="title")
    parts = response.context["directory"].results.parts
    assert [(part["label"], [hit["title"] for hit in part["hits"]]) for part in parts] == [
        ("", ["Jardin partagé", "Zone de jardin partagé"]),
        ("Avec une partie des mots\u00a0: 1", ["Jardin d'hiver"]),
    ]
    assert "Avec une partie des mots" in response.content.decode()
    assert [part["label"] for part in search(client, site, q="jardin").results.parts] == [""]
    (part,) = search(client, site, q="jardin xylophone").results.parts
    assert (part["label"], len(part["hits"])) == (
        "Rien ne contient tous les mots\u00a0; voici ce qui en contient une partie\u00a0:",
        3,
    )


def test_an_empty_result_explains_quotation_marks(client, site, make_sheet):
    make_sheet("Jardin partagé")
    response = get(client, site.directory["fr"].url, q='"jardni" partage')
    view = response.context["directory"]
    assert (view.results.total, view.alternatives.unquoted["count"]) == (0, 1)
    assert view.alternatives.unquoted["url"] == f"{site.directory['fr'].url}?q=jardni+partage"
    assert titles(get(client, view.alternatives.unquoted["url"]).context["directory"]) == ["Jardin partagé"]
    assert "entre guillemets" in response.content.decode()
    for text in ("xylophone", '"xylophone"', '"', '"jardin"'):
        assert search(client, site, q=text).alternatives.unquoted is None


# Suggestions


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("jardin partagé li", "jardin partagé lieu"),
        ("partage\u0301 li", "partagé lieu"),
        ("li", "lieu"),
        ("-vélo li ", "-vélo lieu"),
        ('"jardin partagé" "li', '"jardin partagé" "lieu'),
        ("l’eau d’un li", "l’eau d’un lieu"),
    ],
)
def test_a_suggested_word_completes_the_last_one(client, site, make_sheet, typed, completed):
    make_sheet("Jardin", pitch="Un jardin partagé, lieu près de l’eau d’un lieu.")
    (suggestion,) = get(client, site.directory["fr"].url, format="suggest", q=typed).json()["suggestions"]
    assert (suggestion["kind"], suggestion["text"]) == ("word", completed)
    assert suggestion["url"].endswith(f"?{urlencode({'q': completed})}")


def test_few_suggestions_of_every_kind_are_shown_on_a_page(client, site, make_sheet):
    themes = [Theme.objects.create(name=f"Jardin {letter}", locale=site.locales["fr"]) for letter in "abc"]
    places = [site.territory.france.add_child(name=f"Jardin {n}", code=f"FR-X{n}", level="city") for n in "123"]
    for place in places:
        make_sheet(f"Jardin de {place.code}", themes=themes, territory=place)
    found = get(client, site.directory["fr"].url, format="suggest", q="jard").json()["suggestions"]
    assert [item["kind"] for item in found] == ["theme"] * 2 + ["territory"] * 2 + ["title"] * 2
    api = get(client, "/essaimage/api/1/suggest/", language="fr", q="jard").json()["suggestions"]
    assert [item["kind"] for item in api] == ["theme"] * 3 + ["territory"] * 3 + ["title"] * 3


# Summaries and feeds


@pytest.fixture
def feed(client, site):
    """``feed(q=…)``: the entries' parent, which every feed that RFC 4287 allows has by this."""

    def read(**params):
        response = get(client, "/essaimage/search/", language="fr", format="atom", **params)
        root = ElementTree.fromstring(response.content)  # noqa: S314
        assert root.findtext(f"{ATOM}author/{ATOM}name")
        for element in [root, *root.findall(f"{ATOM}entry")]:
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1
                assert element.findtext(f"{ATOM}{name}")
        return root

    return read


def test_a_feed_has_an_author_and_dates(site, make_sheet, feed):
    make_sheet("Jardin")
    sheets = [SheetPage(title=f"Née vivante {number}", pitch="P", locale=site.locales["fr"]) for number in (1, 2)]
    for sheet in sheets:
        site.directory["fr"].add_child(instance=sheet)
        assert sheet.last_published_at is None and sheet.first_published_at is None
    sheets[0].save_revision()
    entries = {entry.findtext(f"{ATOM}title"): entry for entry in feed().findall(f"{ATOM}entry")}
    updated = {title: entry.findtext(f"{ATOM}updated") for title, entry in entries.items()}
    assert updated["Née vivante 2"] == updated["Jardin"] <= updated["Née vivante 1"]
    assert feed().findtext(f"{ATOM}author/{ATOM}name") == "Tests"
    Site.objects.update(site_name="")
    assert feed(q="rien").findtext(f"{ATOM}author/{ATOM}name")


def test_summaries_in_feeds_are_what_they_are_declared_to_be(make_sheet, feed):
    make_sheet("Jardin", pitch="Plus de 3 < 5 parcelles & un <b>compost</b>")
    summary = feed().find(f"{ATOM}entry/{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("html", "Plus de 3 &lt; 5 parcelles &amp; un compost")


def test_pages_of_the_site_show_what_the_index_knows_of_them(client, site, feed):
    article = ArticlePage(title="Fête", intro="Un repas & des jeux <ici>.", locale=site.locales["fr"])
    site.home["fr"].add_child(instance=article)
    (card,) = get(client, "/essaimage/search/", language="fr").context["directory"].results.hits
    assert card["summary"].startswith("Un repas &amp; des jeux &lt;ici&gt;.")
    (card,) = get(client, "/essaimage/search/", language="fr", q="jeux").context["directory"].results.hits
    assert "<mark>jeux</mark>" in card["summary"]
    for params in ({}, {"q": "jeux"}):
        (hit,) = get(client, "/essaimage/api/1/search/", language="fr", **params).json()["hits"]
        assert hit["summary"].startswith("Un repas & des jeux <ici>.")
        assert "Un repas &amp; des jeux &lt;ici&gt;." in feed(**params).findtext(f"{ATOM}entry/{ATOM}summary")


# What does not fit is not offered


@pytest.mark.parametrize("params", [{}, {"q": "jardin"}, {"q": "rien"}, {"theme": "garden"}])
def test_where_nothing_has_a_point_neither_map_nor_nearness_is_offered(client, site, make_sheet, params):
    sheet = make_sheet("Jardin", themes=[site.themes["garden"]["fr"]])

    def offered():
        html = get(client, site.directory["fr"].url, **params).content.decode().partition("</header>")[2]
        return ('data-essaimage-facet="near"' in html, "view=map" in html)

    assert offered() == (False, False)
    sheet.latitude, sheet.longitude = "50.63", "3.06"
    sheet.save_revision().publish()
    assert offered() == (True, params.get("q") != "rien")  # the layouts are those of results


# Words around the search


def test_a_search_of_the_whole_site_is_not_called_one_of_initiatives(client, site, make_sheet):
    html = get(client, "/essaimage/search/", language="fr").content.decode()
    assert "Chercher une initiative" not in html and "jardin partagé" not in html
    assert "Chercher dans tout le site</label>" in html
    assert "0 résultat<" in html
    assert ">Chercher une initiative</label>" in get(client, site.directory["fr"].url).content.decode()


def test_what_was_searched_is_on_paper_too(client, site, make_sheet):
    make_sheet("Jardin")
    assert "Recherche\u00a0: «\u00a0jardin\u00a0»" in get(client, site.directory["fr"].url, q="jardin").content.decode()
    assert "es-searched" not in get(client, site.directory["fr"].url).content.decode()


def test_chosen_values_are_counted_in_words(client, site, make_sheet):
    make_sheet("Jardin", themes=[theme["fr"] for theme in site.themes.values()])
    html = get(client, site.directory["fr"].url, theme="garden").content.decode()
    assert '>1<span class="es-visually-hidden"> choix sélectionné</span>' in html
    html = get(client, site.directory["fr"].url, theme=["garden", "repair"]).content.decode()
    assert '>2<span class="es-visually-hidden"> choix sélectionnés</span>' in html


@pytest.mark.parametrize("name", ["Tests", "Une fédération de jardins", ""])
def test_search_engines_of_a_browser_are_told_apart_by_language(client, site, name):
    Site.objects.update(site_name=name)
    names = {}
    for code in ("fr", "ar"):
        address = f"{site.directory[code].url}?format=opensearch"
        root = ElementTree.fromstring(get(client, address).content)  # noqa: S314
        names[code] = root.findtext("{*}ShortName")
        html = get(client, site.directory[code].url).content.decode()
        assert f'title="{names[code]}" href="{address}"' in html
    assert names["fr"].endswith(" FR") and names["ar"].endswith(" AR")
    assert all(len(short) <= 16 for short in names.values())
